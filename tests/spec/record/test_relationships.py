"""What on record gives someone a reason to open a person's record: who cares for whom, from when until when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.actions import merge
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import may_open
from joinedup.record.sharing.relationships import actions, queries
from joinedup.record.sharing.relationships.models import BrokenGlass
from joinedup.record.sharing.why import why
from joinedup.record.watching.actions import follow_up
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound
from tests.world.drawn import instant, rows
from tests.world.world import NOW, World

# What an organisation told of Edna, who is asked, on which day, and why they may (nothing: they may not).
DRAWN = """
    sender               | kind                 | feed               | happened   | ended      | who           | at         | because
    ---------------------+----------------------+--------------------+------------+------------+---------------+------------+--------------------------------
    Northmoor Hospital   | admission            |                    | 2026-03-30 |            | Bea Lindqvist | 2026-04-01 | They stay with Northmoor Hospital
    Northmoor Hospital   | admission            |                    | 2026-04-02 |            | Bea Lindqvist | 2026-04-01 |
    Northmoor Hospital   | admission            |                    | 2025-12-01 | 2026-01-02 | Bea Lindqvist | 2026-04-01 | They stay with Northmoor Hospital
    Northmoor Hospital   | admission            |                    | 2025-12-01 | 2025-12-31 | Bea Lindqvist | 2026-04-01 |
    Northmoor Hospital   | admission            |                    | 2022-01-01 |            | Bea Lindqvist | 2026-04-01 |
    Northmoor Hospital   | admission            |                    | 2026-03-30 |            | Ruth Adeyemi  | 2026-04-01 |
    Northmoor Hospital   | attendance           |                    | 2025-04-02 |            | Bea Lindqvist | 2026-04-01 | Northmoor Hospital sees or supports
    Northmoor Hospital   | attendance           |                    | 2025-03-31 |            | Bea Lindqvist | 2026-04-01 |
    Northmoor Hospital   | document             |                    | 2026-03-30 |            | Bea Lindqvist | 2026-04-01 |
    Falls team           | community_contact    |                    | 2026-03-01 |            | Ruth Adeyemi  | 2026-04-01 | Falls team sees or supports
    Northmoor Community  | referral             |                    | 2025-01-01 |            | Kit Marlowe   | 2026-04-01 | Northmoor Community sees or supports
    Northmoor Community  | referral             |                    | 2024-01-01 | 2025-03-01 | Kit Marlowe   | 2026-04-01 |
    Northmoor Council    | package              |                    | 2025-01-01 |            | Ines Vaughan  | 2026-04-01 | Northmoor Council sees or supports
    Northmoor Ambulance  | ambulance_call       |                    | 2026-03-30 |            | Jude Carver   | 2026-04-01 | Northmoor Ambulance was called
    Northmoor Ambulance  | ambulance_call       |                    | 2026-03-28 |            | Jude Carver   | 2026-04-01 |
    Riverside Practice   | problem              |                    | 2026-03-28 |            | Dr Owen Pryce | 2026-04-01 |
    Riverside Practice   | referral             |                    | 2026-03-28 |            | Dr Owen Pryce | 2026-04-01 |
