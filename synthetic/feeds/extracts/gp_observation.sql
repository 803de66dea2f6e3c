SELECT k.sender, k.local_id, k.person_key, m."at" AS sent_on,
       id_of('O', hash(m.person_key, m.code, m."at")) AS observation_id, k.sender AS practice_code, m."at" AS observed_at,
       m.code, m.name, m."value", m.unit
FROM measurement m
JOIN known_gp k ON k.person_key = m.person_key AND k.sender = k.registered_practice
    AND third(hash(m.person_key, m.code, m."at")) BETWEEN k.low AND k.high
