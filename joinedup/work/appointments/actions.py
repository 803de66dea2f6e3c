"""Every write of appointments: making a schedule, booking, moving, cancelling, and saying who came.

A place is given under a lock on its schedule, so that of two who book the last one at once, one is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Team
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.queries import current_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.models_of_care import england
from joinedup.work.appointments import rules
from joinedup.work.appointments.holding import held, held_one, held_slot, living, theirs_in, theirs_now
from joinedup.work.appointments.models import Appointment, Schedule, Slot
from joinedup.work.appointments.rules import BOOKED, CAME, CANCELLED, HOLDING, MISSED, WAITING

LONGEST = 400
LONGEST_AHEAD = timedelta(days=2 * 366)


@transaction.atomic
def make_schedule(
    team: str, *, title: str, kind: str, hours: str, capacity: int, first: date, last: date | None = None,
    minutes: int = 0, count: int = 0, on_holidays: bool = False, where: str = "", model: str = "", place: str = "",
    by: Actor, at: datetime,
) -> Schedule:  # fmt: skip
    """Make a schedule of a team with all its slots: of ``minutes`` until ``last``, or ``count`` sessions of a group.

    Raises NotAllowed, NotFound for a team of another organisation, BadInput.
    """
    access.require(by, "care.work")
    found = Team.objects.filter(code=team, organisation__ods_code__in=senders_of(by.organisation)).first()
    if by.role == "system":
        found = Team.objects.filter(code=team).first()
    if found is None:
        raise NotFound("Your organisation has no such team.", now="Choose one of its teams.")
    if not title.strip() or not 0 < capacity <= 500:
        raise BadInput("It has no name, or no places.", now="Write a name, and how many places there are.")
    if len(hours.strip()) > LONGEST or max(first, last or first) > at.date() + LONGEST_AHEAD:
        raise BadInput("Its hours are too long, or it lies too far ahead.", now="Write less, or an earlier day.")
    opens, calendar = rules.openings(hours), england()
    if kind == Schedule.Kind.GROUP:
        spans = rules.sessions(opens, first=first, count=count, calendar=calendar, on_holidays=on_holidays)
    elif kind == Schedule.Kind.SLOT and last is not None:
        spans = rules.slots(
            opens, first=first, last=last, minutes=minutes, calendar=calendar, on_holidays=on_holidays
        )  # fmt: skip
    else:
        raise BadInput("It is not said what this is, or until when.", now="Choose one of the list, and a last day.")
    if not spans:
        raise BadInput("No slot lies in these hours and days.", now="Choose a later last day, or other hours.")
    made = Schedule.objects.create(
        team=found, title=title.strip()[:120], kind=kind, model=model, place=place, where=where.strip()[:200],
        hours=hours.strip(), capacity=capacity, made_at=at, made_by_id=by.account_id,
    )  # fmt: skip
    Slot.objects.bulk_create(
        Slot(schedule=made, number=number, starts_at=span.starts, ends_at=span.ends)
        for number, span in enumerate(spans, 1)
    )
    journal.write("appointment.schedule", by=by, at=at, details={"schedule": made.pk, "slots": len(spans)})
    return made


@transaction.atomic
def book(
    schedule_id: int, *, person_id: int, slot_id: int | None = None, enrolment: int | None = None, by: Actor,
    at: datetime,
) -> list[Appointment]:  # fmt: skip
    """Book someone into one slot, or into every session to come of a group; who waited for it waits no more.

    Raises NotAllowed, NotFound, and CannotProceed where a place is not left, they are booked in already, or have died.
    """
    schedule = held(schedule_id, by)
    person = living(theirs_now(person_id, by, at))
    wanted = schedule.slots.filter(cancelled_at=None, starts_at__gt=at).order_by("starts_at")
    if schedule.kind == Schedule.Kind.SLOT:
        wanted = wanted.filter(pk=slot_id or 0)
    slots = list(wanted)
    if not slots:
        raise CannotProceed("That time has passed, or was cancelled.", now="Choose another.")
    taken = _taken(schedule, slots)
    if any(taken.get(slot.pk, 0) >= schedule.capacity for slot in slots):
        raise CannotProceed("Its last place has just been taken.", now="Choose another time, or put them on the list.")
    every = theirs_in(schedule, person)
    if every.filter(slot__in=slots).exclude(standing=CANCELLED).exists():
        raise CannotProceed("They are booked into this already.", now="Look at their appointments.")
    Appointment.objects.filter(pk__in=[each.pk for each in every.filter(standing=WAITING)]).delete()
    made = Appointment.objects.bulk_create(
        Appointment(
            schedule=schedule, slot=slot, person_id=person, standing=BOOKED, enrolment=enrolment, booked_at=at,
            booked_by_id=by.account_id,
        )
        for slot in slots
    )  # fmt: skip
    _wrote("appointment.booked", schedule, person, by, at, slots=len(slots))
    return list(made)


@transaction.atomic
def wait(schedule_id: int, *, person_id: int, enrolment: int | None = None, by: Actor, at: datetime) -> Appointment:
    """Put someone on the list of those who wait for a place; who waits already goes on waiting. Raises as ``book``."""
    schedule = held(schedule_id, by)
    person = living(theirs_now(person_id, by, at))
    waits: Appointment | None = theirs_in(schedule, person).filter(standing=WAITING).first()
    if waits is not None:
        return waits
    made, new = Appointment.objects.get_or_create(
        schedule=schedule, person_id=person, standing=WAITING,
        defaults={"booked_at": at, "booked_by_id": by.account_id, "enrolment": enrolment},
    )  # fmt: skip
    if new:
        _wrote("appointment.waits", schedule, person, by, at)
    return made


@transaction.atomic
def move(appointment_id: int, *, slot_id: int, by: Actor, at: datetime) -> Appointment:
    """Move someone to another slot of the same schedule. Raises as ``book`` and ``cancel`` do."""
    old = held_one(appointment_id, by, at)
    if old.standing != BOOKED:
        raise CannotProceed("This is cancelled already, or over.", now="Look at their appointments.")
    _cancel([old], why="Moved to another time", by=by, at=at)
    [new] = book(old.schedule_id, person_id=old.person_id, slot_id=slot_id, enrolment=old.enrolment, by=by, at=at)
    return new


@transaction.atomic
def cancel(appointment_id: int, *, why: str, rest: bool = False, by: Actor, at: datetime) -> list[Appointment]:
    """Cancel someone's appointment, or with ``rest`` every one to come of the same group, for a reason.

    Raises NotAllowed, NotFound, BadInput without a reason, CannotProceed for what is over.
    """
    one = held_one(appointment_id, by, at)
    if not why.strip() or len(why) > LONGEST:
        raise BadInput("Nobody said why.", now=f"Write the reason, in {LONGEST} letters or fewer.")
    if one.standing not in (BOOKED, WAITING):
        raise CannotProceed("This is cancelled already, or over.", now="Look at their appointments.")
    every = [one]
    if rest:
        every += theirs_in(one.schedule, current_person(one.person_id)).filter(
            standing=BOOKED, slot__starts_at__gt=at
        ).exclude(pk=one.pk)  # fmt: skip
    _cancel(every, why=why.strip(), by=by, at=at)
    return every


@transaction.atomic
def bring_back(appointment_id: int, *, by: Actor, at: datetime) -> Appointment:
    """Undo a cancelling, with all that was cancelled at that moment. Raises CannotProceed where a place is gone."""
    one = held_one(appointment_id, by, at)
    living(current_person(one.person_id))
    theirs = theirs_in(one.schedule, current_person(one.person_id))
    every = list(theirs.filter(standing=CANCELLED, told_at=one.told_at).select_related("slot"))
    slots = [each.slot for each in every if each.slot is not None]
    if one.standing != CANCELLED or not slots or any(slot.cancelled_at or slot.starts_at <= at for slot in slots):
        raise CannotProceed("This cannot be brought back: it is over, or was cancelled by us.", now="Book another.")
    taken = _taken(one.schedule, slots)
    again = theirs.filter(slot__in=slots).exclude(standing=CANCELLED).exists()
    if again or any(taken.get(slot.pk, 0) >= one.schedule.capacity for slot in slots):
        raise CannotProceed("The place has been taken since.", now="Choose another time, or put them on the list.")
    back = Appointment.objects.filter(pk__in=[each.pk for each in every])
    back.update(standing=BOOKED, told_at=None, told_by=None, why="")
    _wrote("appointment.brought_back", one.schedule, one.person_id, by, at)
    return one


@transaction.atomic
def cancel_slot(slot_id: int, *, why: str, by: Actor, at: datetime) -> Slot:
    """Cancel one time for all who are in it, for a reason: it is counted against nobody. Raises as ``cancel`` does."""
    slot = held_slot(slot_id, by)
    if not why.strip() or len(why) > LONGEST:
        raise BadInput("Nobody said why.", now=f"Write the reason, in {LONGEST} letters or fewer.")
    if slot.cancelled_at is not None or slot.appointments.filter(standing__in=(CAME, MISSED)).exists():
        raise CannotProceed("It is cancelled already, or was held.", now="Look at the list again.")
    slot.cancelled_at, slot.cancelled_why = at, why.strip()
    slot.save(update_fields=["cancelled_at", "cancelled_why"])
    people = list(slot.appointments.filter(standing=BOOKED).values_list("person_id", flat=True))
    slot.appointments.filter(standing=BOOKED).update(
        standing=CANCELLED, told_at=at, told_by_id=by.account_id, why=f"Cancelled by us: {why.strip()}"[:LONGEST]
    )
    details = {"slot": slot.pk, "people": people}
    journal.write("appointment.slot_cancelled", by=by, at=at, reason=why.strip(), details=details)
    return slot


@transaction.atomic
def say_who_came(
    slot_id: int, said: dict[int, str], *, by: Actor, at: datetime
) -> list[tuple[Appointment, str]]:  # fmt: skip
    """Write down who came to a slot and who did not, by appointment; return each that changed, with how it stood.

    ``booked`` takes back what was said. Raises NotAllowed, NotFound, BadInput for another word, CannotProceed before
    it begins.
    """
    slot = held_slot(slot_id, by)
    changed = []
    for each in slot.appointments.filter(pk__in=said).exclude(standing=CANCELLED).order_by("pk"):
        word, was = said[each.pk], each.standing
        if word not in HOLDING:
            raise BadInput("That is not how an appointment ends.", now="Choose one of the list.")
        if word == was:
            continue
        cancelled = slot.cancelled_at is not None
        if problem := rules.why_not_attended(was, slot.starts_at, cancelled=cancelled, at=at):
            raise CannotProceed(problem, now="Say who came once it has begun.")
        each.standing = word
        each.told_at, each.told_by_id = (None, None) if word == BOOKED else (at, by.account_id)
        each.save(update_fields=["standing", "told_at", "told_by"])
        _wrote(_SAID[word], slot.schedule, each.person_id, by, at, slot=slot.pk)
        changed.append((each, was))
    return changed


@transaction.atomic
def say_why_missed(appointment_id: int, *, why: str, by: Actor, at: datetime) -> Appointment:
    """Write down why someone did not attend. Raises as ``cancel``, and CannotProceed where they did not miss it."""
    one = held_one(appointment_id, by, at)
    if not why.strip() or len(why) > LONGEST:
        raise BadInput("Nobody said why.", now=f"Write the reason, in {LONGEST} letters or fewer.")
    if one.standing != MISSED:
        raise CannotProceed("They are not said to have missed this.", now="Look at their appointments again.")
    one.why = why.strip()
    one.save(update_fields=["why"])
    _wrote("appointment.asked_why", one.schedule, one.person_id, by, at, appointment=one.pk)
    return one


_SAID = {CAME: "appointment.came", MISSED: "appointment.missed", BOOKED: "appointment.unsaid"}


def _cancel(every: Sequence[Appointment], *, why: str, by: Actor, at: datetime) -> None:
    for each in every:
        each.standing, each.told_at, each.told_by_id, each.why = CANCELLED, at, by.account_id, why
    Appointment.objects.bulk_update(every, ["standing", "told_at", "told_by", "why"])
    first = every[0]
    journal.write(
        "appointment.cancelled", by=by, at=at, about=current_person(first.person_id), reason=why,
        details={"schedule": first.schedule_id, "appointments": [each.pk for each in every]},
    )  # fmt: skip


def _taken(schedule: Schedule, slots: Sequence[Slot]) -> dict[int, int]:
    """Return how many places of each slot are filled."""
    filled = Appointment.objects.filter(schedule=schedule, slot__in=slots, standing__in=HOLDING)
    found: dict[int, int] = {}
    for pk in filled.values_list("slot_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def _wrote(act: str, schedule: Schedule, person: int, by: Actor, at: datetime, **details: int) -> None:
    journal.write(
        act, by=by, at=at, about=current_person(person), details={"schedule": schedule.pk, **details}
    )  # fmt: skip
