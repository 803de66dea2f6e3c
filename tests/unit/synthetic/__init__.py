"""Units of the made-up place."""
