"""Measures: each one's examples, drawn beside its definition, are its tests; and what holds for all of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures.compute import Figure, compute, explained
from joinedup.insight.measures.definition import Measure, catalogue, load, measure
from joinedup.insight.measures.examples import YEAR, fill, mistakes_of
from joinedup.insight.measures.periods import Period, month, year_to
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound


def place(rows: str, lists: str = "", of: str = "emergency-admissions") -> Engine:
    """Return an engine over a place where everyone drawn was on a list for all of 2025, or as ``lists`` draws it."""
    engine = open_release()
    fill(engine, measure(of), {"rows": rows, "lists": lists})
    return engine


def figures(engine: Engine, name: str, *by: str) -> list[Figure]:
    return compute(engine, measure(name), period=YEAR, by=by)


@pytest.mark.parametrize(
    ("definition", "example"),
    [pytest.param(m, x, id=f"{m.id}: {x['example']}") for m in catalogue().values() for x in m.examples],
)
def test_a_measure_answers_its_own_examples(definition: Measure, example: Mapping[str, Any]) -> None:
    assert mistakes_of(definition, only=example) == []


def test_every_measure_has_an_example() -> None:
    assert [m.id for m in catalogue().values() if not m.examples] == []


EDNA_MOVED = """
    person | practice | from       | until      | born       | died
    -------+----------+------------+------------+------------+-----------
    Edna   | Hill     | 2020-01-01 | 2025-07-02 | 1940-05-01 |
    Edna   | Dale     | 2025-07-02 |            | 1940-05-01 |
    Tom    | Hill     | 2025-01-01 |            | 1990-01-01 | 2025-03-02
"""
EDNA_ADMITTED_TWICE = """
    person | point_of_delivery | start_at         | end_at
    -------+-------------------+------------------+-----------------
    Edna   | emergency         | 2025-07-01 22:30 | 2025-07-03 10:00
    Edna   | emergency         | 2025-07-02 10:00 | 2025-07-03 10:00
"""


def test_an_admission_belongs_to_the_practice_of_that_day_and_days_after_death_are_not_lived() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        found = figures(engine, "emergency-admissions", "practice")
    days = {f.group["practice"]: round(f.denominator * 365.25) for f in found}
    assert days == {"Dale": 183, "Hill": 182 + 61}  # the day of death is lived
    assert {f.group["practice"]: f.numerator for f in found} == {"Dale": 1, "Hill": 1}


def test_late_on_30_june_in_utc_is_1_july_in_london() -> None:
    events = """
        person | point_of_delivery | start_at               | end_at
        -------+-------------------+------------------------+-----------------------
        Edna   | emergency         | 2025-06-30 23:30:00+00 | 2025-07-01 10:00:00+00
    """
    with place(events) as engine:
        months = figures(engine, "emergency-admissions", "month")
    assert [f.group["month"].month for f in months if f.numerator] == [7]
    assert len(months) == 12


def test_the_months_of_a_year_add_up_to_the_year() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        [year] = figures(engine, "bed-days")
        months = figures(engine, "bed-days", "month")
    assert sum(f.numerator for f in months) == year.numerator
    assert sum(f.denominator for f in months) == pytest.approx(year.denominator)


def test_people_are_grouped_by_age_and_deprivation() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        found = figures(engine, "emergency-admissions", "age_band", "deprivation")
    assert [(f.group["age_band"], f.group["deprivation"], f.numerator) for f in found] == [
        ("18 to 64", 1, 0),
        ("75 to 84", 1, 2),
    ]


def test_a_place_where_nobody_lives_has_no_rate() -> None:
    with open_release() as engine:
        [figure] = figures(engine, "emergency-admissions")
    assert (figure.numerator, figure.value, figure.low, figure.high) == (0, None, None, None)


def test_nothing_is_cut_by_segment_for_someone_is_in_one_of_every_scheme() -> None:
    with place(EDNA_ADMITTED_TWICE) as engine, pytest.raises(BadInput, match="cannot cut by segment"):
        figures(engine, "emergency-admissions", "segment")


def test_an_unknown_cut_and_an_empty_period_are_refused_with_what_to_do() -> None:
    with open_release() as engine, pytest.raises(BadInput, match=r"cannot cut by shoe_size.*Choose from: practice"):
        figures(engine, "bed-days", "shoe_size")
    with pytest.raises(BadInput, match="The period is empty"):
        Period(date(2025, 1, 1), date(2025, 1, 1))
    with open_release() as engine, pytest.raises(BadInput, match="does not count care homes' days"):
        figures(engine, "bed-days", "home")
    with open_release() as engine, pytest.raises(BadInput, match="Nobody lives for a number of years in a provider"):
        figures(engine, "bed-days", "provider")


GOOD = """
id: x
title: X
question: How many?
topic: Hospital
unit: admissions
feeds: [admitted_care]
source: made for this test
version: 1
each: admission
"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "counts: point_of_delivry = 'emergency'",
            "'point_of_delivry' is not a column here; did you mean 'point_of_delivery'?",
        ),
        ("counts: shoe_size > 9", "'shoe_size' is not a column here; there are: cost"),
        ("counts: date_diff('month', start_at, end_at) > 1", "'datediff' is not in the language; use days_between"),
        ("counts: median(nights) > 1", "use quantile(number, 0.5)"),
        ("counts: london_day(start_at) > current_date", "a figure must not change with the day on which it is asked"),
        ("counts: start_at + interval 3 day < end_at", "use add_days or add_months"),
        ("counts: nights in (select length_of_stay from event)", "may not ask another table"),
        ("counts: nights > ((", "cannot be read"),
        ("kind: share", "met: is missing"),
        ("kind: sum", "kind: must be one of: rate, share, average, people, against_expected"),
        ("kind: people", "holds: is missing"),
        ("kind: people", "each: has no meaning for a measure of people"),
        ("kind: against_expected", "expected: is missing"),
        ("colour: red", "'colour' is not a part of a measure"),
        ("good: maybe", "good: must be one of: up, down, neither"),
        ("feeds: shoes", "feeds: must be a list"),
        ("topic: Shoes", "topic: must be one of: Emergency care"),
        ("each: shoe", "each: must be a table: addition, admission"),
        ("dated: [", "line 12 is not YAML"),
    ],
)
def test_a_mistake_in_a_measure_is_told_with_its_cure(line: str, told: str) -> None:
    with pytest.raises(ManyMistakes) as stopped:
        load(f"{GOOD.replace('each: admission', '') if line.startswith('each') else GOOD}{line}\n", file="x.yaml")
    assert any(told in str(m) for m in stopped.value.mistakes), [str(m) for m in stopped.value.mistakes]


