"""Laws of the statistics: what must hold for every place, month and score."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.insight.statistics.accuracy import area_under_curve, at_the_top, drift
from joinedup.insight.statistics.funnel import Band, funnel
from joinedup.insight.statistics.inequality import concentration, lorenz, slope_index
from joinedup.insight.statistics.intervals import Estimate, Interval, exact, of_count, wilson
from joinedup.insight.statistics.life_expectancy import life_table
from joinedup.insight.statistics.spc import Chart, Variation, chart
from joinedup.insight.statistics.standardising import directly_standardised

COUNTS = st.integers(0, 5_000)
USE = st.lists(st.integers(0, 1_000), min_size=3, max_size=60).filter(any)


def lies_beyond(band: Band, far: bool) -> bool:
    return band in ({Band.FAR_BELOW, Band.FAR_ABOVE} if far else set(Band) - {Band.WITHIN})


@given(COUNTS)
def test_an_interval_holds_its_figure_and_a_surer_one_holds_a_less_sure_one(count: int) -> None:
    sure, surer = of_count(count), of_count(count, 0.998)
    assert surer.low <= sure.low <= count <= sure.high <= surer.high


@given(COUNTS, st.integers(1, 5_000))
def test_a_share_of_those_who_did_and_of_those_who_did_not_have_mirrored_intervals(met: int, more: int) -> None:
    did, did_not = wilson(met, met + more), wilson(more, met + more)
    assert (did.low, did.high) == pytest.approx((1 - did_not.high, 1 - did_not.low), abs=1e-12)


@given(st.integers(0, 400), st.floats(0.005, 400))
def test_a_unit_lies_outside_its_limits_exactly_when_its_own_interval_leaves_the_target_out(
    count: int, expected: float
) -> None:
    (unit,) = funnel("ratio", ["Ash"], [count], [expected], target=1).units
    for level, far in ((0.95, False), (0.998, True)):
        interval = exact(count, level)
        # Leave alone the hair's breadth in which a limit found by steps and one by a formula may differ.
        assume(min(abs(expected - end) for end in interval) > 1e-4 * expected)
        assert lies_beyond(unit.band, far) == left_out(expected, interval)


@given(st.integers(1, 5_000), st.data(), st.floats(0.01, 0.99))
def test_a_proportion_lies_outside_its_limits_exactly_when_wilsons_interval_leaves_the_target_out(
    of: int, data: st.DataObject, target: float
) -> None:
    met = data.draw(st.integers(0, of))
    (unit,) = funnel("proportion", ["Ash"], [met], [of], target=target).units
    for level, far in ((0.95, False), (0.998, True)):
        interval = wilson(met, of, level)
        assume(min(abs(target - end) for end in interval) > 1e-9)
        assert lies_beyond(unit.band, far) == left_out(target, interval)


def left_out(target: float, interval: Interval) -> bool:
    return not interval.low <= target <= interval.high


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(500, 50_000), st.integers(1, 9_000)), min_size=1, max_size=19)
)
def test_a_standardised_rate_lies_between_its_lowest_and_highest_bands(bands: list[tuple[int, int, int]]) -> None:
    events, years, standard = (np.array(column, dtype=float) for column in zip(*bands, strict=True))
    assume(events.sum() >= 10)
    figure = directly_standardised(events, years, standard, per=1)
    assert figure.value is not None and figure.low is not None and figure.high is not None
    assert min(events / years) * (1 - 1e-9) <= figure.value <= max(events / years) * (1 + 1e-9)
    assert figure.low < figure.value < figure.high


def months(values: list[float | None], **more: object) -> Chart:
    days = [date(2026, 1, 1) + timedelta(weeks=n) for n in range(len(values))]
    return chart(days, values, good="neither", **more)  # type: ignore[arg-type]


WEEKS = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=1, max_size=40)


@given(WEEKS, st.integers(1, 8))
def test_a_chart_says_the_same_in_other_units(values: list[int | None], times: int) -> None:
    # By powers of two, so that rounding cannot move a point across a limit.
    plain = months([None if v is None else float(v) for v in values])
    other = months([None if v is None else float(v * 2**times) for v in values])
    assert [point.signals for point in plain.points] == [point.signals for point in other.points]
    assert plain.variation is other.variation
    assert len(plain.points) == len(values)


@given(WEEKS)
def test_turning_a_chart_upside_down_turns_high_to_low_and_nothing_else(values: list[int | None]) -> None:
    turned = {Variation.HIGH: Variation.LOW, Variation.LOW: Variation.HIGH}
    up, down = (months([None if v is None else float(sign * v) for v in values]) for sign in (1, -1))
    assert [turned.get(point.variation, point.variation) for point in up.points] == [p.variation for p in down.points]


@given(WEEKS, st.data())
def test_limits_started_again_on_a_day_are_those_of_a_chart_begun_that_day(
    values: list[int | None], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(values) - 1))
    floats = [None if v is None else float(v) for v in values]
    whole = months(floats, rebased=[date(2026, 1, 1) + timedelta(weeks=start)])
    alone = months(floats[start:])
    assert [p.signals for p in whole.points[start:]] == [p.signals for p in alone.points]
    assert whole.phases[-1].mean == alone.phases[-1].mean


@given(USE, st.integers(1, 9))
def test_who_uses_what_share_does_not_depend_on_the_unit_or_on_there_being_two_of_everyone(
    use: list[int], times: int
) -> None:
    once, more, twice = lorenz(use), lorenz([u * times for u in use]), lorenz(use * 2)
    assert once.gini == pytest.approx(more.gini) == pytest.approx(twice.gini)
    assert 0 <= once.gini < 1
    assert all(a <= b + 1e-9 for a, b in zip(once.use, once.people, strict=True))
    used = [top.used for top in once.top]
    assert used == sorted(used)


@given(USE)
def test_no_order_of_people_spreads_use_more_unevenly_than_the_order_of_use(use: list[int]) -> None:
    assume(len(set(use)) > 1)
    index = concentration(use, range(len(use))).index.value
    assert index is not None
    assert abs(index) <= lorenz(use).gini + 1e-9


@given(st.lists(st.tuples(st.integers(1, 1_000), st.integers(50, 100)), min_size=3, max_size=10))
def test_putting_the_least_deprived_first_turns_the_slope_round(groups: list[tuple[int, int]]) -> None:
    people, values = zip(*groups, strict=True)
    one, other = (slope_index(people[::way], values[::way], [1.0] * len(groups)) for way in (1, -1))
    assert one.slope.value == pytest.approx(-(other.slope.value or 0), abs=1e-6)
    if one.relative.value is not None and other.relative.value is not None:
        assert one.relative.value == pytest.approx(1 / other.relative.value)


@given(st.lists(st.integers(1, 50), min_size=20, max_size=20), st.integers(0, 19))
def test_one_death_more_never_lengthens_life(deaths: list[int], band: int) -> None:
    people = [1_000] * 20
    more = [n + (i == band) for i, n in enumerate(deaths)]
    before, after = (middle(life_table(n, people).at(0)) for n in (deaths, more))
    assert after < before


def middle(figure: Estimate) -> float:
    """The figure itself, even where its interval is too wide for it to be given."""
    assert figure.low is not None and figure.high is not None
    return (figure.low + figure.high) / 2


SCORED = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=4, max_size=80).filter(
    lambda people: 2 <= sum(came for came, _ in people) <= len(people) - 2
)


@given(SCORED)
def test_only_the_order_of_scores_counts_and_turning_outcomes_round_turns_the_area_round(
    people: list[tuple[bool, int]],
) -> None:
    came, score = (np.array(column) for column in zip(*people, strict=True))
    area = area_under_curve(came, score)
    assert area == area_under_curve(came, np.exp(score.astype(float)))
    turned = area_under_curve(~came, score)
    assert area.value is not None and turned.value is not None
    assert area.value == pytest.approx(1 - turned.value)


@given(SCORED)
def test_finding_more_people_never_finds_fewer_events(people: list[tuple[bool, int]]) -> None:
    came, score = (np.array(column) for column in zip(*people, strict=True))
    found = [top.sensitivity.value for top in at_the_top(came, score, (0.05, 0.2, 0.5, 0.9))]
    assert all(a is not None and b is not None and a <= b + 1e-9 for a, b in pairwise(found))


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_a_score_has_not_drifted_from_itself(before: list[int], after: list[int]) -> None:
    assert drift(before, before) == 0
    assert np.isfinite(drift(before, after))
