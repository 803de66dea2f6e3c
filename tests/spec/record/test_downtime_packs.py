"""What a team needs when JoinedUp is down: who is in its pack, by which rules, and what is written down of it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.record.entries.downtime import rules
from joinedup.record.entries.downtime.actions import Downtime, open_for_downtime
from joinedup.record.entries.downtime.queries import wanted
from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.models import How
from joinedup.record.sharing.choices.rules import Aim
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.world.drawn import instant, rows
from tests.world.world import NOW, World

IN = "kind | happened | ended | text\nadmission | {0} | {1} | Pneumonia"


def made(world: World, by: str, **more: int) -> Downtime:
    return open_for_downtime(by=world.staff(by), at=NOW, **more)


def names(world: World, pack: Downtime) -> list[str]:
    known = {number: name for name, number in world._people.items()}
    return [known[opened.person_id] for opened, _ in pack.people]


@pytest.mark.django_db
def test_a_ward_has_those_who_are_in_and_not_those_who_went_home_or_died(world: World) -> None:
    world.tells("Northmoor Hospital", of="Edna Marsh", table=IN.format("2026-03-29", ""))
    world.tells("Northmoor Hospital", of="William Okafor", table=IN.format("2026-02-01", "2026-02-04"))
    world.tells("Northmoor Hospital", of="Arthur Marsh", table=IN.format("2026-03-29", ""))
    assert names(world, made(world, "Joy Abara")) == ["Edna Marsh"]


@pytest.mark.django_db
def test_a_practice_has_its_frail_and_dying_first_then_those_it_saw_this_week(world: World) -> None:
    seen = "kind | happened | text\nconsultation | {0} | Seen"
    world.tells("Hillside Surgery", of="Thomas Knight", table=seen.format("2026-03-30"))
    world.tells("Hillside Surgery", of="Amy Thompson", table=seen.format("2026-03-20"))
    world.tells(
        "Hillside Surgery", of="Edna Marsh",
        table="kind | happened | code | text\nproblem | 2024-01-01 | 925861000000102 | Severe frailty",
    )  # fmt: skip
    world.tells(
        "Saltmarsh Hospice", of="Mohammed Iqbal", feed="end_of_life",
        table="kind | happened | text | item\npreference | 2026-01-01 | Not for resuscitation | resuscitation",
    )  # fmt: skip
    world.tells(
        "Riverside Practice", of="William Okafor",
        table="kind | happened | code | text\nproblem | 2024-01-01 | 925861000000102 | Severe frailty",
    )  # fmt: skip
    assert sorted(names(world, made(world, "Dr Priya Nair"))[:2]) == ["Edna Marsh", "Mohammed Iqbal"]
    assert names(world, made(world, "Dr Priya Nair"))[2:] == ["Thomas Knight"]


@pytest.mark.django_db
def test_a_community_team_has_whom_it_saw_and_whom_it_expects(world: World) -> None:
    told = "kind | happened | text\n{0} | {1} | {2}"
    world.tells(
        "Falls team", of="Edna Marsh", table=told.format("community_contact", "2026-03-25", "Strength and balance")
    )
    world.tells("Falls team", of="Amy Thompson", table=told.format("community_contact", "2026-03-01", "Seen"))
    world.tells("Falls team", of="Thomas Knight", table=told.format("appointment", "2026-04-02", "Home visit"))
    world.tells("Falls team", of="Thomas Knight", table=told.format("community_contact", "2025-12-01", "Assessed"))
    world.tells("Falls team", of="Jo Thompson", table=told.format("appointment", "2026-04-04", "Not within two days"))
    assert names(world, made(world, "Ruth Adeyemi")) == ["Thomas Knight", "Edna Marsh"]


@pytest.mark.django_db
def test_a_home_has_who_has_lived_there_for_years_and_a_ward_not_whom_nobody_ever_discharged(world: World) -> None:
    lives = "kind | happened | text\nadministration | 2019-01-05 | Resident of Beech House"
    world.tells("Beech House", of="Edna Marsh", table=lives, feed="care_home_resident")
    world.tells("Beech House", of="Thomas Knight", table=lives.replace("2019", "2026"), feed="care_home_resident")
    world.tells("Northmoor Hospital", of="William Okafor", table=IN.format("2019-01-05", ""))
    world.tells("Northmoor Hospital", of="Katherine Doyle", table=IN.format("2026-03-05", ""))
    assert set(names(world, made(world, "Pilar Winnow"))) == {"Edna Marsh", "Thomas Knight"}
    assert names(world, made(world, "Joy Abara")) == ["Katherine Doyle"]


@pytest.mark.django_db
def test_each_in_it_is_a_look_with_its_reason_and_through_which_relationship(world: World) -> None:
    world.tells("Northmoor Hospital", of="Edna Marsh", table=IN.format("2026-03-29", ""))
    pack = made(world, "Joy Abara")
    line = JournalLine.objects.get(act="downtime.pack")
    assert (line.person_id, line.reason, line.details) == (
        world.person("Edna Marsh"), "Downtime pack", {"relation": "staying"},
    )  # fmt: skip
    assert JournalLine.objects.get(act="downtime.made").details == {"people": 1, "left_out": 0, "agreements": []}
    assert pack.use_until - pack.made_at == timedelta(hours=24)


@pytest.mark.django_db
def test_what_is_sealed_is_not_in_it_and_being_in_it_tells_nothing_that_was_sealed(world: World) -> None:
    world.tells(
        "Hillside Surgery", of="Edna Marsh",
        table="kind | happened | code | text\nproblem | 2024-01-01 | 925861000000102 | Severe frailty",
    )  # fmt: skip
    world.tells(
        "Saltmarsh Hospice", of="Thomas Knight", feed="end_of_life",
        table="kind | happened | text | item\npreference | 2026-01-01 | Not for resuscitation | resuscitation",
    )  # fmt: skip
    choices.seal(
        world.person("Thomas Knight"), Aim(sender="X9H01"), how=How.IN_PERSON, by=world.staff("Dr Priya Nair"), at=NOW
    )
    assert names(world, made(world, "Dr Priya Nair")) == ["Edna Marsh"]


@pytest.mark.django_db
def test_a_pack_that_is_full_says_how_many_had_no_room(world: World) -> None:
    for name in ("Edna Marsh", "William Okafor", "Thomas Knight"):
        world.tells("Northmoor Hospital", of=name, table=IN.format("2026-03-29", ""))
    pack = made(world, "Joy Abara", most=2)
    assert (len(pack.people), pack.left_out) == (2, 1)
    assert JournalLine.objects.filter(act="downtime.pack").count() == 2


@pytest.mark.django_db
def test_who_leads_no_care_gets_none_and_an_empty_one_is_not_made(world: World) -> None:
    with pytest.raises(NotAllowed):
        made(world, "Nina Sorrel")
    with pytest.raises(CannotProceed, match="Nobody is in the care of"):
        made(world, "Joy Abara")
    assert not JournalLine.objects.filter(act__startswith="downtime").exists()


@pytest.mark.django_db
def test_choosing_whom_to_put_in_does_not_ask_once_for_each(world: World) -> None:
    joy = world.staff("Joy Abara")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            wanted(by=joy, at=NOW)
        return len(found)

    world.tells("Northmoor Hospital", of="Edna Marsh", table=IN.format("2026-03-29", ""))
    asked()  # what agreements let flow is kept for a while, and asked for once
    few = asked()
    for name in ("William Okafor", "Thomas Knight", "Amy Thompson"):
        world.tells("Northmoor Hospital", of=name, table=IN.format("2026-03-29", ""))
    assert asked() == few <= 8


def test_passphrases_that_will_do_and_those_that_will_not() -> None:
    for row in rows("""
        typed                | again                | wrong
        ---------------------+----------------------+-----------
        four plain words ok  | four plain words ok  |
        four plain words ok  | four plain words k   | do not match
        too short            | too short            | 16 letters
        quatre mots français | quatre mots français | plain letters
    """):
        wrong = rules.wrong_passphrase(row["typed"], row["again"])
        assert row["wrong"] in wrong
        assert bool(wrong) is bool(row["wrong"])
    assert "100 letters" in rules.wrong_passphrase("x" * 101)


def test_a_pack_is_due_when_one_of_its_times_has_come_since_the_last() -> None:
    times = rules.moments_of(["18:00", "06:00"])
    assert times == (time(6), time(18))
    for row in rows("""
        now              | last             | due
        -----------------+------------------+-----
        2026-04-01 05:59 | 2026-03-31 18:00 | no
        2026-04-01 06:00 | 2026-03-31 18:00 | yes
        2026-04-01 06:05 | 2026-04-01 06:00 | no
        2026-04-01 17:00 | 2026-03-30 18:00 | yes
        2026-04-01 03:00 |                  | yes
    """):
        last = instant(row["last"]) if row["last"] else None
        assert rules.is_due(times, last=last, now=instant(row["now"])) is (row["due"] == "yes"), row
    for wrong in ([], ["six"], [6]):
        with pytest.raises(BadInput):
            rules.moments_of(wrong)  # type: ignore[arg-type]
