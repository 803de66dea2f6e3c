"""Edna asks who looked at her record: each look as a sitting, by job and place, why, and never a name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.faces.screens.finding.views import REASONS as OFFERED
from joinedup.record.access.models import Role
from joinedup.record.journal import actions as journal
from joinedup.record.journal.queries import ONE_SITTING
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import SentParticulars
from joinedup.record.sharing.gate import open_person
from joinedup.record.sharing.looks.queries import looks_at
from joinedup.record.sharing.looks.rules import NOT_NAMED, REASONS, THROUGH, UNTOLD, WHAT, WHO, Line, Naming, sittings
from joinedup.record.sharing.relationships.kinds import kinds
from joinedup.record.sharing.relationships.models import Emergency
from joinedup.words.basics.errors import NotAllowed, NotFound
from tests.world.drawn import instant, rows
from tests.world.world import NOW, World

SIX, DAY = timedelta(hours=6), timedelta(days=1)
NAMES = {"X90001": "Hillside Surgery", "XN4": "Northmoor Ambulance", "X9Q": "Northmoor ICB"}


def drawn(table: str, naming: Naming | None = None) -> list[str]:
    """Return the looks of a drawn journal (the latest line first), each as one line."""
    lines = [
        Line(
            at=instant(f"2026-04-01 {row['at']}"),
            act=row["act"],
            outcome=row.get("outcome") or "done",
            account_id=int(row["account"]),
            role=row["role"],
            organisation=row["at_org"],
            reason=row.get("reason", ""),
            details={"relation": row["relation"]} if row.get("relation") else {},
        )
        for row in rows(table)
    ]
    found = sittings(lines, naming or Naming(NAMES, practice="X90001"), apart=ONE_SITTING)
    return [
        f"{one.first:%H:%M} {one.last:%H:%M} {one.times} | {one.who} | {one.where} | {one.what} | {one.why}"
        for one in found
    ]


def test_going_to_and_fro_is_one_look_and_half_an_hour_apart_is_two() -> None:
    assert drawn("""
        at    | act         | account | role      | at_org | reason      | relation
        ------+-------------+---------+-----------+--------+-------------+-----------
        12:00 | record.open | 1       | gp        | X90001 | Direct care | registered
        11:45 | record.open | 1       | gp        | X90001 | Direct care | registered
        11:40 | record.open | 2       | paramedic | XN4    | Direct care | call
        11:15 | record.open | 1       | gp        | X90001 | Direct care | registered
        10:44 | record.open | 1       | gp        | X90001 | Direct care | registered
    """) == [
        "10:15 11:00 3 | A GP | Your GP practice, Hillside Surgery | Looked at your record | To care for you. You are one of their patients.",
        "10:40 10:40 1 | A paramedic | Northmoor Ambulance | Looked at your record | To care for you. Someone had called them about you.",
        "09:44 09:44 1 | A GP | Your GP practice, Hillside Surgery | Looked at your record | To care for you. You are one of their patients.",
    ]  # fmt: skip


def test_what_else_is_in_a_journal_is_told_too() -> None:
    assert drawn("""
        at    | act                 | outcome | account | role            | at_org | reason
        ------+---------------------+---------+---------+-----------------+--------+-----------------------------------
        13:00 | journal.read        | done    | 7       | privacy_officer | X9Q    |
        12:50 | choice.stopped      | done    | 1       | gp              | X90001 |
        12:40 | record.open         | refused | 3       | analyst         | X9Q    | Your post does not include this.
        12:30 | record.open         | refused | 4       | paramedic       | XN4    | Nothing on record says that …
        12:20 | linkage.merged      | done    | 5       | data_steward    | X9Q    | Her twin Jo is at the same address
        12:10 | record.open         | done    | 1       | gp              | X90001 | She rang about her knee
        12:05 | record.open         | done    | 8       | astronaut       |        | Direct care
        12:00 | something.new       | done    | 0       | system          |        |
    """) == [
        "12:00 12:00 1 | Someone who answers questions about privacy | Northmoor ICB | Checked who had looked at your record | It is their job to check who looks at records.",
        "11:40 11:40 1 | Someone who works with figures | Northmoor ICB | Tried, and was stopped: looked at your record | They were stopped and saw nothing of it. It is not part of their job.",
        "11:30 11:30 1 | A paramedic | Northmoor Ambulance | Tried, and was stopped: looked at your record | They were stopped and saw nothing of it. Nothing showed that they care for you.",
        "11:20 11:20 1 | Someone who keeps records right | Northmoor ICB | Put two of your records together | It is their job to see that each record is about the right person.",
        "11:10 11:10 1 | A GP | Your GP practice, Hillside Surgery | Looked at your record | They wrote: “She rang about her knee”",
        "11:05 11:05 1 | Someone |  | Looked at your record | To care for you.",
        "11:00 11:00 1 | The computer itself |  | something.new | No person saw it.",
    ]  # fmt: skip


def test_where_a_place_may_not_be_named_none_is_and_words_of_staff_are_left_out() -> None:
    table = """
        at    | act         | account | role | at_org | reason
        ------+-------------+---------+------+--------+------------------------
        12:10 | record.open | 1       | gp   | X90001 | Seen at Hillside today
    """
    [hidden] = drawn(table, Naming(NAMES, practice="X90001", hidden=True))
    assert hidden == f"11:10 11:10 1 | A GP | {NOT_NAMED} | Looked at your record | "
    [sealed] = drawn(table, Naming(NAMES, may=lambda code: False))
    assert "A place that is not named here" in sealed


def test_every_role_relationship_and_reason_offered_has_words_for_the_person() -> None:
    assert {*Role.values, "system"} == set(WHO)
    assert {kind.id for kind in kinds()} <= set(THROUGH)
    assert {*OFFERED, *(label for label in Emergency.labels)} <= set(REASONS)
    assert not set(UNTOLD) & set(WHAT)


def test_keeping_someone_safe_reads_as_any_other_emergency() -> None:
    assert REASONS[Emergency.SAFEGUARDING.label] == REASONS[Emergency.LIFE.label]


@pytest.mark.django_db
def test_edna_is_told_of_everyone_who_looked_and_of_who_was_stopped(world: World) -> None:
    world.open("Edna Marsh", by="Sam Whitlock", at=NOW)
    world.breaks_glass("Edna Marsh", by="Jude Carver", at=NOW + SIX)
    world.open("Edna Marsh", by="Jude Carver", at=NOW + SIX)
    with pytest.raises(NotAllowed):
        world.open("Edna Marsh", by="Bea Lindqvist", at=NOW + 2 * SIX)
    opened = world.open("Edna Marsh", at=NOW + 3 * SIX)
    told = [f"{look.who}, {look.where}: {look.what}. {look.why}" for look in looks_at(opened)]
    assert told == [
        "A GP, Your GP practice, Hillside Surgery: Looked at your record. To care for you. You are one of their patients.",
        "Someone who helps people go home from hospital, Northmoor Hospital: Tried, and was stopped: looked at your record. "
        "They were stopped and saw nothing of it. Nothing showed that they care for you.",
        "A paramedic, Northmoor Ambulance: Looked at your record. To care for you. They said that it was an emergency. Your GP practice was told.",
        "A paramedic, Northmoor Ambulance: Said that it was an emergency. They said that someone’s life or health was at risk.",
        "A practice nurse, Your GP practice, Hillside Surgery: Looked at your record. To care for you. You are one of their patients.",
    ]  # fmt: skip


@pytest.mark.django_db
def test_looks_at_whom_someone_was_before_are_theirs(world: World) -> None:
    gone, into = world.person("Thomas Knight"), world.person("Mohammed Iqbal")
    world.open("Thomas Knight", by="Sam Whitlock")
    linkage.merge(gone=gone, into=into, reason="The practice rang", by=world.staff("Tariq Bell"), at=NOW + SIX)
    looks = looks_at(world.open("Mohammed Iqbal", at=NOW + 2 * SIX))
    assert "A practice nurse" in [look.who for look in looks]


@pytest.mark.django_db
def test_who_was_stopped_under_a_number_that_is_gone_is_told_to_whom_it_became_and_to_nobody_else(world: World) -> None:
    gone, into, edna = (world.person(name) for name in ("Thomas Knight", "Mohammed Iqbal", "Edna Marsh"))
    linkage.merge(gone=gone, into=into, reason="The practice rang", by=world.staff("Tariq Bell"), at=NOW)
    for who, number in (("Bea Lindqvist", gone), ("Kit Marlowe", edna)):
        with pytest.raises((NotAllowed, NotFound)):
            open_person(number, by=world.staff(who), reason="Direct care", at=NOW + SIX)

    def told(name: str) -> list[str]:
        return [look.who for look in looks_at(world.open(name, at=NOW + 2 * SIX)) if look.stopped]

    assert told("Mohammed Iqbal") == ["Someone who helps people go home from hospital"]
    assert told("Edna Marsh") == ["A care navigator"]


@pytest.mark.django_db
def test_who_was_stopped_while_two_were_mistaken_for_one_is_told_to_whom_the_number_is_again(world: World) -> None:
    edna, thomas, steward = world.person("Edna Marsh"), world.person("Thomas Knight"), world.staff("Tariq Bell")
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        open_person(edna, by=world.staff("Bea Lindqvist"), reason="Direct care", at=NOW + SIX)
    linkage.unmerge(gone=edna, reason="Two people", by=steward, at=NOW + DAY)
    stopped = {
        name: [look for look in looks_at(world.open(name, at=NOW + 2 * DAY)) if look.stopped]
        for name in ("Edna Marsh", "Thomas Knight")
    }
    assert [len(stopped["Edna Marsh"]), len(stopped["Thomas Knight"])] == [1, 0]


@pytest.mark.django_db
def test_looks_at_one_with_whom_someone_was_mistaken_are_theirs_only_while_the_two_were_one(world: World) -> None:
    edna, thomas, steward = world.person("Edna Marsh"), world.person("Thomas Knight"), world.staff("Tariq Bell")

    def looks_at_thomas(day: int, reason: str) -> None:
        world.open("Thomas Knight", by="Sam Whitlock", at=NOW + day * DAY, reason=reason)

    looks_at_thomas(0, "His drinking, before")
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW + DAY)
    looks_at_thomas(2, "Her hip, under his number")
    linkage.unmerge(gone=edna, reason="Two people", by=steward, at=NOW + 3 * DAY)
    looks_at_thomas(10, "His drinking, after")
    told = " ".join(look.why for look in looks_at(world.open("Edna Marsh", at=NOW + 11 * DAY)))
    assert "Her hip" in told and "His drinking" not in told
    his = " ".join(look.why for look in looks_at(world.open("Thomas Knight", at=NOW + 11 * DAY)))
    assert all(reason in his for reason in ("before", "Her hip", "after"))


@pytest.mark.django_db
def test_one_sender_that_flags_someone_is_enough_to_name_no_place(world: World) -> None:
    world.open("Edna Marsh", by="Sam Whitlock")
    SentParticulars.objects.update(sensitive=True)
    assert {look.where for look in looks_at(world.open("Edna Marsh", at=NOW + SIX))} == {NOT_NAMED}


@pytest.mark.django_db
def test_a_long_list_is_read_in_a_handful_of_queries(world: World, django_assert_max_num_queries: object) -> None:
    opened = world.open("Edna Marsh")
    for day in range(40):
        journal.write(
            "record.open", by=world.staff("Sam Whitlock"), at=NOW + timedelta(days=day), about=opened.person_id
        )
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(looks_at(opened)) == 41
