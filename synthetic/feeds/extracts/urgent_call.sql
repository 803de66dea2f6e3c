SELECT k.*, e.start_at AS sent_on, e.event_id AS call_id, k.sender AS provider_code, e.start_at AS called_at, e.end_at AS ended_at,
       e.point_of_delivery AS channel, e.route AS caller,
       e.reason AS symptom_group, e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_urgent_call k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZU1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'urgent_call' AND NOT is_out_of_hours(e.point_of_delivery)
