"""Forms about a person: choosing one, filling it in page by page, checking and giving it, and reading it again."""
