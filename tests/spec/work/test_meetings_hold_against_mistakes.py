"""Meetings hold: a full agenda is left off, two who are one are spoken of once, a long text and a late undo do no harm."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

import pytest

from joinedup.journeys import meetings
from joinedup.record.linkage import actions as linkage
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.meetings import actions, minuting
from joinedup.work.meetings.models import Action, AgendaRequest
from tests.spec.work.meetings import (
    CARYS,
    GP,
    MONDAY,
    asks,
    at_work,
    begins,
    decides,
    item,
    named,
    owes,
    the_hub,
    to_come,
    wants,
)  # fmt: skip
from tests.world.world import World

LATER = MONDAY + timedelta(hours=1)


def test_whoever_moves_up_when_another_is_left_off_can_be_left_off_too(world: World) -> None:
    series, carys = the_hub(world, most=1), at_work(world, CARYS)
    for key, name in enumerate(("Edna Marsh", "Mohammed Iqbal"), 1):
        owes(world, name, "Ring the pharmacy", key=key, due=MONDAY - timedelta(days=5 - key))
    for name in ("Edna Marsh", "Mohammed Iqbal"):
        meetings.leave_off(to_come(series).pk, world.person(name), why="Seen today", by=carys, at=MONDAY)
    assert sorted(named(world, to_come(series), by=CARYS)[0]) == ["IQBAL, Mohammed", "MARSH, Edna"]
    assert to_come(series).items.exclude(left_off_why="").count() == 2


def test_who_is_found_to_be_another_is_spoken_of_once_and_asked_for_no_more(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    meeting = begins(world, series)
    minuting.note(item(world, meeting, "Edna Marsh").pk, "She is well.", was="", by=carys, at=MONDAY)
    asks(world, series, "Thomas Knight", why="The same, under another name")
    linkage.merge(
        gone=world.person("Edna Marsh"), into=world.person("Thomas Knight"), reason="One person",
        by=world.staff("Tariq Bell"), at=LATER,
    )  # fmt: skip
    following = actions.close(meeting.pk, by=carys, at=LATER + timedelta(hours=1))
    assert not AgendaRequest.objects.filter(settled=None).exists()
    assert following is not None
    assert named(world, following, by=CARYS, at=LATER + timedelta(days=1)) == ([], 0)


def test_what_is_far_too_long_is_refused_before_it_is_compared(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh").pk
    minuting.note(edna, "Well.\n" * 2_000, was="", by=carys, at=MONDAY)
    began = perf_counter()
    long = "\n".join(str(number % 7) for number in range(400_000))
    with pytest.raises(BadInput, match="too long"):
        minuting.note(edna, long, was="x", by=at_work(world, GP), at=MONDAY)
    assert perf_counter() - began < 2


def test_what_a_meeting_took_back_is_asked_of_nobody_again(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    decision = decides(world, item(world, begins(world, series), "Edna Marsh"), "A visit", wants())
    action = Action.objects.get(decision=decision)
    minuting.tell(action.pk, done=True, outcome="Called", by=carys, at=MONDAY)
    minuting.take_back(decision.pk, why="Another Edna", by=carys, at=MONDAY)
    with pytest.raises(CannotProceed, match="took this back"):
        minuting.untell(action.pk, by=carys, at=MONDAY)
    assert not Task.objects.filter(source="meeting", done_at=None, cancelled_at=None).exists()
