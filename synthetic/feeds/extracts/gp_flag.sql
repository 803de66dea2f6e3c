-- What follows from a life: adjustments from conditions and language, and the rare alert or safeguarding note.
WITH flag AS (
    SELECT person_key, condition AS source, 'adjustment' AS flag_type, code, onset_date AS from_date,
           CASE condition WHEN 'hearing_loss' THEN 'Hard of hearing: face the person, speak clearly; do not rely on the telephone'
                WHEN 'sight_loss' THEN 'Cannot read ordinary print: send letters in large print or by telephone'
                WHEN 'learning_disability' THEN 'Learning disability: easy-read letters, a longer appointment, someone they trust beside them'
                WHEN 'dementia' THEN 'Memory problems: tell the person who helps them as well; remind on the day' END AS flag_text
    FROM condition WHERE condition IN ('hearing_loss', 'sight_loss', 'learning_disability', 'dementia')
    UNION ALL
    SELECT person_key, 'language', 'adjustment', NULL, present_from, 'Needs an interpreter; language: ' || "language"
    FROM identity WHERE interpreter
    UNION ALL
    SELECT person_key, 'alert', 'alert', NULL, present_from, 'Do not visit alone; speak to the practice first'
    FROM identity WHERE u('alert', person_key) < 0.001 AND birth_date < present_from - INTERVAL 18 YEAR
    UNION ALL
    SELECT person_key, 'child', 'safeguarding', NULL, greatest(present_from, birth_date), 'Child protection plan in force; named social worker at the council'
    FROM identity WHERE u('child', person_key) < 0.004 AND birth_date > present_from - INTERVAL 16 YEAR
)
SELECT k.sender, k.local_id, k.person_key, id_of('F', f.person_key || f.source) AS flag_id, k.sender AS practice_code,
       f.flag_type, 
       CASE f.source WHEN 'hearing_loss' THEN 'hearing' WHEN 'sight_loss' THEN 'sight' WHEN 'dementia' THEN 'memory'
            WHEN 'learning_disability' THEN 'learning_disability' WHEN 'language' THEN 'interpreter_needed'
            WHEN 'alert' THEN 'staff_safety' WHEN 'child' THEN 'child_protection' ELSE f.source END AS item, f.code, f.flag_text, f.from_date, NULL AS until_date, 'active' AS status, noon(f.from_date) AS updated_at
FROM flag f
JOIN known_gp k ON k.person_key = f.person_key AND k.sender = k.registered_practice
    AND third(f.person_key || f.source) BETWEEN k.low AND k.high
