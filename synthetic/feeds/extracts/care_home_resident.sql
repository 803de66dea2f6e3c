SELECT k.*, id_of('S', t.person_key || t.site || t.start_date) AS stay_id, k.sender AS home_code, s.name AS home_name,
       t.start_date AS moved_in, t.end_date AS moved_out, 'care_home' AS residence_kind, t.care_type,
       CASE WHEN t.purpose = 'permanent' THEN 'permanent' ELSE pick(['respite', 'assessment'], 'stay', t.person_key || t.start_date) END
           AS stay_type,
       t.funding, t.outcome, noon(coalesce(t.end_date, t.start_date)) AS updated_at
FROM stay t
JOIN known_care_home k ON k.person_key = t.person_key AND k.sender = t.site
    AND third(t.person_key || t.start_date) BETWEEN k.low AND k.high
LEFT JOIN reference_site s ON s.site = t.site
