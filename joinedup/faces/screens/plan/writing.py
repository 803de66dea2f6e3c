"""Writing a plan with someone: a new part, the next version of one, its end, and that the plan was agreed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.plan.shown import HOW, groups_of, joined, owners_in, shown_of
from joinedup.faces.screens.plan.views import open_plan
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.sharing.choices.rules import How
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON, start_of_day
from joinedup.work.plans import actions
from joinedup.work.plans.errors import NotYet
from joinedup.work.plans.kinds import PartKind, kinds
from joinedup.work.plans.queries import PartNow, owner_names, owners, plan_of


def new(request: StaffRequest, person_id: int, kind: str) -> HttpResponse:
    """Ask what a new part says, and write it."""
    opened = open_plan(request, person_id, act="plan.write")
    found = _kind(kind)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            version = actions.add(
                person_id, kind, typed_in(request, found), key=_key(request), under=_under(request), **_seen(request),
                by=request.actor, at=request.at,
            )  # fmt: skip
        except BadInput as error:
            problems = _problems(error, found)
        else:
            return _written(request, person_id, version.part_id, beside=version.beside)
    return _form(request, opened, found, None, problems)


def edit(request: StaffRequest, person_id: int, part_id: int) -> HttpResponse:
    """Ask what a part is to say now, all that stands of it in view, and write its next version."""
    opened = open_plan(request, person_id, act="plan.write")
    part = plan_of(opened).part(part_id)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            version = actions.write(
                part_id, typed_in(request, part.kind), based_on=_number(request.POST.get("based_on", "")) or 0,
                **_seen(request), by=request.actor, at=request.at,
            )  # fmt: skip
        except BadInput as error:
            problems = _problems(error, part.kind)
        else:
            return _written(request, person_id, part_id, beside=version.beside)
    return _form(request, opened, part.kind, part, problems)


def end(request: StaffRequest, person_id: int, part_id: int) -> HttpResponse:
    """End a part, and say where it can be brought back."""
    part = plan_of(open_plan(request, person_id, act="plan.write")).part(part_id)
    try:
        actions.end(
            part_id, based_on=_based_on(request, part), why=request.POST.get("why", ""), by=request.actor, at=request.at
        )
    except (BadInput, CannotProceed) as error:
        say(request, str(error))
    else:
        say(request, "It holds no more. Its versions are kept here, and it can be brought back.")
    return redirect("plan_part", person_id=person_id, part_id=part_id)


def bring_back(request: StaffRequest, person_id: int, part_id: int) -> HttpResponse:
    """Have a part say again what it said in one of its versions."""
    part = plan_of(open_plan(request, person_id, act="plan.write")).part(part_id)
    number = _number(request.POST.get("number", "")) or 0
    if number not in {each.number for each in part.versions}:
        raise NotFound("There is no such version of this part.", now="Go back to its versions.")
    actions.bring_back(part_id, number=number, based_on=_based_on(request, part), by=request.actor, at=request.at)
    say(request, "It says again what it said then.")
    return redirect("plan_part", person_id=person_id, part_id=part_id)


def agree(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask who agreed the plan, when and how, with the plan in view; and record it."""
    opened = open_plan(request, person_id, act="plan.write")
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _agree(request, person_id)
        except (BadInput, CannotProceed) as error:
            mistakes = [{"text": str(error), "href": "#agrees-1"}]
        else:
            say(request, "It is recorded.")
            return redirect("plan", person_id=person_id)
    found = plan_of(opened)
    today = request.at.astimezone(LONDON).date()
    return show(
        request, "plan/agree", status=422 if mistakes else 200, form_errors=mistakes, person_id=person_id,
        who=opened.demographics, typed=request.POST, how=HOW, today=today,
        groups=groups_of(found, owner_names(owners_in(found)), today=today),
    )  # fmt: skip


def typed_in(request: StaffRequest, kind: PartKind) -> dict[str, str]:
    """Return the answers of a form, a day of three boxes as one."""
    found = {}
    for answer in kind.answers:
        text = request.POST.get(answer.id, "")
        if answer.kind == "day":
            boxes = [request.POST.get(f"{answer.id}-{box}", "").strip() for box in ("year", "month", "day")]
            year, month, day = boxes
            text = f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}" if any(boxes) else ""
        found[answer.id] = text
    return found


