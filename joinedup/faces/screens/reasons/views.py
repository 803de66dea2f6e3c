"""The interruption before a record that nothing gives a reason to open, "why can I see this", and emergencies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.components.words import name_of
from joinedup.faces.screens.finding.shown import shown_by_search
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.faces.screens.show import show
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.access.rules import may
from joinedup.record.linkage.hiding import hidden_people
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import may_open
from joinedup.record.sharing.relationships import actions, queries
from joinedup.record.sharing.relationships.models import Emergency
from joinedup.record.sharing.why import why as why_of
from joinedup.words.basics.errors import BadInput


def interruption(request: HttpRequest, error: NoRelationship) -> HttpResponse:
    """Stop before the record, say why, and offer what this post may do about it."""
    return _interruption(request, error.person_id, error, status=403)


def with_them(request: StaffRequest, person_id: int) -> HttpResponse:
    """Say that one is with the person now, and open the record."""
    actions.say_with_them(person_id, by=request.actor, at=request.at)
    return redirect(_then(request), person_id=person_id)


def break_glass(request: StaffRequest, person_id: int) -> HttpResponse:
    """Open the record in an emergency, once it is said which and why."""
    if request.method != "POST":
        return _which_emergency(request, person_id, status=200)
    typed = {"emergency": request.POST.get("emergency", ""), "because": request.POST.get("because", "")}
    try:
        actions.break_glass(person_id, by=request.actor, at=request.at, **typed)
    except BadInput as mistake:
        box = "#because" if typed["emergency"] in Emergency.values else "#emergency-1"
        errors = [{"text": str(mistake), "href": box}]
        return _which_emergency(request, person_id, status=422, form_errors=errors, **typed)
    say(request, "You opened this record in an emergency. Their practice and the information governance lead are told.")
    return redirect(_then(request), person_id=person_id)


def why(request: StaffRequest, person_id: int) -> HttpResponse:
    """Say why this post may open a person's record, or why not; it opens nothing of the person."""
    answer = why_of(person_id, by=request.actor, at=request.at)
    return show(request, "reasons/why", person_id=person_id, answer=answer, person=shown_by_search(request, person_id))


def emergencies(request: StaffRequest) -> HttpResponse:
    """List the records that were opened in an emergency, of whom this post is told."""
    found = queries.emergencies(by=request.actor, at=request.at, page=page_asked(request.GET))
    table = _table(request.actor, hidden_people({row.now for row in found.items}))
    return show(request, "reasons/emergencies", page=found, table=table, asked_query=lambda **more: query({}, **more))


def emergencies_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    return download(_table(request.actor, hidden_people()), queries.every_emergency(by=request.actor, at=request.at))


def _then(request: HttpRequest) -> str:
    """Return the page that was asked for and stopped, by its name: the record, where it was none of a few."""
    asked = request.POST.get("then") or request.GET.get("then") or request.path.rstrip("/").rsplit("/", 1)[-1]
    return asked if asked in ("urgent", "plan") else "record"


def _which_emergency(request: StaffRequest, person_id: int, *, status: int, **shown: Any) -> HttpResponse:
    """Ask which emergency it is, of whoever has a relationship too: they may need to see what is sealed."""
    found = replace(may_open(person_id, by=request.actor, at=request.at), may_declare=False, may_break_glass=True)
    return _interruption(request, person_id, NoRelationship(found, person_id=person_id), status=status, **shown)


def _interruption(
    request: HttpRequest, person_id: int, error: NoRelationship, *, status: int, **shown: Any
) -> HttpResponse:
    return show(
        request, "reasons/interruption", status=status, person_id=person_id, decision=error.decision,
        person=shown_by_search(request, person_id), emergencies=Emergency.choices, then=_then(request), **shown,
    )  # fmt: skip


def _table(by: Actor, hidden: Collection[int]) -> Table:
    """Return the table of emergencies: their names are for those who care for them, no place where it is hidden."""
    cares = may(by, "record.open").allowed
    names = organisation_names()

    def person(row: Any) -> str:
        return name_of(row) if cares else f"Person {row.now}"

    def who(row: Any) -> str:
        at = "" if row.now in hidden else f", {names.get(row.organisation, row.organisation)}"
        return f"{row.account.full_name}, {role_title(row.role)}{at}"

    return Table("opened-in-an-emergency", "Records opened in an emergency", (
        Column("When", lambda row: row.starts_at),
        Column("Person", person, link=(lambda row: reverse("record", args=[row.now])) if cares else None),
        Column("Who opened it", who),
        Column("Emergency", lambda row: row.get_emergency_display()),
        Column("What was happening", lambda row: row.because),
        Column("Open until", lambda row: row.ends_at),
    ))  # fmt: skip
