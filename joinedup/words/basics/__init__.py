"""Basics: errors, moments, NHS numbers, names."""
