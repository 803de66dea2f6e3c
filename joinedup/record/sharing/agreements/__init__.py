"""Sharing agreements as records that act: what may flow, under what, on which conditions, and what left under each.

In: agreements from files of the place and from pages. Out: one answer, with its reason, for every flow.
"""
