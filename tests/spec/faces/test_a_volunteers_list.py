"""A volunteer has a list of their own: what is asked of them, done or not; what worries them is someone's at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.insight.models_of_care import model_named
from joinedup.record.access.actor import Actor
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks import queries as tasks
from joinedup.words.basics.errors import NotAllowed, NotFound
from joinedup.work.enrolment import actions, helping, queries
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.rebuilding import put_right
from joinedup.work.enrolment.writing import append, hold
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.team import a_team, volunteers
from tests.world.world import World

LIVING_WELL = "living-well"


def looked_after(world: World, name: str, *, at: datetime) -> int:
    """Have the north team look after someone, and find them a volunteer: the weekly visits are owed."""
    lena, model = world.staff("Lena Osei"), model_named(LIVING_WELL).model
    there = actions.refer(
        LIVING_WELL, person_id=world.person(name), route=model.how_in.routes[0], by=world.staff("Dr Priya Nair"), at=at
    )
    for party in model.how_in.agree:
        actions.agree(there.pk, party=party, by=lena, at=at)
    actions.accept(there.pk, key_worker=lena.account_id, by=lena, at=at)
    first = next(step for step in model.steps if any(branch.target == "match_volunteer" for branch in step.then))
    place = next(number for number, branch in enumerate(first.then) if branch.target == "match_volunteer")
    actions.do_step(there.pk, first.name, branches=[place], by=lena, at=at)
    actions.do_step(there.pk, "match_volunteer", by=lena, at=at)
    return there.pk


def bert_of(world: World, team: str = "north") -> Actor:
    """Return Bert, who volunteers with a team."""
    return replace(world.staff("Bert Hollis"), team=team)


def says(client: Client, enrolment: int, name: str, **typed: Any) -> str:
    address = reverse("helping_act", kwargs={"enrolment_id": enrolment, "name": name})
    return client.post(address, typed, follow=True).content.decode()


def test_a_volunteer_sees_and_does_what_is_asked_of_them_and_no_more(world: World, signed_in: SignedIn) -> None:
    now = datetime.now(UTC)
    a_team(world, runs=(LIVING_WELL,))
    edna = looked_after(world, "Edna Marsh", at=now - timedelta(days=8))
    bert = signed_in("Bert Hollis")
    assert "You are in no team yet" in bert.get(reverse("helping")).content.decode()
    volunteers(world)
    told = bert.get(reverse("helping")).content.decode()
    assert "call 999 first" in told
    assert "MARSH, Edna" in told and "Volunteer visits" in told and "What matters" not in told
    [task] = [row for row in tasks.helping(by=bert_of(world), at=now).page.items if "visits" in row.title]
    assert task.key == "volunteer_visits.1"
    assert "You could not reach" not in says(bert, edna, "done", task="guided_conversation", key="k0")
    assert "it is done" in says(bert, edna, "done", task=task.key, key="k1")
    assert "it is done" in says(bert, edna, "done", task=task.key, key="k1")  # pressed twice
    by = bert_of(world)
    whole = queries.whole(edna, by=world.staff("Lena Osei"), at=now)
    assert [line.event.nth for line in whole.history if line.event.step == "volunteer_visits"] == [1]
    assert "Taken back" in says(bert, edna, "take-back", key="k1")
    assert "could not reach them this time" in says(bert, edna, "not-reached", task=task.key, key="k2")
    assert task.key in [row.key for row in tasks.helping(by=by, at=datetime.now(UTC)).page.items]
    assert bert.get("/my-day").status_code == 403 and bert.get(f"/care/{edna}").status_code == 403


def test_what_worries_a_volunteer_is_an_urgent_task_of_the_key_worker_until_it_is_met(
    world: World, signed_in: SignedIn
) -> None:
    now = datetime.now(UTC)
    a_team(world, runs=(LIVING_WELL,))
    edna = looked_after(world, "Edna Marsh", at=now - timedelta(days=8))
    volunteers(world)
    bert, lena = signed_in("Bert Hollis"), signed_in("Lena Osei")
    assert "Nobody said why" in says(bert, edna, "worried", why=" ", task="volunteer_visits.1")
    assert "an urgent task" in says(bert, edna, "worried", why="<b>Cold</b>, and no food", key="w1")
    assert put_right(at=datetime.now(UTC)) == 0
    first = tasks.my_day(by=world.staff("Lena Osei"), at=datetime.now(UTC)).page.items[0]
    assert (first.title[:23], first.urgent, first.account_name) == ("A volunteer is worried:", True, "Lena Osei")
    told = lena.get(first.address).content.decode()
    assert "&lt;b&gt;Cold&lt;/b&gt;, and no food" in told
    assert "longer than" in says(bert, edna, "take-back", key="w1") or "told of it already" in says(
        bert, edna, "take-back", key="w1"
    )
    address = reverse("enrolment_act", kwargs={"enrolment_id": edna, "name": "worry"})
    assert "Nobody said why" in lena.post(address, {"worry": "w1"}).content.decode()
    lena.post(address, {"worry": "w1", "why": "Rang, and sent a food parcel"})
    assert "A volunteer is worried" not in [
        row.title for row in tasks.my_day(by=world.staff("Lena Osei"), at=datetime.now(UTC)).page.items
    ]
    assert {"care.worried", "care.worry_met"} <= set(JournalLine.objects.values_list("act", flat=True))


def test_whom_their_team_does_not_help_now_a_volunteer_can_say_nothing_of(world: World) -> None:
    now = datetime.now(UTC)
    a_team(world, runs=(LIVING_WELL,))
    edna, lena = looked_after(world, "Edna Marsh", at=now - timedelta(days=8)), world.staff("Lena Osei")
    a_team(world, "south", serves="Riverside Practice", runs=(LIVING_WELL,))
    thomas = actions.refer(
        LIVING_WELL, person_id=world.person("Thomas Knight"), route="gp", by=world.staff("Dr Priya Nair"), at=now
    ).pk
    bert, other, none = bert_of(world), bert_of(world, "south"), bert_of(world, "")

    def refused(by: Actor, enrolment: int, error: type[Exception]) -> None:
        for act in (
            lambda: helping.done(enrolment, "volunteer_visits.1", by=by, at=now),
            lambda: helping.not_reached(enrolment, "volunteer_visits.1", by=by, at=now),
            lambda: helping.worried(enrolment, why="Cold", by=by, at=now),
            lambda: helping.take_back(enrolment, "k", by=by, at=now),
        ):
            with pytest.raises(error):
                act()

    refused(bert, thomas, NotFound)  # waits, and is not taken on
    refused(replace(lena, team="north"), edna, NotAllowed)
    for by in (other, none):
        refused(by, edna, NotFound)
    volunteers(world, team="south")
    assert tasks.helping(by=other, at=now).page.items == []
    volunteers(world)
    assert {row.name for row in tasks.helping(by=bert, at=now).page.items} == {"MARSH, Edna"}
    actions.pause(edna, why="Away", by=lena, at=now)
    refused(bert, edna, NotFound)
    actions.resume(edna, by=lena, at=now)
    actions.end(edna, outcome="declined", by=lena, at=now)
    refused(bert, edna, NotFound)
    assert tasks.helping(by=bert, at=now).page.items == []


def test_a_worry_stays_open_after_care_ends_and_is_nobodys_after_a_death(world: World) -> None:
    now = datetime.now(UTC)
    a_team(world, runs=(LIVING_WELL,))
    edna, lena = looked_after(world, "Edna Marsh", at=now - timedelta(days=8)), world.staff("Lena Osei")
    held = hold(edna, by=lena)
    append(held, [Happened(Kind.WORRIED, now, "w", now, why="Cold")], by=lena, at=now)
    actions.end(edna, outcome="declined", by=lena, at=now)
    later = now + timedelta(minutes=1)
    assert [row.urgent for row in tasks.my_day(by=lena, at=later).page.items] == [True]
    state = actions.meet_worry(edna, "w", why="Rang", by=lena, at=later)
    assert state.worries[0].met_by == lena.account_id
    assert tasks.my_day(by=lena, at=later).page.items == []
