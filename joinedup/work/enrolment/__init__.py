"""Enrolment: one person on one version of a model of care, as a sequence of events from which all else is worked out.

In: a model of care, what happened. Out: where each enrolment stands, what is due, whose list. May use record and words.
"""
