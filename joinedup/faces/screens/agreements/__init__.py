"""Sharing agreements: the list, one with its conditions, what is blocked now and by what, and all that left."""
