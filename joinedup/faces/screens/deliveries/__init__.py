"""Deliveries: each file or message that came, how far it has been taken in, and what of it was held."""
