"""The urgent view: what to know of a person in one phone screen, and what those who used it say."""
