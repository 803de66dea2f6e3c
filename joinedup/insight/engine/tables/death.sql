-- One person who died, where they died as far as feeds tell, and where they last said they would rather die.
WITH wish AS (
    SELECT f.person_key, f.value
    FROM flag f JOIN person p ON p.person_key = f.person_key
    WHERE f.item = 'preferred_place_of_death' AND f.value IS NOT NULL AND p.death_date IS NOT NULL
      AND f.start_date <= p.death_date AND (f.end_date IS NULL OR f.end_date > month_start(p.death_date))
    QUALIFY row_number() OVER (PARTITION BY f.person_key ORDER BY f.start_date DESC, f.value) = 1
)
SELECT p.person_key, p.death_date, p.death_place, wish.value AS preferred_place,
       whole_years(p.birth_month, p.death_date) AS age
FROM person p LEFT JOIN wish ON wish.person_key = p.person_key
WHERE p.death_date IS NOT NULL
