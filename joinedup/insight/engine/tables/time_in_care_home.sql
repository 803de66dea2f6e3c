-- One person's time in one care home while on one practice's list; a temporary stay counts as well as a permanent one.
-- From the homes' own returns where there are any of the person, else from where their practice says that they live.
WITH told AS (
    SELECT person_key, site, start_date, end_date FROM stay WHERE kind = 'care_home'
    UNION ALL
    SELECT r.person_key, r.site, r.start_date, r.end_date
    FROM residence r LEFT JOIN (SELECT DISTINCT person_key FROM stay WHERE kind = 'care_home') s
      ON s.person_key = r.person_key
    WHERE r.kind = 'care_home' AND s.person_key IS NULL
),
once AS (
    SELECT person_key, site, start_date,
           least(
               coalesce(end_date, DATE '9999-12-31'), coalesce(lead(start_date) OVER spells, DATE '9999-12-31')
           ) AS end_date
    FROM told
    WINDOW spells AS (PARTITION BY person_key ORDER BY start_date, site)
)
SELECT o.person_key, t.practice, o.site AS home, greatest(o.start_date, t.start_date) AS start_date,
       least(o.end_date, t.end_date) AS end_date, t.birth_month, t.sex
FROM once o JOIN time_on_list t
  ON t.person_key = o.person_key AND t.start_date < o.end_date AND t.end_date > o.start_date
