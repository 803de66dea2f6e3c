"""Measures that count people on a day: who counts and what holds are criteria, on the last day of each period."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import yaml

from joinedup.insight.criteria import holding
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import CATALOGUE, literal
from joinedup.insight.measures.answers import Answer, Group, ratio_of, share_of
from joinedup.insight.measures.cuts import CUTS, Cut
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.statement import grouped, joined, named
from joinedup.words.basics.errors import NotFound


def answers(
    engine: Engine, measure: Measure, *, cuts: Sequence[Cut], splits: Sequence[Period], among: str
) -> dict[Group, Answer]:
    """Return, for each group, of the people who count how many it holds for, or against how many expected."""
    engine.work_out("time_on_list", "last_residence")
    found: dict[Group, Answer] = {}
    for split in splits:
        rows = engine.rows(listed(measure, cuts, split, among))
        if measure.kind == "people":
            found |= {_group(row, cuts): share_of(int(row["met"]), int(row["people"])) for row in rows}
        else:
            found |= _against_expected(measure, cuts, rows)
    return found


def listed(measure: Measure, cuts: Sequence[Cut], split: Period, among: str) -> str:
    """Return the query that counts people on the last day of ``split``: ``cut_*``, people, met (and sex and age)."""
    day = split.last_day - timedelta(days=1)
    extra = [] if measure.kind == "people" else [_BY_SEX, _BY_AGE]
    who = (
        f"JOIN ({holding(measure.who, on=day)}) who_count ON who_count.person_key = s.person_key" if measure.who else ""
    )
    return f"""
        SELECT {named([*cuts, *extra])}count(*) AS people, count(it_holds.person_key) AS met
        FROM time_on_list s
        JOIN (SELECT {literal(split.first_day)} AS first_day, {literal(day)} AS on_day) p
          ON s.start_date <= p.on_day AND s.end_date > p.on_day
        {who}
        LEFT JOIN ({holding(measure.holds, on=day)}) it_holds ON it_holds.person_key = s.person_key
        {joined(cuts, among)}
        {grouped([*cuts, *extra])}
    """


_BY_SEX = CUTS["sex"]
_BY_AGE = Cut("age", "Age", "whole_years(s.birth_month, p.on_day)")


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


def _against_expected(measure: Measure, cuts: Sequence[Cut], rows: Sequence[Mapping[str, Any]]) -> dict[Group, Answer]:
    rates = expected_rates(measure.expected)["rates"]
    found: dict[Group, tuple[int, float]] = {}
    for row in rows:
        expected = row["people"] * _rate(rates, row["cut_sex"], row["cut_age"])
        met, sofar = found.get(_group(row, cuts), (0, 0.0))
        found[_group(row, cuts)] = (met + int(row["met"]), sofar + expected)
    return {group: ratio_of(met, expected) for group, (met, expected) in found.items()}


def _rate(rates: Sequence[Mapping[str, Any]], sex: str | None, age: int | None) -> float:
    """Return the rate expected at one sex and age: nought where the rates say nothing of them."""
    for row in rates:
        if row["sex"] in (sex, "all") and age is not None and row["from"] <= age <= row["to"]:
            return float(row["rate"])
    return 0.0


def _group(row: Mapping[str, Any], cuts: Sequence[Cut]) -> Group:
    return tuple(row[f"cut_{cut.name}"] for cut in cuts)
