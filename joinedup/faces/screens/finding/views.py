"""Find a person: one box, or a box for each thing that is known.

What was typed is kept in the session and never in an address: addresses stay in browsers' histories and in logs.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.finding.shown import remember
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.record.people.queries import LIMIT, find
from joinedup.record.sharing.relationships.queries import relations_to
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON

SOUGHT = "sought"
REASON = "reason"
# Why someone opens records in this session. The first holds unless another is chosen.
REASONS = (
    "Direct care: I am seeing, treating or visiting this person",
    "Direct care: I am answering a call about this person",
    "Direct care: I am preparing a visit, clinic or meeting",
    "Direct care: I am checking a referral, discharge or result",
    "The person asked me to look",
)
_BOXES = ("text", "nhs_number", "family_name", "given_name", "postcode", "day", "month", "year")


def find_person(request: StaffRequest) -> HttpResponse:
    """Ask whom to find; show who was found, why each, and what to try where nobody was."""
    if request.method == "POST":
        request.session[SOUGHT] = {box: request.POST.get(box, "").strip() for box in _BOXES}
        request.session[REASON] = dict(enumerate_reasons()).get(request.POST.get("reason", ""), REASONS[0])
        return redirect("find_person")
    if "again" in request.GET:
        request.session.pop(SOUGHT, None)
        return redirect("find_person")
    sought = request.session.get(SOUGHT)
    shown: dict[str, Any] = {"sought": sought or {}, "reasons": REASONS, "reason": reason_of(request), "limit": LIMIT}
    if sought is None:
        return show(request, "finding/find", found=None, **shown)
    try:
        found = find(by=request.actor, at=request.at, **_asked(sought))
    except BadInput as mistake:
        errors = [{"text": f"{mistake.problem} {mistake.now}", "href": "#text"}]
        return show(request, "finding/find", status=422, found=None, form_errors=errors, **shown)
    remember(request, found)
    today = request.at.astimezone(LONDON).date()
    reasons = relations_to([one.person_id for one in found], by=request.actor, at=request.at)
    return show(request, "finding/find", found=found, today=today, relations=reasons, **shown)


def enumerate_reasons() -> list[tuple[str, str]]:
    """Return each reason with the number by which the form names it."""
    return [(str(number), reason) for number, reason in enumerate(REASONS)]


def reason_of(request: StaffRequest) -> str:
    """Return the reason that is written down when this session opens a record."""
    return str(request.session.get(REASON) or REASONS[0])


def _asked(sought: dict[str, str]) -> dict[str, str]:
    """Return what the search is asked, from the boxes: the one box counts where anything is in it."""
    if sought.get("text"):
        return {"text": sought["text"]}
    born = "/".join(part for part in (sought.get(box, "") for box in ("day", "month", "year")) if part)
    boxes = {box: sought.get(box, "") for box in ("nhs_number", "family_name", "given_name", "postcode")}
    return boxes | {"birth_date": born}
