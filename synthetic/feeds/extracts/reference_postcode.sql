SELECT 'X26' AS sender, postcode, any_value(area ORDER BY area) AS area
FROM (SELECT postcode, area FROM address UNION ALL SELECT postcode, area FROM reference_site)
WHERE postcode IS NOT NULL AND area IS NOT NULL
GROUP BY postcode ORDER BY postcode
