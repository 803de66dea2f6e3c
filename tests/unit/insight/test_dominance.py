"""An average that one person makes is that person's figure: how much of the sum is one person's is known."""

from __future__ import annotations

import pytest

from joinedup.insight.engine import open_release
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.dominance import share_of_one
from joinedup.insight.measures.examples import YEAR, fill

DRAWN = {
    "lists": """
        person  | practice | born       | from       | until
        --------+----------+------------+------------+------
        Edna    | A        | 1938-04-03 | 2010-01-01 |
        William | A        | 1951-07-22 | 2010-01-01 |
        Thomas  | B        | 1960-03-01 | 2010-01-01 |
    """,
    "event": """
        person  | kind      | point_of_delivery | start_at             | cost
        --------+-----------+-------------------+----------------------+-----
        Edna    | admission | emergency         | 2025-06-01T10:00:00Z | 900
        Edna    | admission | emergency         | 2025-08-01T10:00:00Z | 300
        William | admission | emergency         | 2025-07-01T10:00:00Z | 200
        Thomas  | admission | emergency         | 2024-07-01T10:00:00Z | 9000
    """,
}


@pytest.mark.parametrize(("name", "share"), [("emergency-admissions", 2 / 3), ("cost-per-head", 1200 / 1400)])
def test_the_largest_share_of_one_person_is_of_what_the_measure_adds_up_in_the_period(name: str, share: float) -> None:
    with open_release() as engine:
        fill(engine, measure("emergency-admissions"), DRAWN)
        assert share_of_one(engine, measure(name), period=YEAR) == pytest.approx(share)
        engine.keep("among_them", "SELECT 'William' AS person_key")
        assert share_of_one(engine, measure(name), period=YEAR, among="among_them") == 1
        engine.keep("among_them", "SELECT 'Thomas' AS person_key")
        assert share_of_one(engine, measure(name), period=YEAR, among="among_them") == 0
