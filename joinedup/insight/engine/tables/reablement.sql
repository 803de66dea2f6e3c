-- One spell of reablement that ended, and where the person was 91 days after.
-- at_home is null where nobody can know: they moved away, or the end of the data comes sooner (see follow_up).
WITH ended AS (
    SELECT person_key, start_date, end_date, provider, outcome, add_days(end_date, 91) AS on_day
    FROM package WHERE service = 'reablement' AND end_date IS NOT NULL
),
away AS (
    SELECT DISTINCT e.person_key, e.end_date
    FROM ended e JOIN package p ON p.person_key = e.person_key
    WHERE p.service IN ('residential', 'nursing') AND p.start_date <= e.on_day
      AND (p.end_date IS NULL OR p.end_date > e.on_day)
    UNION
    SELECT DISTINCT e.person_key, e.end_date
    FROM ended e JOIN residence r ON r.person_key = e.person_key
    WHERE r.kind = 'care_home' AND r.start_date <= e.on_day AND (r.end_date IS NULL OR r.end_date > e.on_day)
    UNION
    SELECT DISTINCT e.person_key, e.end_date
    FROM ended e JOIN event v ON v.person_key = e.person_key
    WHERE v.kind = 'admission' AND london_day(v.start_at) <= e.on_day
      AND (v.end_at IS NULL OR london_day(v.end_at) > e.on_day)
)
SELECT e.person_key, e.start_date, e.end_date, e.provider, e.outcome, p.death_date, t.person_key IS NOT NULL AS on_list,
       away.person_key IS NULL AND t.person_key IS NOT NULL AS at_home
FROM ended e
JOIN person p ON p.person_key = e.person_key
LEFT JOIN away ON away.person_key = e.person_key AND away.end_date = e.end_date
LEFT JOIN time_on_list t ON t.person_key = e.person_key AND t.start_date <= e.on_day AND t.end_date > e.on_day
