"""A person's forms: what is being filled in, what was answered, choosing another, and reading one again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.components.words import score_in_words
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.forms.opening import readable
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.insight.forms import catalogue, form_to_open, why_closed
from joinedup.journeys import forms as journeys
from joinedup.record.answers import actions, queries
from joinedup.record.answers.models import Answered
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.store.pages import page_within
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.basics.moments import LONDON
from joinedup.words.forms import Form

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One answered form in a list."""

    id: int
    title: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    scores: str
    amended: bool
    address: str


def forms(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the forms that are being filled in about a person, and those that were answered."""
    opened = _open(request, person_id)
    rows = _rows(opened, queries.answered(opened))
    drafts = queries.drafts(opened)
    names = queries.account_names(each.saved_by_id for each in drafts)
    return show(
        request, "forms/forms", person_id=person_id, who=opened.demographics, said=heard(request), table=TABLE,
        asked_query=partial(query, {}),
        page=page_within(rows, number=page_asked(request.GET), size=A_PAGE),
        marked=list(queries.marked(opened).values()),
        drafts=[(each, names.get(each.saved_by_id or 0, "")) for each in drafts],
    )  # fmt: skip


def forms_file(request: StaffRequest, person_id: int) -> StreamingHttpResponse:
    """Send the list of answered forms as a file."""
    opened = _open(request, person_id)
    return download(TABLE, _rows(opened, queries.answered(opened)))


def gallery(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show every form there is, to choose one."""
    opened = _open(request, person_id, act="form.fill")
    today = request.at.astimezone(LONDON).date()
    found = sorted(catalogue().values(), key=lambda form: form.title.lower())
    latest = {each.form_version.form_id: each.happened_at for each in reversed(queries.answered(opened))}
    return show(
        request, "forms/gallery", person_id=person_id, who=opened.demographics, latest=latest,
        free=[form for form in found if not why_closed(form, today)],
        locked=[(form, why_closed(form, today)) for form in found if why_closed(form, today)],
    )  # fmt: skip


def start(request: StaffRequest, person_id: int, form: str) -> HttpResponse:
    """Say what a form is, for whom and whose; begin it, or go on with what a colleague began."""
    opened = _open(request, person_id, act="form.fill")
    found = form_to_open(form, request.at.astimezone(LONDON).date())
    work = (request.POST if request.method == "POST" else request.GET).get("work", "")
    journeys.require(found, person_id=opened.person_id, for_work=work, by=request.actor, at=request.at)
    if request.method == "POST":
        draft = actions.begin(found, person_id=person_id, work=work, by=request.actor, at=request.at)
        return redirect(reverse("form_tasks", kwargs={"person_id": person_id, "draft_id": draft.pk}))
    before = _rows(opened, queries.answered(opened, form))
    begun = [each for each in queries.drafts(opened) if each.form_version.form_id == form and each.work == work]
    return show(
        request, "forms/start", person_id=person_id, who=opened.demographics, form=found, work=work, before=before[:3],
        begun=begun, reusable=queries.reusable(opened, found, request.at),
    )  # fmt: skip


def answered(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Show what was answered, by whom and when, its scores, and each of its versions."""
    return _shown(request, person_id, answered_id, "answered")


def printed(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Show an answered form for paper, with who printed it and when."""
    return _shown(request, person_id, answered_id, "print")


def given(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Say that a form is given, and what comes next."""
    return _shown(request, person_id, answered_id, "given")


def amend(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Begin to amend what was answered; what it says now stays readable."""
    opened = _open(request, person_id, act="form.amend")
    if queries.shown_answers(opened, queries.one(opened, answered_id))[1]:
        raise CannotProceed(
            "Some of its answers are kept from your post.", now="Ask whoever wrote it down to amend it, or a clinician."
        )
    draft = actions.begin_amendment(answered_id, by=request.actor, at=request.at)
    return redirect(reverse("form_check", kwargs={"person_id": person_id, "draft_id": draft.pk}))


def in_error(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Ask why a form was given about the wrong person, and mark it."""
    opened = _open(request, person_id, act="form.error")
    this = queries.one(opened, answered_id)
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            told = journeys.enter_in_error(
                answered_id, why=request.POST.get("why", ""), by=request.actor, at=request.at
            )
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#why"}]
        else:
            say(request, told)
            return redirect("form_answered", person_id=person_id, answered_id=answered_id)
    return show(
        request, "forms/error", status=422 if mistakes else 200, person_id=person_id, who=opened.demographics,
        answered=this, form_errors=mistakes, typed=request.POST,
    )  # fmt: skip


def not_in_error(request: StaffRequest, person_id: int, answered_id: int) -> HttpResponse:
    """Take back that a form was about the wrong person."""
    queries.one(_open(request, person_id, act="form.error"), answered_id)
    journeys.not_in_error(answered_id, by=request.actor, at=request.at)
    say(request, "It counts again, as it did.")
    return redirect("form_answered", person_id=person_id, answered_id=answered_id)


def _shown(request: StaffRequest, person_id: int, answered_id: int, template: str) -> HttpResponse:
    opened = _open(request, person_id)
    versions = queries.history(opened, answered_id)
    this = next(each for each in versions if each.pk == answered_id)
    form, told, kept = readable(opened, this)
    who = queries.told_by(versions)
    return show(
        request, f"forms/{template}", person_id=person_id, who=opened.demographics, said=heard(request), form=form,
        answered=this, pages=told, kept=kept, by=who[this.pk], scores=this.scores,
        acted=_acted(form, queries.shown_acted(opened, this)),
        versions=[(each, who[each.pk]) for each in versions], latest=versions[0], at=request.at,
        mark=queries.marked(opened).get(this.pk),
    )  # fmt: skip


def _open(request: StaffRequest, person_id: int, act: str = "record.open") -> Opened:
    return open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act=act)


def _acted(form: Form, acted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was done at once about each answer that told of a risk, with the question."""
    told = []
    for key, each in acted.items():
        item = form.by_id.get(key.split("#")[0])
        told.append((item.text if item else form.title, str(each.get("what", ""))))
    return told


def _rows(opened: Opened, found: Iterable[Answered]) -> list[Row]:
    found = list(found)
    who = queries.told_by(found)
    return [
        Row(
            each.pk, each.form_version.title, each.happened_at, each.recorded_at, str(who[each.pk]),
            "; ".join(score_in_words(score) for score in each.scores), each.amends_id is not None,
            reverse("form_answered", kwargs={"person_id": opened.person_id, "answered_id": each.pk}),
        )
        for each in found
    ]  # fmt: skip


TABLE = Table(
    "forms", "Forms answered",
    (
        Column("Form", lambda row: row.title, link=lambda row: row.address),
        Column("Answered", lambda row: row.happened_at),
        Column("Came to", lambda row: row.scores),
        Column("Written down by", lambda row: row.by),
        Column("Written down", lambda row: row.recorded_at, on_page=False),
        Column("Amended", lambda row: "Yes" if row.amended else ""),
    ),
)  # fmt: skip
