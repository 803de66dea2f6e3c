"""Adding a person by name to those whom a model of care finds, with a reason, and withdrawing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.care.person import care_page
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.models_of_care import model_named
from joinedup.planning.finding.rules import may_be_added_to
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.additions import actions


def add(request: StaffRequest, person_id: int) -> HttpResponse:
    """Add a person to those whom a model finds."""
    typed = request.POST
    try:
        model = _model(typed.get("list", ""))
        actions.add(model.id, person_id=person_id, reason=typed.get("reason", ""), by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        return _refused(request, person_id, error, "#list" if not typed.get("list") else "#reason")
    say(request, f"Added to those found for {model.title}. They are on its list now.")
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


def _model(model_id: str) -> Any:
    if not model_id:
        raise BadInput("It does not say to which model.", now="Choose a model of care.")
    model = model_named(model_id).model
    if not may_be_added_to(model.who):
        raise BadInput("Nobody is added to this model by name.", now="Choose another, or refer them.")
    return model


def _refused(request: StaffRequest, person_id: int, error: BadInput | CannotProceed, href: str) -> HttpResponse:
    return care_page(request, person_id, [{"text": f"{error.problem} {error.now}", "href": href}])
