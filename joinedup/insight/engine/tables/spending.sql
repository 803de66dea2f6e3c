-- One sum spent on one person: contacts on the day they began; packages of care by the week while they go on.
-- The council pays for telecare and for voluntary services that send what they cost; the NHS for every other contact.
-- Pounds are pounds of the price year that the source says; weekly_cost is null for contacts, cost for packages.
SELECT person_key, london_day(start_at) AS start_date, london_day(start_at) AS end_date,
       CASE WHEN kind IN ('alarm', 'contact', 'assessment') THEN 'council' ELSE 'NHS' END AS payer,
       kind AS service, CAST(cost AS DOUBLE) AS cost, CAST(NULL AS DOUBLE) AS weekly_cost
FROM event
WHERE cost IS NOT NULL
UNION ALL
SELECT person_key, start_date, end_date, 'council' AS payer, service, CAST(NULL AS DOUBLE) AS cost,
       CAST(weekly_cost AS DOUBLE) AS weekly_cost
FROM package
WHERE weekly_cost IS NOT NULL