def test_a_feed_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ManyMistakes, match="'admitted_care' is not a declared feed"):
        load(GOOD, file="x.yaml", feeds=["gp_problem"])
    assert load(GOOD, file="x.yaml", feeds=["admitted_care"]).id == "x"


def test_every_mistake_of_a_measure_is_told_at_once() -> None:
    with pytest.raises(ManyMistakes) as told:
        load("{id: x, each: admission, dated: never, good: maybe, colour: red}", file="x.yaml")
    assert [m.field for m in told.value.mistakes] == [
        "", "title", "question", "topic", "unit", "feeds", "source", "version", "good", "dated",
    ]  # fmt: skip
    with pytest.raises(ManyMistakes, match="not a measure"):
        load("- a list", file="x.yaml")


def test_an_answer_other_than_the_one_drawn_is_told() -> None:
    rows = "person | start_at\n---+---\nEdna | 2025-06-01 10:00"
    wrong = load(GOOD, file="x.yaml")
    [mistake] = mistakes_of(wrong, only={"example": "One admission", "rows": rows, "numerator": 2})
    assert "'One admission': its numerator is 1.0, and the example says 2" in str(mistake)
    assert "has no example" in str(mistakes_of(wrong)[0])


def test_a_figure_shows_how_it_was_computed() -> None:
    asked = explained(measure("emergency-admissions"), period=YEAR, by=["practice"])
    assert len(asked) == 2
    assert "FROM admission WHERE (emergency)" in asked[0]
    assert "DATE '2025-01-01'" in asked[1]


def test_a_month_and_the_last_twelve_whole_months_are_found() -> None:
    assert month("2025-12") == Period(date(2025, 12, 1), date(2026, 1, 1))
    assert year_to(date(2026, 3, 31)) == Period(date(2025, 4, 1), date(2026, 4, 1))
    assert year_to(date(2026, 3, 30)) == Period(date(2025, 3, 1), date(2026, 3, 1))
    with pytest.raises(BadInput, match="'March' is not a month"):
        month("March")


def test_a_measure_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFound, match="no measure called 'joy'"):
        measure("joy")


def test_someone_whom_two_practices_claim_is_counted_once_on_the_list_joined_last() -> None:
    lists = """
        person | practice | from       | until | born
        -------+----------+------------+-------+-----------
        Edna   | Hill     | 2020-01-01 |       | 1940-05-01
        Edna   | Dale     | 2025-03-01 |       | 1940-05-01
    """
    with place(EDNA_ADMITTED_TWICE, lists) as engine:
        [whole] = figures(engine, "emergency-admissions")
        by_practice = figures(engine, "emergency-admissions", "practice")
    assert (whole.numerator, round(whole.denominator * 365.25)) == (2, 365)
    assert {f.group["practice"]: f.numerator for f in by_practice} == {"Dale": 2, "Hill": 0}


def test_an_admission_on_the_day_of_death_counts() -> None:
    lists = """
        person | practice | from       | until | born       | died
        -------+----------+------------+-------+------------+-----------
        Edna   | Hill     | 2020-01-01 |       | 1940-05-01 | 2025-07-03
    """
    died = """
        person | point_of_delivery | start_at         | end_at           | outcome
        -------+-------------------+------------------+------------------+--------
        Edna   | emergency         | 2025-07-03 09:00 | 2025-07-03 22:00 | died
    """
    with place(died, lists) as engine:
        [figure] = figures(engine, "emergency-admissions")
    assert figure.numerator == 1


def test_in_a_planning_release_a_death_counts_though_only_its_month_is_kept() -> None:
    lists = """
        person | practice | from       | until      | born       | died
        -------+----------+------------+------------+------------+-----------
        Edna   | Hill     | 2020-01-01 | 2025-07-04 | 1940-05-01 | 2025-07-31
    """
    with place("", lists) as engine:
        [figure] = figures(engine, "deaths")
    assert figure.numerator == 1
