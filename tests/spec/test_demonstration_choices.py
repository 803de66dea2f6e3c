"""The demonstration place has people who chose, so that every page of choices has something to show."""

from __future__ import annotations

import pytest

from joinedup.faces.cli.demonstration_choices import record_choices
from joinedup.record.sharing.choices import queries
from joinedup.record.sharing.choices.models import Choice
from tests.world.world import NOW, World

FACTS = """
    kind    | key | happened   | text   | status
    --------+-----+------------+--------+-------
    problem | p1  | 2020-05-01 | Asthma | active
"""
LETTER = """
    kind     | key | happened   | text
    ---------+-----+------------+------------------
    document | d1  | 2026-01-01 | Discharge summary
"""


@pytest.fixture
def hillside(world: World) -> World:
    for name in ("Edna Marsh", "Mohammed Iqbal", "Thomas Knight", "Amy Thompson", "Jo Thompson", "Arthur Marsh"):
        world.tells("Hillside Surgery", of=name, table=FACTS)
        world.tells("Northmoor Hospital", of=name, table=LETTER)
    return world


@pytest.mark.django_db
def test_five_of_the_practices_people_chose_and_those_worth_opening_are_named(hillside: World) -> None:
    gp = hillside.account("Dr Priya Nair").username
    found = record_choices(by_name=gp, at=NOW, but=())
    assert len(found) == 4, "that somebody is kept safe is said nowhere"
    assert {choice.what for choice in Choice.objects.all()} == {
        "no_sharing", "no_planning", "sealed", "proxy", "stopped",
    }  # fmt: skip
    assert hillside.person("Arthur Marsh") not in {one["person"] for one in found}, "he died"
    (third,) = [one for one in found if "three must say yes" in one["see"][0]]
    (asked,) = queries.taking_part(third["person"])
    assert [yes for _, yes, _ in asked.said] == [True, True, None] and not asked.holds
    assert record_choices(by_name=gp, at=NOW, but=()) == [], "again it does nothing"


@pytest.mark.django_db
def test_people_shown_for_something_else_are_left_as_they_are(hillside: World) -> None:
    edna = hillside.person("Edna Marsh")
    record_choices(by_name=hillside.account("Dr Priya Nair").username, at=NOW, but={edna})
    assert not Choice.objects.filter(person_id=edna).exists()
