SELECT k.*, e.start_at AS sent_on, e.event_id AS contact_id, k.sender AS organisation_code, e.start_at AS started_at,
       e.end_at AS ended_at, e.point_of_delivery AS activity, e.route, e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_voluntary k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZV1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'contact'
