"""The course of a measure over time: what rose, what fell, and what chance explains."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joinedup.insight.measures.definition import measure
from joinedup.insight.statistics.spc import Variation
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.trends import Trend, scale_of, trend_of, verdict_of
from tests.unit.planning.results.drawn import EMERGENCIES, WITHIN_FOUR_HOURS, month, shown, shown_months

STEADY = [50.0, 52.0, 48.0] * 12


def test_steady_months_are_chance_and_nothing_changed() -> None:
    trend = trend_of(
        EMERGENCIES,
        [shown(EMERGENCIES, 600, 960)],
        [shown(EMERGENCIES, 610, 960)],
        shown_months(EMERGENCIES, STEADY, 80),
    )
    assert trend.chart is not None
    assert trend.chart.variation is Variation.COMMON_CAUSE
    assert trend.year_change is Comparison.SIMILAR
    assert trend.verdict is Comparison.SIMILAR
    assert not trend.changed


def test_a_high_last_month_of_what_should_be_low_is_worse() -> None:
    trend = trend_of(
        EMERGENCIES, [shown(EMERGENCIES, 600, 960)], [], shown_months(EMERGENCIES, [*STEADY[:35], 90.0], 80)
    )
    assert trend.changed
    assert trend.verdict is Comparison.WORSE
    assert trend.year_change is Comparison.NOT_COMPARED


@pytest.mark.parametrize(
    ("now", "good", "verdict"),
    [
        (900, "down", Comparison.WORSE),
        (400, "down", Comparison.BETTER),
        (900, "up", Comparison.BETTER),
        (900, "neither", Comparison.HIGHER),
    ],
)
def test_a_year_that_differs_is_judged_by_which_way_is_better(now: float, good: str, verdict: Comparison) -> None:
    of = replace(EMERGENCIES, good=good)
    trend = trend_of(of, [shown(of, now, 960)], [shown(of, 600, 960)], [])
    assert trend.chart is None
    assert trend.changed
    assert trend.verdict is verdict


def test_a_hidden_year_is_compared_with_nothing() -> None:
    trend = trend_of(EMERGENCIES, [shown(EMERGENCIES, 3, 960, hidden="1 to 7")], [shown(EMERGENCIES, 600, 960)], [])
    assert trend.year_change is Comparison.NOT_COMPARED
    assert not trend.changed


def test_without_a_figure_there_is_a_sentence() -> None:
    assert trend_of(EMERGENCIES, [], [], []).why_not == "Nothing of this kind is in the release for these days."
    assert Trend(EMERGENCIES).verdict is Comparison.NOT_COMPARED


def test_a_month_kept_back_or_missing_is_a_gap() -> None:
    months = shown_months(EMERGENCIES, STEADY, 80, hidden=(4,))
    trend = trend_of(EMERGENCIES, [shown(EMERGENCIES, 600, 960)], [], [*months[:10], *months[11:]])
    assert trend.chart is not None
    assert [n for n, point in enumerate(trend.chart.points) if point.value is None] == [4, 10]


def test_shares_are_read_in_per_cent_and_their_limits_end_at_a_hundred() -> None:
    trend = trend_of(
        WITHIN_FOUR_HOURS,
        [shown(WITHIN_FOUR_HOURS, 900, 960)],
        [],
        shown_months(WITHIN_FOUR_HOURS, [78.0, 70.0] * 18, 80),
    )
    assert trend.chart is not None
    assert trend.chart.points[0].value == pytest.approx(97.5)
    assert trend.chart.phases[0].high == 100
    assert scale_of(measure("bed-days")) == 1


def test_limits_start_again_only_where_someone_said_so() -> None:
    months = shown_months(EMERGENCIES, [50.0] * 18 + [80.0, 81.0, 79.0] * 6, 80)
    year = [shown(EMERGENCIES, 900, 960)]
    again = trend_of(EMERGENCIES, year, [], months, rebased=[month(18), month(99)])
    assert again.chart is not None
    assert len(again.chart.phases) == 2
    once = trend_of(EMERGENCIES, year, [], months)
    assert once.chart is not None
    assert len(once.chart.phases) == 1


def test_every_variation_has_its_word() -> None:
    words = {each: verdict_of(each) for each in Variation}
    assert words[Variation.HIGH] is Comparison.HIGHER
    assert words[Variation.LOW] is Comparison.LOWER
    assert words[Variation.IMPROVING_LOW] is words[Variation.IMPROVING_HIGH] is Comparison.BETTER
    assert words[Variation.CONCERNING_HIGH] is words[Variation.CONCERNING_LOW] is Comparison.WORSE
    assert words[Variation.COMMON_CAUSE] is Comparison.SIMILAR
    assert words[Variation.NOT_KNOWN] is Comparison.NOT_COMPARED
