"""Inequality indices, against closed forms that can be checked with a pencil."""

import math

import numpy as np
import pytest

from joinedup.insight.statistics.inequality import concentration, gap, lorenz, slope_index
from joinedup.insight.statistics.intervals import Estimate
from joinedup.words.basics.errors import BadInput

FIFTHS = [100.0] * 5
# What each of five equal fifths weighs in the fitted most and least deprived ends, by hand.
ENDS = [(0.7, -0.3), (0.45, -0.05), (0.2, 0.2), (-0.05, 0.45), (-0.3, 0.7)]


def test_a_straight_line_through_the_fifths_gives_its_own_two_ends() -> None:
    # From 100 to 50 over the whole place: the fifths' middles stand at 0.1, 0.3, 0.5, 0.7 and 0.9.
    index = slope_index(FIFTHS, [95, 85, 75, 65, 55], [1] * 5)
    assert (index.slope.value, index.slope.numerator, index.slope.denominator) == pytest.approx((50, 100, 50))
    assert index.relative.value == pytest.approx(2)


def test_the_slopes_interval_is_that_of_the_weighted_sum_it_is() -> None:
    # Equal fifths: the slope is the sum of (0.4, 0.2, 0, -0.2, -0.4) x value / 0.4, so its error is sqrt(0.4) / 0.4.
    index = slope_index(FIFTHS, [95, 85, 75, 65, 55], [2] * 5)
    half = 1.959964 * 2 * math.sqrt(0.4) / 0.4
    assert (index.slope.low, index.slope.high) == pytest.approx((50 - half, 50 + half), rel=1e-6)
    times = math.exp(1.959964 * 2 * math.sqrt(sum((most / 100 - least / 50) ** 2 for most, least in ENDS)))
    assert (index.relative.low, index.relative.high) == pytest.approx((2 / times, 2 * times), rel=1e-6)


def test_larger_groups_weigh_more_and_take_more_of_the_line() -> None:
    # Middles at 0.25, 0.625 and 0.875 of the line 10 - 8x, whatever the sizes.
    index = slope_index([200, 100, 100], [8, 5, 3], [1, 1, 1])
    assert index.slope.value == pytest.approx(8)


def test_on_logarithms_each_step_multiplies() -> None:
    values = [100 * 0.25**place for place in (0.1, 0.3, 0.5, 0.7, 0.9)]
    index = slope_index(FIFTHS, values, [value / 100 for value in values], log=True)
    assert index.relative.value == pytest.approx(4)
    assert (index.slope.numerator, index.slope.denominator) == pytest.approx((100, 25))
    times = math.exp(1.959964 * 0.01 * math.sqrt(0.4) / 0.4)
    assert (index.relative.low, index.relative.high) == pytest.approx((4 / times, 4 * times), rel=1e-6)
    half = 1.959964 * 0.01 * math.sqrt(sum((100 * most - 25 * least) ** 2 for most, least in ENDS))
    assert (index.slope.low, index.slope.high) == pytest.approx((75 - half, 75 + half), rel=1e-6)


def test_a_line_that_falls_below_nought_has_no_ratio_and_says_so() -> None:
    index = slope_index(FIFTHS, [20, 5, 0, 0, 0], [1] * 5)
    assert index.relative.value is None
    assert index.relative.note == "The fitted line falls below nought, so there is no ratio."
    assert index.slope.value is not None


