"""Pages of cohorts: the saved ones, one of them, and the builder in which criteria are written and counted."""
