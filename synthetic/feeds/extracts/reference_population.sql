-- Who lived in each small area at the middle of the last year, in the age bands of the European Standard Population.
WITH middle AS (SELECT make_date(year(last_day()) - 1, 6, 30) AS day)
SELECT 'X26' AS sender, r.area, year(any_value(m.day)) AS "year",
       least(date_sub('year', p.birth_date, m.day) // 5 * 5, 90) AS age_from,
       CASE WHEN date_sub('year', p.birth_date, m.day) >= 90 THEN NULL ELSE date_sub('year', p.birth_date, m.day) // 5 * 5 + 4 END AS age_to,
       p.sex, count(*) AS people
FROM middle m
JOIN residence r ON r.start_date <= m.day AND (r.end_date IS NULL OR r.end_date > m.day)
JOIN person p ON p.person_key = r.person_key AND p.birth_date <= m.day
WHERE r.area IS NOT NULL AND p.sex IN ('female', 'male')
GROUP BY r.area, p.sex, age_from, age_to
ORDER BY r.area, p.sex, age_from
