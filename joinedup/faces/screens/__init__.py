"""Screens: the pages for staff, each listed in pages.py with the act that it needs."""
