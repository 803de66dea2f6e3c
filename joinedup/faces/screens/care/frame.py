"""The frame of every page of one model of care: its ways, and the model as it is now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.record.access.rules import may
from joinedup.words.models_of_care import ModelOfCare

# The ways through a model: the page's name, its words, and the act that it needs.
WAYS = (
    ("model_of_care", "About it", "model.see"),
    ("model_found", "People found", "care.find"),
    ("model_people", "People on it", "care.see"),
    ("model_caseloads", "Caseloads", "care.see"),
    ("model_run", "Who runs it", "care.run"),
    ("model_report", "How it goes", "model.see"),
)


def show_model(request: StaffRequest, template: str, model: ModelOfCare, *, way: str, **shown: Any) -> HttpResponse:
    """Return a page of ``model``, with the ways through it that whoever asks may go."""
    ways = [
        {"text": text, "href": reverse(name, kwargs={"model_id": model.id}), "current": name == way}
        for name, text, act in WAYS
        if may(request.actor, act).allowed and (model.who is not None or name != "model_found")
    ]
    return show(request, f"care/{template}", model=model, ways=ways, said=heard(request), **shown)
