"""Someone's facts with whom a clinician added as it stands now, beside what a release told of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from joinedup.planning.finding.rules import as_added_now, may_be_added_to
from joinedup.words.criteria import PersonFacts, decide, read
from tests.world.drawn import instant

ON = date(2026, 4, 1)
WHO = read("{clinical_judgement: mine}")


def row(model: str, start: str, end: str | None = None) -> dict[str, Any]:
    return {"model": model, "start_date": date.fromisoformat(start), "end_date": end and date.fromisoformat(end)}


@pytest.mark.parametrize(
    ("told", "since", "holds"),
    [
        ([], "2026-03-01 09:00", True),
        ([], "2026-04-01 23:59", True),
        ([], "2026-04-20 09:00", True),  # after the day of which the release tells
        ([], None, False),
        ([row("mine", "2026-01-01")], None, False),  # withdrawn since
        ([row("mine", "2026-01-01", "2026-02-01")], "2026-04-02 09:00", True),  # and added again
        ([row("other", "2026-01-01")], None, False),
    ],
)
def test_what_clinicians_said_since_counts_and_not_what_the_release_says(
    told: list[dict[str, Any]], since: str | None, holds: bool
) -> None:
    facts = PersonFacts(
        {"person": [{"birth_date": date(1940, 5, 1), "death_date": None}], "addition": told}, frozenset()
    )
    now = as_added_now(facts, "mine", since=instant(since) if since else None, on=ON)
    assert decide(WHO, now, ON).holds is holds
    kept = [each for each in now.rows["addition"] if each["model"] == "other"]
    assert kept == [each for each in told if each["model"] == "other"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [(WHO, True), (read("{any: [{age: 65 or over}, {clinical_judgement: mine}]}"), True), (read("{age: 5}"), False), (None, False)],
)  # fmt: skip
def test_people_are_added_only_where_criteria_ask_for_it(who: Any, expected: bool) -> None:
    assert may_be_added_to(who) is expected
