SELECT 'X26' AS sender, "day" AS holiday, name FROM reference_bank_holiday ORDER BY holiday
