"""Answers: forms that were filled in about a person, so that nothing is asked twice.

In: a form, what was answered, an opened person. Out: drafts, answers with their scores, kept for good. May use: the
record below it, words.
"""
