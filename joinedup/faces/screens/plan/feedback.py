"""What crews and others said of plans: the list of who is to answer it, and the answer."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.store.pages import page_of
from joinedup.words.basics.errors import BadInput
from joinedup.work.plans import actions
from joinedup.work.plans.feedback import Told, feedback_for, told_of


def feedback(request: StaffRequest) -> HttpResponse:
    """List what was said of plans that this post is to answer, what waits first."""
    return _list(request)


def feedback_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    return download(TABLE, told_of(feedback_for(request.actor)))


def answer(request: StaffRequest, feedback_id: int) -> HttpResponse:
    """Record what was done about one piece of feedback."""
    try:
        actions.answer(feedback_id, text=request.POST.get("text", ""), by=request.actor, at=request.at)
    except BadInput as error:
        return _list(request, errors=[{"text": str(error), "href": f"#text-{feedback_id}"}])
    say(request, "It is answered. Whoever told it sees your answer with the plan.")
    return redirect("plan_feedback")


def _list(request: StaffRequest, *, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    found = page_of(feedback_for(request.actor), number=page_asked(request.GET))
    return show(
        request, "plan/feedback", status=422 if errors else 200, form_errors=errors or [], said=heard(request),
        page=found, told=told_of(found.items), typed=request.POST, asked_query=lambda **more: query({}, **more),
    )  # fmt: skip


def _about(row: Told) -> str:
    return row.kind.title if row.kind else "The whole plan"


def _answer(row: Told) -> str:
    return "; ".join(f"{who}: {text}" for _, who, text in row.answers)


TABLE = Table(
    "plan-feedback",
    "What was said of plans",
    (
        Column("When", lambda row: row.told_at),
        Column("Person", lambda row: row.name, link=lambda row: reverse("plan", args=[row.person_id])),
        Column("Who said it", lambda row: row.told_by),
        Column("About", _about),
        Column("What happened", lambda row: row.happened),
        Column("What was wrong or missing", lambda row: row.wrong),
        Column("To be answered by", lambda row: row.answer_by),
        Column("Answer", _answer),
    ),
)
