"""The list of what is held, one item of it, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.exchange.intake import queries as intake
from joinedup.exchange.quarantine import actions, queries, rules
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import organisation_names
from joinedup.words.basics.errors import BadInput, CannotProceed

ANY = "any"
STATES = [*HeldItem.State.choices, (ANY, "Any")]


def held(request: StaffRequest) -> HttpResponse:
    """List what is held, with its filters and how often each reason holds something."""
    asked = _asked(request.GET)
    wanted = _wanted(asked)
    found = queries.items(by=request.actor, page=page_asked(request.GET), **wanted)
    names = organisation_names()
    return show(
        request,
        "quarantine/held",
        page=found,
        table=_table(names),
        reasons=queries.reasons(by=request.actor, **wanted)[:8],
        filters=_filters(asked, queries.senders(by=request.actor), names),
        asked_query=partial(query, asked),
        filtered=bool(query({**asked, "state": ""})),
        waiting=asked["state"] == HeldItem.State.HELD,
        said=heard(request),
    )


def held_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    wanted = _wanted(_asked(request.GET))
    return download(_table(organisation_names()), queries.every_item(by=request.actor, **wanted))


def item(request: StaffRequest, item_id: int) -> HttpResponse:
    """Show one item with its exact bytes; the look is in the journal."""
    return _item(request, item_id)


def mend(request: StaffRequest, item_id: int) -> HttpResponse:
    """Keep mended bytes, or take the item in again, mended or as it came."""
    try:
        body = _mended(request, item_id)
        if request.POST.get("do") == "keep":
            actions.mend(item_id, body=body or b"", by=request.actor, at=request.at)
            say(request, "The mended text is kept beside what came. It has not been taken in yet.")
            return redirect("quarantine_item", item_id=item_id)
        named = {name: request.POST.get(name, "").strip() for name in ("sender", "feed")}
        outcome = actions.replay(item_id, body=body, by=request.actor, at=request.at, **named)
    except (BadInput, CannotProceed) as error:
        box = "#body" if request.POST.get("body") is not None else "#sender"
        typed = request.POST.get("body")
        return _item(request, item_id, status=422, typed=typed, form_errors=[{"text": str(error), "href": box}])
    told = f"Taken in: {outcome.added:,} added, {outcome.changed:,} changed, {outcome.unchanged:,} known already."
    seen = reverse("deliveries") if request.actor else ""
    say(request, told, link=seen, link_text="See what came in")
    return redirect("quarantine")


def dismiss(request: StaffRequest, item_id: int) -> HttpResponse:
    """Leave an item as it is, for a reason."""
    try:
        actions.dismiss(item_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    except BadInput as error:
        return _item(request, item_id, status=422, form_errors=[{"text": error.now, "href": "#reason"}])
    back = reverse("quarantine_item", args=[item_id])
    say(request, "Dismissed. Its bytes stay, with your reason.", link=back, link_text="See it, or undo this")
    return redirect("quarantine")


def reopen(request: StaffRequest, item_id: int) -> HttpResponse:
    """Let a dismissed item wait again."""
    actions.reopen(item_id, by=request.actor, at=request.at)
    say(request, "The dismissal is undone. It waits to be mended again.")
    return redirect("quarantine_item", item_id=item_id)


def _item(
    request: StaffRequest, item_id: int, *, status: int = 200, typed: str | None = None,
    form_errors: list[dict[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    seen = queries.look(item_id, by=request.actor, at=request.at)
    one = seen.item
    kept = seen.mended if seen.mended is not None else seen.body
    return show(
        request,
        "quarantine/item",
        status=status,
        item=one,
        sender=organisation_names().get(one.sender, one.sender),
        feed=_feed_title(one.feed),
        feeds=_feeds(),
        bytes=rules.shown(seen.body),
        is_text=rules.as_text(seen.body) is not None,
        size=len(seen.body),
        cut=seen.cut,
        hidden=seen.hidden,
        typed=typed if typed is not None else rules.as_text(kept),
        can_mend=one.state == HeldItem.State.HELD and request.actor is not None,
        said=heard(request),
        form_errors=form_errors or [],
    )


def _mended(request: StaffRequest, item_id: int) -> bytes | None:
    """Return the bytes that the form gives: none where it asks for what came."""
    text, file = request.POST.get("body"), request.FILES.get("file")
    if request.POST.get("do") == "as_it_came":
        return None
    if file is not None:
        return file.read()
    if text is None:
        return None
    held_item = queries.item(item_id, by=request.actor)
    return rules.as_sent(text, like=queries.exact_bytes(held_item, by=request.actor))


def _asked(given: QueryDict) -> dict[str, str]:
    asked = {name: given.get(name, "").strip() for name in ("state", "feed", "sender", "text", "delivery")}
    return asked | {"state": asked["state"] or HeldItem.State.HELD.value}


def _wanted(asked: dict[str, str]) -> dict[str, Any]:
    state = "" if asked["state"] == ANY else asked["state"]
    delivery = int(asked["delivery"]) if asked["delivery"].isdecimal() else None
    return {**asked, "state": state, "delivery": delivery}


def _table(names: dict[str, str]) -> Table:
    def where(held: HeldItem) -> str:
        return f"{held.file}, {held.position:,}" if held.position is not None else f"{held.file}, whole"

    return Table("quarantine", "What did not pass", (
        Column("Item", lambda held: str(held.pk), link=lambda held: reverse("quarantine_item", args=[held.pk])),
        Column("Problem", lambda held: held.problem),
        Column("File and row", where, in_file=False),
        Column("File", lambda held: held.file, on_page=False),
        Column("Row or place", lambda held: held.position, on_page=False),
        Column("Field", lambda held: held.field, on_page=False),
        Column("Feed", lambda held: _feed_title(held.feed)),
        Column("Sender", lambda held: names.get(held.sender, held.sender) or "Not known"),
        Column("State", lambda held: held.get_state_display(), on_page=False),
        Column("Held since", lambda held: held.held_at),
    ))  # fmt: skip


def _filters(asked: dict[str, str], senders: list[str], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": "state", "label": "State", "value": asked["state"], "choices": STATES},
        {"name": "feed", "label": "Feed", "value": asked["feed"], "choices": [("", "Any"), *_feeds()]},
        {"name": "sender", "label": "Sender", "value": asked["sender"],
         "choices": [("", "Any"), *((code, names.get(code, code)) for code in senders)]},
        {"name": "text", "label": "Problem or field holds", "value": asked["text"]},
        *([{"name": "delivery", "label": "Delivery number", "value": asked["delivery"]}] if asked["delivery"] else []),
    ]  # fmt: skip


def _feeds() -> list[tuple[str, str]]:
    return sorted(((name, feed.title) for name, feed in intake.feeds().items()), key=lambda pair: pair[1])


def _feed_title(name: str) -> str:
    feed = intake.feeds().get(name)
    return feed.title if feed else name or "Not known"
