"""Segments: ways of dividing everyone into groups with needs in common, side by side, and movement between them.

In: ``catalogue/segments/*.yaml`` (and a place's own) and an ``Engine``. Out: rows of ``person_segment`` (person_key,
scheme, segment), movement and concentration. May use: words, insight.engine, insight.criteria, insight.scores.
"""