def _form(
    request: StaffRequest,
    opened: Opened,
    kind: PartKind,
    part: PartNow | None,
    problems: list[dict[str, str]],
) -> HttpResponse:
    under = _under(request)
    found = plan_of(opened)
    words = owner_names(owners_in(found))
    stands = [shown_of(kind, each, found, words) for each in part.standing.all] if part else []
    seen = part.now if part else None
    return show(
        request, "plan/form", status=422 if problems else 200, form_errors=problems, said=heard(request),
        person_id=opened.person_id, who=opened.demographics, kind=kind, part=part, under=under,
        stands=stands if len(stands) > 1 else [],
        values=_values(request, kind, part), key=request.POST.get("key") or uuid4(),
        based_on=request.POST.get("based_on") or (part.standing.latest if part else 0),
        for_person=request.POST.get("for_person") == "yes" if request.POST else seen is None or seen.for_person,
        for_proxy=request.POST.get("for_proxy") == "yes" if request.POST else seen is not None and seen.for_proxy,
        owners=_owners(request, words), above=found.part(under) if under else None,
    )  # fmt: skip


def _owners(request: StaffRequest, words: dict[str, str]) -> list[tuple[str, str]]:
    """Return who may be given an action: those of today, and one who has it already."""
    offered = owners(request.actor, at=request.at)
    return [*offered.items(), *((name, said) for name, said in words.items() if name.startswith("account:"))]


def _values(request: StaffRequest, kind: PartKind, part: PartNow | None) -> dict[str, Any]:
    """Return what stands in each box of the form: what was typed, or else what stands."""
    if request.method == "POST":
        return request.POST.dict()
    said = joined(kind, part.standing.all) if part else {}
    values: dict[str, Any] = {name: str(value) for name, value in said.items()}
    for answer in kind.answers:
        if answer.kind == "day" and said.get(answer.id):
            then = date.fromisoformat(said[answer.id])
            values |= {f"{answer.id}-day": then.day, f"{answer.id}-month": then.month, f"{answer.id}-year": then.year}
    return values


def _written(request: StaffRequest, person_id: int, part_id: int, *, beside: bool) -> HttpResponse:
    if beside:
        say(
            request,
            "Someone else wrote in this part while you did. Both are kept. Bring them together here.",
        )
        return redirect("plan_edit", person_id=person_id, part_id=part_id)
    say(request, "It is in the plan.")
    return redirect("plan", person_id=person_id)


def _agree(request: StaffRequest, person_id: int) -> None:
    agrees, how = request.POST.get("agrees", ""), request.POST.get("how", "")
    if agrees not in ("person", "representative", "no"):
        raise BadInput("Nobody said who agreed.", now="Choose one.")
    if how not in HOW:
        raise BadInput("Nobody said how it was agreed.", now="Choose one.")
    said_on = day_typed(request.POST, "on", problem="We could not read the day.")
    today = request.at.astimezone(LONDON).date()
    at = request.at if said_on in (None, today) else start_of_day(said_on or today)
    stands_for = agrees == "representative"
    actions.agree(
        person_id, yes=agrees != "no", agreed_at=at, how=How(how),
        representative=request.POST.get("representative", "") if stands_for else "",
        relation=request.POST.get("relation", "") if stands_for else "", note=request.POST.get("note", ""),
        by=request.actor, at=request.at,
    )  # fmt: skip


def _problems(error: BadInput, kind: PartKind) -> list[dict[str, str]]:
    if not isinstance(error, NotYet):
        return [{"text": str(error), "href": f"#{kind.answers[0].id}"}]
    days = {answer.id for answer in kind.answers if answer.kind == "day"}
    return [
        {"text": each.words, "href": f"#{each.answer}{'-day' if each.answer in days else ''}"}
        for each in error.problems
    ]


def _kind(name: str) -> PartKind:
    if name not in kinds():
        raise NotFound("A plan has no such part.", now="Choose one of the list.")
    return kinds()[name]


def _key(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise BadInput("This page was not sent whole.", now="Open it again, and copy what you wrote.") from error


def _seen(request: StaffRequest) -> dict[str, bool]:
    return {name: request.POST.get(name) == "yes" for name in ("for_person", "for_proxy")}


def _under(request: StaffRequest) -> int | None:
    return _number(request.POST.get("under", "") or request.GET.get("under", ""))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _based_on(request: StaffRequest, part: PartNow) -> int:
    return _number(request.POST.get("based_on", "")) or part.standing.latest
