"""Entries: what is known about people, from whom and since when; reading it reconciled."""
