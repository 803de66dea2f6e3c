"""One person's joined-up record, and the ways through it."""
