"""Of a cohort less is shown than of a practice, for whoever writes criteria may write two that differ by one person."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN, TRUE_NUMBERS
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.cohorts import shown


@pytest.mark.parametrize(
    ("told", "said"), [(0, "fewer than 8"), ("1 to 7", "fewer than 8"), (10, 10), (NOT_SHOWN, NOT_SHOWN)]
)
def test_nobody_and_a_few_are_said_alike_so_that_nobody_learns_what_one_known_person_has_not(
    told: int | str, said: int | str
) -> None:
    assert shown.count(told, HOSPITAL_STATISTICS) == said


def test_true_numbers_stay_as_they_are() -> None:
    assert shown.count(0, TRUE_NUMBERS) == 0


def figure(value: float | None, hidden: str = "") -> ShownFigure:
    return ShownFigure("cost-per-head", {}, 1e6, 812.4, value, 1.0, 2.0, date(2025, 1, 1), date(2026, 1, 1), hidden)


@pytest.mark.parametrize(
    ("with_edna", "without_her", "said"),
    [(14273.18, 14268.02, 14000), (0.2513, 0.2508, 0.25), (0.0, 0.0, 0.0), (None, None, None)],
)
def test_what_a_cohort_uses_is_the_same_with_one_person_more(
    with_edna: float | None, without_her: float | None, said: float | None
) -> None:
    one, other = shown.use(figure(with_edna), people=813), shown.use(figure(without_her), people=812)
    assert one.value == other.value == said
    assert (one.numerator, one.denominator, one.low, one.high) == (None, None, None, None)


def test_what_a_small_cohort_uses_is_not_shown() -> None:
    assert shown.use(figure(14273.18), people=49).hidden == NOT_SHOWN
    assert shown.use(figure(14273.18), people=49).value is None
    assert shown.use(figure(14273.18), people=50).hidden == ""
    assert shown.use(figure(None, "1 to 7"), people=49).hidden == "1 to 7"


def test_of_fifty_people_or_more_an_average_that_one_person_makes_is_not_shown() -> None:
    assert shown.use(figure(812.4), people=813, of_one=0.21).value is None
    assert shown.use(figure(812.4), people=813, of_one=0.21).hidden == NOT_SHOWN
    assert shown.use(figure(812.4), people=813, of_one=0.2).value == 810
