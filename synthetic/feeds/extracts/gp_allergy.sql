SELECT k.sender, k.local_id, k.person_key, id_of('L', a.person_key || a.code) AS allergy_id, k.sender AS practice_code,
       a.recorded_date, NULL AS end_date, a.code, a.name, a.reaction, a.severity, 'active' AS status,
       noon(a.recorded_date) AS updated_at
FROM allergy a
JOIN known_gp k ON k.person_key = a.person_key AND k.sender = k.registered_practice
    AND third(a.person_key || a.code) BETWEEN k.low AND k.high
