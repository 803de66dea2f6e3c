WITH client AS (
    SELECT k.*, d.person_key IS NOT NULL AS forgets, r.person_key IS NOT NULL AS in_home
    FROM known_social_care k
    LEFT JOIN (SELECT DISTINCT person_key FROM condition WHERE condition = 'dementia') d USING (person_key)
    LEFT JOIN (SELECT DISTINCT person_key FROM residence WHERE kind = 'care_home') r USING (person_key)
    WHERE k.low = 0
), flag AS (
    SELECT *, 'alert' AS flag_type, 'key safe' AS source, 'Key safe by the front door; the council holds the number' AS flag_text
    FROM client WHERE NOT in_home AND u('key safe', person_key) < 0.3
    UNION ALL
    SELECT *, 'legal', 'deprivation of liberty', 'Deprivation of liberty authorised at the home; ask the council for the conditions'
    FROM client WHERE in_home AND forgets AND u('liberty', person_key) < 0.6
    UNION ALL
    SELECT *, 'legal', 'power of attorney', 'Lasting power of attorney for health and welfare: the daughter or son named in the file'
    FROM client WHERE forgets AND u('attorney', person_key) < 0.35
    UNION ALL
    SELECT *, 'safeguarding', 'enquiry', 'Safeguarding adults enquiry; speak to the duty social worker before a visit'
    FROM client WHERE u('enquiry', person_key) < 0.04
    UNION ALL
    SELECT *, 'requirement', 'moving', 'Two people and a hoist for moving and handling'
    FROM client WHERE u('hoist', person_key) < 0.08
    UNION ALL
    SELECT *, 'contingency', 'carer', 'If the carer is ill: ring the emergency carers'' line; a neighbour has the key'
    FROM client WHERE NOT in_home AND u('carer plan', person_key) < 0.15
)
SELECT sender, local_id, person_key, id_of('F', person_key || source) AS flag_id, flag_type,
       CASE source WHEN 'deprivation of liberty' THEN 'deprivation_of_liberty' WHEN 'power of attorney' THEN 'lasting_power_of_attorney'
            WHEN 'enquiry' THEN 'adult_safeguarding' WHEN 'moving' THEN 'mobility' ELSE 'other' END AS item, NULL AS code, flag_text,
       first_on AS from_date, CASE WHEN source = 'enquiry' AND first_on + 90 < last_day() THEN first_on + 90 END AS until_date,
       CASE WHEN source = 'enquiry' AND first_on + 90 < last_day() THEN 'ended' ELSE 'active' END AS status,
       noon(first_on) AS updated_at
FROM flag
