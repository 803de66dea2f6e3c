"""Adding a person by name to those whom a model of care finds, with a reason, and withdrawing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.care.person import adding, care
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.models_of_care import model_named
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.additions import actions


def add(request: StaffRequest, person_id: int) -> HttpResponse:
    """Add a person to those whom a model finds."""
    model, lists = request.POST.get("list", ""), [each.id for each in adding()]
    try:
        actions.add(
            model, person_id=person_id, reason=request.POST.get("reason", ""), lists=lists, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        return _refused(request, person_id, error, "#reason" if model in lists else "#list")
    say(request, f"Added to those found for {model_named(model).model.title}. They are on its list now.")
    return redirect("care", person_id=person_id)


def withdraw(request: StaffRequest, person_id: int, addition_id: int) -> HttpResponse:
    """Withdraw an addition of a person."""
    try:
        actions.withdraw(
            addition_id, person_id=person_id, why=request.POST.get("withdrawn_why", ""), by=request.actor,
            at=request.at,
        )  # fmt: skip
    except BadInput as error:
        return _refused(request, person_id, error, f"#withdrawn-why-{addition_id}")
    say(request, "Withdrawn. What was said stays in the history.")
    return redirect("care", person_id=person_id)


def _refused(request: StaffRequest, person_id: int, error: BadInput | CannotProceed, href: str) -> HttpResponse:
    return care(request, person_id, errors=[{"text": f"{error.problem} {error.now}", "href": href}])
