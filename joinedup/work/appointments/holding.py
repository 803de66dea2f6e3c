"""What every write of appointments holds and checks first: whose schedule it is, and who the person is now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import current_person, people_who_became, person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.gate import may_open
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound
from joinedup.work.appointments.models import Appointment, Schedule, Slot


def held(schedule_id: int, by: Actor) -> Schedule:
    """Return a schedule of one's own organisation, held until the transaction ends. Raises NotAllowed, NotFound."""
    access.require(by, "care.work")
    found = Schedule.objects.select_for_update(of=("self",)).select_related("team__organisation").filter(pk=schedule_id)
    schedule = found.first()
    if schedule is None or not (
        by.role == "system" or schedule.team.organisation.ods_code in senders_of(by.organisation)
    ):
        raise NotFound("Your organisation has no such schedule.", now="Choose one of its own.")
    return schedule


def held_slot(slot_id: int, by: Actor) -> Slot:
    """Return a slot of one's own organisation, with its schedule held. Raises NotAllowed, NotFound."""
    slot = Slot.objects.filter(pk=slot_id).first()
    schedule = held(slot.schedule_id if slot else 0, by)
    found = Slot.objects.get(pk=slot_id)
    found.schedule = schedule
    return found


def held_one(appointment_id: int, by: Actor, at: datetime) -> Appointment:
    """Return an appointment of a person whom ``by`` may see, with its schedule held. Raises NotAllowed, NotFound."""
    found = Appointment.objects.filter(pk=appointment_id).first()
    schedule = held(found.schedule_id if found else 0, by)
    one = Appointment.objects.select_related("slot").get(pk=appointment_id)
    one.schedule = schedule
    theirs_now(one.person_id, by, at)
    return one


def theirs_in(schedule: Schedule, person: int) -> QuerySet[Any]:
    """Return the appointments in a schedule of who a person is now, under whichever number each was booked."""
    every = Appointment.objects.filter(schedule=schedule, person_id__in=people_who_became(person))
    return every.annotate(now=person_now("person_id")).filter(now=person)


def living(person: int) -> int:
    """Return a person. Raises CannotProceed for one who has died."""
    if Demographics.objects.filter(pk=person, death_date__isnull=False).exists():
        raise CannotProceed("This person has died.", now="Cancel what they were booked into.")
    return person


def theirs_now(person_id: int, by: Actor, at: datetime) -> int:
    """Return who the person is now. Raises NotAllowed where nothing relates them to ``by``."""
    person = current_person(person_id)
    decision = may_open(person, by=by, at=at, act="care.work")
    if not decision.allowed:
        raise NotAllowed(decision.because, now="If you care for this person in another post, choose that post.")
    return person
