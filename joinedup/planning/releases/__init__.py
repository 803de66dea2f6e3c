"""Releases: the linked dataset, published for a purpose with a manifest."""
