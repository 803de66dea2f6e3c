SELECT k.sender, k.local_id, k.person_key, e.start_at AS sent_on, e.event_id AS incident_id, k.sender AS home_code,
       e.start_at AS happened_at, e.end_at AS closed_at, coalesce(e.reason, 'other') AS incident_type, e.outcome
FROM event e
JOIN known_care_home k ON k.person_key = e.person_key AND k.sender = e.site AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'incident'
