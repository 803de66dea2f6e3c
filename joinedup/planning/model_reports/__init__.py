"""Reports of models of care: what every model tells of itself without being asked, from the events of its people.

In: a model, what happened to those who came to it. Out: counts, shares inside each clock, times, changes of scores, the
caseload month by month, as they may be shown. May use: work, record, insight, words.
"""
