"""Reading alerts: those that wait first, and one of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.record.watching.models import Alert
from joinedup.words.basics.errors import NotFound

STATES = ("open", "closed", "all")


def alerts(*, by: Actor, state: str = "open", kind: str = "", page: int = 1, size: int = SIZE) -> Page[Alert]:
    """Return a page of alerts, open ones first and of these the newest day first. Raises NotAllowed."""
    return page_of(_found(by, state, kind), number=page, size=size)


def every_alert(*, by: Actor, state: str = "open", kind: str = "") -> Iterator[Alert]:
    """Return all the alerts of which ``alerts`` gives a page. Raises NotAllowed."""
    return _found(by, state, kind).iterator(chunk_size=500)


def _found(by: Actor, state: str, kind: str) -> QuerySet[Alert]:
    access.require(by, "alert.ask")
    newest_open_first = (F("closed_at").desc(nulls_first=True), "-day", "-pk")
    found = Alert.objects.select_related("account", "owner").order_by(*newest_open_first)
    if state in ("open", "closed"):
        found = found.filter(closed_at__isnull=state == "open")
    return found.filter(kind=kind) if kind else found


def alert(alert_id: int, *, by: Actor) -> Alert:
    """Return one alert. Raises NotAllowed, NotFound."""
    access.require(by, "alert.ask")
    found = Alert.objects.select_related("account", "owner").filter(pk=alert_id).first()
    if found is None:
        raise NotFound("There is no alert by this number.", now="Go back to the list.")
    return found
