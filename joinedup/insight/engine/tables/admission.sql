-- One spell in hospital of any kind but birth and maternity.
-- days_since_discharge counts from the end of the spell before it to its start; days_to_readmission from its end to
-- the next emergency one. Both are null where there is none, and where the person went from one hospital to another.
SELECT person_key, event_id, start_at, end_at, seen_at, ready_at, point_of_delivery, provider, site, service, reason,
       reasons, procedures, route, outcome, length_of_stay, cost,
       coalesce(point_of_delivery, '') = 'emergency' AS emergency,
       days_between(london_day(start_at), london_day(end_at)) AS nights,
       CASE WHEN lag(coalesce(outcome, '')) OVER spells <> 'transfer'
           THEN days_between(london_day(lag(end_at) OVER spells), london_day(start_at)) END AS days_since_discharge,
       CASE WHEN coalesce(outcome, '') NOT IN ('transfer', 'died')
             AND lead(coalesce(point_of_delivery, '')) OVER spells = 'emergency'
           THEN days_between(london_day(end_at), london_day(lead(start_at) OVER spells)) END AS days_to_readmission
FROM event
WHERE kind = 'admission' AND coalesce(point_of_delivery, '') NOT IN ('birth', 'maternity')
WINDOW spells AS (PARTITION BY person_key ORDER BY start_at, event_id)