"""  # fmt: skip


@pytest.mark.parametrize(
    "row", rows(DRAWN), ids=lambda row: f"{row['who']}: {row['kind']} {row['happened']} {row['ended']}"
)
def test_what_was_told_makes_a_relationship_as_drawn(world: World, row: dict[str, str]) -> None:
    table = f"kind | happened | ended | text\n{row['kind']} | {row['happened']} | {row['ended']} | Told"
    world.tells(row["sender"], of="Edna Marsh", feed=row["feed"], table=table)
    found = may_open(world.person("Edna Marsh"), by=world.staff(row["who"]), at=instant(row["at"]))
    assert found.allowed == bool(row["because"])
    assert row["because"] in found.because


def test_her_own_practice_may_and_no_other(world: World) -> None:
    edna = world.person("Edna Marsh")
    assert (
        may_open(edna, by=world.staff("Sam Whitlock"), at=NOW).because == "They are registered with Hillside Surgery."
    )
    assert not may_open(edna, by=world.staff("Dr Owen Pryce"), at=NOW).allowed


def test_whose_place_is_kept_nowhere_is_known_to_their_own_practice_by_its_own_word(world: World) -> None:
    grace = world.person("Grace Hidden")
    assert Demographics.objects.get(pk=grace).registered_practice == ""
    assert may_open(grace, by=world.staff("Dr Owen Pryce"), at=NOW).allowed
    assert not may_open(grace, by=world.staff("Dr Priya Nair"), at=NOW).allowed


def test_who_left_a_record_behind_when_records_moved_is_not_theirs_any_more(world: World) -> None:
    world.tells("Northmoor Hospital", of="Edna Marsh", table="kind | happened | text\nadmission | 2026-03-30 | Fell")
    edna, thomas, bea = world.person("Edna Marsh"), world.person("Thomas Knight"), world.staff("Bea Lindqvist")
    world.source_record("Northmoor Hospital", of="Edna Marsh").links.update(person_id=thomas)
    assert (may_open(edna, by=bea, at=NOW).allowed, may_open(thomas, by=bea, at=NOW).allowed) == (False, True)


# A place may say how long a kind lasts


def test_a_place_says_how_long_a_contact_counts(world: World, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    world.tells("Falls team", of="Edna Marsh", table="kind | happened | text\ncommunity_contact | 2026-01-01 | Seen")
    edna, ruth = world.person("Edna Marsh"), world.staff("Ruth Adeyemi")
    assert may_open(edna, by=ruth, at=NOW).allowed
    (tmp_path / "place.yaml").write_text("name: Northmoor\nrelationships: {contact: 30}\n", encoding="utf-8")
    assert not may_open(edna, by=ruth, at=NOW).allowed


@pytest.mark.parametrize("said", ["{friend: 30}", "{contact: long}", "{contact: -1}"])
def test_what_a_place_cannot_mean_is_told(world: World, settings: Any, tmp_path: Path, said: str) -> None:
    settings.HOME = tmp_path
    (tmp_path / "place.yaml").write_text(f"relationships: {said}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"place.yaml, relationships"):
        may_open(world.person("Edna Marsh"), by=world.staff("Ruth Adeyemi"), at=NOW)


# Being with them now, and emergencies


def test_a_paramedic_says_they_are_with_her_and_it_lasts_a_shift(world: World) -> None:
    edna, jude = world.person("Edna Marsh"), world.staff("Jude Carver")
    with pytest.raises(NoRelationship) as stopped:
        world.open("Edna Marsh", by="Jude Carver")
    assert stopped.value.decision.may_declare
    actions.say_with_them(edna, by=jude, at=NOW)
    assert world.open("Edna Marsh", by="Jude Carver", at=NOW + timedelta(hours=11)).relation.kind == "with_them_now"
    assert not may_open(edna, by=jude, at=NOW + timedelta(hours=12)).allowed
    assert not may_open(edna, by=world.staff("Hal Ferreira"), at=NOW).allowed  # it is Jude who is with her
    assert world.journal()[-1] == "record.open done"
    assert JournalLine.objects.get(act="record.open", outcome="done").details == {"relation": "with_them_now"}


def test_a_nurse_cannot_just_say_so(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.say_with_them(world.person("William Okafor"), by=world.staff("Sam Whitlock"), at=NOW)


def test_an_emergency_opens_the_record_for_four_hours_to_whoever_declared_it(world: World) -> None:
    edna, kit = world.person("Edna Marsh"), world.staff("Kit Marlowe")
    world.breaks_glass("Edna Marsh", by="Kit Marlowe")
    opened = world.open("Edna Marsh", by="Kit Marlowe", at=NOW + timedelta(hours=3))
    assert opened.broke_glass
    assert opened.relation is None
    assert not may_open(edna, by=kit, at=NOW + timedelta(hours=4)).allowed
    assert not may_open(edna, by=world.staff("Ruth Adeyemi"), at=NOW).allowed
    assert not may_open(edna, by=kit, at=NOW, act="record.export").allowed
    assert JournalLine.objects.get(act="record.break_glass").reason == "Someone’s life or health is at risk now"
    assert JournalLine.objects.get(act="record.open").details == {"emergency": True}


@pytest.mark.parametrize(
    ("emergency", "because", "told"),
    [
        ("", "collapsed at the bus station", "Nobody said what kind"),
        ("curious", "collapsed at the bus station", "Nobody said what kind"),
        ("life", "  fell    ", "Nobody said what is happening"),
        ("life", "x" * 401, "too long"),
    ],
)
def test_an_emergency_says_which_and_why(world: World, emergency: str, because: str, told: str) -> None:
    edna, kit = world.person("Edna Marsh"), world.staff("Kit Marlowe")
    with pytest.raises(BadInput, match=told):
        actions.break_glass(edna, emergency=emergency, because=because, by=kit, at=NOW)
    assert not BrokenGlass.objects.exists()


def test_neither_can_be_said_of_nobody_nor_by_the_system(world: World) -> None:
    kit, jude = world.staff("Kit Marlowe"), world.staff("Jude Carver")
    with pytest.raises(NotFound):
        actions.break_glass(987, emergency="life", because="collapsed here", by=kit, at=NOW)
    with pytest.raises(NotFound):
        actions.say_with_them(987, by=jude, at=NOW)
    for act in (
        actions.say_with_them,
        lambda *a, **k: actions.break_glass(*a, emergency="life", because="x" * 20, **k),
    ):
        with pytest.raises(NotAllowed):
            act(world.person("Edna Marsh"), by=SYSTEM, at=NOW)
    nobody = Actor(None, "Nobody", "paramedic", "Paramedic", "XN4", "Northmoor Ambulance")
    with pytest.raises(NotAllowed):
        actions.say_with_them(world.person("Edna Marsh"), by=nobody, at=NOW)


# Who is told


def test_her_practice_and_the_lead_are_told_of_an_emergency_and_no_other_practice(world: World) -> None:
    world.breaks_glass("Edna Marsh", by="Kit Marlowe")
    world.breaks_glass("William Okafor", by="Kit Marlowe", at=NOW + timedelta(hours=1))

    def told(who: str) -> list[str]:
        return [row.given_names for row in queries.emergencies(by=world.staff(who), at=NOW).items]

    assert told("Dr Priya Nair") == ["Edna"]
    assert told("Dr Owen Pryce") == ["William"]
    assert told("Moira Quayle") == ["William", "Edna"]
    assert [row.now for row in queries.every_emergency(by=world.staff("Sam Whitlock"), at=NOW)] == [
        world.person("Edna Marsh")
    ]
    with pytest.raises(NotAllowed):
        queries.emergencies(by=world.staff("Kit Marlowe"), at=NOW)


# Lists


def test_a_list_keeps_only_whom_one_may_open_and_filtering_is_part_of_its_own_query(world: World) -> None:
    world.everyone()
    world.tells(
        "Falls team", of="William Okafor", table="kind | happened | text\ncommunity_contact | 2026-03-01 | Seen"
    )
    everybody = Demographics.objects.order_by("pk")

    def seen_by(who: str) -> set[str]:
        by = world.staff(who)
        people = queries.only_related(everybody, by=by, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            names = {f"{one.given_names} {one.family_name}" for one in people}
        assert len(asked) == (by.role in CARE_ROLES)  # nobody is sought for a post that opens no record
        one_by_one = {one.pk for one in everybody if may_open(one.pk, by=by, at=NOW).allowed}
        assert {one.pk for one in people} == one_by_one
        return names

    assert seen_by("Ruth Adeyemi") == {"William Okafor"}
    assert {"William Okafor", "Grace Hidden"} <= seen_by("Dr Owen Pryce")
    assert "Edna Marsh" not in seen_by("Dr Owen Pryce")
    assert seen_by("Nina Sorrel") == set()


def test_relations_to_several_people_are_one_question(world: World) -> None:
    world.everyone()
    people = list(Demographics.objects.values_list("pk", flat=True))
    priya = world.staff("Dr Priya Nair")
    queries.relations_to(people[:1], by=priya, at=NOW)
    with CaptureQueriesContext(connection) as one:
        queries.relations_to(people[:1], by=priya, at=NOW)
    with CaptureQueriesContext(connection) as all_of_them:
        found = queries.relations_to(people, by=priya, at=NOW)
    assert len(one) == len(all_of_them)
    assert world.person("Edna Marsh") in found
    assert world.person("William Okafor") not in found
    assert queries.relations_to([], by=priya, at=NOW) == {}
    assert queries.relations_to(people, by=world.staff("Nina Sorrel"), at=NOW) == {}


def test_of_several_stays_the_one_that_lasts_longest_counts(world: World) -> None:
    world.tells("Northmoor Hospital", of="Edna Marsh", table="""
        kind      | happened   | ended      | text
        admission | 2026-01-01 | 2026-02-01 | Fell
        admission | 2026-03-01 | 2026-03-10 | Fell again
        admission | 2026-02-10 | 2026-02-20 | Chest
    """)  # fmt: skip
    [relation] = queries.relations(world.person("Edna Marsh"), by=world.staff("Bea Lindqvist"), at=NOW)
    assert relation.until == instant("2026-03-10") + timedelta(days=90)
    world.tells("Northmoor Hospital", of="Edna Marsh", table="kind | happened | text\nadmission | 2026-03-31 | Fell")
    [relation] = queries.relations(world.person("Edna Marsh"), by=world.staff("Bea Lindqvist"), at=NOW)
    assert relation.until is None


# Why


def test_why_says_every_reason_that_a_post_could_have_and_which_holds(world: World) -> None:
    edna = world.person("Edna Marsh")
    answer = why(edna, by=world.staff("Dr Priya Nair"), at=NOW)
    assert answer.decision.allowed
    assert [reason.title for reason in answer.reasons if reason.relation] == ["Registered practice"]
    answer = why(edna, by=world.staff("Jude Carver"), at=NOW)
    assert not answer.decision.allowed
    assert [reason.declared for reason in answer.reasons][-1]
    assert world.journal()[-2:] == ["record.why done", "record.why done"]


# What the review of one day found


def test_a_resident_of_four_years_and_a_package_of_four_years_are_still_in_someones_care(world: World) -> None:
    world.tells(
        "Beech House",
        of="Edna Marsh",
        feed="care_home_resident",
        table="kind | happened | text\nadministration | 2022-01-01 | Lives here",
    )
    world.tells("Northmoor Council", of="Edna Marsh", table="kind | happened | text\npackage | 2022-01-01 | Home care")
    edna = world.person("Edna Marsh")
    assert may_open(edna, by=world.staff("Beech House"), at=NOW).allowed
    assert may_open(edna, by=world.staff("Ines Vaughan"), at=NOW).allowed


def test_whoever_sees_her_in_two_weeks_may_prepare_today(world: World) -> None:
    for day, allowed in (("2026-04-16", False), ("2026-04-14", True)):
        world.tells(
            "Northmoor Hospital", of="Edna Marsh", table=f"kind | happened | text\nappointment | {day} | Clinic"
        )
        assert may_open(world.person("Edna Marsh"), by=world.staff("Bea Lindqvist"), at=NOW).allowed == allowed


def test_the_practice_of_someone_whose_place_is_hidden_is_told_of_an_emergency_too(world: World) -> None:
    world.breaks_glass("Grace Hidden", by="Kit Marlowe")
    [told] = queries.emergencies(by=world.staff("Dr Owen Pryce"), at=NOW).items
    assert told.now == world.person("Grace Hidden")
    seen = JournalLine.objects.get(act="emergency.seen")
    assert (seen.person_id, seen.role) == (world.person("Grace Hidden"), "gp")
    queries.emergencies(by=world.staff("Moira Quayle"), at=NOW)
    assert JournalLine.objects.filter(act="emergency.seen").count() == 1  # the lead is told no name


def test_when_two_people_are_found_to_be_one_what_was_said_of_either_goes_on(world: World) -> None:
    edna, thomas = world.person("Edna Marsh"), world.person("Thomas Knight")
    actions.say_with_them(edna, by=world.staff("Jude Carver"), at=NOW)
    world.breaks_glass("Edna Marsh", by="Kit Marlowe")
    merge(gone=edna, into=thomas, reason="One person", by=SYSTEM, at=NOW)
    later = NOW + timedelta(minutes=5)
    assert may_open(thomas, by=world.staff("Jude Carver"), at=later).allowed
    assert may_open(thomas, by=world.staff("Kit Marlowe"), at=later).allowed
    [told] = queries.emergencies(by=world.staff("Dr Priya Nair"), at=later).items
    assert (told.now, told.family_name) == (thomas, Demographics.objects.get(pk=thomas).family_name)
    call = "kind | happened | text\nambulance_call | 2026-04-01 09:40 | Fell"
    world.tells("Northmoor Ambulance", of="Thomas Knight", table=call, at="2026-04-03")
    assert follow_up(at=NOW + timedelta(days=8)) == 0  # the call is told of who they are now
