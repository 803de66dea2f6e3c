-- What someone on the register has said and what has been recommended, as much of it as they came to.
WITH item AS (
    SELECT * FROM (VALUES
        ('preferred_place_of_care', 0.9, ['Home', 'Home', 'Care home', 'Hospice']),
        ('preferred_place_of_death', 0.8, ['Home', 'Home', 'Hospice', 'Care home']),
        ('resuscitation', 0.85, ['Not for attempted resuscitation', 'Not for attempted resuscitation', 'For attempted resuscitation']),
        ('treatment_escalation', 0.7, ['Comfort first; hospital only for what cannot be relieved at home', 'Hospital for what can be put right quickly; not intensive care']),
        ('what_matters', 0.75, ['To be in my own bed with the dog beside me', 'To be told the truth', 'That my family can stay the night', 'Not to be in pain']),
        ('anticipatory_medicines', 0.5, ['In the house, with a chart signed by the practice']),
        ('advance_decision', 0.08, ['Refuses artificial feeding; signed and witnessed']),
        ('lasting_power_of_attorney', 0.3, ['Health and welfare: the person named in the registered document']),
        ('prognosis', 0.6, ['Months', 'Weeks', 'Last year of life'])
    ) AS i(item, share, wordings)
), said AS (
    SELECT k.*, i.item, pick(i.wordings, i.item, k.person_key) AS wording,
           noon(r.on_day) + to_hours((luck(i.item, k.person_key) % 240)::BIGINT) AS recorded_at
    FROM on_register r
    JOIN known_end_of_life k ON k.person_key = r.person_key
    JOIN item i ON u(i.item, k.person_key) < i.share AND third(k.person_key || i.item) BETWEEN k.low AND k.high
)
SELECT s.*, id_of('W', person_key || item) AS item_id, sender AS provider_code,
       CASE WHEN item = 'resuscitation' THEN CASE WHEN starts_with(wording, 'Not') THEN '450476008' ELSE '450475007' END END AS code,
       
       CASE WHEN starts_with(item, 'preferred_place') THEN CASE wording WHEN 'Home' THEN 'home' WHEN 'Care home' THEN 'care_home'
            WHEN 'Hospice' THEN 'hospice' WHEN 'Hospital' THEN 'hospital' END END AS place, NULL AS withdrawn_at, CASE WHEN item IN ('resuscitation', 'treatment_escalation') THEN recorded_at::DATE + 180 END AS review_date,
       pick(['Dr A. Okafor', 'Sister J. Lowe', 'Dr M. Patel', 'Nurse T. Green'], 'author', person_key || item) AS made_by,
       pick(['GP', 'Palliative care nurse', 'Consultant', 'Community matron'], 'role', person_key || item) AS made_by_role,
       pick(['person', 'person', 'person', 'representative', 'best_interests'], 'involved', person_key) AS person_involved,
       CASE WHEN item IN ('resuscitation', 'advance_decision') THEN pick(['With the person, in the hall drawer', 'In the home''s office', 'In the yellow folder'], 'where', person_key) END
           AS document_location,
       'current' AS status, recorded_at + INTERVAL 1 HOUR AS updated_at
FROM said s
