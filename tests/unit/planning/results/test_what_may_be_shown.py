"""Which results may be shown: what one table hides, no other tells."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.insight.disclosure import HOSPITAL_STATISTICS
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import catalogue, measure
from joinedup.planning.results import rules
from tests.unit.planning.results.drawn import EMERGENCIES, NIGHTS, WITHIN_FOUR_HOURS, figure, month, monthly

HIDDEN_SERIES = "too few in most months"


def test_every_measure_is_worked_out_for_the_place_by_month_and_for_the_year_before() -> None:
    for each in catalogue().values():
        assert {(), rules.YEAR_BEFORE, ("month",)} <= set(rules.cuts_of(each)), each.id


def test_care_homes_days_are_cut_by_home_and_rows_by_provider() -> None:
    assert ("home",) in rules.cuts_of(measure("care-home-falls"))
    assert ("practice",) not in rules.cuts_of(measure("care-home-falls"))
    assert ("provider",) in rules.cuts_of(WITHIN_FOUR_HOURS)
    assert ("practice", "five_year_age", "sex") in rules.cuts_of(EMERGENCIES)
    assert ("practice", "five_year_age", "sex") not in rules.cuts_of(measure("diabetes-prevalence"))


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        ((), date(2025, 4, 1), date(2026, 4, 1)),
        (rules.YEAR_BEFORE, date(2024, 4, 1), date(2025, 4, 1)),
        (("practice", "month"), date(2023, 4, 1), date(2026, 4, 1)),
    ],
)
def test_the_days_of_each_way_of_cutting(by: rules.By, first: date, last: date) -> None:
    period = rules.period_of(by, data_date=date(2026, 4, 20))
    assert (period.first_day, period.last_day) == (first, last)


def test_results_are_named_by_their_definition_so_that_a_new_one_is_worked_out_anew() -> None:
    assert rules.name_of(EMERGENCIES).startswith("emergency-admissions-")
    changed = type(EMERGENCIES)(**{n: getattr(EMERGENCIES, n) for n in EMERGENCIES.__slots__} | {"per": 100.0})
    assert rules.name_of(changed) != rules.name_of(EMERGENCIES)
    reworded = type(EMERGENCIES)(**{n: getattr(EMERGENCIES, n) for n in EMERGENCIES.__slots__} | {"examples": ()})
    assert rules.name_of(reworded) == rules.name_of(EMERGENCIES)


def test_a_small_practice_is_hidden_and_the_others_are_rounded() -> None:
    found = {
        (): [figure(EMERGENCIES, 103, 900)],
        ("practice",): [figure(EMERGENCIES, n, 300, practice=p) for p, n in (("A", 60), ("B", 40), ("C", 3))],
    }
    shown = rules.may_be_shown(EMERGENCIES, found, policy=HOSPITAL_STATISTICS)
    assert {f.group["practice"]: f.hidden for f in shown["practice",]} == {"A": "", "B": "", "C": "1 to 7"}
    assert shown[()][0].numerator == 105
    assert shown[rules.YEAR_BEFORE] == []


def test_the_whole_is_hidden_everywhere_where_one_table_of_its_parts_asks_for_it() -> None:
    # Five in all, of one sex: that is small itself. Two and three: each at least one, so neither is more than four.
    found = {
        (): [figure(EMERGENCIES, 5, 600)],
        ("network",): [figure(EMERGENCIES, n, 300, network=p) for p, n in (("North", 2), ("South", 3))],
        ("sex",): [figure(EMERGENCIES, n, 300, sex=p) for p, n in (("female", 5), ("male", 0))],
    }
    shown = rules.may_be_shown(EMERGENCIES, found, policy=HOSPITAL_STATISTICS)
    assert shown[()][0].hidden
    assert shown[()][0].value is None


def test_five_year_ages_are_kept_for_standardising_and_never_shown() -> None:
    by = ("practice", "five_year_age", "sex")
    found = {
        (): [figure(EMERGENCIES, 90, 900)],
        by: [figure(EMERGENCIES, 90, 900, practice="A", five_year_age="00 to 04", sex="male")],
    }
    assert by not in rules.may_be_shown(EMERGENCIES, found, policy=HOSPITAL_STATISTICS)


def test_a_small_month_hides_a_second_of_its_year_and_no_month_of_another() -> None:
    months = monthly(EMERGENCIES, [50.0] * 12 + [50.0] * 11 + [0.0] + [0.0] * 10 + [3.0, 40.0], 80)
    found = {
        (): [figure(EMERGENCIES, 43, 960)],
        rules.YEAR_BEFORE: [figure(EMERGENCIES, 550, 960)],
        ("month",): months,
    }
    shown = rules.may_be_shown(EMERGENCIES, found, policy=HOSPITAL_STATISTICS)
    hidden = [f.first_day for f in shown["month",] if f.hidden]
    assert month(34) in hidden
    assert all(day >= month(24) for day in hidden)
    assert [f.first_day for f in shown["month",]] == [month(n) for n in range(36)]


def test_a_part_of_a_month_is_no_month() -> None:
    part = figure(EMERGENCIES, 20, 10, first=date(2026, 3, 1), last=date(2026, 3, 3), month=date(2026, 3, 1))
    assert rules.whole_months([part]) == []


def test_people_counted_on_a_day_do_not_add_up_so_each_month_stands_alone() -> None:
    diabetes = measure("diabetes-prevalence")
    months = monthly(diabetes, [60.0, 3.0, 60.0], 900)
    shown = rules.may_be_shown(
        diabetes, {(): [figure(diabetes, 60, 900)], ("month",): months}, policy=HOSPITAL_STATISTICS
    )
    assert [f.hidden for f in shown["month",]] == ["", "1 to 7", ""]


def test_a_practice_that_is_small_in_most_months_is_not_shown_by_month_nor_is_the_next_smallest() -> None:
    counts = {"A": [60.0] * 12, "B": [20.0] * 11 + [4.0], "C": [3.0] * 12}
    figures = [f for name, met in counts.items() for f in monthly(EMERGENCIES, met, 80, practice=name)]
    found = {(): [figure(EMERGENCIES, 1000, 900)], ("practice", "month"): figures}
    shown = rules.may_be_shown(EMERGENCIES, found, policy=HOSPITAL_STATISTICS)["practice", "month"]
    hidden = {name: [f.hidden for f in shown if f.group["practice"] == name] for name in counts}
    assert set(hidden["A"]) == {""}
    assert set(hidden["B"]) == set(hidden["C"]) == {HIDDEN_SERIES}
    assert len(shown) == 36
    assert {f.group["practice"] for f in shown} == set(counts)


def test_without_small_months_every_practice_is_shown_by_month() -> None:
    figures = [f for name in "AB" for f in monthly(NIGHTS, [90.0] * 12, 80, practice=name)]
    shown = rules.may_be_shown(NIGHTS, {("practice", "month"): figures}, policy=HOSPITAL_STATISTICS)
    assert {f.hidden for f in shown["practice", "month"]} == {""}
    assert shown[()] == []


def test_of_a_share_those_who_did_not_may_be_too_few_as_well() -> None:
    figures = [
        f for name, met in (("A", 50.0), ("B", 79.0)) for f in monthly(WITHIN_FOUR_HOURS, [met] * 12, 80, practice=name)
    ]
    shown = rules.may_be_shown(WITHIN_FOUR_HOURS, {("practice", "month"): figures}, policy=HOSPITAL_STATISTICS)
    assert {f.hidden for f in shown["practice", "month"]} == {HIDDEN_SERIES}
    assert (
        rules.may_be_shown(WITHIN_FOUR_HOURS, {("practice", "month"): []}, policy=HOSPITAL_STATISTICS)[
            "practice", "month"
        ]
        == []
    )


FALLS = measure("care-home-falls")


def homes_and_practices(parts: dict[tuple[str, str], int]) -> dict[rules.By, list[Figure]]:
    """Return falls by home, and by home and practice, of 10,000 resident-days in each part."""
    homes = list(dict.fromkeys(home for home, _ in parts))
    met = {home: sum(n for (h, _), n in parts.items() if h == home) for home in homes}
    days = {home: 10_000 * sum(1 for h, _ in parts if h == home) for home in homes}
    return {
        (): [figure(FALLS, sum(parts.values()), sum(days.values()))],
        ("home",): [figure(FALLS, met[home], days[home], home=home) for home in homes],
        rules.OF_HOMES_AND_PRACTICES: [
            figure(FALLS, n, 10_000, home=home, practice=practice) for (home, practice), n in parts.items()
        ],
    }


def by_both(parts: dict[tuple[str, str], int]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Return why each home is hidden, and why each of its parts is; empty: it is not."""
    shown = rules.may_be_shown(FALLS, homes_and_practices(parts), policy=HOSPITAL_STATISTICS)
    assert shown[()][0].hidden == ""
    both = shown[rules.OF_HOMES_AND_PRACTICES]
    return (
        {f.group["home"]: f.hidden for f in shown["home",]},
        {(f.group["home"], f.group["practice"]): f.hidden for f in both},
    )


