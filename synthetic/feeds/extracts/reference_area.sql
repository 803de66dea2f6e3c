SELECT 'X26' AS sender, area, name, deprivation_decile, population FROM reference_area
