"""Segments of a release, worked out once and kept beside it; drilling into them, and cuts saved by name.

In: a release, schemes of the catalogue. Out: people and spending by segment, movement, concentration, drills, all as
they may be shown. May use: releases, insight, record's access and journal.
"""