def test_a_homes_own_figure_is_shown_though_one_of_its_practices_has_too_few() -> None:
    homes, parts = by_both({("H1", "A"): 40, ("H1", "B"): 3, ("H2", "A"): 60})
    assert homes == {"H1": "", "H2": ""}
    assert parts["H1", "B"] == "1 to 7"
    assert parts["H2", "A"] == ""


def test_the_parts_of_a_home_that_is_hidden_are_hidden_too() -> None:
    homes, parts = by_both({("H1", "A"): 3, ("H2", "A"): 60, ("H2", "B"): 30, ("H3", "A"): 45})
    assert homes["H1"] == "1 to 7"
    assert parts["H1", "A"] == "not shown"
    closed = [home for home, why in homes.items() if why]
    assert {parts[both] for both in parts if both[0] in closed} == {"not shown"}


def test_where_every_practice_of_a_home_has_too_few_none_is_told_and_the_home_is() -> None:
    homes, parts = by_both({("H1", "A"): 7, ("H1", "B"): 7, ("H1", "C"): 7, ("H2", "A"): 60})
    assert homes == {"H1": "", "H2": ""}
    assert {parts["H1", practice] for practice in "ABC"} == {"not shown"}  # 21 less 14 would leave 7 alone


def test_with_one_home_hidden_by_month_the_other_hidden_is_the_one_that_counts_fewest() -> None:
    counts = {"H1": 60.0, "H2": 20.0, "H3": 2.0}
    found = {("home", "month"): [f for home, n in counts.items() for f in monthly(FALLS, [n] * 12, 1000.0, home=home)]}
    shown = rules.may_be_shown(FALLS, found, policy=HOSPITAL_STATISTICS)["home", "month"]
    assert {f.group["home"] for f in shown if f.hidden} == {"H2", "H3"}
