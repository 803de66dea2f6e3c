"""One measure everywhere over time: whether it changes, who differs, by deprivation, age, sex and area."""
