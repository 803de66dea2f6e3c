"""Why someone may open a record or not, and what they can do where nothing on record gives them a reason."""
