"""Additions: people whom a clinician adds by name to those whom a model of care finds, with a reason.

In: who, to which model, and why. Out: who is added now, and by whom; rows for publication. May use: record, words.
"""
