"""Measures that count people on a day: who counts and what holds are criteria, on the last day of each period.

The criteria of all measures that are asked together are decided in one pass over the release for a few days at a time,
and every measure and every set of cuts is then counted from what was decided.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from joinedup.insight.criteria import holding, statement, understood
from joinedup.insight.engine import Engine
from joinedup.insight.engine.engine import Row
from joinedup.insight.engine.language import CATALOGUE, literal
from joinedup.insight.measures.answers import Answer, ratios_of, shares_of
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.statement import CutSet, by_sets, joined
from joinedup.words.basics.errors import NotFound

Splits = tuple[Period, ...]
# How many people times days are decided at once: some 200 MB of yes and no for all measures of the catalogue.
AT_ONCE = 2_500_000


@dataclass(frozen=True, slots=True)
class Decided:
    """The criteria of several measures, each once, and in which columns their answers lie.

    ``columns`` gives by a measure's id the column that says who counts (empty: everyone) and the one that says what
    holds.
    """

    expressions: Mapping[str, Any]
    columns: Mapping[str, tuple[str, str]]


def decided(measures: Iterable[Measure]) -> Decided:
    """Return what must be decided of everyone for ``measures``; what several ask is decided once."""
    names: dict[Any, str] = {}
    columns = {}
    for measure in measures:
        who = names.setdefault(understood(measure.who), f"line_{len(names)}") if measure.who else ""
        columns[measure.id] = (who, names.setdefault(understood(measure.holds), f"line_{len(names)}"))
    return Decided({name: expression for expression, name in names.items()}, columns)


def counted(
    engine: Engine, measures: Sequence[Measure], *, sets: Mapping[Splits, Sequence[CutSet]], among: str
) -> dict[Splits, list[Row]]:
    """Return, for each way of splitting, the rows of ``counts``: how many people count, and for how many it holds.

    ``sets`` gives the sets of cuts that are asked of each. A few days are decided at a time, so that memory is bounded.
    """
    engine.work_out("time_on_list", "last_residence")
    what = decided(measures)
    found: dict[Splits, list[Row]] = {splits: [] for splits in sets}
    for days in _a_few_at_a_time(engine, {_on(period) for splits in sets for period in splits}):
        engine.keep("decided", statement(what.expressions, on=days))
        for splits, asked in sets.items():
            if some := [period for period in splits if _on(period) in days]:
                found[splits] += engine.rows(counts(what, measures, asked, some, among))
    engine.drop("decided")
    return found


def _a_few_at_a_time(engine: Engine, days: Iterable[date]) -> Iterator[list[date]]:
    [people] = engine.rows("SELECT count(*) AS n FROM person")
    at_once = max(1, AT_ONCE // max(1, people["n"]))
    ordered = sorted(days)
    return (ordered[at : at + at_once] for at in range(0, len(ordered), at_once))


def _on(period: Period) -> date:
    """Return the day of which a period speaks here: its last."""
    return period.last_day - timedelta(days=1)


def counts(
    what: Decided, measures: Sequence[Measure], sets: Sequence[CutSet], splits: Sequence[Period], among: str
) -> str:
    """Return the query that counts, from the table ``decided``, in each group of each set of cuts.

    It gives ``cut_*`` (and ``without_*``); for each measure, by its place among them, ``people_n`` and ``met_n``, and
    for a measure against what is expected ``people_n_m`` for each row m of the expected rates.
    """
    shown, parts = [], [f"d.{name}" for name in what.expressions]
    for n, measure in enumerate(measures):
        who, holds = what.columns[measure.id]
        both = f"{who} AND {holds}" if who else holds
        shown.append(f"count(*) FILTER (WHERE {both}) AS met_{n}")
        shown.append(f"count(*) FILTER (WHERE {who}) AS people_{n}" if who else f"count(*) AS people_{n}")
        if measure.kind == "people":
            continue
        rates = expected_rates(measure.expected)["rates"]
        parts.append(f"{_row_of(rates)} AS rate_{n}")
        also = f" AND {who}" if who else ""
        shown += [f"count(*) FILTER (WHERE rate_{n} = {m}{also}) AS people_{n}_{m}" for m in range(len(rates))]
    on = " UNION ALL ".join(
        f"SELECT {literal(period.first_day)} AS first_day, {literal(_on(period))} AS on_day" for period in splits
    )
    return by_sets(
        sets,
        parts=", ".join(parts),
        source=f"""
        FROM time_on_list s
        JOIN ({on}) p ON s.start_date <= p.on_day AND s.end_date > p.on_day
        LEFT JOIN decided d ON d.person_key = s.person_key AND d.on_day = p.on_day
        {joined(sets, among)}""",
        shown=", ".join(shown),
    )


def _row_of(rates: Sequence[Mapping[str, Any]]) -> str:
    """Return SQL for the first row of expected rates to which a person belongs, by sex and age that day."""
    age = "whole_years(s.birth_month, p.on_day)"
    whens = []
    for n, row in enumerate(rates):
        sex = "" if row["sex"] == "all" else f"s.sex = {literal(row['sex'])} AND "
        whens.append(f"WHEN {sex}{age} BETWEEN {row['from']} AND {row['to']} THEN {n}")
    return f"CASE {' '.join(whens)} END"


def answers(measure: Measure, place: int, rows: Sequence[Row]) -> list[Answer]:
    """Return the answers of one measure, the one at ``place`` among those counted, from rows of ``counts``."""
    met = [int(row.get(f"met_{place}") or 0) for row in rows]
    if measure.kind == "people":
        return shares_of(met, [int(row.get(f"people_{place}") or 0) for row in rows])
    rates = [float(row["rate"]) for row in expected_rates(measure.expected)["rates"]]
    expected = [sum(int(row.get(f"people_{place}_{m}") or 0) * rate for m, rate in enumerate(rates)) for row in rows]
    return ratios_of(met, expected)


def of_anyone(place: int, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of the groups in which anyone counts for the measure at ``place``."""
    return [row for row in rows if row.get(f"people_{place}")]


def listed(measure: Measure, cuts: CutSet, split: Period, among: str) -> str:
    """Return the query that counts one measure on the last day of ``split``, for people to read.

    It says in one statement what ``counted`` works out for many: ``cut_*``, people, met (and each row of the rates).
    """
    day = _on(split)
    rates = expected_rates(measure.expected)["rates"] if measure.expected else []
    who = (
        f"JOIN ({holding(measure.who, on=day)}) who_count ON who_count.person_key = s.person_key" if measure.who else ""
    )
    return by_sets(
        [cuts],
        parts="it_holds.person_key AS holds" + (f", {_row_of(rates)} AS rate" if rates else ""),
        source=f"""
        FROM time_on_list s
        JOIN (SELECT {literal(split.first_day)} AS first_day, {literal(day)} AS on_day) p
          ON s.start_date <= p.on_day AND s.end_date > p.on_day
        {who}
        LEFT JOIN ({holding(measure.holds, on=day)}) it_holds ON it_holds.person_key = s.person_key
        {joined([cuts], among)}""",
        shown="count(*) AS people, count(holds) AS met"
        + "".join(f", count(*) FILTER (WHERE rate = {m}) AS people_{m}" for m in range(len(rates))),
    )


@functools.cache
def expected_rates(name: str) -> Mapping[str, Any]:
    """Return the expected rates called ``name`` of the catalogue: source, and rows of sex, from, to (ages), rate.

    Raises NotFound.
    """
    path = CATALOGUE / "expected" / f"{name}.yaml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml")))
        raise NotFound(f"There are no expected rates called '{name}'.", now=f"Choose one of: {known}.")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
