"""Tests of a row as SQL in the language of definitions: the second driver of ``words.criteria.rows``."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from joinedup.insight.engine.language import literal
from joinedup.words.criteria.amounts import Span, Window, number
from joinedup.words.criteria.rows import (
    Aged,
    AnyBegins,
    AnyIs,
    Begins,
    Begun,
    Both,
    During,
    Either,
    GoingOn,
    Highest,
    Is,
    Lies,
    Refers,
    Test,
)
from joinedup.words.vocabulary.dataset import TABLES

NOT_KNOWN = "CAST(NULL AS BOOLEAN)"
_SPECIAL = frozenset(".+*?()|^$")


@functools.cache
def instants(table: str) -> frozenset[str]:
    """Return the columns of ``table`` that are instants."""
    fields = TABLES[table].fields if table in TABLES else ()
    return frozenset(field.name for field in fields if field.type == "TIMESTAMPTZ")


def day(table: str, column: str, row: str) -> str:
    """Return SQL for the day in London of a column that a ``Reading`` gives; ``row`` is the row's name."""
    return f"{row}.{column}_in_london" if column in instants(table) else f"{row}.{column}"


def span(value: str, within: Span) -> str:
    """Return SQL that says whether ``value`` lies in a span."""
    ends = []
    if within.low is not None and within.low == within.high:
        return f"{value} = {number(within.low)}"
    if within.low is not None:
        ends.append(f"{value} {'>' if within.above else '>='} {number(within.low)}")
    if within.high is not None:
        ends.append(f"{value} {'<' if within.below else '<='} {number(within.high)}")
    return " AND ".join(ends)


def day_before(window: Window) -> str:
    """Return SQL for the last day before a window that ends on ``a.on_day``."""
    return f"add_months(a.on_day, -{window.months})" if window.months else f"add_days(a.on_day, -{window.days})"


def starts(patterns: tuple[str, ...], *, whole: bool = False) -> str:
    """Return the pattern with which a code begins, or which it is (``whole``), as the helper ``begins`` takes it."""
    plain = ("".join(f"[{c}]" if c in _SPECIAL else c for c in pattern) for pattern in patterns)
    return literal("|".join(f"{pattern}$" if whole else pattern for pattern in plain))


def refers(test: Test) -> tuple[Refers, ...]:
    """Return each reference to another table that a test makes, once."""
    match test:
        case Both(tests) | Either(tests):
            return tuple(dict.fromkeys(each for inner in tests for each in refers(inner)))
        case Refers():
            return (test,)
        case _:
            return ()


def sql(test: Test, table: str, row: str, joined: Mapping[Refers, str]) -> str:  # noqa: PLR0911 (one line a kind)
    """Return SQL that says of one row whether ``test`` holds, null where it is not known.

    ``row`` is the name that a row of ``table`` goes by; ``joined`` names what each reference was joined as. The day is
    ``a.on_day``.
    """
    match test:
        case Both(tests):
            return " AND ".join(f"({sql(each, table, row, joined)})" for each in tests)
        case Either(tests):
            return " OR ".join(f"({sql(each, table, row, joined)})" for each in tests)
        case Is(column, values, not_told):
            listed = ", ".join(literal(value) for value in values)
            among = f"{row}.{column} IN ({listed})" if values else "false"
            unknown = "".join(f" OR {row}.{column} = {literal(value)}" for value in not_told)
            if values and not unknown:
                return among
            return f"CASE WHEN {row}.{column} IS NULL{unknown} THEN {NOT_KNOWN} ELSE {among} END"
        case Begins(column, patterns):
            return f"begins({row}.{column}, {starts(patterns)})"
        case AnyBegins(column, patterns):
            return f"any_begins({row}.{column}, {starts(patterns)})"
        case AnyIs(column, values):
            return f"any_begins({row}.{column}, {starts(values, whole=True)})"
        case Lies(column, within):
            return span(f"{row}.{column}", within)
        case Aged(columns, within):
            born = ", ".join(f"{row}.{column}" for column in columns)
            return span(f"whole_years(coalesce({born}), a.on_day)", within)
        case _:
            return _of_days(test, table, row, joined)


def _of_days(
    test: During | Begun | GoingOn | Refers | Highest, table: str, row: str, joined: Mapping[Refers, str]
) -> str:
    match test:
        case During(column, window):
            on = day(table, column, row)
            return f"{on} > {day_before(window)} AND {on} <= a.on_day"
        case Begun(column):
            return f"{row}.{column} IS NULL OR {day(table, column, row)} <= a.on_day"
        case GoingOn(start, end):
            begun = f"({row}.{start} IS NULL OR {day(table, start, row)} <= a.on_day)"
            return f"{begun} AND ({row}.{end} IS NULL OR {day(table, end, row)} > a.on_day)"
        case Highest(percent, column, people):
            return f"{row}.{column} * 100 < {number(percent)} * {row}.{people}"
        case _:
            found = f"{joined[test]}.{test.key} IS NOT NULL"
            return f"CASE WHEN {row}.{test.column} IS NULL THEN {NOT_KNOWN} ELSE {found} END"
