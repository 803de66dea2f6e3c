"""Who has how many people on a model of care, as they weigh, against what its file wants; and who has room."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, query
from joinedup.faces.screens.care.frame import show_model
from joinedup.faces.screens.posts import StaffRequest
from joinedup.insight.models_of_care import model_named
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment import caseloads as work
from joinedup.work.enrolment import queries
from joinedup.work.enrolment.caseloads import Caseload
from joinedup.work.enrolment.queries import Filters


def caseloads(request: StaffRequest, model_id: str) -> HttpResponse:
    """Show each worker's people on a model, and how many wait or have nobody."""
    of = model_named(model_id).model
    loads = work.caseloads(of, by=request.actor, at=request.at)
    counts = queries.counts(by=request.actor, at=request.at, filters=Filters(model=of.id))
    people = reverse("model_people", kwargs={"model_id": of.id})
    return show_model(
        request, "caseloads", of, way="model_caseloads", loads=[each for each in loads if each.account],
        table=_table(of), file=reverse("model_caseloads_file", kwargs={"model_id": of.id}), counts=counts,
        people=people, room=_room(loads), caseload=of.team.caseload,
    )  # fmt: skip


def caseloads_file(request: StaffRequest, model_id: str) -> StreamingHttpResponse:
    """Send the same as a file, with whoever nobody leads yet as its last row."""
    of = model_named(model_id).model
    return download(_table(of), work.caseloads(of, by=request.actor, at=request.at))


def _room(loads: list[Caseload]) -> str:
    """Return who has room, most first: whom to ask before anyone is given more."""
    free = [f"{each.name} ({each.room:g})" for each in loads if each.account and each.room]
    return ", ".join(free[:3])


def _table(of: ModelOfCare) -> Table:
    people = reverse("model_people", kwargs={"model_id": of.id})

    def theirs(row: Caseload) -> str:
        return people + query({"list": "caseload", "key_worker": row.account})

    return Table(
        f"caseloads-{of.id}", "Caseloads",
        (
            Column("Worker", lambda row: row.name, link=theirs),
            Column("Post", lambda row: row.role),
            Column("People", lambda row: row.people, numeric=True),
            Column("As they weigh", lambda row: f"{row.weight:g}", numeric=True),
            Column("Room for", _room_of, numeric=True),
            Column("Overdue", lambda row: row.overdue, numeric=True),
            Column("Paused", lambda row: row.paused, numeric=True),
            Column("Soonest end", lambda row: row.soonest_end.date() if row.soonest_end else None),
        ),
    )  # fmt: skip


def _room_of(row: Caseload) -> str:
    if row.room is None:
        return "No limit" if row.account else ""
    return "None: full" if row.full else f"{row.room:g}"
