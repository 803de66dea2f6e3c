-- One person's spell on one practice's list. The day of death is the last one lived, and where two lists say that
-- they have someone, the spell that began first ends where the next begins, so that nobody counts twice. A list that
-- ends in the month of death ends with the death: a planning release keeps only the last day of that month.
SELECT r.person_key, r.practice, r.start_date,
       least(
           CASE WHEN r.end_date >= month_start(p.death_date) THEN DATE '9999-12-31'
               ELSE coalesce(r.end_date, DATE '9999-12-31') END,
           coalesce(add_days(p.death_date, 1), DATE '9999-12-31'),
           coalesce(lead(r.start_date) OVER spells, DATE '9999-12-31')
       ) AS end_date,
       p.birth_month, p.sex
FROM registration r JOIN person p ON p.person_key = r.person_key
WINDOW spells AS (PARTITION BY r.person_key ORDER BY r.start_date, r.practice)
