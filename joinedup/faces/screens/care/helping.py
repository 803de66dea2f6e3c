"""A volunteer's own list: whom their team helps now, what is asked of a volunteer, and three things to say of it."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import page_asked, query
from joinedup.faces.screens.care.day import shown_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.tasks import queries
from joinedup.record.tasks.looking import note_listed
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.enrolment import helping as work

SAID = {
    "done": "Recorded: it is done.",
    "not-reached": "Recorded: you could not reach them this time. It stays on your list.",
    "worried": "Whoever leads their care is told, and has it as an urgent task.",
    "take-back": "Taken back.",
}


def helping(request: StaffRequest, *, errors: list[dict[str, str]] | None = None, wrong: int = 0) -> HttpResponse:
    """Show what is asked of a volunteer, for whom and by when. It is not sent as a file: it never leaves this page."""
    found = queries.helping(by=request.actor, at=request.at, page=page_asked(request.GET))
    note_listed([row.person_id for row in found.page.items], of="people I help", by=request.actor, at=request.at)
    return show(
        request, "care/helping", status=422 if errors else 200, page=found.page,
        tasks=[shown_of(row, request.at) for row in found.page.items], here=reverse("helping"),
        asked_query=partial(query, {}), new_key=uuid4, helped=request.session.pop("helped", None), wrong=wrong,
        form_errors=errors or [], typed=request.POST, said=heard(request), team=request.actor.team,
    )  # fmt: skip


def act(request: StaffRequest, enrolment_id: int, name: str) -> HttpResponse:
    """Record what a volunteer says, and go back to their list."""
    typed, key = request.POST, request.POST.get("key", "")[:36]
    by, at = request.actor, request.at
    try:
        match name:
            case "done":
                work.done(enrolment_id, typed.get("task", ""), by=by, at=at, key=key)
            case "not-reached":
                work.not_reached(enrolment_id, typed.get("task", ""), by=by, at=at, key=key)
            case "worried":
                work.worried(enrolment_id, why=typed.get("why", ""), by=by, at=at, key=key)
            case "take-back":
                work.take_back(enrolment_id, by=by, at=at, key=key)
            case _:
                raise NotFound("There is nothing of this name to do.", now="Go back and choose from your list.")
    except (BadInput, CannotProceed) as error:
        said = [{"text": f"{error.problem} {error.now}", "href": f"#person-{enrolment_id}"}]
        return helping(request, errors=said, wrong=enrolment_id)
    if name in ("done", "not-reached"):
        request.session["helped"] = [enrolment_id, key]
    say(request, SAID[name])
    return redirect("helping")
