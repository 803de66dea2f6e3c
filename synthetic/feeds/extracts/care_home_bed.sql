-- A count on the tenth of each month of the last year.
WITH day AS (
    SELECT unnest(generate_series(date_trunc('month', last_day() - 334), last_day(), INTERVAL 1 MONTH))::DATE + 9 AS counted_on
), full_on AS (
    SELECT t.site, d.counted_on, count(*) AS occupied
    FROM stay t JOIN day d ON t.start_date <= d.counted_on AND (t.end_date IS NULL OR t.end_date > d.counted_on)
    GROUP BY ALL
)
SELECT s.site AS sender, s.site AS home_code, d.counted_on, greatest(s.beds, coalesce(f.occupied, 0)) AS beds,
       coalesce(f.occupied, 0) AS occupied,
       least(greatest(s.beds - coalesce(f.occupied, 0), 0), (luck('reserved', s.site || d.counted_on) % 3)::BIGINT) AS reserved,
       greatest(s.beds - coalesce(f.occupied, 0), 0)
           - least(greatest(s.beds - coalesce(f.occupied, 0), 0), (luck('reserved', s.site || d.counted_on) % 3)::BIGINT) AS vacant
FROM reference_site s CROSS JOIN day d LEFT JOIN full_on f ON f.site = s.site AND f.counted_on = d.counted_on
WHERE starts_with(s.kind, 'care_home') AND d.counted_on <= last_day()
