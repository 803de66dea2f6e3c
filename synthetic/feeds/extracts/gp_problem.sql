SELECT k.sender, k.local_id, k.person_key, id_of('P', c.person_key || c.code || c.onset_date) AS problem_id,
       k.sender AS practice_code, c.onset_date, c.end_date, c.code, coalesce(t.title, c.condition) AS term,
       CASE WHEN c.condition IN ('hearing_loss', 'psoriasis', 'irritable_bowel', 'obesity') THEN 'minor' ELSE 'major' END
           AS significance,
       CASE WHEN c.end_date IS NULL THEN 'active' ELSE 'resolved' END AS status,
       noon(coalesce(c.end_date, c.onset_date)) AS updated_at
FROM condition c
JOIN known_gp k ON k.person_key = c.person_key AND k.sender = k.registered_practice
    AND third(c.person_key || c.code || c.onset_date) BETWEEN k.low AND k.high
LEFT JOIN condition_title t ON t.condition = c.condition
WHERE c.code_system = 'snomed'
