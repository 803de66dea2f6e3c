"""Turns a template and what it shows into a page, with the frame that every page has."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.faces.components.place import the_place
from joinedup.record.access.rules import may


def show(request: HttpRequest, template: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """Return the page made from ``screens/<template>.jinja``; ``status`` is 422 where a form has mistakes."""
    actor = getattr(request, "actor", None)
    frame = {
        "place": the_place(),
        "actor": actor,
        "signed_in": getattr(request, "signed_in", False),
        "navigation": navigation(request),
        "can": lambda act: actor is not None and may(actor, act).allowed,
        "form_errors": [],
    }
    return render(request, f"screens/{template}.jinja", frame | shown, status=status)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the links of the menu that this actor may follow, in the order of the table of pages."""
    from joinedup.faces.screens.pages import PAGES  # noqa: PLC0415 (the table names the views, which show pages)

    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    first = request.path.split("/")[1]
    return [
        {"text": page.menu, "route": page.name, "current": first in (page.path, *page.also)}
        for page in PAGES
        if page.menu and page.admits(actor).allowed
    ]
