"""Reports: asking for a page regularly, and what was made of it."""
