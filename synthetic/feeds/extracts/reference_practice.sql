SELECT 'X26' AS sender, practice, name, network, postcode FROM reference_practice
