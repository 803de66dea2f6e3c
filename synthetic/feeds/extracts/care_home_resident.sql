SELECT k.*, id_of('S', r.person_key || r.site || r.start_date) AS stay_id, k.sender AS home_code, s.name AS home_name,
       r.start_date AS moved_in, r.end_date AS moved_out, 'care_home' AS residence_kind,
       CASE WHEN s.kind = 'care_home_nursing' THEN 'nursing' ELSE 'residential' END AS care_type, NULL AS stay_type,
       pick(['council', 'council', 'self', 'self', 'health', 'mixed'], 'funding', r.person_key) AS funding,
       CASE WHEN r.end_date IS NULL THEN NULL WHEN k.death_date <= r.end_date THEN 'died' ELSE 'moved' END AS outcome,
       noon(coalesce(r.end_date, r.start_date)) AS updated_at
FROM residence r
JOIN known_care_home k ON k.person_key = r.person_key AND k.sender = r.site
    AND third(r.person_key || r.start_date) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = r.site
WHERE r.kind = 'care_home'
