"""Who is on a model of care: one's own organisation's people in lists, each with its count and its file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.components.words import many
from joinedup.faces.screens.care.filters import saved
from joinedup.faces.screens.care.frame import show_model
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.models_of_care import known, model_named
from joinedup.record.access.queries import workers_of
from joinedup.record.access.rules import may
from joinedup.record.tasks.looking import note_listed
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.caseloads import Caseload, caseloads
from joinedup.work.enrolment.queries import Filters

LISTS = (
    ("caseload", "Caseload"), ("waiting", "Waiting"), ("overdue", "Overdue"), ("unallocated", "No key worker"),
    ("paused", "Paused"), ("transfers", "Being handed on"), ("ended", "Ended in 30 days"), ("all", "All"),
)  # fmt: skip


def people(request: StaffRequest, model_id: str) -> HttpResponse:
    """List one's people on a model, by how far they are."""
    of = model_named(model_id).model
    asked = _asked(request)
    filters = _filters(of.id, asked)
    found = queries.listed(
        asked["list"], by=request.actor, at=request.at, filters=filters, page=page_asked(request.GET)
    )
    note_listed([row.person_id for row in found.items], of=of.id, by=request.actor, at=request.at)
    counts = queries.counts(by=request.actor, at=request.at, filters=filters)
    loads = caseloads(of, by=request.actor, at=request.at)
    here = reverse("model_people", kwargs={"model_id": of.id})
    return show_model(
        request, "people", of, way="model_people", page=found, asked=asked, here=here, at=request.at,
        parts=[(name, text, counts[name], here + query({**asked, "list": name})) for name, text in LISTS],
        asked_query=partial(query, asked), filters=_fields(asked, loads),
        saved=saved(request, f"model:{of.id}", asked),
        loads=[each for each in loads if each.people], workers=_workers(request, loads), caseload=of.team.caseload,
        may_allocate=may(request.actor, "care.allocate").allowed,
        outcome=lambda word: title_of("outcomes", word, known()), route=lambda word: title_of("routes", word, known()),
        table=TABLE, file=reverse("model_people_file", kwargs={"model_id": of.id}),
    )  # fmt: skip


def people_file(request: StaffRequest, model_id: str) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    asked = _asked(request)
    rows = queries.every(
        asked["list"], by=request.actor, at=request.at, filters=_filters(model_named(model_id).id, asked)
    )
    note_listed([row.person_id for row in rows], of=model_id, exported=True, by=request.actor, at=request.at)
    return download(TABLE, rows)


def hand_over(request: StaffRequest, model_id: str) -> HttpResponse:
    """Give those who were chosen to another key worker."""
    chosen = [int(text) for text in request.POST.getlist("enrolment") if text.isascii() and text.isdigit()][:200]
    worker = request.POST.get("key_worker", "")
    back = redirect(reverse("model_people", kwargs={"model_id": model_id}) + query({"list": request.POST.get("list")}))
    if not chosen:
        say(request, "Nobody was chosen. Tick those who are handed over.")
        return back
    try:
        given, full = actions.hand_over(
            chosen, key_worker=int(worker) if worker.isascii() and worker.isdigit() else None,
            why=request.POST.get("why", ""), by=request.actor, at=request.at,
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
        return back
    stay = f" {many(len(chosen) - given, 'person stays', 'people stay')}: {full[0].lower()}{full[1:]}" if full else ""
    say(request, f"{many(given, 'person', 'people').capitalize()} handed over.{stay}")
    return back


def _workers(request: StaffRequest, loads: Sequence[Caseload]) -> list[tuple[int, str]]:
    """Return to whom people may be handed over: who has most room first, and how much."""
    room = {each.account: each.room for each in loads}
    posts = sorted(
        workers_of(request.actor.organisation, at=request.at), key=lambda post: -(room.get(post.account_id) or 0)
    )
    return [
        (post.account_id, f"{post.account.full_name}, {post.get_role_display()}{_room(room.get(post.account_id))}")
        for post in posts
    ]


def _room(room: float | None) -> str:
    return "" if room is None else f": room for {room:g}"


def _asked(request: StaffRequest) -> dict[str, str]:
    name, order = request.GET.get("list", ""), request.GET.get("order", "")
    worker = request.GET.get("key_worker", "")
    return {
        "list": name if name in queries.LISTS else "caseload",
        "words": request.GET.get("words", "")[:80],
        "key_worker": worker if worker.isascii() and worker.isdigit() else "",
        "order": order if order in ("due", "newest") else "due",
    }


def _filters(model: str, asked: dict[str, str]) -> Filters:
    worker = int(asked["key_worker"]) if asked["key_worker"] else None
    return Filters(model=model, words=asked["words"], key_worker=worker, order=asked["order"])


def _fields(asked: dict[str, str], loads: Sequence[Caseload]) -> list[dict[str, Any]]:
    workers = [("", "Anyone"), *((str(each.account), each.name) for each in loads if each.account)]
    orders = [("due", "What is due first"), ("newest", "The newest first")]
    return [
        {"name": "words", "label": "Name or NHS number", "value": asked["words"], "type": "search"},
        {"name": "key_worker", "label": "Key worker", "value": asked["key_worker"], "choices": workers},
        {"name": "order", "label": "Order", "value": asked["order"], "choices": orders},
    ]


def _outcome(row: Any) -> str:
    return title_of("outcomes", row.outcome, known()) if row.outcome else ""


TABLE = Table(
    "people-on-a-model", "People on a model of care",
    (
        Column("Name", lambda row: row.name, link=lambda row: reverse("enrolment", kwargs={"enrolment_id": row.id})),
        Column("Born", lambda row: row.birth_date),
        Column("NHS number", lambda row: row.nhs_number, on_page=False),
        Column("How far", lambda row: row.phase_title),
        Column("Key worker", lambda row: row.key_worker_name or "Nobody yet"),
        Column("Weight", lambda row: row.weight.value, on_page=False),
        Column("Referred", lambda row: row.started_at.date()),
        Column("Accepted", lambda row: row.accepted_at.date() if row.accepted_at else None, on_page=False),
        Column("Next due", lambda row: row.next_due_at.date() if row.next_due_at else None),
        Column("Team", lambda row: row.team_name, on_page=False),
        Column("Ended", lambda row: row.ended_at.date() if row.ended_at else None, on_page=False),
        Column("Outcome", _outcome, on_page=False),
    ),
)  # fmt: skip
