"""Deciding about one person: whether an expression holds, and for each line the rows that say so.

Not known is kept apart from no (Kleene's three values): all of several lines hold only if each does, and do not if one
does not, whatever is not known; one of several holds if one does; the opposite of not known is not known. Nothing is
offered to, or withheld from, someone because a feed is missing: ``holds`` is None, and the line says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joinedup.words.criteria.expression import All, Any, Expression, Not, Register
from joinedup.words.criteria.questions import Answer, PersonFacts, ask
from joinedup.words.criteria.rows import all_of, any_of, opposite


@dataclass(frozen=True)
class Line:
    """One line of the expression and its answer; ``part_of`` names the register that it belongs to ('' for none)."""

    english: str
    answer: Answer
    part_of: str = ""


@dataclass(frozen=True)
class Decision:
    """Whether all of it holds on the day (None: not known), and why, line by line. Nothing holds of the dead."""

    holds: bool | None
    on: date
    lines: tuple[Line, ...]
    died: date | None = None


def decide(expression: Expression, facts: PersonFacts, on: date) -> Decision:
    """Return whether ``expression`` holds of the person of ``facts`` on the day ``on``, and the rows that say so."""
    lines: list[Line] = []
    holds = _holds(expression, facts, on, lines, "")
    deaths = [row["death_date"] for row in facts.rows.get("person", ()) if row.get("death_date")]
    died = deaths[0] if deaths and deaths[0] < on else None
    return Decision(False if died else holds, on, tuple(lines), died)


def _holds(expression: Expression, facts: PersonFacts, on: date, lines: list[Line], part_of: str) -> bool | None:
    match expression:
        case All(parts):
            return all_of([_holds(part, facts, on, lines, part_of) for part in parts])
        case Any(parts):
            return any_of([_holds(part, facts, on, lines, part_of) for part in parts])
        case Not(inner):
            return opposite(_holds(inner, facts, on, lines, part_of))
        case Register(_, title, who):
            return _holds(who, facts, on, lines, title)
        case _:
            answer = ask(expression.question, facts, on)
            lines.append(Line(expression.english, answer, part_of))
            return answer.holds
