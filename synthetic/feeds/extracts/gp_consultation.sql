SELECT k.sender, k.local_id, k.person_key, e.start_at AS sent_on, id_of('C', e.event_id) AS consultation_id,
       k.sender AS practice_code, e.start_at AS started_at, e.end_at AS ended_at, e.point_of_delivery AS clinician,
       e.mode,
       CASE WHEN e.reason_system = 'snomed' THEN e.reason END AS reason, t.title AS reason_term,
       CASE WHEN e.outcome = 'did_not_attend' THEN e.outcome ELSE 'attended' END AS status, e.cost, e.cost_basis
FROM event e
JOIN known_gp k ON k.person_key = e.person_key AND k.sender = e.provider AND third(e.event_id) BETWEEN k.low AND k.high
LEFT JOIN reason_title t ON t.code = e.reason
WHERE e.kind = 'consultation'
