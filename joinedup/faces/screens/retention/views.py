"""The rules of retention with what is due by each: for whoever leads information governance."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, StreamingHttpResponse

from joinedup.faces.components.lists import Column, Table, download, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.planning.retention.queries import due
from joinedup.planning.retention.rules import DESTROY, Due
from joinedup.record.store.pages import page_within
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON

THEN = {True: "Destroyed by a command", False: "Reviewed by people"}
TABLE = Table("retention", "How long things are kept, and what is due", (
    Column("What", lambda each: each.rule.title),
    Column("Kept for", lambda each: each.rule.said),
    Column("Then", lambda each: THEN[each.rule.then == DESTROY]),
    Column("Due", lambda each: "Not counted" if each.why_not else each.count, numeric=True),
    Column("Since", lambda each: each.since),
    Column("Oldest", lambda each: each.oldest),
    Column("Source", lambda each: each.rule.source, on_page=False),
    Column("Note", lambda each: " ".join(filter(None, (each.why_not, each.rule.note))), on_page=False),
    Column("Rule", lambda each: each.rule.id, on_page=False),
))  # fmt: skip


def retention(request: StaffRequest) -> HttpResponse:
    """List every rule with how many of what are due on a day: today, or the one that is asked for."""
    asked = request.GET.get("on", "").strip()
    try:
        on, mistakes = _day(request, asked), []
    except BadInput as error:
        on, mistakes = _today(request), [{"text": str(error), "href": "#on"}]
    found = due(by=request.actor, on=on)
    return show(
        request,
        "retention/retention",
        status=422 if mistakes else 200,
        form_errors=mistakes,
        table=TABLE,
        page=page_within(found, size=len(found) or 1),
        filters=[{"name": "on", "label": "Due on", "value": asked, "type": "date"}],
        on=on,
        asked_query=lambda **more: query({"on": asked}, **more),
        to_review=_sum(found, destroyed=False),
        to_destroy=_sum(found, destroyed=True),
    )


def retention_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the same list as a file."""
    return download(TABLE, due(by=request.actor, on=_day(request, request.GET.get("on", "").strip())))


def _sum(found: list[Due], *, destroyed: bool) -> int:
    return sum(each.count for each in found if (each.rule.then == DESTROY) is destroyed)


def _day(request: StaffRequest, text: str) -> date:
    if not text:
        return _today(request)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("We could not read that day.", now="Write it such as 2026-04-03.") from error


def _today(request: StaffRequest) -> date:
    return request.at.astimezone(LONDON).date()
