SELECT k.sender, k.local_id, k.person_key, id_of('I', i.person_key || i.code || i.given_date) AS immunisation_id,
       k.sender AS practice_code, i.given_date, i.code, i.name, i.dose AS dose_number
FROM immunisation i
JOIN known_gp k ON k.person_key = i.person_key AND k.sender = k.registered_practice
    AND third(i.person_key || i.code || i.given_date) BETWEEN k.low AND k.high
