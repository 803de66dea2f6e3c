"""How practices stand to the place: by the funnel, by an interval, or not at all."""

from __future__ import annotations

from dataclasses import replace

from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.standing import funnel_of, kind_of, standings_of
from tests.unit.planning.results.drawn import DEMENTIA, EMERGENCIES, NIGHTS, STAY, WITHIN_FOUR_HOURS, shown

SIX = {"A": 300, "B": 310, "C": 295, "D": 305, "E": 290, "F": 300}


def parts(met: dict[str, float], among: float = 3000, of: object = EMERGENCIES) -> list[ShownFigure]:
    return [shown(of, count, among, practice=name) for name, count in met.items()]  # type: ignore[arg-type]


def total(met: dict[str, float], among: float = 3000) -> ShownFigure:
    return shown(EMERGENCIES, sum(met.values()), among * len(met))


def test_practices_that_chance_explains_are_similar() -> None:
    found = standings_of(EMERGENCIES, total(SIX), parts(SIX), unit="practice")
    assert {name: (each.comparison, each.by) for name, each in found.items()} == dict.fromkeys(
        SIX, (Comparison.SIMILAR, "funnel")
    )


def test_a_practice_far_above_what_should_be_low_is_worse_and_far_below_better() -> None:
    many = {f"P{n}": 300 for n in range(12)} | {"high": 440, "low": 180}
    found = standings_of(EMERGENCIES, total(many), parts(many), unit="practice")
    assert found["high"].comparison is Comparison.WORSE
    assert found["low"].comparison is Comparison.BETTER
    assert found["P3"].comparison is Comparison.SIMILAR
    neither = standings_of(replace(EMERGENCIES, good="neither"), total(many), parts(many), unit="practice")
    assert neither["high"].comparison is Comparison.HIGHER


def test_where_all_vary_beyond_chance_the_lines_are_widened() -> None:
    spread = {f"P{n}": 200 + 40 * n for n in range(10)}
    drawn = funnel_of(EMERGENCIES, total(spread), parts(spread), unit="practice")
    assert drawn is not None
    assert drawn.widened
    assert drawn.phi > 2


def test_a_hidden_practice_is_not_compared_and_who_is_on_no_list_is_no_practice() -> None:
    figures = [
        *parts(SIX),
        shown(EMERGENCIES, 3, 50, hidden="1 to 7", practice="tiny"),
        shown(EMERGENCIES, 9, 90, practice=None),
    ]
    found = standings_of(EMERGENCIES, total(SIX), figures, unit="practice")
    assert found["tiny"].comparison is Comparison.NOT_COMPARED
    assert set(found) == {*SIX, "tiny"}


def test_two_practices_have_no_funnel_and_stand_by_their_intervals() -> None:
    two = {"A": 400, "B": 200}
    assert funnel_of(EMERGENCIES, total(two), parts(two), unit="practice") is None
    found = standings_of(EMERGENCIES, total(two), parts(two), unit="practice")
    assert (found["A"].comparison, found["A"].by) == (Comparison.WORSE, "interval")
    assert found["B"].comparison is Comparison.BETTER


def test_amounts_and_averages_have_no_funnel() -> None:
    assert [kind_of(each) for each in (EMERGENCIES, WITHIN_FOUR_HOURS, measure("diabetes-prevalence"), DEMENTIA, NIGHTS, STAY)] == [
        "rate", "proportion", "proportion", "ratio", None, None,
    ]  # fmt: skip
    nights = [shown(NIGHTS, n, 3000, practice=p) for p, n in (("A", 300), ("B", 305), ("C", 302))]
    found = standings_of(NIGHTS, shown(NIGHTS, 907, 9000), nights, unit="practice")
    assert {each.by for each in found.values()} == {"interval"}
    assert {each.comparison for each in found.values()} == {Comparison.SIMILAR}


def test_nothing_is_compared_with_nothing() -> None:
    found = standings_of(EMERGENCIES, None, parts(SIX), unit="practice")
    assert {each.comparison for each in found.values()} == {Comparison.NOT_COMPARED}
    bare = replace(parts(SIX)[0], low=None)
    assert standings_of(EMERGENCIES, total(SIX), [bare], unit="practice")["A"].comparison is Comparison.NOT_COMPARED


def test_a_share_that_everyone_meets_has_no_limits() -> None:
    every = [shown(WITHIN_FOUR_HOURS, 100, 100, practice=name) for name in "ABC"]
    assert funnel_of(WITHIN_FOUR_HOURS, shown(WITHIN_FOUR_HOURS, 300, 300), every, unit="practice") is None
    most = [shown(WITHIN_FOUR_HOURS, n, 100, practice=name) for name, n in (("A", 90), ("B", 92), ("C", 91))]
    drawn = funnel_of(WITHIN_FOUR_HOURS, shown(WITHIN_FOUR_HOURS, 273, 300), most, unit="practice")
    assert drawn is not None
    assert round(drawn.target) == 91
