SELECT 'X26' AS sender, holiday, name FROM bank_holiday ORDER BY holiday
