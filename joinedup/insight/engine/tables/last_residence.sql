-- Where each person lives now, or lived last.
SELECT person_key, area, deprivation_decile, kind, site, lives_alone
FROM residence
QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY start_date DESC, area) = 1
