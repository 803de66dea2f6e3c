SELECT 'X26' AS sender, site, name, kind, provider, beds, area, postcode FROM reference_site
