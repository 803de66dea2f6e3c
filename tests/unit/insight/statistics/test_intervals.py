"""Intervals, against published and exact figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from joinedup.insight.statistics.intervals import (
    Estimate,
    byar,
    byar_limits,
    compound,
    count_limits,
    deviate,
    difference,
    exact,
    of_count,
    rate,
    rate_difference,
    rate_ratio,
    share,
    share_difference,
    wilson,
    wilson_limits,
)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [  # Byar's limits agree with the exact Poisson limits to the first decimal place from about 10 events
        (0, 0.0, 3.67),
        (10, 4.79, 18.39),
        (65, 50.16, 82.85),
    ],
)
def test_byars_limits_for_a_count(count: int, low: float, high: float) -> None:
    interval = byar(count)
    assert (round(interval.low, 2), round(interval.high, 2)) == (low, high)


@pytest.mark.parametrize(
    ("count", "low", "high", "far_low", "far_high"),
    [  # PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv: what OHID's own tool gave
        (10, 4.795387629, 18.39035799, 2.960519925, 24.13397235),
        (20, 12.21651877, 30.88838097, 8.958211233, 38.04188668),
        (100, 81.36400699, 121.6268111, 71.92139974, 134.9243187),
        (716, 664.5083011, 770.4222128, 636.1521174, 802.60414),
    ],
)
def test_exact_limits_are_those_of_the_public_health_tool(
    count: int, low: float, high: float, far_low: float, far_high: float
) -> None:
    assert exact(count) == pytest.approx((low, high), rel=1e-6)
    assert exact(count, 0.998) == pytest.approx((far_low, far_high), rel=1e-6)


@given(st.integers(10, 100_000))
def test_byars_limits_are_close_to_the_exact_poisson_limits(count: int) -> None:
    interval = byar(count)
    assert interval.low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=0.005)
    assert interval.high == pytest.approx(chi2.ppf(0.975, 2 * (count + 1)) / 2, rel=0.005)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [  # Garwood, Biometrika 28 (1936), table 1; none: by hand, -ln(0.025)
        (0, 0.0, 3.689),
        (1, 0.025, 5.572),
        (5, 1.623, 11.668),
        (9, 4.115, 17.085),
    ],
)
def test_the_exact_limits_of_a_small_count_are_those_of_garwoods_table(count: int, low: float, high: float) -> None:
    assert (round(exact(count).low, 3), round(exact(count).high, 3)) == (low, high)


def test_a_count_is_given_exact_limits_below_ten_and_byars_from_ten() -> None:
    assert of_count(9) == exact(9) != byar(9)
    assert of_count(10) == byar(10) != exact(10)
    low, high = count_limits([9, 10])
    assert (low.tolist(), high.tolist()) == ([exact(9).low, byar(10).low], [exact(9).high, byar(10).high])


def test_a_share_of_81_in_263_has_the_interval_that_newcombe_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score)
    interval = wilson(81, 263)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


def test_a_share_of_none_or_all_stays_between_nought_and_one() -> None:
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0
    assert round(wilson(0, 20).high, 4) == 0.1611


def test_nights_in_a_few_long_stays_are_less_certain_than_in_many_short_ones() -> None:
    few = compound(100, 2 * 50**2)
    many = compound(100, 100)
    assert few.high - few.low > many.high - many.low
    assert compound(1, 9).low == 0.0


def test_a_rate_keeps_what_it_was_made_of() -> None:
    figure = rate(10, 2_000, per=1_000)
    assert (figure.value, figure.numerator, figure.denominator) == (5.0, 10, 2_000)
    assert (figure.low, figure.high) == pytest.approx((byar(10).low / 2, byar(10).high / 2))


def test_where_nobody_was_counted_there_is_no_rate_and_no_share_and_it_says_so() -> None:
    assert rate(0, 0) == Estimate(None, None, None, 0, 0, "Nobody was counted, so there is no rate.")
    assert share(0, 0) == Estimate(None, None, None, 0, 0, "Nobody was counted, so there is no share.")


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_of_two_shares_is_as_newcombe_published(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    gap = share_difference(*first, *second)
    assert (gap.low, gap.high) == pytest.approx((low, high), abs=5e-5)
    assert gap.value == pytest.approx(gap.numerator - gap.denominator)


def test_a_ratio_of_rates_with_one_event_in_three_among_equals_is_as_the_binomial_gives() -> None:
    # By hand: of 1 event in all, on side one of two equal sides, its share p has limits 0.025 and 1.
    alone = rate_ratio(1, 100, 0, 100)
    assert alone.value is None
    assert alone.low == pytest.approx(0.025 / 0.975)
    assert alone.high == math.inf
    assert alone.note == "The second had no events, so the ratio has no upper end."
    other = rate_ratio(0, 100, 1, 100)
    assert (other.value, other.low) == (0.0, 0.0)
    assert other.high == pytest.approx(0.975 / 0.025)


def test_a_ratio_of_rates_without_events_is_not_given() -> None:
    assert rate_ratio(0, 10, 0, 10).note == "There were no events on either side to compare."


@given(st.integers(1, 500), st.integers(1, 500), st.floats(1, 1e5), st.floats(1, 1e5))
def test_turning_a_ratio_of_rates_round_turns_its_interval_round(a: int, b: int, years: float, others: float) -> None:
    there, back = rate_ratio(a, years, b, others), rate_ratio(b, others, a, years)
    assert there.value is not None and back.value is not None and there.low is not None and back.high is not None
    assert there.value == pytest.approx(1 / back.value)
    assert there.low == pytest.approx(1 / back.high)


def test_the_difference_of_two_rates_is_taken_from_the_limits_of_each() -> None:
    gap = rate_difference(30, 1_000, 20, 1_000)
    low, high = (
        10 - math.hypot(30 - byar(30).low, byar(20).high - 20),
        10 + math.hypot(byar(30).high - 30, 20 - byar(20).low),
    )
    assert (gap.value, gap.numerator, gap.denominator) == pytest.approx((10.0, 30.0, 20.0))
    assert (gap.low, gap.high) == pytest.approx((low, high))


def test_a_difference_from_a_figure_that_could_not_be_given_is_not_given_either() -> None:
    none, some = rate(0, 0), rate(5, 10)
    assert difference(none, some).note == difference(some, none).note == "Nobody was counted, so there is no rate."
    assert difference(none, some).value is None and difference(some, none).value is None


@pytest.mark.parametrize(("met", "of"), [(1, 0), (3, 2), (-1, 5)])
def test_a_share_without_a_denominator_is_refused(met: int, of: int) -> None:
    with pytest.raises(ValueError, match="A share needs a denominator"):
        wilson(met, of)


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="never below nought"):
        byar(-1)
    with pytest.raises(ValueError, match="never below nought"):
        rate_ratio(-1, 10, 1, 10)


@pytest.mark.parametrize("compare", [rate_ratio, rate_difference])
def test_rates_of_nobody_cannot_be_compared(compare: object) -> None:
    assert callable(compare)
    with pytest.raises(ValueError, match="person-years above nought"):
        compare(1, 10, 1, 0)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        deviate(level)


def test_arrays_give_what_single_figures_give() -> None:
    low, high = byar_limits(np.array([0, 10, 65]))
    assert [*zip(low, high, strict=True)] == [byar(0), byar(10), byar(65)]
    low, high = wilson_limits([0, 81], [20, 263])
    assert [*zip(low, high, strict=True)] == [wilson(0, 20), wilson(81, 263)]
