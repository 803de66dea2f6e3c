"""My day and a team's board: what is to be done, for whom and by when; each list, its counts and its file are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.care.filters import MY_DAY, saved
from joinedup.faces.screens.care.words import standing_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.insight.models_of_care import catalogue, known
from joinedup.record.tasks import actions, queries
from joinedup.record.tasks.looking import note_listed
from joinedup.record.tasks.queries import Filters, Listed, Row
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.models_of_care import Standing
from joinedup.words.models_of_care.known import title_of

# The parts of a list in the order in which they are shown, and their words.
PARTS = (
    ("all", "All"), ("overdue", "Overdue"), ("today", "Today"), ("week", "Next 7 days"), ("later", "Later"),
    ("undated", "No date"), ("stopped", "Not chased"), ("unallocated", "Nobody’s yet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as a page shows it: ``mark`` is overdue, today, soon or stopped."""

    row: Row
    mark: str
    due: str
    model: str
    role: str


def my_day(request: StaffRequest) -> HttpResponse:
    """Show what whoever is signed in has to do, and what of their team nobody holds yet."""
    asked = _asked(request)
    found = queries.my_day(by=request.actor, at=request.at, filters=_filters(asked), page=page_asked(request.GET))
    return _page(request, found, asked, title="My day", here=reverse("my_day"), file=reverse("my_day_file"))


def my_day_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send one's whole day as a file."""
    rows = queries.every(by=request.actor, at=request.at, filters=_filters(_asked(request)))
    note_listed([row.person_id for row in rows], of="my day", exported=True, by=request.actor, at=request.at)
    return download(TABLE, [shown_of(row, request.at) for row in rows])


def team_board(request: StaffRequest, team: str) -> HttpResponse:
    """Show everything that a team has to do, whoever holds it."""
    asked = _asked(request)
    found = queries.team_board(
        team, by=request.actor, at=request.at, filters=_filters(asked), page=page_asked(request.GET)
    )
    named = next((each.name for each in queries.teams_of(request.actor) if each.code == team), team)
    at = {"team": team}
    return _page(
        request, found, asked, title=named, here=reverse("team_board", kwargs=at),
        file=reverse("team_board_file", kwargs=at), team=team,
    )  # fmt: skip


def team_board_file(request: StaffRequest, team: str) -> StreamingHttpResponse:
    """Send all that a team has to do as a file."""
    rows = queries.every(by=request.actor, at=request.at, team=team, filters=_filters(_asked(request)))
    note_listed([row.person_id for row in rows], of=f"team {team}", exported=True, by=request.actor, at=request.at)
    return download(TABLE, [shown_of(row, request.at) for row in rows])


def take(request: StaffRequest, task_id: int) -> HttpResponse:
    """Hold a task oneself."""
    try:
        actions.take(task_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        say(request, f"{error.problem} {error.now}")
    else:
        say(request, "It is yours now.")
    team = request.POST.get("team", "")
    return redirect("team_board", team=team) if team else redirect("my_day")


def shown_of(row: Row, at: datetime) -> Shown:
    """Return a task as a page shows it at an instant."""
    mark, due = standing_of(row.due_at, row.standing, at)
    if row.standing is Standing.STOPPED:
        due = f"Not chased: {row.stopped_why}"
    models = catalogue()
    of = models[row.model].model.title if row.model in models else row.model
    role = title_of("roles", row.role, known()) if row.role else ""
    return Shown(row, "overdue" if row.welfare_check else mark, due, of, role)


def _page(
    request: StaffRequest, found: Listed, asked: dict[str, str], *, title: str, here: str, file: str, team: str = ""
) -> HttpResponse:
    of = f"team {team}" if team else "my day"
    note_listed([row.person_id for row in found.page.items], of=of, by=request.actor, at=request.at)
    parts = [
        {"name": name, "text": text, "count": found.counts[name], "href": here + query({**asked, "list": name})}
        for name, text in PARTS
    ]
    visits = [[shown_of(row, request.at) for row in visit] for visit in found.visits]
    return show(
        request, "care/day", title=title, page=found.page,
        tasks=[shown_of(row, request.at) for row in found.page.items],
        parts=parts, asked=asked, here=here, file=file, team=team, asked_query=partial(query, asked),
        filters=_fields(asked), saved=saved(request, f"team:{team}" if team else MY_DAY, asked),
        teams=queries.teams_of(request.actor), visits=visits, said=heard(request),
        unread=found.kept,
    )  # fmt: skip


def _asked(request: StaffRequest) -> dict[str, str]:
    part = request.GET.get("list", "")
    model = request.GET.get("model", "")
    return {
        "list": part if part in queries.PARTS else "all",
        "model": model if model in catalogue() else "",
        "words": request.GET.get("words", "")[:80],
    }


def _filters(asked: dict[str, str]) -> Filters:
    return Filters(part=asked["list"], model=asked["model"], words=asked["words"])


def _fields(asked: dict[str, str]) -> list[dict[str, Any]]:
    models = [("", "Any"), *((each.id, each.model.title) for each in catalogue().values())]
    return [
        {"name": "model", "label": "Model of care", "value": asked["model"], "choices": models},
        {"name": "words", "label": "Name or NHS number", "value": asked["words"], "type": "search"},
    ]


TABLE = Table(
    "to-do", "To do",
    (
        Column("Person", lambda task: task.row.name),
        Column("Born", lambda task: task.row.birth_date),
        Column("NHS number", lambda task: task.row.nhs_number),
        Column("To do", lambda task: task.row.title),
        Column("Due", lambda task: task.row.due_at),
        Column("How it stands", lambda task: task.due),
        Column("Model of care", lambda task: task.model),
        Column("Team", lambda task: task.row.team_name),
        Column("Who holds it", lambda task: task.row.account_name),
    ),
)  # fmt: skip
