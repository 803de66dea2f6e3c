"""Plans: one plan a person, in their own words, across all models of care; each part says who wrote it and may see it.

In: what matters, goals, actions, wishes. Out: the plan in its versions, and the urgent view. May use: record, words.
"""
