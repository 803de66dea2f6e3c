"""One person's appointments and groups: what is to come, to how many they came, booking, moving, cancelling."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.packs.dates import Entry, calendar_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, show_record
from joinedup.faces.screens.said import heard, say
from joinedup.journeys import appointments as journeys
from joinedup.record.access.rules import may
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.appointments import actions, queries
from joinedup.work.appointments.rules import BOOKED


def appointments(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show what a person is booked into, waits for, came to and missed, and what they may be booked into."""
    reading = open_for(request, person_id)
    courses = queries.courses_of(reading.opened)
    own = queries.schedules(by=request.actor, at=request.at)
    return show_record(
        request, "appointments/person", reading, way="appointments", courses=courses, said=heard(request),
        ours={each.pk for each in own}, may_work=may(request.actor, "care.work").allowed and reading.as_at is None,
        bookable=[(each, queries.free(each, at=request.at)) for each in own if each.next_at],
    )  # fmt: skip


def calendar(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send what a person is booked into as dates for their own calendar, which says neither whose nor what for."""
    reading = open_for(request, person_id)
    entries = [
        Entry(
            f"appointment-{each.pk}", each.slot.starts_at,
            int((each.slot.ends_at - each.slot.starts_at).total_seconds() // 60), "Appointment",
        )
        for course in queries.courses_of(reading.opened) for each in course.to_come
        if each.slot and each.slot.starts_at > request.at
    ]  # fmt: skip
    answer = HttpResponse(calendar_of(entries, at=request.at), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="appointments.ics"'
    return answer


def book(request: StaffRequest, person_id: int) -> HttpResponse:
    """Book a person into a time, or into a group; or put them on its list where it is full."""
    opened = open_person(person_id, by=request.actor, reason="Booking an appointment", at=request.at, act="care.work")
    schedule, _, slot = request.POST.get("time", "").partition("/")
    if not (_is_number(schedule) and (not slot or _is_number(slot))):
        say(request, "Nothing was chosen. Choose a time, or a group.")
        return redirect("appointments", person_id=person_id)
    told: dict[str, Any] = {"person_id": opened.person_id, "by": request.actor, "at": request.at}
    try:
        if request.POST.get("wait") == "yes":
            journeys.wait(int(schedule), **told)
            say(request, "They wait for a place. Whoever frees one sees them first in the list.")
        else:
            journeys.book(int(schedule), slot_id=int(slot) if slot else None, **told)
            say(request, "They are booked. Their dates can be put into their own calendar.")
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    return redirect("appointments", person_id=person_id)


def act(request: StaffRequest, person_id: int, appointment_id: int, name: str) -> HttpResponse:
    """Cancel, bring back or move an appointment of this person, or say why they missed one."""
    opened = open_person(person_id, by=request.actor, reason="Their appointments", at=request.at, act="care.work")
    one = queries.one_of(opened, appointment_id)
    told: dict[str, Any] = {"by": request.actor, "at": request.at}
    typed = request.POST
    back = reverse("appointments", kwargs={"person_id": person_id})
    try:
        match name:
            case "cancel":
                actions.cancel(one.pk, why=typed.get("why", ""), rest=typed.get("rest") == "yes", **told)
                say(request, "It is cancelled. You can bring it back below.")
            case "back":
                actions.bring_back(one.pk, **told)
                say(request, "They are booked again.")
            case "move" if one.standing == BOOKED and _is_number(typed.get("slot", "")):
                actions.move(one.pk, slot_id=int(typed["slot"]), **told)
                say(request, "It is moved.")
            case "missed":
                journeys.say_why_missed(one.pk, why=typed.get("why", ""), **told)
                say(request, "It is written down.")
            case _:
                raise NotFound("Nothing like this can be done here.", now="Go back to their appointments.")
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    return redirect(back)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
