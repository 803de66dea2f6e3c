"""The system dashboard: every measure by topic, what changed by more than chance, and which way is better."""
