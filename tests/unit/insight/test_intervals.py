"""Intervals, against published and exact figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from joinedup.insight.measures.intervals import byar, compound, wilson


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


@given(st.integers(10, 100_000))
def test_byars_limits_are_close_to_the_exact_poisson_limits(count: int) -> None:
    interval = byar(count)
    assert interval.low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=0.005)
    assert interval.high == pytest.approx(chi2.ppf(0.975, 2 * (count + 1)) / 2, rel=0.005)


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


@pytest.mark.parametrize(("met", "of"), [(1, 0), (3, 2), (-1, 5)])
def test_a_share_without_a_denominator_is_refused(met: int, of: int) -> None:
    with pytest.raises(ValueError, match="A share needs a denominator"):
        wilson(met, of)


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="never below nought"):
        byar(-1)
