-- A package is asked for, assessed, begun, and looked at again each year that it lasts.
WITH package_id AS (
    SELECT *, person_key || service || start_date AS id, coalesce(end_date, last_day()) AS until FROM package
), event_of AS (
    SELECT *, 'request' AS event_type, (start_date - 10 - (luck('asked', id) % 30)::INTEGER)::DATE AS on_day, 0 AS n FROM package_id
    WHERE service NOT IN ('telecare', 'equipment')
    UNION ALL
    SELECT *, 'assessment', (start_date - 1 - (luck('assessed', id) % 9)::INTEGER)::DATE, 0 FROM package_id
    WHERE service <> 'reablement'
    UNION ALL
    SELECT *, 'service', start_date, 0 FROM package_id WHERE service <> 'assessment'
    UNION ALL
    SELECT * EXCLUDE (n), 'review', start_date + (365 * n)::INTEGER, n
    FROM (SELECT *, unnest(range(1, 1 + ((until - start_date) // 365)::BIGINT)) AS n FROM package_id)
    WHERE service NOT IN ('assessment', 'reablement', 'equipment')
)
SELECT k.*, id_of('E', p.id || event_type || n) AS event_reference, k.sender AS council_code, event_type,
       on_day AS start_date,
       CASE event_type WHEN 'service' THEN end_date ELSE on_day + 1 END AS end_date,
       CASE WHEN event_type = 'request' THEN CASE WHEN service = 'reablement' THEN 'hospital' ELSE 'community' END END AS request_route,
       service, CASE WHEN service = 'direct_payment' THEN 'direct_payment' ELSE 'arranged' END AS delivery,
       pick(['physical', 'physical', 'memory', 'mental_health', 'sensory', 'learning_disability'], 'support', p.person_key) AS support_reason,
       CASE WHEN event_type = 'service' THEN provider END AS provider_code,
       CASE WHEN event_type = 'service' THEN hours_per_week END AS hours_per_week,
       CASE WHEN event_type = 'service' THEN weekly_cost END AS weekly_cost,
       CASE WHEN event_type = 'service' THEN 'package' END AS cost_basis,
       u('carer', p.person_key) < 0.35 AS has_carer, service = 'carer_support' AS client_is_carer,
       CASE WHEN service NOT IN ('residential', 'nursing') THEN u('alone', p.person_key) < 0.5 END AS lives_alone,
       CASE event_type WHEN 'request' THEN 'service' WHEN 'assessment' THEN 'service' WHEN 'review' THEN 'continued'
            ELSE CASE WHEN p.end_date IS NULL THEN NULL ELSE p.outcome END END AS outcome,
       noon(CASE event_type WHEN 'service' THEN coalesce(end_date, on_day) ELSE on_day END + 3) AS updated_at
FROM event_of p
JOIN known_social_care k ON k.person_key = p.person_key AND third(p.id) BETWEEN k.low AND k.high
