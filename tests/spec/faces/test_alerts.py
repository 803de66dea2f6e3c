"""Looks that someone should ask about: found as the journal grows, owned, closed with an outcome, never by oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from joinedup.record.access.models import Account, Role
from joinedup.record.journal.models import JournalLine
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.actions import say_with_them
from joinedup.record.watching import actions, queries
from joinedup.record.watching.models import Alert
from joinedup.words.basics.errors import NotAllowed, NotFound
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant
from tests.world.world import NOW, World

NIGHT = instant("2026-04-01 23:40")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def lead(signed_in: SignedIn) -> Client:
    return signed_in("Moira Quayle")


@pytest.fixture
def asked(world: World) -> Alert:
    """Owen opened Grace's record, who is flagged sensitive, once, and then again."""
    world.open("Edna Marsh", by="Sam Whitlock")
    world.open("Grace Hidden", by="Dr Owen Pryce")
    assert actions.watch(at=LATER) == 1
    world.open("Grace Hidden", by="Dr Owen Pryce", at=NOW + timedelta(hours=1))
    assert actions.watch(at=LATER) == 0  # it is the same alert, with one look more
    return Alert.objects.get()


def page(client: Client, address: str = "/alerts", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_look_at_someone_sensitive_raises_one_alert_that_counts_its_looks(asked: Alert) -> None:
    assert (asked.get_kind_display(), str(asked.account), asked.looks) == (
        "Someone flagged sensitive",
        "Dr Owen Pryce",
        2,
    )


def test_nothing_new_raises_nothing_and_refusals_are_not_looks(world: World) -> None:
    assert actions.watch(at=LATER) == 0
    with pytest.raises(NotAllowed):
        world.open("Grace Hidden", by="Nina Sorrel")
    assert actions.watch(at=LATER) == 0


def test_a_look_at_ones_own_household_and_at_night_is_found_in_the_record(world: World) -> None:
    edna, arthur = (world.person(name) for name in ("Edna Marsh", "Arthur Marsh"))
    Demographics.objects.filter(pk__in=(edna, arthur)).update(address="4 Saltmarsh Lane")
    Account.objects.filter(pk=world.staff("Sam Whitlock").account_id).update(full_name="Arthur Marsh")
    world.open("Edna Marsh", by="Sam Whitlock", at=NIGHT)
    actions.watch(at=LATER)
    assert sorted(Alert.objects.values_list("kind", flat=True)) == ["at_night", "own_household"]


def test_many_more_than_usual_in_a_day_is_one_alert_of_nobody_in_particular(world: World) -> None:
    sam = world.staff("Sam Whitlock")
    people = [world.person(name) for name in ("Edna Marsh", "Thomas Knight")]
    lines = [(NOW - timedelta(days=3), person) for person in people] + [(NOW, 1000 + n) for n in range(61)]
    JournalLine.objects.bulk_create(
        JournalLine(at=at, act="record.open", account_id=sam.account_id, role=Role.NURSE, person_id=person)
        for at, person in lines
    )
    actions.watch(at=NOW)
    [many] = Alert.objects.all()
    assert (many.kind, many.person_id, many.looks, many.usual) == ("many", 0, 61, 2)


def test_the_lead_asks_closes_with_an_outcome_and_may_open_it_again(lead: Client, asked: Alert) -> None:
    assert "Nobody asks yet" in page(lead)
    assert "1 alert waits" in page(lead, "/")
    one = f"/alerts/{asked.pk}"
    assert "act=record.open" in page(lead, one)
    assert lead.post(f"{one}/close", {"outcome": "care"}).status_code == 422  # nobody asks about it yet
    assert "You ask about this" in lead.post(f"{one}/ask", follow=True).content.decode()
    assert lead.post(f"{one}/close", {"outcome": ""}).status_code == 422
    assert lead.post(f"{one}/close", {"outcome": "care", "note": "x" * 401}).status_code == 422
    assert (
        "Closed." in lead.post(f"{one}/close", {"outcome": "care", "note": "On her list"}, follow=True).content.decode()
    )
    assert "Nothing waits to be asked about" in page(lead)
    assert "It was for care" in page(lead, "/alerts?state=closed")
    assert lead.post(f"{one}/ask").status_code == 422  # it is closed
    assert "It is open again" in lead.post(f"{one}/reopen", follow=True).content.decode()
    assert lead.post(f"{one}/reopen").status_code == 409
    written = JournalLine.objects.filter(act__startswith="alert.").order_by("pk").values_list("act", "person_id")
    assert list(written) == [(f"alert.{act}", asked.person_id) for act in ("owned", "closed", "reopened")]


def test_a_closed_alert_stays_as_it_was_closed_when_there_is_another_look(
    lead: Client, asked: Alert, world: World
) -> None:
    lead.post(f"/alerts/{asked.pk}/ask")
    lead.post(f"/alerts/{asked.pk}/close", {"outcome": "care"})
    world.open("Grace Hidden", by="Dr Owen Pryce", at=NOW + timedelta(hours=2))
    assert actions.watch(at=LATER) == 0
    asked.refresh_from_db()
    assert (asked.looks, asked.outcome) == (2, "care")


def test_nobody_asks_about_their_own_looks(lead: Client, asked: Alert, world: World) -> None:
    Alert.objects.filter(pk=asked.pk).update(account_id=world.staff("Moira Quayle").account_id)
    assert "These looks are your own" in page(lead, f"/alerts/{asked.pk}")
    assert lead.post(f"/alerts/{asked.pk}/ask").status_code == 422


def test_the_list_is_filtered_and_taken_away_as_a_file(lead: Client, asked: Alert) -> None:
    assert "No alert fits these filters" in page(lead, "/alerts?kind=own_name")
    file = b"".join(lead.get("/alerts/list.csv?kind=sensitive").streaming_content).decode()
    assert "Someone flagged sensitive" in file
    assert "Grace" not in file


def test_only_the_lead_may_ask(signed_in: SignedIn, asked: Alert, world: World) -> None:
    assert signed_in("Sam Whitlock").get("/alerts").status_code == 403
    with pytest.raises(NotAllowed):
        queries.alert(asked.pk, by=world.staff("Sam Whitlock"))
    with pytest.raises(NotFound):
        queries.alert(asked.pk + 1, by=world.staff("Moira Quayle"))
    with pytest.raises(NotFound):
        actions.own(asked.pk + 1, by=world.staff("Moira Quayle"), at=NOW)


def test_a_look_in_an_emergency_is_asked_about(world: World, lead: Client) -> None:
    world.breaks_glass("Edna Marsh", by="Kit Marlowe")
    world.open("Edna Marsh", by="Kit Marlowe")
    assert actions.watch(at=LATER) == 1
    assert Alert.objects.get().get_kind_display() == "In an emergency"
    assert "In an emergency" in page(lead)


def test_being_with_someone_is_asked_about_where_no_work_followed_in_a_week(world: World) -> None:
    jude, hal = world.staff("Jude Carver"), world.staff("Hal Ferreira")
    for name, by in (("Edna Marsh", jude), ("Thomas Knight", jude), ("Thomas Knight", hal)):
        say_with_them(world.person(name), by=by, at=NOW)
    call = "kind | happened | text\nambulance_call | 2026-04-01 09:40 | Fell"
    world.tells("Northmoor Ambulance", of="Edna Marsh", table=call, at="2026-04-03")
    assert actions.follow_up(at=NOW + timedelta(days=6)) == 0  # it has a week to arrive
    assert actions.follow_up(at=NOW + timedelta(days=8)) == 2
    assert actions.follow_up(at=NOW + timedelta(days=9)) == 0  # each is looked at once
    asked = Alert.objects.order_by("account_id").values_list("kind", "account_id", "person_id")
    thomas = world.person("Thomas Knight")
    assert list(asked) == [("unfollowed", jude.account_id, thomas), ("unfollowed", hal.account_id, thomas)]
