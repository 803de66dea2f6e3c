"""Questions about one person's rows, and their answers: holds, does not, or not known, with the rows that say so.

A criterion is a question. It is not known where nobody tells of its ``topics`` here: a feed that does not come must
never read as a no. ``ask`` answers for one person; ``joinedup.insight.criteria`` asks the same of everyone in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from joinedup.words.criteria.amounts import Span
from joinedup.words.criteria.rows import Row, Tables, Test, columns, day_of, holds

EVIDENCE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table that meet every test of ``where``; ``dated`` is the column with their day ('' for none).

    ``topics``: of what a source must tell here for a missing row to mean no; one of them is enough.
    """

    table: str
    where: tuple[Test, ...] = ()
    dated: str = ""
    topics: tuple[str, ...] = ()

    @property
    def told_by(self) -> tuple[str, ...]:
        """Return the topics: the table itself where no more is asked."""
        return self.topics or (self.table,)


@dataclass(frozen=True, slots=True)
class Count:
    """As many rows as ``span`` says; ``distinct`` columns, where given, count equal values (the first told) once."""

    rows: Rows
    span: Span
    distinct: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kinds:
    """As many of the ``kinds`` have a row that meets them as ``span`` says; a row may be of several kinds."""

    rows: Rows
    kinds: tuple[Test, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest of the rows meets ``test``. No row, or one that does not tell: not known.

    Of two rows of one day, the first in the order of the tested values is taken, so that all agree which.
    """

    rows: Rows
    test: Test


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first of these questions of which the answer is known."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class NotFed:
    """No feed tells of this yet, so it is not known of anyone; ``needs`` says what would."""

    needs: str


Question: TypeAlias = Count | Kinds | Latest | FirstKnown | NotFed


@dataclass(frozen=True)
class PersonFacts:
    """What is known of one person: rows of the dataset by table, and what sources here tell of at all (``told``).

    ``told`` names tables (``condition``) and parts of them (``event:admission``, ``flag:is_carer``); see ``topics``.
    """

    rows: Tables
    told: frozenset[str]


@dataclass(frozen=True)
class Evidence:
    """One row that says so: its table, its day, the feed it came by where it tells, and the row itself."""

    table: str
    on: date | None
    feed: str
    row: Row


@dataclass(frozen=True)
class Answer:
    """Whether it holds (None: not known), since when the latest row says so, the rows, how many, and why not known."""

    holds: bool | None
    on: date | None = None
    evidence: tuple[Evidence, ...] = field(default=())
    rows: int = 0
    because: str = ""


def topics(question: Question) -> frozenset[str]:
    """Return every topic that a question rests on."""
    if isinstance(question, FirstKnown):
        return frozenset(topic for each in question.questions for topic in topics(each))
    return frozenset() if isinstance(question, NotFed) else frozenset(question.rows.told_by)


def asked(question: Question) -> Iterator[Count | Kinds | Latest]:
    """Yield each question about rows that it is made of."""
    if isinstance(question, FirstKnown):
        for each in question.questions:
            yield from asked(each)
    elif not isinstance(question, NotFed):
        yield question


def ask(question: Question, facts: PersonFacts, on: date) -> Answer:
    """Return the answer to ``question`` about the person of ``facts`` on the day ``on``."""
    if isinstance(question, NotFed):
        return Answer(None, because=f"needs: {question.needs}")
    if isinstance(question, FirstKnown):
        answers = [ask(each, facts, on) for each in question.questions]
        return next((answer for answer in answers if answer.holds is not None), answers[0])
    if facts.told.isdisjoint(question.rows.told_by):
        return Answer(None, because=f"no source here tells of {_words(question.rows.told_by)}")
    found = [
        row
        for row in facts.rows.get(question.rows.table, ())
        if all(holds(test, row, on, facts.rows) is True for test in question.rows.where)
    ]
    if isinstance(question, Latest):
        return _latest(question, found, facts, on)
    if isinstance(question, Kinds):
        of_kind = [[row for row in found if holds(kind, row, on, facts.rows) is True] for kind in question.kinds]
        number = sum(bool(rows) for rows in of_kind)
        found = [row for row in found if any(row in rows for rows in of_kind)]
    elif question.distinct:
        values = [_first_told(row, question.distinct) for row in found]
        number = len({value for value in values if value is not None})
    else:
        number = len(found)
    return _shown(question.span.holds(number), found, question.rows)


def _latest(question: Latest, found: list[Row], facts: PersonFacts, on: date) -> Answer:
    if not found:
        return Answer(None, because=f"nothing is recorded of their {_words(question.rows.told_by)}")
    row = min(found, key=lambda row: _newest_first(row, question))
    holds_now = holds(question.test, row, on, facts.rows)
    answer = _shown(holds_now, [row], question.rows)
    return (
        answer
        if holds_now is not None
        else Answer(None, answer.on, answer.evidence, 1, "what is recorded does not say")
    )


def _newest_first(row: Row, question: Latest) -> tuple[Any, ...]:
    """Return what puts the latest row first: newest day, those without one last, then the tested values in order."""
    at = row[question.rows.dated] if question.rows.dated else None
    when = (1, 0.0) if at is None else (0, -(at.timestamp() if isinstance(at, datetime) else float(at.toordinal())))
    values = (row[column] for column in columns(question.test))
    return (when, *((1,) if value is None else (0, value) for value in values))


def _shown(answer: bool | None, found: list[Row], rows: Rows) -> Answer:
    dated = [(day_of(row[rows.dated]) if rows.dated else None, row) for row in found]
    newest = sorted(dated, key=lambda pair: pair[0] or date.min, reverse=True)
    evidence = tuple(
        Evidence(rows.table, on, row.get("feed") or "", MappingProxyType(dict(row)))
        for on, row in newest[:EVIDENCE_SHOWN]
    )
    return Answer(answer, newest[0][0] if newest else None, evidence, len(found))


def _first_told(row: Row, names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row[name] is not None), None)


def _words(told_by: tuple[str, ...]) -> str:
    return " or ".join(topic.partition(":")[2] or topic for topic in told_by).replace("_", " ")
