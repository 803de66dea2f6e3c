"""Segments of a release, worked out once and kept beside it as they may be shown.

In: a release, schemes of the catalogue. Out: people and spending by segment, movement, concentration. May use:
releases, insight.
"""
