SELECT k.*, e.start_at AS sent_on, e.event_id AS call_id, k.sender AS provider_code, e.start_at AS called_at, e.end_at AS ended_at,
       CASE WHEN u('online', e.event_id) < 0.15 THEN 'online' ELSE 'telephone' END AS channel,
       e.reason AS symptom_group, e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_urgent_call k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZU1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'urgent_call'
