"""Whether anything followed a look where they work: asked of whole days, of many people, never of one letter read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from joinedup.record.access.models import Organisation
from joinedup.record.journal import actions as journal
from joinedup.record.journal.acts import ACTS
from joinedup.record.watching import actions, facts
from joinedup.record.watching.lasting import followed_within
from joinedup.record.watching.models import Alert
from joinedup.words.basics.errors import BadInput
from tests.world.world import NOW, World


def test_what_is_only_looking_is_named_by_acts_that_there_are() -> None:
    assert set(facts.LOOKING) <= set(ACTS)


def opens(world: World, by: str, *names: str, at: datetime = NOW) -> None:
    for name in names:
        world.open(name, by=by, at=at)


HILLSIDES = ("Edna Marsh", "Arthur Marsh", "Mohammed Iqbal", "Thomas Knight", "Amy Thompson", "Jo Thompson")
WEEK_LATER = NOW + timedelta(days=8)


def asked_of() -> list[tuple[str, int, int]]:
    return list(Alert.objects.filter(kind="nothing_after").values_list("kind", "account_id", "looks"))


@pytest.fixture
def hillside(world: World) -> World:
    """Hillside Surgery sends what it does, so that it would show."""
    world.tells("Hillside Surgery", of="Edna Marsh", table="kind | happened | text\nproblem | 2020-01-01 | Asthma")
    return world


def test_whoever_opens_many_of_whom_nothing_follows_is_asked_about_once_when_it_had_time(hillside: World) -> None:
    opens(hillside, "Sam Whitlock", *HILLSIDES)
    opens(hillside, "Dr Priya Nair", *HILLSIDES[:4])  # four people, of whom nothing follows: letters read, calls taken
    assert actions.follow_up(at=NOW + timedelta(days=7)) == 0
    assert actions.follow_up(at=WEEK_LATER) == 1
    assert asked_of() == [("nothing_after", hillside.account("Sam Whitlock").pk, 6)]
    assert actions.follow_up(at=WEEK_LATER + timedelta(days=1)) == 0


FOLLOWED: dict[str, Callable[[World], object]] = {
    "their practice tells of it later": lambda world: [
        world.tells(
            "Hillside Surgery", of=name, at=NOW + timedelta(days=5),
            table="kind | happened | text\nconsultation | 2026-04-01 10:00 | Seen",
        )
        for name in HILLSIDES[:3]
    ],
    "a colleague does something here": lambda world: [
        journal.write(act, by=world.staff("Dr Priya Nair"), at=NOW + timedelta(days=2), about=world.person(name))
        for act, name in (("task.allocated", "Edna Marsh"), ("form.given", "Arthur Marsh"), ("care.done", "Amy Thompson"))
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", FOLLOWED)
def test_whom_something_followed_for_is_not_counted(what: str, hillside: World) -> None:
    opens(hillside, "Sam Whitlock", *HILLSIDES)
    FOLLOWED[what](hillside)
    assert actions.follow_up(at=WEEK_LATER) == 0


NOTHING: dict[str, Callable[[World], object]] = {
    "another organisation tells of them": lambda world: [
        world.tells("Northmoor Hospital", of=n, table="kind | happened | text\nadmission | 2026-04-01 10:00 | Fall")
        for n in HILLSIDES
    ],
    "it happened long before": lambda world: [
        world.tells("Hillside Surgery", of=n, table="kind | happened | text\nconsultation | 2026-03-01 | Seen")
        for n in HILLSIDES
    ],
    "they are looked at again": lambda world: opens(world, "Dr Priya Nair", *HILLSIDES, at=NOW + timedelta(days=3)),
    "it came after its time": lambda world: [
        world.tells("Hillside Surgery", of=n, table="kind | happened | text\nconsultation | 2026-04-08 09:01 | Seen")
        for n in HILLSIDES
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", NOTHING)
def test_what_others_tell_what_was_before_and_looking_again_is_nothing_that_follows(what: str, hillside: World) -> None:
    opens(hillside, "Sam Whitlock", *HILLSIDES)
    NOTHING[what](hillside)
    actions.follow_up(at=WEEK_LATER)
    assert asked_of() == [("nothing_after", hillside.account("Sam Whitlock").pk, 6)]


def test_where_an_organisation_sends_nothing_nothing_could_show_and_nobody_is_asked_about(world: World) -> None:
    opens(world, "Sam Whitlock", *HILLSIDES)
    assert actions.follow_up(at=WEEK_LATER) == 0


def test_what_a_site_or_a_part_of_an_organisation_tells_is_its_own(hillside: World) -> None:
    hospital, surgery = hillside.organisation("Northmoor Hospital"), hillside.organisation("Hillside Surgery")
    Organisation.objects.filter(pk=hospital.pk).update(parent=surgery, belongs="operated_by")
    opens(hillside, "Sam Whitlock", *HILLSIDES)
    for name in HILLSIDES[:3]:
        hillside.tells("Northmoor Hospital", of=name, table="kind | happened | text\nadmission | 2026-04-02 | Fall")
    assert actions.follow_up(at=WEEK_LATER) == 0


def test_a_day_costs_one_question_however_many_looks(
    hillside: World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    opens(hillside, "Sam Whitlock", *HILLSIDES)
    opens(hillside, "Dr Priya Nair", *HILLSIDES)
    day = NOW.date()
    with django_assert_num_queries(1):
        found = facts.openings(day, day, within=timedelta(days=7))
    assert {(one.person_id, one.followed) for one in found} == {(hillside.person(n), False) for n in HILLSIDES}
    assert len(found) == 12


@pytest.mark.parametrize(("said", "days"), [("", 7), ("watching: {days: 14}\n", 14)])
def test_a_place_says_how_long_what_follows_may_take(said: str, days: int, hillside: World, tmp_path: Path) -> None:
    (tmp_path / "place.yaml").write_text(said or "name: Northmoor\n", encoding="utf-8")
    assert followed_within() == timedelta(days=days)


@pytest.mark.parametrize("said", ["{days: 0}", "{days: 91}", "{days: soon}", "{day: 7}", "{days: true}", "7"])
def test_a_place_that_says_it_wrongly_is_told_how(said: str, hillside: World, tmp_path: Path) -> None:
    (tmp_path / "place.yaml").write_text(f"watching: {said}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="watching"):
        followed_within()
