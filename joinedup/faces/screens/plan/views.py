"""Reading a person's plan: whole, one part in its versions, on paper, as a PDF, and its dates for a calendar."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.packs.dates import calendar_of, dates_of, entries_of
from joinedup.faces.components.packs.plan import plan_pdf
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.plan.shown import (
    agreed_words,
    groups_of,
    kept_words,
    owners_in,
    recorded_words,
    shown_of,
)
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.record.access.rules import may
from joinedup.record.linkage.queries import current_person
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.words.basics.errors import NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.plans.feedback import feedback_on
from joinedup.work.plans.queries import PlanNow, owner_names, plan_of


def plan(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the whole plan; someone merged leads on to whom they are now."""
    try:
        opened = open_plan(request, person_id)
    except NotFound:
        now = current_person(person_id)
        if now == person_id:
            raise
        return redirect("plan", person_id=now)
    return _show(request, "plan/plan", opened, said=heard(request), feedback=feedback_on(opened))


def printed(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the plan for paper: who printed it and when."""
    return _show(request, "plan/print", open_plan(request, person_id))


def part(request: StaffRequest, person_id: int, part_id: int) -> HttpResponse:
    """Show one part in every version, side by side, what changed in each marked."""
    opened = open_plan(request, person_id)
    found = plan_of(opened)
    one = found.part(part_id)
    owners = owner_names(owners_in(found))
    before = {each.number: each for each in one.versions}
    versions = [
        shown_of(one.kind, each, found, owners, before=before.get(each.based_on)) for each in reversed(one.versions)
    ]
    return show(
        request, "plan/part", person_id=person_id, who=opened.demographics, part=one, versions=versions,
        said=heard(request), standing={each.number for each in one.standing.all},
        may_write=may(request.actor, "plan.decide" if one.kind.decision else "plan.write").allowed,
    )  # fmt: skip


def pdf(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send the plan as an accessible PDF."""
    opened = open_plan(request, person_id)
    found = plan_of(opened)
    made = plan_pdf(opened, _groups(found), agreed=agreed_words(found), made_by=request.actor)
    sent = HttpResponse(made, content_type="application/pdf")
    sent["Content-Disposition"] = 'attachment; filename="plan.pdf"'
    return sent


def dates(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send the plan's dates to come, as a calendar takes them, and no word of what they are about."""
    found = plan_of(open_plan(request, person_id))
    sent = HttpResponse(
        calendar_of(entries_of(dates_of(found)), at=request.at), content_type="text/calendar; charset=utf-8"
    )
    sent["Content-Disposition"] = 'attachment; filename="plan-dates.ics"'
    return sent


def open_plan(request: StaffRequest, person_id: int, *, act: str = "plan.see") -> Opened:
    """Return the person opened for their plan; the look is in the journal."""
    return open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act=act)


def _groups(found: PlanNow) -> Any:
    return groups_of(found, owner_names(owners_in(found)), today=found.at.astimezone(LONDON).date())


def _show(request: StaffRequest, template: str, opened: Opened, **shown: Any) -> HttpResponse:
    found = plan_of(opened)
    agreed = found.agreement
    return show(
        request, template, wide=True, person_id=opened.person_id, who=opened.demographics, plan=found,
        groups=_groups(found), agreed=agreed_words(found),
        recorded=recorded_words(agreed, found) if agreed else "", kept=kept_words(found),
        dates=dates_of(found), today=request.at.astimezone(LONDON).date(), **shown,
    )  # fmt: skip
