-- What was asked for, what was found, what is given, and the look at it again each year that it lasts.
WITH event_of AS (
    SELECT person_key, 'request' || hash(person_key, referred_at) AS id, 'request' AS event_type, service,
           london_day(referred_at) AS on_day, london_day(closed_at) AS end_day, source AS request_source, urgency,
           NULL AS provider_code, NULL::DOUBLE AS hours_per_week, NULL::DOUBLE AS weekly_cost, outcome
    FROM referral WHERE feed = 'social_care'
    UNION ALL
    SELECT person_key, event_id, point_of_delivery, service, london_day(start_at), london_day(start_at) + 1, NULL, NULL, NULL,
           NULL, NULL, outcome
    FROM event WHERE kind = 'assessment'
    UNION ALL
    SELECT person_key, person_key || service || start_date, 'service', service, start_date, end_date, NULL, NULL, provider,
           hours_per_week, weekly_cost, outcome
    FROM package
)
SELECT k.*, id_of('E', e.id) AS event_reference, k.sender AS council_code, event_type, on_day AS start_date,
       end_day AS end_date, request_source, urgency, service,
       CASE WHEN event_type = 'service' THEN CASE WHEN service = 'direct_payment' THEN 'direct_payment' ELSE 'arranged' END END AS delivery,
       pick(['physical', 'physical', 'memory', 'mental_health', 'sensory', 'learning_disability'], 'support', e.person_key) AS support_reason,
       provider_code, hours_per_week, weekly_cost, CASE WHEN weekly_cost IS NOT NULL THEN 'package' END AS cost_basis,
       cared.person_key IS NOT NULL AS has_carer, service = 'carer_support' AS client_is_carer, h.lives_alone, outcome,
       noon(coalesce(end_day, on_day) + 3) AS updated_at
FROM event_of e
JOIN known_social_care k ON k.person_key = e.person_key AND third(e.id) BETWEEN k.low AND k.high
LEFT JOIN (SELECT DISTINCT person_key FROM flag WHERE feed = 'social_care' AND item = 'has_carer') cared
    ON cared.person_key = e.person_key
LEFT JOIN (SELECT person_key, arg_max(lives_alone, start_date) AS lives_alone FROM residence GROUP BY person_key) h
    ON h.person_key = e.person_key
