"""Criteria: who is meant, each criterion one definition, asked of one person here and of everyone by insight.

In: what someone wrote under ``who``. Out: a frozen ``Expression``, its English, and a ``Decision`` about one person
with the rows that say so. May use: words.
"""

from joinedup.words.criteria.decide import Decision, Line, decide
from joinedup.words.criteria.expression import All, Any, Criterion, Expression, Not, Register, data
from joinedup.words.criteria.questions import Answer, Evidence, PersonFacts
from joinedup.words.criteria.reading import read
from joinedup.words.criteria.vocabulary import VERSION, VOCABULARY

__all__ = [
    "VERSION", "VOCABULARY", "All", "Answer", "Any", "Criterion", "Decision", "Evidence", "Expression", "Line", "Not",
    "PersonFacts", "Register", "data", "decide", "read",
]  # fmt: skip
