-- Some people with heart failure or a lung disease take readings at home each day for three months.
WITH reading AS (
    SELECT m.person_key, d.day::DATE AS day, r.code, r.name, r.unit,
           r.middle + r.between_people * (u(r.code, m.person_key) - 0.5) + r.within * (u(r.code || d.day, m.person_key) - 0.5) AS figure
    FROM monitored m
    CROSS JOIN LATERAL (SELECT unnest(generate_series(m.on_day, least(m.on_day + 90, last_day()), INTERVAL 1 DAY)) AS day) d
    CROSS JOIN (VALUES ('431314004', 'Peripheral oxygen saturation', '%', 93.5, 6, 4), ('364075005', 'Heart rate', '/min', 78, 24, 14),
                       ('27113001', 'Body weight', 'kg', 76, 40, 2)) AS r(code, name, unit, middle, between_people, within)
    WHERE u('forgot' || d.day, m.person_key) > 0.12
)
SELECT k.*, noon(r.day) - INTERVAL 4 HOUR + to_minutes((u('morning', r.person_key || r.day) * 90)::BIGINT) AS sent_on,
       id_of('T', r.person_key || r.code || r.day) AS reading_id, k.sender AS provider_code, sent_on AS taken_at, r.code, r.name,
       round(least(r.figure, CASE r.code WHEN '431314004' THEN 100 ELSE 500 END), 1) AS "value", r.unit,
       pick(['Home kit A', 'Home kit B'], 'kit', r.person_key) AS device
FROM reading r
JOIN known_telehealth k ON k.person_key = r.person_key AND third(r.person_key || r.day) BETWEEN k.low AND k.high
