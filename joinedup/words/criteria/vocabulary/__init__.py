"""The vocabulary of criteria: each one small definition, read once, asked of one person or of everyone.

In: what was said of a criterion. Out: a line of an expression. May use: words. A word's meaning may change only with
``VERSION``; docs/reference/criteria.md is made from these definitions.
"""

from joinedup.words.criteria.vocabulary import care, health, homes, insight, not_fed, people, use, work
from joinedup.words.criteria.vocabulary.definition import DEFINED, Definition

_ORDER = [part.__name__ for part in (people, homes, health, care, use, work, insight, not_fed)]
#: Every criterion by its name, in the order in which they are read about.
VOCABULARY = {each.name: each for each in sorted(DEFINED.values(), key=lambda d: _ORDER.index(d.read.__module__))}

#: The version of the whole vocabulary; what was saved with an older one is read with its words' meaning of then.
VERSION = "2026-11"

__all__ = ["VERSION", "VOCABULARY", "Definition"]
