"""Risk: how likely something is for each person, learnt from the place's own data, explained and held to account.

In: ``catalogue/risk/*.yaml`` and a release. Out: a fitted model as plain data, its model card, and rows of
``person_score``. May use: words, insight.engine, insight.criteria, insight.statistics.
"""
