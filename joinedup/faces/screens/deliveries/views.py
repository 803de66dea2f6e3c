"""The list of what came."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse

from joinedup.exchange.intake import queries
from joinedup.exchange.intake.models import Delivery
from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import organisation_names

STATES = [("", "Any"), *Delivery.State.choices, (queries.WITH_HELD_ROWS, "With rows held in quarantine")]


def deliveries(request: StaffRequest) -> HttpResponse:
    """List what came, the latest first."""
    asked = _asked(request.GET)
    names = organisation_names()
    return show(
        request,
        "deliveries/deliveries",
        page=queries.delivered(by=request.actor, page=page_asked(request.GET), **asked),
        table=_table(names),
        filters=_filters(asked, queries.delivering(by=request.actor), names),
        asked_query=partial(query, asked),
        filtered=any(asked.values()),
    )


def deliveries_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    found = queries.every_delivery(by=request.actor, **_asked(request.GET))
    return download(_table(organisation_names()), found)


def _asked(given: QueryDict) -> dict[str, Any]:
    return {name: given.get(name, "").strip() for name in ("feed", "sender", "state")}


def _table(names: dict[str, str]) -> Table:
    feeds = queries.feeds()

    def held(delivery: Delivery) -> str:
        of_it = f"{reverse('quarantine')}?delivery={delivery.pk}&state=any"
        return of_it if delivery.rows_quarantined or delivery.state == Delivery.State.REFUSED else ""

    return Table("deliveries", "What came", (
        Column("Received", lambda came: came.received_at),
        Column("Feed", lambda came: feeds[came.feed].title if came.feed in feeds else came.feed or "Not known"),
        Column("Sender", lambda came: names.get(came.sender, came.sender) or "Not known"),
        Column("File", lambda came: came.name),
        Column("State", lambda came: came.get_state_display()),
        Column("Rows", lambda came: came.rows, numeric=True),
        Column("Added", lambda came: came.entries_added, numeric=True),
        Column("Changed", lambda came: came.entries_changed, numeric=True),
        Column("Unchanged", lambda came: came.entries_unchanged, numeric=True),
        Column("Older", lambda came: came.entries_older, numeric=True),
        Column("Held", lambda came: came.rows_quarantined, numeric=True, link=held),
    ))  # fmt: skip


def _filters(asked: dict[str, str], senders: list[str], names: dict[str, str]) -> list[dict[str, Any]]:
    feeds = sorted(((name, feed.title) for name, feed in queries.feeds().items()), key=lambda pair: pair[1])
    return [
        {"name": "feed", "label": "Feed", "value": asked["feed"], "choices": [("", "Any"), *feeds]},
        {"name": "sender", "label": "Sender", "value": asked["sender"],
         "choices": [("", "Any"), *((code, names.get(code, code)) for code in senders)]},
        {"name": "state", "label": "State", "value": asked["state"], "choices": STATES},
    ]  # fmt: skip
