SELECT k.*, e.start_at AS sent_on, e.event_id AS incident_id, k.sender AS provider_code, e.start_at AS called_at,
       CASE WHEN e.point_of_delivery <> 'hear_and_treat'
            THEN least(e.start_at + to_minutes((6 + u('arrived', e.event_id) * 80)::BIGINT), coalesce(e.end_at, e.start_at)) END AS arrived_at,
       e.end_at AS closed_at,
       CASE WHEN e.point_of_delivery = 'hear_and_treat' THEN pick(['c4', 'c5', 'c3'], 'category', e.event_id)
            ELSE pick(['c1', 'c2', 'c2', 'c2', 'c2', 'c3', 'c3'], 'category', e.event_id) END AS category,
       e.route AS caller, e.reason AS chief_complaint, e.point_of_delivery AS response,
       CASE WHEN e.point_of_delivery = 'see_and_convey' THEN e.site END AS conveyed_to,
       e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_ambulance k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZA1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'ambulance_call'
