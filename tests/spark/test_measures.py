"""Every derived table and every measure: Spark answers as DuckDB does, for a place, a crowd of hard cases, and nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.engine.derived import derived
from joinedup.insight.measures.compute import Ask, Figure, ask, compute, compute_many
from joinedup.insight.measures.cuts import CUTS
from joinedup.insight.measures.definition import catalogue
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.population import population
from joinedup.words.basics.errors import BadInput
from tests.spark.alike import differences

Both = tuple[Engine, Engine]
# Two leap days, four changes of the clocks, and months that begin before the data and end with them.
TWO_YEARS = Period(date(2024, 2, 1), date(2026, 4, 1))
KNOWN_TO = date(2026, 3, 31)
# One of each kind: a rate, nights, an average, a share, people against what is expected, people, and care homes' days.
OF_EACH_KIND = (
    "emergency-admissions", "bed-days", "length-of-emergency-stay", "ae-within-four-hours",
    "dementia-diagnosed-against-expected", "diabetes-prevalence", "care-home-falls",
)  # fmt: skip


def every_measure(by: Sequence[str] = ("practice", "month", "deprivation", "age_band")) -> list[Ask]:
    """Return every measure, cut by all of ``by`` at once, or as a whole where it cannot be."""
    asks = []
    for each in catalogue().values():
        try:
            asks.append(ask(each, period=TWO_YEARS, by=by, known_to=KNOWN_TO))
        except BadInput:
            asks.append(ask(each, period=TWO_YEARS, known_to=KNOWN_TO))
    return asks


def told(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Return figures as rows."""
    return [{part: getattr(figure, part) for part in figure.__slots__} for figure in figures]


def unlike(ours: Sequence[tuple[Ask, list[Figure]]], theirs: Sequence[tuple[Ask, list[Figure]]]) -> dict[str, Any]:
    """Return what differs, by measure and cuts."""
    assert [(a.measure.id, a.by) for a, _ in ours] == [(a.measure.id, a.by) for a, _ in theirs]
    found = {
        f"{asked.measure.id} by {asked.by}": differences(told(one), told(other), ordered=True, most=2)
        for (asked, one), (_, other) in zip(ours, theirs, strict=True)
    }
    return {name: wrong for name, wrong in found.items() if wrong}


@pytest.mark.parametrize("name", sorted(derived()))
def test_a_derived_table_is_the_same(both: Both, name: str) -> None:
    for engine in both:
        engine.work_out(name)
    assert differences(*(engine.rows(f"SELECT * FROM {name}") for engine in both)) == []


def test_every_measure_gives_the_same_figures(both: Both) -> None:
    [row] = both[0].rows("SELECT count(*) AS people FROM person")
    asks = every_measure() if row["people"] else every_measure(by=())  # where nobody is, there are no groups
    ours, theirs = (list(compute_many(engine, asks)) for engine in both)
    assert unlike(ours, theirs) == {}
    assert {asked.measure.id for asked, _ in ours} == catalogue().keys()


def test_of_every_measure_something_is_told(releases: dict[str, Path]) -> None:
    """Two engines that both say nothing agree about nothing: in the place or in the crowd each measure finds someone."""
    found = set()
    for name in ("made up", "crowd"):
        with open_release(releases[name]) as duck:
            found |= {asked.measure.id for asked, told in compute_many(duck, every_measure()) if any(map(_some, told))}
    assert catalogue().keys() - found == set()


def _some(figure: Figure) -> bool:
    return bool(figure.numerator and figure.value is not None)


def test_every_cut_gives_the_same_groups(both: Both) -> None:
    measures = [catalogue()[name] for name in OF_EACH_KIND]
    asks, cut_by = [], set()
    for each in measures:
        for cut in CUTS:
            try:
                asks.append(ask(each, period=TWO_YEARS, by=(cut,), known_to=KNOWN_TO))
            except BadInput:  # it has no such cut
                continue
            cut_by.add(cut)
    ours, theirs = (list(compute_many(engine, asks)) for engine in both)
    assert unlike(ours, theirs) == {}
    assert cut_by >= CUTS.keys() - {"payer"}  # no measure of the catalogue can be cut by that


def test_sets_of_cuts_are_kept_apart_in_the_same_way(both: Both) -> None:
    ways = [(), ("practice",), ("deprivation", "sex"), ("ethnic_group",), ("area",)]
    asks = [ask(catalogue()[name], period=TWO_YEARS, by=by, known_to=KNOWN_TO) for name in OF_EACH_KIND for by in ways]
    ours, theirs = (list(compute_many(engine, asks)) for engine in both)
    assert unlike(ours, theirs) == {}


def test_only_some_people_are_asked_alike_and_everyone_is_counted_alike(both: Both) -> None:
    found = []
    for engine in both:
        engine.keep("women", "SELECT person_key FROM person WHERE sex = 'female'")
        measures = [catalogue()[name] for name in OF_EACH_KIND]
        found.append([told(compute(engine, each, period=TWO_YEARS, among="women")) for each in measures])
    assert differences(*([{"told": each} for each in some] for some in found), ordered=True) == []
    assert differences(*([asdict(population(engine, KNOWN_TO))] for engine in both)) == []
