"""What meetings decided of one person, as those who care for them see it and as the person would; asking a meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, show_record
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.access.rules import may
from joinedup.record.sharing.gate import open_person
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.meetings import actions, queries
from joinedup.work.meetings.decided import decided_about

EYES = {"person": Reader(PERSON), "proxy": Reader(PROXY, sections=frozenset({Section.COMMUNITY}))}


def decided(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show what was decided about a person, to the staff or as the person or someone who acts for them would see it."""
    eyes = request.GET.get("as", "")
    return _theirs(request, person_id, eyes) if eyes in EYES else _decided(request, person_id)


def ask(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask a meeting to speak of a person."""
    number = request.POST.get("series", "")
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act="meeting.work")
    try:
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadInput("No meeting was chosen.", now="Choose the meeting that is to speak of them.")
        actions.ask(opened, int(number), why=request.POST.get("why", ""))
    except (BadInput, CannotProceed) as error:
        return _decided(request, person_id, error=str(error))
    say(request, "The meeting is asked. They are on its agenda.")
    return redirect("decided", person_id=person_id)


def withdraw(request: StaffRequest, person_id: int) -> HttpResponse:
    """Take back that a meeting was asked to speak of a person."""
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act="meeting.work")
    number = request.POST.get("request", "")
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    actions.withdraw(opened, asked)
    say(request, "The meeting is no longer asked to speak of them.")
    return redirect("decided", person_id=person_id)


def _theirs(request: StaffRequest, person_id: int, eyes: str) -> HttpResponse:
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act="meeting.see")
    found = decided_about(opened, shown_to=EYES[eyes])
    return show(
        request, "meetings/theirs", who=opened.demographics, person_id=person_id, eyes=eyes, decisions=found.decisions
    )


def _decided(request: StaffRequest, person_id: int, *, error: str = "") -> HttpResponse:
    reading = open_for(request, person_id)
    return show_record(
        request, "meetings/decided", reading, status=422 if error else 200, way="decided",
        decisions=decided_about(reading.opened).decisions, said=heard(request), typed=request.POST,
        form_errors=[{"text": error, "href": "#series"}] if error else [],
        asked=queries.asked_about(person_id, by=request.actor),
        choices=[(each.pk, f"{each.title}, {each.team.name}") for each in queries.series_for(request.actor)
                 if each.ended_at is None],
        may_ask=may(request.actor, "meeting.work").allowed,
    )  # fmt: skip
