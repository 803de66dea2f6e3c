SELECT k.*, e.start_at AS sent_on, e.event_id AS alarm_id, k.sender AS provider_code, e.start_at AS raised_at, e.end_at AS closed_at,
       e.reason AS alarm_type, e.outcome AS outcome, e.cost, e.cost_basis
FROM event e
JOIN known_telecare k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZL1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'alarm'
