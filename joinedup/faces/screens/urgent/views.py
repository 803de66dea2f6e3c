"""The urgent view, through the gate like any look at a record, and the crew's word on it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.banner import banner_of
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.urgent.shown import alerts_of, kept_of, named
from joinedup.record.entries.queries import reader_of, record_of
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.plans import actions
from joinedup.work.plans.queries import plan_of
from joinedup.work.plans.urgent import short, urgent_of


def urgent(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show what to know of a person who is in front of someone now."""
    opened = _open(request, person_id)
    record, plan = record_of(opened), plan_of(opened)
    today = request.at.astimezone(LONDON).date()
    banner = banner_of(opened, record, today)
    alerts, more_alerts = alerts_of(banner)
    reads = reader_of(opened).reads(Section.END_OF_LIFE)
    return show(
        request, "urgent/urgent", person_id=person_id, banner=banner, plan=plan, short=short, said=heard(request),
        know=urgent_of(plan, record, today=today, reads_wishes=reads), alerts=alerts, more_alerts=more_alerts,
        kept=kept_of(plan, record, request.actor), problems=named(record, Section.PROBLEMS),
        medicines=named(record, Section.MEDICINES),
    )  # fmt: skip


def tell(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask what happened and what was wrong in the plan, and have it reach who wrote it."""
    opened = _open(request, person_id)
    plan = plan_of(opened)
    typed = {name: request.POST.get(name, "") for name in ("happened", "wrong", "part", "key")}
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _tell(request, opened, typed)
        except BadInput as error:
            mistakes = [{"text": str(error), "href": "#happened"}]
        else:
            say(request, "Thank you. Whoever wrote the plan is asked to answer by 08:00.")
            return redirect("urgent", person_id=person_id)
    return show(
        request, "urgent/tell", status=422 if mistakes else 200, person_id=person_id, who=opened.demographics,
        plan=plan, typed=typed, key=typed["key"] or uuid4(), form_errors=mistakes,
    )  # fmt: skip


def _open(request: StaffRequest, person_id: int) -> Opened:
    return open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at)


def _tell(request: StaffRequest, opened: Opened, typed: dict[str, str]) -> None:
    try:
        key, part = UUID(typed["key"]), int(typed["part"]) if typed["part"] else None
    except ValueError as error:
        raise BadInput("This page was not sent whole.", now="Open it again, and copy what you wrote.") from error
    seen = {each.id for each in plan_of(opened).parts}
    if part is not None and part not in seen:
        raise BadInput("That part is not in this plan.", now="Choose one of the list.")
    actions.tell(
        opened.person_id, happened=typed["happened"], wrong=typed["wrong"], part_id=part, key=key, by=request.actor,
        at=request.at,
    )  # fmt: skip
