-- What follows from a life: adjustments from conditions and language, who cares for whom, and the rare alert.
WITH told AS (
    SELECT f.*, CASE f.kind WHEN 'requirement' THEN 'adjustment' WHEN 'carer' THEN 'circumstance' ELSE f.kind END AS flag_type,
           CASE f.item WHEN 'hearing' THEN 'Hard of hearing: face the person, speak clearly; do not rely on the telephone'
                WHEN 'sight' THEN 'Cannot read ordinary print: send letters in large print or by telephone'
                WHEN 'learning_disability' THEN 'Learning disability: easy-read letters, a longer appointment, someone they trust beside them'
                WHEN 'memory' THEN 'Memory problems: tell the person who helps them as well; remind on the day'
                WHEN 'interpreter_needed' THEN 'Needs an interpreter; language: ' || i."language"
                WHEN 'staff_safety' THEN 'Do not visit alone; speak to the practice first'
                WHEN 'child_protection' THEN 'Child protection plan in force; named social worker at the council'
                WHEN 'is_carer' THEN 'Cares for someone unpaid: ask how they are, offer a check and the carers'' line'
                WHEN 'has_carer' THEN 'Looked after by someone at home: ask the carer in'
                WHEN 'pregnant' THEN 'Pregnant' END AS flag_text,
           CASE f.item WHEN 'hearing' THEN '15188001' WHEN 'sight' THEN '397540003' WHEN 'learning_disability' THEN '110359009'
                WHEN 'memory' THEN '52448006' WHEN 'pregnant' THEN '77386006' END AS code
    FROM flag f JOIN identity i ON i.person_key = f.person_key
    WHERE f.feed = 'gp_flag'
)
SELECT k.sender, k.local_id, k.person_key, id_of('F', f.person_key || f.item || f.start_date) AS flag_id,
       k.sender AS practice_code, f.flag_type, f.item, f.code, f.flag_text, f.start_date AS from_date, f.end_date AS until_date,
       CASE WHEN f.end_date IS NULL THEN 'active' ELSE 'ended' END AS status,
       noon(coalesce(f.end_date, f.start_date)) AS updated_at
FROM told f
JOIN known_gp k ON k.person_key = f.person_key AND k.sender = k.registered_practice
    AND third(f.person_key || f.item) BETWEEN k.low AND k.high
