-- What the council holds of its clients, and what to do if a carer is ill.
WITH told AS (
    SELECT f.person_key, f.kind AS flag_type, f.item, f.start_date AS from_date, f.end_date AS until_date,
           CASE f.item WHEN 'deprivation_of_liberty' THEN 'Deprivation of liberty authorised at the home; ask the council for the conditions'
                WHEN 'lasting_power_of_attorney' THEN 'Lasting power of attorney for health and welfare: the daughter or son named in the file'
                WHEN 'adult_safeguarding' THEN 'Safeguarding adults enquiry; speak to the duty social worker before a visit'
                WHEN 'mobility' THEN 'Two people and a hoist for moving and handling'
                ELSE 'Key safe by the front door; the council holds the number' END AS flag_text
    FROM flag f WHERE f.feed = 'social_care_flag'
    UNION ALL
    SELECT person_key, 'contingency', 'other', min(start_date), NULL,
           'If the carer is ill: ring the emergency carers'' line; a neighbour has the key'
    FROM package WHERE u('carer plan', person_key) < 0.1 GROUP BY person_key
)
SELECT k.sender, k.local_id, k.person_key, id_of('F', t.person_key || t.flag_type || t.item) AS flag_id, t.flag_type,
       t.item, NULL AS code, t.flag_text, t.from_date, t.until_date,
       CASE WHEN t.until_date IS NULL THEN 'active' ELSE 'ended' END AS status, noon(t.from_date) AS updated_at
FROM told t
JOIN known_social_care k ON k.person_key = t.person_key AND k.low = 0
