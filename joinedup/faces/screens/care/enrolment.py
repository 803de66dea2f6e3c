"""One person's time on one model of care: what is to be done, what may be said, all that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse

from joinedup.faces.screens.care.acts import FORMS
from joinedup.faces.screens.care.found import grouped
from joinedup.faces.screens.care.words import history_of, outcomes_of, standing_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, past_moment, show_record
from joinedup.faces.screens.said import heard
from joinedup.insight.models_of_care import known
from joinedup.journeys.work import ForStep
from joinedup.planning.finding import queries as finding
from joinedup.record.access.queries import workers_of
from joinedup.record.access.rules import may
from joinedup.record.sharing.sensitivity import FULL
from joinedup.words.models_of_care import Standing
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment import queries
from joinedup.work.enrolment.asks import errand_title
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.nexts import UNDO_WITHIN, tries_apart
from joinedup.work.enrolment.queries import Whole
from joinedup.work.enrolment.state import Errand, StepAt


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is owed or was done, as the page shows it; ``forms`` are its forms, each with where it is filled."""

    of: StepAt
    mark: str
    standing: str
    by: str
    forms: tuple[tuple[str, str, bool], ...]

    @property
    def all_given(self) -> bool:
        """Return whether every form of it was given."""
        return all(given for _, _, given in self.forms)


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a branch asked for, as the page shows it."""

    of: Errand
    title: str
    mark: str
    standing: str


def enrolment(
    request: StaffRequest, enrolment_id: int, *, errors: list[dict[str, str]] | None = None, act: str = ""
) -> HttpResponse:
    """Show someone's time on a model: what is next, what may be said of it, and its history.

    With what was wrong where something was, and the act open that was tried.
    """
    as_at = past_moment(request.GET.get("as-at", ""), now=request.at)
    whole = queries.whole(enrolment_id, by=request.actor, at=request.at, as_at=as_at)
    whole, unread = queries.as_seen(whole, by=request.actor)
    reading = open_for(request, whole.row.person_id)
    at = as_at or request.at
    may_work = as_at is None and may(request.actor, "care.work").allowed
    holds, reasons, release = finding.why(
        whole.model, whole.row.person_id, whole=request.actor.role in FULL
    ) if not whole.state.accepted_at else (None, (), None)  # fmt: skip
    return show_record(
        request, "care/enrolment", reading, status=422 if errors else 200, way="care", whole=whole, row=whole.row,
        model=whole.model, state=whole.state, owed=[_step(whole, each, at) for each in whole.state.owed],
        done=[_step(whole, each, at) for each in whole.state.steps if each.done_at],
        errands=[_errand(each, at) for each in whole.state.errands if not each.done_at],
        worries=[each for each in whole.state.worries if not each.met_at],
        history=history_of(whole), outcomes=outcomes_of(whole.model), may_work=may_work,
        acts=_acts(whole) if may_work else {}, workers=workers_of(request.actor.organisation, at=request.at),
        others=[each for each in queries.running_for(whole.model.id) if each.team.code != whole.row.team],
        parties=[(party, title_of("agrees", party), party in whole.state.agreed) for party in whole.model.how_in.agree],
        new_key=uuid4, tries=tries_apart(whole.state.tried),
        undo=_undo(whole, request), form_errors=errors or [], tried_act=act, typed=request.POST, said=heard(request),
        reasons=grouped(reasons), found=holds, release=release, was_at=as_at, unread=unread,
    )  # fmt: skip


def _step(whole: Whole, step: StepAt, at: datetime) -> Step:
    mark, standing = standing_of(step.due.at if step.due else None, step.stands(at), at, step.done_at)
    work = str(ForStep(whole.row.id, step.step, step.nth if step.repeats else 0))
    person = {"person_id": whole.row.person_id}
    forms = tuple(
        (
            title_of("forms", form, known()),
            reverse("form_start", kwargs={**person, "form": form}) + "?" + urlencode({"work": work}),
            form in step.answered,
        )
        for form in step.forms
    )
    role = whole.model.team.key_worker if step.by == "key_worker" else step.by
    return Step(step, mark, standing, title_of("roles", role, known()) if role else "", forms)


def _errand(errand: Errand, at: datetime) -> ToDo:
    due = errand.due.at if errand.due else None
    stands = Standing.OVERDUE if due and due < at else Standing.WAITING
    return ToDo(errand, errand_title(errand, known()), *standing_of(due, stands, at))


def _acts(whole: Whole) -> dict[str, str]:
    """Return the acts that may be done now, each with the title of its part of the page."""
    return {name: form.title for name, form in FORMS.items() if form.kind and not whole.may.get(form.kind, "")}


def _undo(whole: Whole, request: StaffRequest) -> Any:
    """Return the last thing that whoever asks recorded, where it is not ten seconds ago."""
    standing = [line for line in whole.history if not line.undone and line.event.kind is not Kind.UNDONE]
    last = max(standing, key=lambda line: line.event.recorded_at, default=None)
    if last is None or last.event.account != request.actor.account_id or last.event.kind is Kind.REFERRED:
        return None
    return last if request.at - last.event.recorded_at <= UNDO_WITHIN else None
