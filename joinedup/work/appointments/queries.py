"""Every read of appointments that others may use. A list and its count are one query, of the asker's organisation only.

Of who is booked, a list shows those to whom whoever asks has a relationship, and says how many others there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.queries import became, person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.relationships.queries import only_related
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import NotFound
from joinedup.work.appointments.models import Appointment, Schedule, Slot
from joinedup.work.appointments.rules import BOOKED, CANCELLED, HOLDING, STANDINGS, WAITING, attended


@dataclass(frozen=True, slots=True)
class Time:
    """One slot as a list shows it: when, how many are in it, and how many places are left."""

    slot: Slot
    filled: int
    left: int


@dataclass(frozen=True, slots=True)
class Booked:
    """Someone in a slot, or who waits: who they are now, and how it stands."""

    id: int
    person: Demographics
    standing: str
    booked_at: datetime
    why: str
    enrolment: int | None

    @property
    def title(self) -> str:
        """Return how it stands, in words."""
        return STANDINGS[self.standing]


@dataclass(frozen=True, slots=True)
class Who:
    """Those of a slot, or of a waiting list, whom the asker may see, by name; ``kept`` counts the others."""

    people: tuple[Booked, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class Course:
    """One schedule as it stands for one person: their times, and to how many they came of those held."""

    schedule: Schedule
    appointments: tuple[Appointment, ...]
    came: int
    of: int

    @property
    def to_come(self) -> tuple[Appointment, ...]:
        """Return what they are still booked into, the next first."""
        return tuple(each for each in self.appointments if each.standing in (BOOKED, WAITING))


def schedules(*, by: Actor, at: datetime) -> list[Any]:
    """Return the schedules of one's organisation with their next time, places to come and who waits, in one query."""
    access.require(by, "care.see")
    ahead = Q(slots__starts_at__gt=at, slots__cancelled_at=None)
    next_one = Slot.objects.filter(schedule=OuterRef("pk"), starts_at__gt=at, cancelled_at=None).order_by("starts_at")
    return list(
        _of(by).select_related("team").annotate(
            to_come=Count("slots", filter=ahead, distinct=True),
            waiting=Count("appointments", filter=Q(appointments__standing=WAITING), distinct=True),
            next_at=next_one.values("starts_at")[:1],
        ).order_by(F("next_at").asc(nulls_last=True), "title")
    )  # fmt: skip


def schedule(schedule_id: int, *, by: Actor) -> Schedule:
    """Return a schedule of one's organisation. Raises NotAllowed, NotFound."""
    access.require(by, "care.see")
    found: Schedule | None = _of(by).select_related("team").filter(pk=schedule_id).first()
    if found is None:
        raise NotFound("Your organisation has no such schedule.", now="Choose one of its own.")
    return found


def times(of: Schedule, *, at: datetime, past: bool = False, page: int = 1, size: int = SIZE) -> Page[Time]:
    """Return a page of the slots of a schedule: those to come and of today, the next first; or those before."""
    today = at - timedelta(hours=12)
    found = _counted(of.slots.filter(starts_at__lt=today) if past else of.slots.filter(starts_at__gte=today))
    shown = page_of(found.order_by("-starts_at" if past else "starts_at"), number=page, size=size)
    return Page([_time(slot, of) for slot in shown.items], shown.number, shown.total, shown.size)


def every_time(of: Schedule) -> list[Time]:
    """Return all slots of a schedule, as for a download."""
    return [_time(slot, of) for slot in _counted(of.slots.all()).order_by("starts_at")]


def free(of: Schedule, *, at: datetime, most: int = 10) -> list[Time]:
    """Return the next slots that have a place left, the soonest first."""
    ahead = _counted(of.slots.filter(starts_at__gt=at, cancelled_at=None)).filter(filled__lt=of.capacity)
    return [_time(slot, of) for slot in ahead.order_by("starts_at")[:most]]


def slot(schedule_id: int, slot_id: int, *, by: Actor) -> tuple[Schedule, Time]:
    """Return one slot of a schedule of one's organisation. Raises NotAllowed, NotFound."""
    of = schedule(schedule_id, by=by)
    found = _counted(of.slots.filter(pk=slot_id)).first()
    if found is None:
        raise NotFound("There is no such time.", now="Choose one of the schedule.")
    return of, _time(found, of)


def who_is_in(one: Slot, *, by: Actor, at: datetime) -> Who:
    """Return who is in a slot or was cancelled from it; the listing is in the journal with those whom it shows."""
    return _who(Appointment.objects.filter(slot=one), by=by, at=at, details={"slot": one.pk})


def who_waits(of: Schedule, *, by: Actor, at: datetime) -> Who:
    """Return who waits for a place, the longest first; in the journal as above."""
    waiting = Appointment.objects.filter(schedule=of, standing=WAITING)
    found = _who(waiting, by=by, at=at, details={"schedule": of.pk})
    return Who(tuple(sorted(found.people, key=lambda each: each.booked_at)), found.kept)


def courses_of(opened: Opened) -> list[Course]:
    """Return everything that a person is or was booked into anywhere, or waits for, the next first. One query."""
    theirs = Appointment.objects.filter(person_id__in=became(opened.person_id))
    theirs = theirs.annotate(now=person_now("person_id")).filter(now=opened.person_id)
    found: dict[int, list[Appointment]] = {}
    every = theirs.select_related("schedule__team__organisation", "slot").order_by(F("slot__starts_at").asc(), "pk")
    for each in every:
        found.setdefault(each.schedule_id, []).append(each)
    return [
        Course(each[0].schedule, tuple(each), *attended(one.standing for one in each if _over(one, opened.at)))
        for each in found.values()
    ]


def one_of(opened: Opened, appointment_id: int) -> Appointment:
    """Return one appointment of a person. Raises NotFound."""
    for course in courses_of(opened):
        for each in course.appointments:
            if each.pk == appointment_id:
                return each
    raise NotFound("There is no such appointment of this person.", now="Look at their appointments again.")


def _over(one: Appointment, at: datetime) -> bool:
    return one.slot is not None and one.slot.starts_at <= at and one.standing != BOOKED


def _of(by: Actor) -> QuerySet[Any]:
    return Schedule.objects.filter(team__organisation__ods_code__in=senders_of(by.organisation))


def _counted(slots: QuerySet[Any]) -> QuerySet[Any]:
    return slots.annotate(filled=Count("appointments", filter=Q(appointments__standing__in=HOLDING)))


def _time(one: Any, of: Schedule) -> Time:
    return Time(one, one.filled, 0 if one.cancelled_at else max(0, of.capacity - one.filled))


def _who(appointments: QuerySet[Any], *, by: Actor, at: datetime, details: dict[str, int]) -> Who:
    every = list(appointments.annotate(now=person_now("person_id")).order_by("pk"))
    now: dict[int, int] = {each.pk: each.now for each in every}
    seen = only_related(Demographics.objects.filter(pk__in=set(now.values())), by=by, at=at)
    people = {person.pk: person for person in seen.order_by("family_key", "given_key", "pk")}
    places = {pk: place for place, pk in enumerate(people)}
    rows = [
        Booked(each.pk, people[now[each.pk]], each.standing, each.booked_at, each.why, each.enrolment)
        for each in every if now[each.pk] in people
    ]  # fmt: skip
    if rows:
        told = {**details, "people": sorted(people)}
        journal.write("appointment.listed", by=by, at=at, details=told)
    rows.sort(key=lambda each: (each.standing == CANCELLED, places[each.person.pk]))
    return Who(tuple(rows), len(every) - len(rows))
