"""A figure that counts too few is not shown, nor one from which it could be worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN, TRUE_NUMBERS
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import disclose

FEW = "1 to 7"


def measure(**facts: Any) -> Measure:
    words = dict.fromkeys(("title", "question", "topic", "unit", "source", "version"), "words")
    return Measure(id="admissions", feeds=("admitted_care",), each="event", **words, **facts)


def figure(numerator: float, denominator: float = 1000.0, *, month: int = 0, **facts: Any) -> Figure:
    usual: dict[str, Any] = {
        "measure": "admissions", "group": {"month": month} if month else {}, "numerator": numerator,
        "denominator": denominator, "value": numerator, "low": numerator / 2, "high": numerator * 2,
        "first_day": date(2025, 1, 1), "last_day": date(2026, 1, 1),
    }  # fmt: skip
    return Figure(**usual | facts)


RATE, NIGHTS, SHARE = measure(), measure(adds="nights"), measure(kind="share", met="true")
AVERAGE = measure(kind="average", adds="nights")


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, FEW), (7, FEW), (8, ""), (1204, "")])
def test_a_rate_of_few_events_is_not_shown(count: int, shown: str) -> None:
    [seen], nothing = disclose([figure(count)], measure=RATE, policy=HOSPITAL_STATISTICS)
    assert (seen.hidden, nothing) == (shown, None)
    assert (seen.value is None) == (seen.numerator is None) == (seen.low is None) == bool(shown)


def test_what_is_shown_is_the_rate_of_the_rounded_count() -> None:
    [seen], _ = disclose([figure(1204, value=2408.0)], measure=RATE, policy=HOSPITAL_STATISTICS)
    assert (seen.numerator, seen.value, seen.denominator) == (1205, 2410, 1000)
    assert seen.low is not None and seen.high is not None
    assert seen.low < 2410 < seen.high


def test_those_who_care_for_the_people_see_true_numbers() -> None:
    [seen], _ = disclose([figure(3.0)], measure=RATE, policy=TRUE_NUMBERS)
    assert (seen.numerator, seen.value) == (3, 3)


def test_one_small_month_cannot_be_worked_out_from_the_year() -> None:
    months = [figure(count, month=i) for i, count in enumerate([18, 1], start=1)]
    seen, year = disclose(months, measure=RATE, policy=HOSPITAL_STATISTICS, total=figure(19))
    assert [month.hidden for month in seen] == [NOT_SHOWN, FEW]
    assert year is not None
    assert (year.hidden, year.numerator) == ("", 20)


def test_too_few_people_to_count_among_hides_the_rate() -> None:
    [nobody], _ = disclose([figure(0, 5.0)], measure=RATE, policy=HOSPITAL_STATISTICS)
    assert nobody.hidden == NOT_SHOWN
    homes = measure(over="time_in_care_home")
    [enough], _ = disclose([figure(0, 3650.0)], measure=homes, policy=HOSPITAL_STATISTICS)
    assert enough.hidden == ""


def test_nights_of_few_stays_are_hidden_and_never_alone() -> None:
    months = [
        figure(nights, month=i, counted=stays) for i, (nights, stays) in enumerate([(60, 2), (90, 20), (95, 30)], 1)
    ]
    seen, year = disclose(months, measure=NIGHTS, policy=HOSPITAL_STATISTICS, total=figure(245, counted=52))
    assert [month.hidden for month in seen] == [FEW, NOT_SHOWN, ""]
    assert year is not None
    assert (year.numerator, year.value) == (245, 245)
    assert seen[2].numerator == 95


def test_a_share_is_hidden_where_few_met_it_or_few_did_not() -> None:
    practices = [
        figure(met, of, month=i, value=met / of) for i, (met, of) in enumerate([(50, 100), (97, 100), (3, 90)], 1)
    ]
    seen, total = disclose(practices, measure=SHARE, policy=HOSPITAL_STATISTICS, total=figure(150, 290))
    assert [practice.hidden for practice in seen][1:] == [NOT_SHOWN, FEW]
    assert total is not None
    assert total.value == pytest.approx(150 / 290)


def test_a_share_of_nobody_has_no_figure() -> None:
    [nobody], _ = disclose([figure(0, 0.0, value=None)], measure=SHARE, policy=HOSPITAL_STATISTICS)
    assert (nobody.value, nobody.low, nobody.hidden) == (None, None, "")


def test_an_average_is_shown_as_it_is_where_enough_are_behind_it() -> None:
    enough, few = figure(61, 10.0, value=6.1, counted=10), figure(12, 3.0, value=4.0, counted=3)
    [seen], _ = disclose([enough], measure=AVERAGE, policy=HOSPITAL_STATISTICS)
    assert (seen.value, seen.numerator) == (6.1, 60)
    [seen], _ = disclose([few], measure=AVERAGE, policy=HOSPITAL_STATISTICS)
    assert seen.hidden == FEW


def test_no_figures_are_no_figures() -> None:
    assert disclose([], measure=RATE, policy=HOSPITAL_STATISTICS) == ([], None)
    nothing, year = disclose([], measure=RATE, policy=HOSPITAL_STATISTICS, total=figure(20))
    assert nothing == []
    assert year is not None
    assert year.numerator == 20
