"""Who may see whom, and why: relationships, choices, agreements, the one decision over them, and the gate."""
