SELECT 'X26' AS sender, service, unit, cost, from_date, cost_source FROM reference_unit_cost ORDER BY service
