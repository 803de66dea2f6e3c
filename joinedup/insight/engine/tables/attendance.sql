-- One attendance at A&E, an urgent treatment centre or same day emergency care.
-- days_since_last counts from the person's attendance before it, of any of these kinds; null where there was none.
SELECT person_key, event_id, start_at, end_at, seen_at, provider, site, service, reason, route, outcome, urgency, cost,
       days_between(london_day(lag(start_at) OVER visits), london_day(start_at)) AS days_since_last
FROM event
WHERE kind = 'attendance'
WINDOW visits AS (PARTITION BY person_key ORDER BY start_at, event_id)
