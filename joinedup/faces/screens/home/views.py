"""The home page of each post."""

from __future__ import annotations

from django.http import HttpResponse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show


def home(request: StaffRequest) -> HttpResponse:
    """Show what this post can do, the most used first."""
    return show(request, "home/home", doors=doors_for(request))


def doors_for(request: StaffRequest) -> list[dict[str, str]]:
    """Return the cards of the home page: every page of the menu that this post may see, with what it is for."""
    from joinedup.faces.screens.pages import PAGES  # noqa: PLC0415 (the table names this view)

    return [
        {"text": page.menu, "route": page.name, "for": page.about}
        for page in PAGES
        if page.menu and page.about and page.admits(request.actor).allowed
    ]
