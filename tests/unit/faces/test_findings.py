"""What figures say in words: a change is a change only where chance alone would hardly make it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from joinedup.faces.screens.place import findings
from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN
from joinedup.insight.measures.population import CareHome, Population, PracticeList
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.measures.shown_population import ShownPopulation, disclose_population
from joinedup.insight.statistics.intervals import Estimate
from joinedup.planning.results.living import Living


def figure(rate: float | None, low: float | None = None, high: float | None = None, **more: Any) -> ShownFigure:
    facts: dict[str, Any] = {
        "measure": "emergency-admissions", "group": {}, "numerator": 10.0, "denominator": 100.0, "value": rate,
        "low": low, "high": high, "first_day": date(2025, 4, 1), "last_day": date(2026, 4, 1),
    }  # fmt: skip
    return ShownFigure(**facts | more)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (figure(124, 115, 133), figure(109, 101, 114), "Higher than the year before: 124 against 109."),
        (figure(98.4, 90, 100), figure(109, 101, 114), "Lower than the year before: 98.4 against 109."),
        (
            figure(112, 105, 119), figure(109, 101, 114),
            "About the same as the year before (112 against 109); the difference could be chance.",
        ),
        (
            figure(112, 105, 119), figure(0, 0, 1, numerator=0.0),
            "Nothing was received for the year before, so there is nothing to compare with.",
        ),
        (figure(112, 105, 119), figure(None), "Nothing was received for the year before, so there is nothing to compare with."),
        (figure(None), figure(109, 101, 114), "No figure: nobody was on a list in this year."),
        (figure(None, hidden="1 to 7"), figure(109, 101, 114), "Too few for a figure to be shown."),
        (
            figure(112, 105, 119), figure(None, hidden=NOT_SHOWN),
            "The year before had too few for a figure to be shown, so there is nothing to compare with.",
        ),
    ],
)  # fmt: skip
def test_a_change_is_one_only_where_the_intervals_lie_apart(now: ShownFigure, before: ShownFigure, said: str) -> None:
    assert findings.direction(now, before) == said


def month(number: int, *rest: float | None) -> ShownFigure:
    return figure(*rest, group={"month": date(2025, number, 1)})


def test_a_month_stands_out_only_where_its_interval_does() -> None:
    quiet, like, loud = month(4, 50, 40, 60), month(5, 55, 45, 70), month(12, 1204, 90, 1300)
    assert findings.of_months([quiet, like]) == "No month stands out: the differences between months could be chance"
    assert findings.of_months([quiet, like, loud]) == "Highest in December 2025 (1,204), lowest in April 2025 (50.0)"
    assert findings.of_months([month(4, None)]) == "No month has a figure"
    few = figure(None, group={"month": date(2025, 6, 1)}, hidden="1 to 7")
    assert findings.of_months([quiet, like, few]) == (
        "No month of those shown stands out: the differences between months could be chance"
    )
    assert findings.of_months([quiet, loud, few]).startswith("Highest of those shown in December 2025 (1,204)")
    assert findings.of_months([few]) == "No month has enough for a figure to be shown"
    assert findings.month(loud, short=True) == "Dec 2025"


def test_a_period_names_its_first_and_last_day() -> None:
    assert findings.period(figure(1)) == "1 April 2025 to 31 March 2026"


def test_what_a_figure_is_made_of_is_said_only_where_it_may_be() -> None:
    assert findings.counted(figure(10.0)) == "10 over 100 person-years"
    hidden = figure(None, numerator=None, denominator=None, hidden="1 to 7")
    assert findings.counted(hidden) == ("The number counted is 1 to 7: so small that the people might be recognised")


def people(**facts: Any) -> ShownPopulation:
    bands = dict.fromkeys((f"{n}0s" for n in range(10)), (0, 0, 0))
    usual: dict[str, Any] = {
        "day": date(2026, 3, 31), "people": 0, "pyramid": bands, "by_decile": {}, "practices": [], "care_homes": [],
    }  # fmt: skip
    return disclose_population(Population(**usual | facts), policy=HOSPITAL_STATISTICS)


def test_how_many_live_here_is_said_unless_they_are_few() -> None:
    here = "on the list of a practice here on 31 March 2026"
    bands = {"0 to 9": (600, 602, 0)}
    assert findings.of_everyone(people(people=1202, pyramid=bands)) == f"1,200 people are {here}."
    assert findings.of_everyone(people(people=3, pyramid={"0 to 9": (3, 0, 0)})) == f"1 to 7 people are {here}."
    few = people(people=14, pyramid={"0 to 9": (7, 7, 0)})
    assert findings.of_everyone(few) == f"So few people are {here} that their number is not shown."


def test_the_pyramid_says_how_many_are_old_and_young() -> None:
    bands = {f"{n}0s": (10, 10, 0) for n in range(10)}
    assert findings.of_ages(people(people=200, pyramid=bands)) == "30% of people are 70 or over, and 20% are under 20"
    few = {f"{n}0s": (10, 10, 0) if n < 7 else (1, 0, 0) for n in range(10)}
    assert findings.of_ages(people(people=143, pyramid=few)) == "People by age and sex: too few to say a share"
    assert findings.of_ages(people()) == "Nobody’s age is known"


def test_deprivation_is_said_of_those_whose_area_is_known() -> None:
    said = findings.of_deprivation(people(by_decile={1: 20, 2: 30, 9: 50, None: 100}))
    assert said == "50% of people live in the most deprived fifth of areas in England"
    few = findings.of_deprivation(people(by_decile={1: 3, 9: 50}))
    assert few == "Too few people to say how many live in the most deprived fifth of areas in England"
    none = findings.of_deprivation(people(by_decile={None: 5}))
    assert none == "It is not known how deprived the areas are in which people live"


def test_practices_are_compared_where_there_are_several() -> None:
    two = [PracticeList("A", "Hillside", 900, 0.03), PracticeList("B", "Riverside", 800, 0.61)]
    said = findings.of_practices(people(practices=two))
    assert said == "Between practices, the share of people in the most deprived fifth runs from 3% to 61%"
    assert findings.of_practices(people(practices=two[:1])) == "The lists of the place’s practices"


def test_care_homes_are_counted_with_their_beds() -> None:
    home = CareHome("H1", "Beech House", 24, 20)
    assert findings.of_care_homes(people(care_homes=[home])) == "1 care home, with 24 beds known"
    assert findings.of_care_homes(people()) == "No care home is known here"


def lived(who: str, value: float | None, low: float = 0, high: float = 0) -> Living:
    return Living(who, Estimate(value, low, high, 100, 30_000, "" if value else "Too wide to say."), None)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], "How long people live: too few people here to say"),
        ([lived("Women", 82.2), lived("Men", None)], "How long people live: too few people here to say"),
        ([lived("Women", 82.2), lived("Men", 78.1)], "Women live 82.2 years and men 78.1"),
        (
            [lived("Women", 82.2), lived("Men", 78.1), lived("The most deprived fifth", 76, 74, 78),
             lived("The least deprived fifth", 80, 77, 82)],
            "Women live 82.2 years and men 78.1; between the most and the least deprived fifth the difference could be chance",
        ),
        (
            [lived("Women", 82.2), lived("Men", 78.1), lived("The most deprived fifth", 73.5, 72, 75),
             lived("The least deprived fifth", 80, 78, 82)],
            "Women live 82.2 years and men 78.1; in the most deprived fifth 6.5 years fewer than in the least",
        ),
    ],
)  # fmt: skip
def test_how_long_people_live_is_said_with_what_chance_does_not_explain(told: list[Living], said: str) -> None:
    assert findings.of_lives(told) == said


def test_years_are_told_with_their_interval_or_why_there_are_none() -> None:
    assert findings.years(Estimate(81.24, 79.9, 82.51, 100, 30_000, "")) == "81.2 (79.9 to 82.5)"
    assert findings.years(Estimate(None, 70, 95, 1, 6_000, "Too wide to say.")) == "Too wide to say."
    assert findings.years(None) == ""
