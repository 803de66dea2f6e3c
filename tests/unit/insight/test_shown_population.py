"""Who lives here is shown so that nobody is recognised, in each table and in their common total."""

from __future__ import annotations

from datetime import date
from typing import Any

from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN, TRUE_NUMBERS
from joinedup.insight.measures.population import CareHome, Population, PracticeList
from joinedup.insight.measures.shown_population import disclose_population


def people(**facts: Any) -> Population:
    usual: dict[str, Any] = {
        "day": date(2026, 3, 31), "people": 1203, "pyramid": {"0 to 9": (600, 603, 0), "70 to 79": (0, 0, 0)},
        "by_decile": {1: 1200, None: 3},
        "practices": [PracticeList("A", "Hillside", 903, 0.03), PracticeList("B", "Riverside", 300, 0.61)],
        "care_homes": [CareHome("H1", "Beech House", 24, 3)],
    }  # fmt: skip
    return Population(**usual | facts)


def test_every_count_is_rounded_and_small_ones_are_words() -> None:
    shown = disclose_population(people(), policy=HOSPITAL_STATISTICS)
    assert shown.people == 1205
    assert shown.pyramid == {"0 to 9": (600, 605, 0), "70 to 79": (0, 0, 0)}
    assert (shown.by_decile[1], shown.by_decile[2], shown.by_decile[None]) == (1200, 0, "1 to 7")
    assert [(p.people, p.most_deprived) for p in shown.practices] == [(905, "3%"), (300, "62%")]
    assert [home.people for home in shown.care_homes] == ["1 to 7"]
    assert shown.compared == ("3%", "62%")
    assert (shown.deprived, shown.young) == ("100%", "100%")


def test_one_table_hides_the_total_of_all() -> None:
    few = people(people=14, by_decile={1: 7, 2: 7}, pyramid={"0 to 9": (14, 0, 0)}, practices=[])
    assert disclose_population(few, policy=HOSPITAL_STATISTICS).people == NOT_SHOWN


def test_true_numbers_are_true() -> None:
    shown = disclose_population(people(), policy=TRUE_NUMBERS)
    assert (shown.people, shown.by_decile[None], shown.care_homes[0].people) == (1203, 3, 3)


def test_practices_are_not_compared_where_one_is_too_small_to_say() -> None:
    two = [PracticeList("A", "Hillside", 900, 0.004), PracticeList("B", "Riverside", 90, 0.61)]
    assert disclose_population(people(practices=two), policy=HOSPITAL_STATISTICS).compared is None
    none = [PracticeList("A", "Hillside", 900, None)]
    assert (
        disclose_population(people(practices=none), policy=HOSPITAL_STATISTICS).practices[0].most_deprived
        == "not known"
    )
