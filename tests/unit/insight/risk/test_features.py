"""What is known of people on a day: counts in their windows, nothing of later days, and what happened after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.examples import fill
from joinedup.insight.risk.definition import Risk, load
from joinedup.insight.risk.features import features
from tests.unit.insight.risk.test_definition import GOOD

DAY = date(2025, 3, 31)
DRAWN = {
    "lists": """
        person  | born       | sex    | from       | until      | decile
        --------+------------+--------+------------+------------+-------
        Edna    | 1938-04-03 | female | 2010-01-01 |            | 1
        William | 1951-07-22 | male   | 2010-01-01 |            | 10
        Amy     | 2019-06-15 | female | 2010-01-01 |            | 5
        Arthur  | 1936-11-12 | male   | 2010-01-01 | 2024-02-09 | 3
    """,
    "event": """
        person  | kind      | point_of_delivery | start_at             | end_at
        --------+-----------+-------------------+----------------------+---------------------
        Edna    | admission | emergency         | 2023-06-01T10:00:00Z | 2023-06-03T10:00:00Z
        Edna    | admission | emergency         | 2024-06-01T10:00:00Z | 2024-06-05T10:00:00Z
        Edna    | admission | elective          | 2024-08-01T10:00:00Z | 2024-08-03T10:00:00Z
        Edna    | admission | emergency         | 2025-03-31T10:00:00Z | 2025-04-09T10:00:00Z
        Edna    | admission | emergency         | 2025-06-01T10:00:00Z | 2025-06-02T10:00:00Z
        William | admission | emergency         | 2025-03-31T23:30:00Z | 2025-04-02T10:00:00Z
        William | admission | emergency         | 2026-03-31T22:59:00Z | 2026-04-02T10:00:00Z
    """,
}
MANY = """
  - {name: deprived, said: "area: {n}", is: deprivation}
  - {name: male, said: male, is: male}
  - {name: before, said: "before: {n}", of: admission, counts: emergency, within: 24, after: 12}
  - {name: kinds, said: "kinds: {n}", of: admission, adds_each: point_of_delivery}
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_release() as opened:
        fill(opened, measure("emergency-admissions"), DRAWN)
        yield opened


def known(engine: Engine, risk: Risk, *, outcome: bool = True, on: date = DAY) -> dict[str, dict[str, Any]]:
    return {row["person_key"]: row for row in features(engine, risk, on=on, outcome=outcome).to_pylist()}


def test_only_those_on_a_list_of_the_age_that_it_is_for_are_told_of(engine: Engine) -> None:
    assert list(known(engine, load(GOOD, file="x"))) == ["Edna", "William"]


def test_each_feature_counts_what_began_in_its_window_up_to_the_day(engine: Engine) -> None:
    edna = known(engine, load(GOOD + MANY, file="x"))["Edna"]
    assert (edna["age"], edna["male"], edna["deprived"], edna["frail"]) == (86, 0, 10, 1)
    assert edna["stays"] == 5  # four nights and nine: no more than five count
    assert edna["before"] == 1
    assert edna["kinds"] == 2
    assert (edna["deprivation_fifth"], edna["ethnic"]) == (1, "Not known")


def test_the_outcome_is_of_the_months_after_the_day_by_the_day_in_london(engine: Engine) -> None:
    people = known(engine, load(GOOD, file="x"))
    assert {name: row["happened"] for name, row in people.items()} == {"Edna": 1, "William": 1}
    later = known(engine, load(GOOD, file="x"), on=date(2025, 6, 1))
    assert {name: row["happened"] for name, row in later.items()} == {"Edna": 0, "William": 1}


def test_without_an_outcome_asked_none_is_told(engine: Engine) -> None:
    assert "happened" not in known(engine, load(GOOD, file="x"), outcome=False)["Edna"]


def test_a_risk_without_criteria_asks_none(engine: Engine) -> None:
    plain = load(GOOD.replace("  - {name: frail, said: frail, holds: {age: 65 or over}}\n", ""), file="x")
    assert "frail" not in known(engine, plain)["Edna"]
