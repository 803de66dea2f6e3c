"""The home page of each post."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from joinedup.exchange.quarantine import queries as quarantine
from joinedup.faces.components.place import the_place, worth_opening
from joinedup.faces.components.words import many
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.planning.reidentification import queries as names
from joinedup.planning.reports import queries as reports
from joinedup.record.access.actor import Actor
from joinedup.record.access.rules import may
from joinedup.record.linkage import queries as linkage
from joinedup.record.sharing.relationships.queries import relations_to
from joinedup.record.watching import queries as watching
from joinedup.work.plans import feedback as plans

# What waits behind a page, counted by the very query that its list shows.
_WAITING: dict[str, Callable[[Actor], str]] = {
    "alerts": lambda by: many(watching.alerts(by=by, size=1).total, "alert waits", "alerts wait"),
    "quarantine": lambda by: many(quarantine.items(by=by, size=1).total, "item waits", "items wait"),
    "reports": lambda by: many(found, "new report waits", "new reports wait") if (found := reports.waiting(by)) else "",
    "plan_feedback": lambda by: (
        many(found, "answer is owed", "answers are owed") if (found := plans.feedback_waiting(by)) else ""
    ),
    "reidentification": lambda by: many(found, "request waits", "requests wait") if (found := names.waits(by)) else "",
    "linkage_review": lambda by: many(linkage.reviews(by=by, size=1).total, "pair waits", "pairs wait"),
}


def home(request: StaffRequest) -> HttpResponse:
    """Show what this post can do, the most used first."""
    shown = worth_opening() if the_place().demonstration and may(request.actor, "record.open").allowed else []
    theirs = relations_to([one["person"] for one in shown], by=request.actor, at=request.at)
    return show(request, "home/home", doors=doors_for(request), worth_opening=shown, theirs=theirs)


def doors_for(request: StaffRequest) -> list[dict[str, str]]:
    """Return the cards of the home page: the menu's pages with what they are for and what waits there.

    Finding a person has no card: its box is on the page itself.
    """
    from joinedup.faces.screens.pages import PAGES  # noqa: PLC0415 (the table names this view)

    return [
        {
            "text": page.menu,
            "route": page.name,
            "for": page.about,
            "waiting": _WAITING[page.name](request.actor) if page.name in _WAITING else "",
        }
        for page in PAGES
        if page.about and page.name != "find_person" and page.admits(request.actor).allowed
    ]
