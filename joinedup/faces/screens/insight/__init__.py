"""Insight: every measure, how practices and networks stand, and whether anything is changing. One folder a page."""
