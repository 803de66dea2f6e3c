"""What forms answered, as a release for care tells of it: choices and never words, the latest, and nothing kept back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from joinedup.insight.forms import form_named
from joinedup.planning.releases import queries
from joinedup.record.answers import actions as answers
from tests.spec.work.forms import CONVERSATION
from tests.world.drawn import instant
from tests.world.published import publish_town
from tests.world.world import World

AT = instant("2026-04-01 09:00")
SAFEGUARDING = {"safeguarding": [True], "safeguarding_more": ["Money is missing"]}


def gives(world: World, *, hours: int, hidden_from: str = "", **more: list[Any]) -> int:
    at = AT + timedelta(hours=hours)
    acted = {"safeguarding": {"what": "Referred"}} if "safeguarding" in more else {}
    return answers.give(
        form_named("guided-conversation"), person_id=world.person("Edna Marsh"), answers=CONVERSATION | more,
        happened_at=at, key=uuid4(), acted=acted, hidden_from=hidden_from, by=world.staff("Dr Priya Nair"), at=at,
    ).pk  # fmt: skip


def told(world: World) -> dict[tuple[str, str], list[str]]:
    """Publish for care, and return what it tells: what was answered to each question on each day."""
    with queries.open_release(publish_town(world, at=AT + timedelta(days=9))) as engine:
        rows = engine.rows("SELECT * FROM form_answer")
    assert {row["form"] for row in rows} <= {"guided-conversation"}
    return {(row["item"], row["given_date"].isoformat()): row["answers"] for row in rows}


def test_choices_are_told_the_last_of_a_day_and_neither_words_nor_what_is_kept_from_anyone(world: World) -> None:
    gives(world, hours=0, hard_now=["money"], more_support=[True])
    gives(world, hours=2, hard_now=["lonely", "low"], **SAFEGUARDING)
    gives(world, hours=48, hard_now=["home"])
    gives(world, hours=72, hard_now=["work"], hidden_from="person")
    found = told(world)
    assert found["hard_now", "2026-04-01"] == ["lonely", "low"]
    assert found["more_support", "2026-04-01"] == ["no"]
    assert found["hard_now", "2026-04-03"] == ["home"]
    assert not {item for item, _ in found} & {"what_matters", "safeguarding", "safeguarding_more"}
    assert {day for _, day in found} == {"2026-04-01", "2026-04-03"}


def test_what_was_amended_is_told_as_it_is_now(world: World) -> None:
    kept = gives(world, hours=0, more_support=[True])
    answers.amend(
        kept, answers=CONVERSATION | {"more_support": [False]}, happened_at=AT, key=uuid4(), why="The wrong box",
        by=world.staff("Dr Priya Nair"), at=AT + timedelta(hours=1),
    )  # fmt: skip
    assert told(world)["more_support", "2026-04-01"] == ["no"]
