"""One session, or one time of a clinic: who is in it, who came, and cancelling it for all."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.components.words import many
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.journeys import appointments as journeys
from joinedup.record.access.rules import may
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.appointments import actions, queries
from joinedup.work.appointments.rules import BOOKED, CAME, MISSED

CHOICES = ((CAME, "Came"), (MISSED, "Did not attend"), (BOOKED, "Not said"))


def session(request: StaffRequest, schedule_id: int, slot_id: int) -> HttpResponse:
    """Show who is in a session, to be ticked as they arrive and to be printed."""
    of, one = queries.slot(schedule_id, slot_id, by=request.actor)
    who = queries.who_is_in(one.slot, by=request.actor, at=request.at)
    begun = one.slot.starts_at <= request.at
    return show(
        request, "appointments/session", schedule=of, time=one, who=who, begun=begun, choices=CHOICES,
        may_work=may(request.actor, "care.work").allowed, said=heard(request),
        may_cancel=not one.slot.cancelled_at and not any(each.standing in (CAME, MISSED) for each in who.people),
    )  # fmt: skip


def session_file(request: StaffRequest, schedule_id: int, slot_id: int) -> StreamingHttpResponse:
    """Send the same as a file."""
    _, one = queries.slot(schedule_id, slot_id, by=request.actor)
    return download(_TABLE, queries.who_is_in(one.slot, by=request.actor, at=request.at).people)


def came(request: StaffRequest, schedule_id: int, slot_id: int) -> HttpResponse:
    """Write down who came and who did not: only of those whom the page showed."""
    _, one = queries.slot(schedule_id, slot_id, by=request.actor)
    shown = queries.who_is_in(one.slot, by=request.actor, at=request.at).people
    said = {each.id: request.POST[f"came-{each.id}"] for each in shown if f"came-{each.id}" in request.POST}
    try:
        there, missed = journeys.say_who_came(slot_id, said, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    else:
        asked = " Their key workers are asked to find out why." if missed else ""
        say(request, f"Saved: {many(there, 'person', 'people')} came, {missed} did not.{asked}")
    return redirect("session", schedule_id=schedule_id, slot_id=slot_id)


def cancel(request: StaffRequest, schedule_id: int, slot_id: int) -> HttpResponse:
    """Cancel a session for everyone in it, for a reason."""
    queries.slot(schedule_id, slot_id, by=request.actor)
    try:
        actions.cancel_slot(slot_id, why=request.POST.get("why", ""), by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    else:
        say(request, "It is cancelled, and counts against nobody. Tell those who were booked.")
    return redirect("session", schedule_id=schedule_id, slot_id=slot_id)


_TABLE = Table(
    "session", "Who is in it",
    (
        Column("Name", lambda row: row.person.name),
        Column("Born", lambda row: row.person.birth_date),
        Column("NHS number", lambda row: row.person.nhs_number),
        Column("Attendance", lambda row: row.title),
        Column("Why", lambda row: row.why),
    ),
)  # fmt: skip
