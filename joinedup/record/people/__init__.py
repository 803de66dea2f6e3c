"""People: persons, how they are found, and the one gate to them."""
