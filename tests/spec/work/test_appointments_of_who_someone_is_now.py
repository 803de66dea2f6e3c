"""An appointment follows who someone is now: two who are one, one who is two, and who has died."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from joinedup.journeys import appointments as journeys
from joinedup.record.linkage import actions as linkage
from joinedup.record.people.models import Demographics
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.appointments import actions
from joinedup.work.appointments.models import Appointment
from joinedup.work.enrolment.models import Enrolment, Event
from tests.spec.work.test_appointments import DAY, EDNA, LENA, NOW, TOM, a_class, book, team
from tests.world.world import World

__all__ = ["team"]
HOUR = timedelta(hours=1)


def are_one(world: World) -> None:
    linkage.merge(gone=world.person(EDNA), into=world.person(TOM), reason="One", by=world.staff("Tariq Bell"), at=NOW)


def are_two(world: World) -> None:
    linkage.unmerge(gone=world.person(EDNA), reason="Two", by=world.staff("Tariq Bell"), at=NOW + HOUR)


def test_two_who_are_one_have_one_place_wait_once_and_are_cancelled_together(team: World) -> None:
    clinic = a_class(team, of="slot", places=1)
    actions.wait(clinic.pk, person_id=team.person(EDNA), by=team.staff(LENA), at=NOW)
    group = a_class(team, places=5, weeks=2)
    [first, *_] = book(team, group, EDNA)
    are_one(team)
    with pytest.raises(CannotProceed, match="booked into this already"):
        book(team, group, TOM)
    actions.wait(clinic.pk, person_id=team.person(TOM), by=team.staff(LENA), at=NOW)
    assert Appointment.objects.filter(schedule=clinic, standing="waitlist").count() == 1
    slot = clinic.slots.order_by("starts_at").first()
    assert slot is not None
    book(team, clinic, TOM, slot=slot.pk)
    assert not Appointment.objects.filter(standing="waitlist").exists(), "who has a place waits no more"
    assert len(actions.cancel(first.pk, why="Away", rest=True, by=team.staff(LENA), at=NOW)) == 2


def test_coming_does_no_step_of_someone_else_once_one_is_found_to_be_two(team: World) -> None:
    """Booked while they were one, for the care of whoever of them came first; it was the other who was booked."""
    group = a_class(team, places=5, weeks=1)
    are_one(team)
    [booked] = book(team, group, TOM)
    are_two(team)
    assert booked.slot is not None
    assert booked.enrolment is not None
    assert Enrolment.objects.get(pk=booked.enrolment).person_id == team.person(EDNA)
    before = Event.objects.count()
    journeys.say_who_came(
        booked.slot.pk, {booked.pk: "fulfilled"}, by=team.staff(LENA), at=booked.slot.starts_at + HOUR
    )
    assert Event.objects.count() == before


def test_nobody_who_has_died_is_booked_waits_or_is_asked_why_they_did_not_come(team: World) -> None:
    group = a_class(team, places=5, weeks=1)
    [booked] = book(team, group, EDNA)
    Demographics.objects.filter(pk__in=(team.person(EDNA), team.person(TOM))).update(death_date=date(2026, 1, 1))
    for act in (journeys.book, journeys.wait):
        with pytest.raises(CannotProceed, match="has died"):
            act(group.pk, person_id=team.person(TOM), by=team.staff(LENA), at=NOW)
    assert booked.slot is not None
    journeys.say_who_came(booked.slot.pk, {booked.pk: "noshow"}, by=team.staff(LENA), at=booked.slot.starts_at + HOUR)
    assert not Task.objects.filter(source="appointment", cancelled_at=None).exists()


@pytest.mark.parametrize(
    ("hours", "last", "told"),
    [
        ("mon-sun 09:00-12:00; wed 10:00-11:00", 13, "within others"),
        ("mon 09:00-10:00;" + " " * 400 + "tue 09:00-10:00", 13, "too long"),
        ("mon 09:00-10:00", 2_000_000, "too far ahead"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(team: World, hours: str, last: int, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        actions.make_schedule(
            "north", title="Clinic", kind="slot", hours=hours, capacity=1, first=NOW.date() + DAY,
            last=NOW.date() + timedelta(days=last), minutes=30, by=team.staff(LENA), at=NOW,
        )  # fmt: skip
