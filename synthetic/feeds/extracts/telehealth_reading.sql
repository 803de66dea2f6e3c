SELECT k.*, m."at" AS sent_on, id_of('T', hash(m.person_key, m.code, m."at")) AS reading_id, k.sender AS provider_code,
       m."at" AS taken_at, m.code, m.name, m."value", m.unit, pick(['Home kit A', 'Home kit B'], 'kit', m.person_key) AS device
FROM measurement m
JOIN known_telehealth k ON k.person_key = m.person_key AND third(hash(m.person_key, m.code, m."at")) BETWEEN k.low AND k.high
WHERE m.feed = 'telehealth_reading'
