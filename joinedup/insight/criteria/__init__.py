"""Criteria asked of everyone: an expression of ``words.criteria`` compiled to one query over a release.

In: an ``Expression`` (or what is written under ``who``), a day or several. Out: SQL in the language of definitions that
gives person_key; a person's facts, for deciding about them alone. May use: words, insight.engine.
"""

from __future__ import annotations

from datetime import date

from joinedup.insight.criteria.compile import statement
from joinedup.insight.criteria.facts import facts_of, told
from joinedup.words.criteria import All, Any, Criterion, Expression, Not, Register, read

__all__ = ["facts_of", "holding", "statement", "told", "understood"]


def understood(who: object) -> Expression:
    """Return an expression as it is, or read what was written with the catalogue's registers. Raises ManyMistakes."""
    if isinstance(who, All | Any | Not | Criterion | Register):
        return who
    from joinedup.insight.registers import expressions  # noqa: PLC0415 (registers are made of criteria)

    return read(who, registers=expressions())


def holding(who: object, *, on: date, told: frozenset[str] | None = None) -> str:
    """Return the query that gives each person_key of whom ``who`` holds on the day; not known is left out."""
    return f"SELECT person_key FROM ({statement({'holds': understood(who)}, on=on, told=told)}) who_holds WHERE holds"
