"""From a measure to the statements that answer it, in our language; nothing here asks them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlglot
from sqlglot import exp

from joinedup.insight.engine.columns import columns_of
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.cuts import Cut
from joinedup.insight.measures.definition import PERIOD, Measure
from joinedup.insight.measures.periods import Period

CutSet = tuple[Cut, ...]


def periods(splits: Sequence[Period]) -> str:
    """Return a table of periods as a query."""
    return " UNION ALL ".join(
        f"SELECT {literal(period.first_day)} AS first_day, {literal(period.last_day)} AS last_day" for period in splits
    )


def lived(measure: Measure, sets: Sequence[CutSet], splits: Sequence[Period], among: str) -> str:
    """Return the query for how many days were lived in each group of each set of cuts: ``cut_*`` and ``days``.

    It is the same for all measures over the same time and of the same ages.
    """
    return by_sets(
        sets,
        parts="days_within(s.start_date, s.end_date, p.first_day, p.last_day) AS days",
        source=f"""
        FROM {measure.over} s
        JOIN ({periods(splits)}) p ON s.start_date < p.last_day AND s.end_date > p.first_day{_aged(measure)}
        {joined(sets, among)}""",
        shown="sum(days) AS days",
    )


def happened(measure: Measure, sets: Sequence[CutSet], splits: Sequence[Period], among: str) -> str:
    """Return the query for what happened in each group of each set of cuts while people lived there.

    ``cut_*``; ``rows_counted``; ``total`` and ``squares`` of what each row adds; ``met`` rows, for a share.
    """
    overlaps = measure.dated == "overlap"
    adds = "1" if measure.kind == "share" else _of_row(measure.adds, overlaps)
    met = f", {_of_row(measure.met, overlaps)} AS is_met" if measure.met else ""
    return by_sets(
        sets,
        parts=f"CAST({adds} AS DOUBLE) AS adds{met}",
        source=f"""
        FROM (SELECT *, {_day(measure.end, measure.each)} AS end_day, {_day(measure.start, measure.each)} AS start_day
              FROM {measure.each} WHERE ({measure.counts}){_near(measure, splits)}) e
        JOIN {measure.over} s ON s.person_key = e.person_key AND {_while_there(measure)}
        JOIN ({periods(splits)}) p ON {_in_period(measure, splits)}{_aged(measure)}
        {joined(sets, among)}""",
        shown="count(adds) AS rows_counted, sum(adds) AS total, sum(adds * adds) AS squares, "
        f"{'count(*) FILTER (WHERE is_met)' if measure.met else '0'} AS met",
    )


def by_sets(sets: Sequence[CutSet], *, parts: str, source: str, shown: str) -> str:
    """Return the query that groups ``source`` by each set of cuts at once, so that it is read and joined once.

    ``parts`` are a row's own columns and ``shown`` what is made of them by group. With more sets than one,
    ``without_*`` says of each cut that the row's set is without it (1) or has it (0), for a group may well have no
    practice known.
    """
    cuts = of_any(sets)
    names = [f"cut_{cut.name}" for cut in cuts]
    columns = "".join(f"{name}, " for name in names)
    if len(sets) > 1:
        columns += "".join(f"grouping(cut_{cut.name}) AS without_{cut.name}, " for cut in cuts)
        each = ", ".join(f"({', '.join(f'cut_{cut.name}' for cut in one)})" for one in sets)
        grouping = f"GROUP BY GROUPING SETS ({each})"
    else:
        grouping = f"GROUP BY {', '.join(names)}" if names else ""
    of_each = "".join(f"{cut.sql} AS cut_{cut.name}, " for cut in cuts)
    return f"SELECT {columns}{shown}\nFROM (\n        SELECT {of_each}{parts}{source}\n) found\n{grouping}"


def of_any(sets: Iterable[CutSet]) -> CutSet:
    """Return the cuts that are in any of the sets, each once."""
    return tuple({cut.name: cut for one in sets for cut in one}.values())


def _day(column: str, table: str) -> str:
    """Return the day of a column, which may be an instant or a date; nothing where the table has no such column."""
    if column not in columns_of(table):
        return "CAST(NULL AS DATE)"
    return f"london_day({column})" if column.endswith("_at") or column == "at" else column


def _near(measure: Measure, splits: Sequence[Period]) -> str:
    """Return a test that leaves out instants days away from the periods, before any is turned into London's day.

    It spares the work and leaves the answer: the days themselves are compared after.
    """
    column = {"start": measure.start, "end": measure.end}.get(measure.dated, "")
    if not column.endswith("_at"):
        return ""
    first = min(period.first_day for period in splits) - timedelta(days=1)
    last = max(period.last_day for period in splits) + timedelta(days=1)
    return f" AND {column} >= {literal(first)} AND {column} < {literal(last)}"


def _while_there(measure: Measure) -> str:
    if measure.dated == "overlap":
        return "e.start_day < s.end_date AND coalesce(e.end_day, s.end_date) >= s.start_date"
    return f"e.{measure.dated}_day >= s.start_date AND e.{measure.dated}_day < s.end_date"


def _in_period(measure: Measure, splits: Sequence[Period]) -> str:
    if measure.dated == "overlap":
        return (
            "e.start_day < least(s.end_date, p.last_day)"
            " AND coalesce(e.end_day, p.last_day) >= greatest(s.start_date, p.first_day)"
            " AND p.first_day < s.end_date AND p.last_day > s.start_date"
        )
    day = f"e.{measure.dated}_day"
    inside = f"{day} >= p.first_day AND {day} < p.last_day"
    months = all(period.first_day.day == 1 and period.first_day.month != period.last_day.month for period in splits)
    if len(splits) > 1 and months and all(_one_month(period) for period in splits):
        return f"month_start({day}) = p.first_day AND {inside}"  # equal, so that it is a quick join
    return inside


def _aged(measure: Measure) -> str:
    if not measure.aged:
        return ""
    first, last = measure.ages
    return f" AND whole_years(s.birth_month, p.first_day) BETWEEN {first} AND {last}"


def _one_month(period: Period) -> bool:
    return (period.last_day - period.first_day).days <= 31


@functools.lru_cache(maxsize=1024)
def _of_row(text: str, overlaps: bool) -> str:
    """Return an expression of a measure with each column said to be the row's, or the period's."""
    bounds = (
        {"first_day": "greatest(s.start_date, p.first_day)", "last_day": "least(s.end_date, p.last_day)"}
        if overlaps
        else {name: f"p.{name}" for name in PERIOD}
    )

    def place(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column) or node.table or isinstance(node.parent, exp.Lambda):
            return node
        if node.name in bounds:
            return sqlglot.parse_one(bounds[node.name], read="duckdb")
        return exp.column(node.name, table="e")

    return sqlglot.parse_one(text, read="duckdb").transform(place).sql(dialect="duckdb")


def joined(sets: Iterable[CutSet], among: str) -> str:
    """Return the joins that the cuts need, each once, and the one that leaves only ``among``.

    Each gives one row at most for each row of ``s``, so that no set of cuts changes the sums of another.
    """
    joins = dict.fromkeys(cut.joins for cut in of_any(sets) if cut.joins)
    if among:
        joins[f"JOIN {among} among_them ON among_them.person_key = s.person_key"] = None
    return "\n        ".join(joins)
