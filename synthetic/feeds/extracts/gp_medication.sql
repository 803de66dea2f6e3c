SELECT k.sender, k.local_id, k.person_key, id_of('M', m.person_key || m.code || m.start_date) AS medication_id,
       k.sender AS practice_code, m.start_date, m.end_date,
       CASE WHEN m.end_date IS NULL THEN greatest(m.start_date, last_day() - (luck('issue', m.person_key) % 28)::INTEGER)
            ELSE greatest(m.start_date, m.end_date - 1) END AS last_issued,
       m.code, m.name,
       CASE WHEN regexp_matches(lower(m.name), 'inhaler|dose') THEN 'Two puffs twice a day'
            WHEN regexp_matches(lower(m.name), 'cream|ointment|gel') THEN 'Apply twice a day'
            WHEN regexp_matches(lower(m.name), 'insulin|injection') THEN 'As directed'
            ELSE pick(['One a day', 'One a day', 'One twice a day', 'One at night', 'Two a day'], 'dose', m.code) END AS dosage,
       pick(['28', '28', '56', '30'], 'quantity', m.code) AS quantity, m.is_repeat,
       CASE WHEN m.end_date IS NULL THEN 'active' WHEN m.is_repeat THEN 'stopped' ELSE 'completed' END AS status,
       noon(coalesce(m.end_date, m.start_date)) AS updated_at
FROM medication m
JOIN known_gp k ON k.person_key = m.person_key AND k.sender = k.registered_practice
    AND third(m.person_key || m.code || m.start_date) BETWEEN k.low AND k.high
