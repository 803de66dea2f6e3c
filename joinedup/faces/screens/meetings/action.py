"""One action that a meeting asked of a team: what, for whom, by when, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.meetings import minuting
from joinedup.work.meetings.checks import action_of


def action(request: StaffRequest, action_id: int) -> HttpResponse:
    """Show an action, and record what came of it; ``undo`` has it be to do again."""
    error = ""
    if request.method == "POST":
        done = request.POST.get("done", "")
        try:
            if done == "undo":
                minuting.untell(action_id, by=request.actor, at=request.at)
                say(request, "It is to do again.")
                return redirect("meeting_action", action_id=action_id)
            if done not in ("yes", "no"):
                raise BadInput("It is not said whether it was done.", now="Choose one.")
            minuting.tell(
                action_id, done=done == "yes", outcome=request.POST.get("outcome", ""), by=request.actor, at=request.at
            )
        except (BadInput, CannotProceed) as stopped:
            error = str(stopped)
        else:
            say(request, "It is kept. The meeting sees it when it meets next.")
            return redirect("meeting_action", action_id=action_id)
    found: Any = action_of(action_id, by=request.actor, at=request.at)
    opened = open_person(found.now, by=request.actor, reason=reason_of(request), at=request.at, act="meeting.see")
    return show(
        request, "meetings/action", status=422 if error else 200, action=found, who=opened.demographics,
        person_id=opened.person_id, said=heard(request), typed=request.POST,
        form_errors=[{"text": error, "href": "#outcome"}] if error else [],
    )  # fmt: skip
