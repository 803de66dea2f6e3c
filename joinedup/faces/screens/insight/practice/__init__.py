"""One practice in every measure: how it stands to the place, who is on its list, and a pack for peer review."""