@pytest.mark.parametrize(
    ("people", "values", "log", "says"),
    [
        ([1, 1], [1, 2], False, "at least three groups"),
        ([1, 1, 1], [1, 2], False, "at least three groups"),
        ([1, 0, 1], [1, 2, 3], False, "no people"),
        ([1, 1, 1], [1, 0, 3], True, "no logarithm"),
    ],
)
def test_groups_that_cannot_carry_a_slope_are_refused(
    people: list[float], values: list[float], log: bool, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        slope_index(people, values, [1.0] * len(values), log=log)


def test_the_gap_is_told_as_a_difference_and_as_a_ratio() -> None:
    apart = gap(Estimate(20, 16, 25, 200, 10), Estimate(10, 8, 12.5, 100, 10))
    assert (apart.absolute.value, apart.relative.value) == (10, 2)
    assert apart.absolute.low == pytest.approx(10 - math.hypot(4, 2.5))
    # Both have limits a quarter up and a fifth down, which is 1.25 either way on a logarithmic scale.
    times = math.exp(math.sqrt(2) * math.log(1.25))
    assert (apart.relative.low, apart.relative.high) == pytest.approx((2 / times, 2 * times))


def test_a_gap_from_nothing_has_no_ratio_and_one_from_a_missing_figure_is_missing() -> None:
    some, none = Estimate(20, 16, 25, 200, 10), Estimate(0, 0, 0.4, 0, 10)
    assert gap(some, none).relative.note == "A figure is nought, so there is no ratio."
    assert gap(some, none).absolute.value == 20
    missing = gap(some, Estimate(None, None, None, 0, 0, "Nobody."))
    assert missing.absolute.note == missing.relative.note == "Nobody."
    barely = gap(Estimate(1, 0, 3, 1, 1), Estimate(1, 0, 3, 1, 1))
    assert (barely.relative.low, barely.relative.high) == (0, math.inf)


def test_where_all_use_the_same_nothing_is_uneven() -> None:
    even = lorenz([7.0] * 50)
    assert even.gini == 0
    assert even.use == pytest.approx(even.people)
    assert [top.used for top in even.top] == pytest.approx([0.01, 0.05, 0.10, 0.20])


def test_where_one_person_has_it_all_gini_is_as_near_to_one_as_it_can_be() -> None:
    one = lorenz([0.0] * 99 + [5.0])
    assert one.gini == pytest.approx(0.99)
    assert one.top[0].used == pytest.approx(1)
    assert (one.top[0].at_least, one.top[1].at_least) == (5, 0)


def test_one_to_a_hundred_has_the_gini_of_its_closed_form_and_its_top_shares() -> None:
    # Gini of 1..n is (n - 1) / 3n; the top fifth is 81 + ... + 100 = 1,810 of 5,050.
    spread = lorenz(np.arange(1, 101))
    assert spread.gini == pytest.approx(99 / 300)
    assert spread.top[3].used == pytest.approx(1_810 / 5_050)
    assert (spread.top[3].at_least, spread.top[0].at_least) == (81, 100)
    assert lorenz([1.0, 3.0], top=[0.25]).top[0].used == pytest.approx(3 / 8)
    assert lorenz([1.0, 3.0], top=[1e-12]).top[0].at_least == 3


def test_use_in_order_of_rank_is_gini_and_against_it_is_minus_gini() -> None:
    use = np.arange(1.0, 101)
    up, down = concentration(use, np.arange(100)), concentration(use, -np.arange(100))
    assert up.index.value == pytest.approx(99 / 300)
    assert down.index.value == pytest.approx(-99 / 300)
    assert up.use == pytest.approx(lorenz(use).use)
    assert (up.index.numerator, up.index.denominator) == (5_050, 100)


def test_people_of_one_rank_share_their_place() -> None:
    # Two halves, who use 1 and 3: places 0.25 and 0.75, so twice the covariance over the mean is 2 x 0.25 / 2.
    halves = concentration([1.0, 1.0, 3.0, 3.0], [1, 1, 2, 2], points=3)
    assert halves.index.value == pytest.approx(0.25)
    assert halves.use == pytest.approx((0, 0.25, 1))
    assert (halves.index.low, halves.index.high) == pytest.approx((0.25, 0.25))


def test_use_that_does_not_follow_the_order_has_an_interval_round_nought() -> None:
    rng = np.random.default_rng(3)
    index = concentration(rng.gamma(0.5, 2, 5_000), rng.permutation(5_000)).index
    assert index.low is not None and index.high is not None
    assert index.low < 0 < index.high


@pytest.mark.parametrize("use", [[], [0.0, 0.0, 0.0], [1.0, -1.0, 2.0], [[1.0]]])
def test_no_use_at_all_cannot_be_shared_out(use: list[float]) -> None:
    with pytest.raises(BadInput, match="no use to share out"):
        lorenz(use)


@pytest.mark.parametrize(
    ("use", "order", "says"),
    [([1, 2, 3], [1, 2], "needs a place"), ([1, 2], [1, 2], "needs a place"), ([1, 2, 3], [1, 1, 1], "same place")],
)
def test_an_order_that_says_nothing_is_refused(use: list[float], order: list[float], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        concentration(use, order)
