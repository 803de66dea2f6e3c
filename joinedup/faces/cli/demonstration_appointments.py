"""The demonstration place meets: a strength and balance class with some weeks of attendance, and a clinic to book."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from joinedup.words.basics.moments import LONDON

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor

FALLS, PLACE, TEAM = "falls-and-balance", "strength_and_balance", "neighbourhood"
WEEK = timedelta(weeks=1)
#: How those in the class came to its sessions so far, the earliest first: of each in turn.
CAME = ("yyy", "yny", "yyn", "nyy", "yyy")


def meet_in_the_place(*, at: datetime) -> int:
    """Hold a class that began three weeks ago and make a clinic; return how many are booked. Again does nothing."""
    from joinedup.journeys import appointments as journeys  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.work.appointments import actions, queries  # noqa: PLC0415

    lead = actor_named("linkworker", at=at)
    if queries.schedules(by=lead, at=at):
        return 0
    began = at - 3 * WEEK
    here = began.astimezone(LONDON)
    day = f"{here:%a}".lower()
    a_class = actions.make_schedule(
        TEAM, title="Strength and balance class", kind="group", hours=f"{day} 10:00-11:00", capacity=5,
        first=here.date(), count=12, on_holidays=True, where="Village hall", model=FALLS, place=PLACE,
        by=lead, at=began - WEEK,
    )  # fmt: skip
    people = _people(lead, began, at)
    for person in people[: len(CAME)]:
        journeys.book(a_class.pk, person_id=person, by=lead, at=began - timedelta(days=1))
    for number, slot in enumerate(a_class.slots.filter(ends_at__lt=at).order_by("starts_at")):
        said = {
            each.pk: "noshow" if CAME[place][number : number + 1] == "n" else "fulfilled"
            for place, each in enumerate(slot.appointments.order_by("pk"))
        }
        journeys.say_who_came(slot.pk, said, by=lead, at=slot.ends_at)
    today = at.astimezone(LONDON).date()
    clinic = actions.make_schedule(
        TEAM, title="Balance clinic", kind="slot", hours="tue 14:00-16:00; thu 09:30-11:30", capacity=1, minutes=30,
        first=today, last=today + 4 * WEEK, where="Health centre, room 3", by=lead, at=at,
    )  # fmt: skip
    for person, time in zip(people[:3], queries.free(clinic, at=at), strict=False):
        journeys.book(clinic.pk, person_id=person, slot_id=time.slot.pk, by=lead, at=at)
    for person in people[len(CAME) : len(CAME) + 2]:
        journeys.wait(a_class.pk, person_id=person, by=lead, at=at)
    return len(people[: len(CAME)])


def _people(lead: Actor, began: datetime, at: datetime) -> list[int]:
    """Return who has been on the team's caseload since before the class began, those of the falls pathway first."""
    from joinedup.work.enrolment import queries  # noqa: PLC0415

    rows = [row for row in queries.every("caseload", by=lead, at=at) if row.started_at < began - timedelta(days=2)]
    rows.sort(key=lambda row: (row.model != FALLS, row.id))
    return list(dict.fromkeys(row.person_id for row in rows))
