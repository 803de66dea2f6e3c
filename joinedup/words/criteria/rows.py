"""Tests of one row of the linked dataset on one day: the few from which every criterion is made.

Each is a frozen value with two drivers and one meaning: ``holds`` here, over a row of one person, and the same in SQL
(``joinedup.insight.criteria``). A test of a column that is empty is not known (None), as in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from joinedup.words.basics.moments import LONDON, age_on
from joinedup.words.criteria.amounts import Span, Window

Row: TypeAlias = Mapping[str, Any]
Tables: TypeAlias = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Is:
    """The column holds one of ``values``; one of ``not_told`` says that its source does not know."""

    column: str
    values: tuple[str | bool, ...]
    not_told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begins:
    """The code in the column begins with one of ``starts`` (letters, digits and spaces)."""

    column: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyBegins:
    """A code in the list that the column holds begins with one of ``starts``; an empty list: no."""

    column: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyIs:
    """One of the codes in the list that the column holds is one of ``values``; an empty list: no."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lies:
    """The number in the column lies in ``span``."""

    column: str
    span: Span


@dataclass(frozen=True, slots=True)
class Aged:
    """Someone born on the first of ``columns`` that is told is so many whole years old on the day."""

    columns: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class During:
    """The day or instant in the column lies in ``window``, which ends with the day asked about."""

    column: str
    window: Window


@dataclass(frozen=True, slots=True)
class Begun:
    """What began on the day or instant in the column had begun by the end of the day; if not told, it had."""

    column: str


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What lasts from ``start`` up to ``end`` (exclusive) goes on that day; an end not told has not come."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Refers:
    """A row of the reference ``table`` whose ``key`` is the column's value meets ``test``."""

    column: str
    table: str
    key: str
    test: Test


@dataclass(frozen=True, slots=True)
class Highest:
    """Fewer than ``percent`` in a hundred of all ``people`` scored have a higher score than this row's person."""

    percent: float
    column: str = "higher"
    people: str = "people"


@dataclass(frozen=True, slots=True)
class Both:
    """Every one of ``tests`` holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of ``tests`` holds."""

    tests: tuple[Test, ...]


Test: TypeAlias = (
    Is | Begins | AnyBegins | AnyIs | Lies | Aged | During | Begun | GoingOn | Refers | Highest | Both | Either
)


def all_of(parts: Iterable[bool | None]) -> bool | None:
    """Return whether all hold: no where one does not; else not known where one is not known (Kleene, 1938)."""
    told = list(parts)
    return False if False in told else None if None in told else True


def any_of(parts: Iterable[bool | None]) -> bool | None:
    """Return whether any holds: yes where one does; else not known where one is not known (Kleene, 1938)."""
    told = list(parts)
    return True if True in told else None if None in told else False


def opposite(part: bool | None) -> bool | None:
    """Return yes for no, no for yes, and not known for not known (Kleene, 1938)."""
    return None if part is None else not part


def day_of(value: date | datetime | None) -> date | None:
    """Return the day in London of an instant; a day is itself."""
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def holds(test: Test, row: Row, on: date, tables: Tables) -> bool | None:  # noqa: PLR0911 (one line a kind of test)
    """Return whether ``test`` holds of ``row`` on the day ``on``; None where what it needs is not told.

    ``tables`` are where reference rows are found.
    """
    match test:
        case Both(tests):
            return all_of(holds(each, row, on, tables) for each in tests)
        case Either(tests):
            return any_of(holds(each, row, on, tables) for each in tests)
        case Begun(column):
            began = day_of(row[column])
            return began is None or began <= on
        case GoingOn(start, end):
            began, ended = day_of(row[start]), day_of(row[end])
            return (began is None or began <= on) and (ended is None or ended > on)
        case AnyBegins(column, starts):
            return any(code is not None and code.startswith(starts) for code in row[column] or ())
        case AnyIs(column, values):
            return any(code in values for code in row[column] or ())
        case Aged(columns, span):
            born = next((row[column] for column in columns if row[column] is not None), None)
            return None if born is None else span.holds(age_on(born, on))
        case _:
            return None if row[test.column] is None else _told(test, row, row[test.column], on, tables)


def _told(
    test: Is | Begins | Lies | During | Refers | Highest, row: Row, value: Any, on: date, tables: Tables
) -> bool | None:
    """Return whether a test of one column holds of the value that is told in it."""
    match test:
        case Is(_, values, not_told):
            return None if value in not_told else value in values
        case Begins(_, starts):
            return bool(value.startswith(starts))
        case Lies(_, span):
            return span.holds(value)
        case During(_, window):
            day = day_of(value)
            return day is not None and window.day_before(on) < day <= on
        case Highest(percent, _, people):
            return bool(value * 100 < percent * row[people])
        case _:
            referred = (other for other in tables.get(test.table, ()) if other[test.key] == value)
            return any(holds(test.test, other, on, tables) is True for other in referred)


def columns(test: Test) -> tuple[str, ...]:
    """Return the columns of its own row on which a test rests, each once, in order."""
    match test:
        case Both(tests) | Either(tests):
            return tuple(dict.fromkeys(column for each in tests for column in columns(each)))
        case GoingOn(start, end):
            return (start, end)
        case Aged(several, _):
            return several
        case Highest(_, column, people):
            return (column, people)
        case _:
            return (test.column,)
