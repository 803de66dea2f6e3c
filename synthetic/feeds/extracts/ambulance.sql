SELECT k.*, e.start_at AS sent_on, e.event_id AS incident_id, k.sender AS provider_code, e.start_at AS called_at,
       e.seen_at AS arrived_at, e.at_hospital_at, e.handover_at, e.end_at AS closed_at, e.urgency AS category,
       e.route AS caller, e.reason AS chief_complaint, e.point_of_delivery AS response,
       CASE WHEN e.point_of_delivery = 'see_and_convey' THEN e.site END AS conveyed_to,
       e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_ambulance k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZA1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'ambulance_call'
