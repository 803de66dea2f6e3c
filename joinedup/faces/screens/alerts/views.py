"""The list of alerts, one of them, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.watching import actions, queries
from joinedup.record.watching.models import Alert, Kind, Outcome
from joinedup.words.basics.errors import BadInput, CannotProceed

STATES = [("open", "To be asked about"), ("closed", "Closed"), ("all", "Any")]


def alerts(request: StaffRequest) -> HttpResponse:
    """List the alerts, those that wait first."""
    asked = _asked(request)
    found = queries.alerts(by=request.actor, state=asked["state"], kind=asked["kind"], page=page_asked(request.GET))
    return show(
        request, "alerts/alerts", page=found, table=TABLE, filters=_filters(asked), asked_query=partial(query, asked),
        filtered=asked != {"state": "open", "kind": ""}, said=heard(request),
    )  # fmt: skip


def alerts_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    return download(TABLE, queries.every_alert(by=request.actor, **_asked(request)))


def alert(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Show one alert, and what can be done with it."""
    return _alert(request, alert_id)


def own(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Say that whoever is signed in asks about it."""
    try:
        actions.own(alert_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        return _alert(request, alert_id, [{"text": str(error), "href": "#main-content"}])
    say(request, "You ask about this. Close it when you know what came of it.")
    return redirect("alert", alert_id=alert_id)


def close(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Close it with what came of asking."""
    outcome, note = request.POST.get("outcome", ""), request.POST.get("note", "")
    try:
        actions.close(alert_id, outcome=outcome, note=note, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        box = "#note" if outcome in Outcome.values else "#outcome-1"
        return _alert(request, alert_id, [{"text": f"{error}", "href": box}])
    say(request, "Closed.", link=reverse("alert", args=[alert_id]), link_text="See it, or open it again")
    return redirect("alerts")


def reopen(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Open a closed alert again."""
    actions.reopen(alert_id, by=request.actor, at=request.at)
    say(request, "It is open again.")
    return redirect("alert", alert_id=alert_id)


def _alert(request: StaffRequest, alert_id: int, mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    found = queries.alert(alert_id, by=request.actor)
    day = found.day.isoformat()
    looks = query({
        "person": str(found.person_id or ""), "who": found.account.username, "act": "record.open", "first_day": day,
        "last_day": day,
    })  # fmt: skip
    return show(
        request, "alerts/alert", status=422 if mistakes else 200, alert=found, outcomes=Outcome.choices,
        looks=reverse("journal") + looks, own=found.account_id == request.actor.account_id,
        mine=found.owner_id == request.actor.account_id, typed=request.POST, said=heard(request),
        form_errors=mistakes or [],
    )  # fmt: skip


def _asked(request: StaffRequest) -> dict[str, str]:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return {"state": state if state in queries.STATES else "open", "kind": kind if kind in Kind.values else ""}


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": "state", "label": "State", "value": asked["state"], "choices": STATES},
        {"name": "kind", "label": "Why", "value": asked["kind"], "choices": [("", "Any"), *Kind.choices]},
    ]


def _of_whom(alert: Alert) -> str:
    return f"Person {alert.person_id}" if alert.person_id else f"{alert.looks:,} people"


def _state(alert: Alert) -> str:
    if alert.closed_at:
        return alert.get_outcome_display()
    return f"{alert.owner} asks" if alert.owner else "Nobody asks yet"


TABLE = Table(
    "alerts", "Looks that should be asked about",
    (
        Column("Day", lambda alert: alert.day, link=lambda alert: reverse("alert", args=[alert.pk])),
        Column("Who looked", lambda alert: str(alert.account)),
        Column("At whom", _of_whom),
        Column("Why it is asked about", lambda alert: alert.get_kind_display()),
        Column("Looks", lambda alert: alert.looks, numeric=True),
        Column("State", _state),
    ),
)  # fmt: skip
