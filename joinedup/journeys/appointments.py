"""Someone is booked into a place of their model of care; coming does its step, and not coming is asked after.

In: bookings and attendance. Out: events of enrolments, tasks. May use: work, record, words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.linkage.queries import current_person
from joinedup.record.people.models import Demographics
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import Asked
from joinedup.work.appointments import actions
from joinedup.work.appointments.models import Appointment, Schedule
from joinedup.work.appointments.rules import CAME, MISSED
from joinedup.work.enrolment import entering, queries
from joinedup.work.enrolment.models import Enrolment

SOURCE = "appointment"
#: A missed appointment is asked after within so long.
ASKED_WITHIN = timedelta(days=2)


@transaction.atomic
def book(
    schedule_id: int, *, person_id: int, slot_id: int | None = None, by: Actor, at: datetime
) -> list[Appointment]:  # fmt: skip
    """Book someone, for the model of care that has them come to such a place, where one has. Raises as ``book``."""
    return actions.book(
        schedule_id, person_id=person_id, slot_id=slot_id, enrolment=_enrolment(schedule_id, person_id), by=by, at=at
    )


@transaction.atomic
def wait(schedule_id: int, *, person_id: int, by: Actor, at: datetime) -> Appointment:
    """Put someone on the list of those who wait for a place. Raises as ``actions.wait``."""
    return actions.wait(
        schedule_id, person_id=person_id, enrolment=_enrolment(schedule_id, person_id), by=by, at=at
    )  # fmt: skip


@transaction.atomic
def say_who_came(slot_id: int, said: Mapping[int, str], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Write down who came and who did not; return how many of each were told anew.

    Who came to a place of their model has its step done; of who did not, their key worker is asked to find out why.
    Raises as ``actions.say_who_came``.
    """
    changed = actions.say_who_came(slot_id, dict(said), by=by, at=at)
    for each, was in changed:
        key, mine = f"came-{each.pk}", each.enrolment is not None and queries.is_of(each.enrolment, by=by)
        mine = mine and _is_theirs(each)
        if mine and each.standing == CAME:
            entering.came(
                each.enrolment or 0, each.schedule.place, by=by, at=at, key=key,
                happened_at=each.slot.starts_at if each.slot else at,
            )  # fmt: skip
        elif mine and was == CAME:
            entering.did_not_come(each.enrolment or 0, by=by, at=at, key=key)
        asks = each.standing == MISSED and not _has_died(each)
        tasks.owe(SOURCE, _asks(each, at) if asks else [], of=[each.pk], by=by, at=at)
    told = [each.standing for each, _ in changed]
    return told.count(CAME), told.count(MISSED)


@transaction.atomic
def say_why_missed(appointment_id: int, *, why: str, by: Actor, at: datetime) -> Appointment:
    """Write down why someone did not attend; nobody has to ask any more. Raises as ``actions.say_why_missed``."""
    one = actions.say_why_missed(appointment_id, why=why, by=by, at=at)
    asked = [replace(each, done_at=at, done_by_id=by.account_id) for each in _asks(one, at)]
    tasks.owe(SOURCE, asked, of=[one.pk], by=by, at=at)
    return one


def _is_theirs(each: Appointment) -> bool:
    """Return whether the care that an appointment is for is still of who was booked: two may be found not to be one."""
    whose = Enrolment.objects.filter(pk=each.enrolment or 0).values_list("person_id", flat=True).first()
    return whose is not None and current_person(whose) == current_person(each.person_id)


def _has_died(each: Appointment) -> bool:
    return Demographics.objects.filter(pk=current_person(each.person_id), death_date__isnull=False).exists()


def _asks(each: Appointment, at: datetime) -> list[Asked]:
    enrolment = Enrolment.objects.filter(pk=each.enrolment or 0).first()
    person = current_person(each.person_id)
    return [
        Asked(
            person_id=person, source_id=each.pk, key="missed", title=f"Did not attend: {each.schedule.title}. Ask why",
            team_id=each.schedule.team_id, begins_at=at, model=each.schedule.model,
            account_id=enrolment.key_worker_id if enrolment else None, due_at=at + ASKED_WITHIN,
            due_said="within 2 days of not attending", address=f"/people/{person}/appointments",
        )
    ]  # fmt: skip


def _enrolment(schedule_id: int, person_id: int) -> int | None:
    schedule = Schedule.objects.filter(pk=schedule_id).select_related("team").first()
    if schedule is None or not schedule.model:
        return None
    return entering.filling(
        current_person(person_id), schedule.model, schedule.place, organisation_id=schedule.team.organisation_id
    )
