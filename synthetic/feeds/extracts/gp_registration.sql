-- A row a spell on the list. A practice that someone has left goes on sending the spell, ended.
SELECT k.*, id_of('R', k.local_id || k.sender || r.start_date) AS registration_id, k.sender AS practice_code,
       p.name AS practice_name, r.start_date AS registered_from, r.end_date AS registered_until,
       CASE WHEN r.end_date IS NULL THEN 'current' WHEN k.death_date < r.end_date THEN 'died' ELSE 'left' END
           AS registration_status,
       noon(coalesce(r.end_date, r.start_date)) AS updated_at
FROM registration r
JOIN known_gp k ON k.person_key = r.person_key AND k.sender = r.practice
LEFT JOIN reference_practice p ON p.practice = r.practice
