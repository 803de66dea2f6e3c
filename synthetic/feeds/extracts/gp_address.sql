-- Addresses go with the record to the practice where the person is now.
SELECT k.sender, k.local_id, k.person_key, id_of('A', k.local_id || k.sender || r.start_date) AS address_id,
       k.sender AS practice_code, r.start_date AS from_date, r.end_date AS until_date, a.address_line, a.town,
       r.postcode, r.area AS area_code, r.kind AS residence_kind, r.site AS site_code, r.lives_alone,
       noon(coalesce(r.end_date, r.start_date)) AS updated_at
FROM residence r
JOIN known_gp k ON k.person_key = r.person_key AND k.sender = k.registered_practice
LEFT JOIN address a ON a.person_key = r.person_key AND a.start_date = r.start_date
