"""Scores that add up points: frailty and multimorbidity, each a file of the catalogue with its paper and its examples.

In: ``catalogue/scores/*.yaml`` and an ``Engine``. Out: rows of ``person_score`` (person_key, score, value, band).
May use: words, insight.engine, insight.criteria.
"""
