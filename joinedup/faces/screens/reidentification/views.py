"""Requests for names to be returned to those who care, the decision, and the list of who was returned."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.planning.reidentification import actions, queries
from joinedup.planning.reidentification.models import Outcome, Purpose
from joinedup.planning.reidentification.rules import MOST
from joinedup.planning.releases import queries as releases
from joinedup.words.basics.errors import BadInput, CannotProceed

ASKED = ("release", "pseudonyms", "purpose", "why")


def requests(request: StaffRequest) -> HttpResponse:
    """List the requests, those that wait first."""
    found = queries.requests(by=request.actor, page=page_asked(request.GET))
    return show(
        request, "reidentification/requests", page=found, table=TABLE, asked_query=lambda **more: query({}, **more),
        said=heard(request),
    )  # fmt: skip


def requests_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file: no pseudonym and no name is in it."""
    return download(TABLE, queries.every_request(by=request.actor))


def new(request: StaffRequest) -> HttpResponse:
    """Ask for names to be returned."""
    typed = {name: request.POST.get(name, "") for name in ASKED}
    if request.method != "POST":
        return _new(request, typed)
    try:
        asked = {name: typed[name] for name in ("pseudonyms", "purpose", "why")}
        made = actions.ask(release=releases.release_named(typed["release"]), **asked, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        return _new(request, typed, [{"text": str(error), "href": f"#{_box(typed, error)}"}])
    say(request, "A Caldicott Guardian is asked. You are told here what they decide.")
    return redirect("reidentification_request", request_id=made.pk)


def one(request: StaffRequest, request_id: int) -> HttpResponse:
    """Show one request: what was asked, how it stands, and what came of it."""
    return _one(request, request_id)


def decide(request: StaffRequest, request_id: int) -> HttpResponse:
    """Agree or refuse, with the reason."""
    act = actions.approve if request.POST.get("answer") == "approve" else actions.refuse
    decision = request.POST.get("decision", "")
    if request.POST.get("answer") not in ("approve", "refuse"):
        return _one(request, request_id, [{"text": "Say whether you agree.", "href": "#answer-1"}], decision)
    try:
        act(request_id, decision=decision, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        return _one(request, request_id, [{"text": str(error), "href": "#decision"}], decision)
    say(request, "Decided. Whoever asked sees your reason.")
    return redirect("reidentification_request", request_id=request_id)


def withdraw(request: StaffRequest, request_id: int) -> HttpResponse:
    """Take a request back."""
    actions.withdraw(request_id, by=request.actor, at=request.at)
    say(request, "Your request is taken back, and its pseudonyms are gone.")
    return redirect("reidentification_request", request_id=request_id)


def returned(request: StaffRequest) -> HttpResponse:
    """List who was returned to those who care, and say what was done."""
    found = queries.returned(by=request.actor, at=request.at, page=page_asked(request.GET))
    return show(
        request, "reidentification/returned", page=found, outcomes=Outcome.choices, said=heard(request),
        asked_query=lambda **more: query({}, **more),
    )  # fmt: skip


def done(request: StaffRequest, returned_id: int) -> HttpResponse:
    """Say what was done for someone returned, or that it is not said any more."""
    outcome = request.POST.get("outcome", "")
    actions.say_done(returned_id, outcome=outcome, by=request.actor, at=request.at)
    say(request, "Written down. You can change it below." if outcome else "It waits again.")
    return redirect("returned")


def _new(request: StaffRequest, typed: dict[str, str], mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    planning = [each for each in releases.releases() if each.purpose == "planning" and each.manifest.get("key")]
    return show(
        request, "reidentification/new", status=422 if mistakes else 200, typed=typed, releases=planning, most=MOST,
        purposes=Purpose.choices, form_errors=mistakes or [],
    )  # fmt: skip


def _one(
    request: StaffRequest, request_id: int, mistakes: list[dict[str, str]] | None = None, decision: str = ""
) -> HttpResponse:
    asked = queries.request(request_id, by=request.actor)
    return show(
        request, "reidentification/request", status=422 if mistakes else 200, asked=asked, told=queries.told_of(asked),
        mine=asked.asked_by_id == request.actor.account_id, decision=decision, form_errors=mistakes or [],
        said=heard(request),
    )  # fmt: skip


def _box(typed: dict[str, str], error: Exception) -> str:
    """Return the box to which a mistake belongs."""
    if "pseudonym" in str(error):
        return "pseudonyms"
    return (
        "purpose-1" if typed["purpose"] not in Purpose.values else "why" if isinstance(error, BadInput) else "release"
    )


def _address(row: Any) -> str:
    return reverse("reidentification_request", args=[row.pk])


TABLE = Table(
    "names-asked-for",
    "Requests for names to be returned to those who care",
    (
        Column("Asked", lambda row: row.asked_at, link=_address),
        Column("By", lambda row: row.asked_by.full_name),
        Column("For", lambda row: row.get_purpose_display()),
        Column("People", lambda row: row.asked_for, numeric=True),
        Column("State", lambda row: row.state),
        Column("Decided", lambda row: row.decided_at),
        Column("By whom", lambda row: row.decided_by.full_name if row.decided_by else None),
        Column("Why decided so", lambda row: row.decision, on_page=False),
    ),
)
