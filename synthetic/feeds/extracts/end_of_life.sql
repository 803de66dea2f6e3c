-- What someone on the register has said and what has been recommended; and, of those who died, where.
WITH register AS (
    SELECT person_key, min(start_date) AS on_day FROM flag WHERE feed = 'end_of_life' GROUP BY person_key
), item AS (
    SELECT person_key, item, value, noon(start_date) AS recorded_at FROM flag WHERE feed = 'end_of_life'
    UNION ALL
    SELECT r.person_key, 'place_of_death', p.death_place, noon(p.death_date + 1)
    FROM register r JOIN person p ON p.person_key = r.person_key WHERE p.death_place IS NOT NULL
), said AS (
    SELECT k.*, i.item, i.value, i.recorded_at,
           CASE WHEN i.item LIKE '%place%' THEN CASE i.value WHEN 'home' THEN 'Home' WHEN 'care_home' THEN 'Care home'
                     WHEN 'hospice' THEN 'Hospice' ELSE 'Hospital' END
                WHEN i.item = 'resuscitation' THEN CASE i.value WHEN 'attempt' THEN 'For attempted resuscitation'
                     ELSE 'Not for attempted resuscitation' END
                WHEN i.item = 'treatment_escalation' THEN pick(['Comfort first; hospital only for what cannot be relieved at home',
                     'Hospital for what can be put right quickly; not intensive care'], i.item, i.person_key)
                WHEN i.item = 'what_matters' THEN pick(['To be in my own bed with the dog beside me', 'To be told the truth',
                     'That my family can stay the night', 'Not to be in pain'], i.item, i.person_key)
                WHEN i.item = 'anticipatory_medicines' THEN 'In the house, with a chart signed by the practice'
                WHEN i.item = 'advance_decision' THEN 'Refuses artificial feeding; signed and witnessed'
                WHEN i.item = 'lasting_power_of_attorney' THEN 'Health and welfare: the person named in the registered document'
                ELSE pick(['Months', 'Weeks', 'Last year of life'], i.item, i.person_key) END AS wording
    FROM item i JOIN known_end_of_life k ON k.person_key = i.person_key AND third(k.person_key || i.item) BETWEEN k.low AND k.high
)
SELECT s.*, id_of('W', person_key || item) AS item_id, sender AS provider_code,
       CASE WHEN item = 'resuscitation' THEN CASE WHEN value = 'attempt' THEN '450475007' ELSE '450476008' END END AS code,
       CASE WHEN item LIKE '%place%' THEN value END AS place,
       NULL AS withdrawn_at, CASE WHEN item IN ('resuscitation', 'treatment_escalation') THEN recorded_at::DATE + 180 END AS review_date,
       pick(['Dr A. Okafor', 'Sister J. Lowe', 'Dr M. Patel', 'Nurse T. Green'], 'author', person_key || item) AS made_by,
       pick(['GP', 'Palliative care nurse', 'Consultant', 'Community matron'], 'role', person_key || item) AS made_by_role,
       pick(['person', 'person', 'person', 'representative', 'best_interests'], 'involved', person_key) AS person_involved,
       CASE WHEN item IN ('resuscitation', 'advance_decision') THEN pick(['With the person, in the hall drawer', 'In the home''s office', 'In the yellow folder'], 'where', person_key) END
           AS document_location,
       'current' AS status, recorded_at + INTERVAL 1 HOUR AS updated_at
FROM said s
