SELECT 'X26' AS sender, service, unit, cost, DATE '2025-04-01' AS from_date, cost_source FROM unit_cost ORDER BY service
