SELECT 'X26' AS sender, area, year, age_from, age_to, sex, people FROM reference_population ORDER BY area, sex, age_from
