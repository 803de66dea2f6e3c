"""What has come in: deliveries, and the latest version of each reference list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Sum

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.references import reference_list
from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.vocabulary.feeds import Feed, declared

WITH_HELD_ROWS = "held"


def feeds() -> Mapping[str, Feed]:
    """Return every declared feed by name: those shipped, and the place's own in ``JOINEDUP_HOME/feeds``."""
    return declared(Path(settings.HOME) / "feeds")


def deliveries() -> QuerySet[Delivery]:
    """Return every delivery, the latest first."""
    return Delivery.objects.order_by("-received_at", "-pk")


def delivered(
    *, by: Actor, feed: str = "", sender: str = "", state: str = "", page: int = 1, size: int = SIZE
) -> Page[Delivery]:
    """Return one page of what came, the latest first; empty means any. ``state`` may be ``held``: with rows held."""
    return page_of(_filtered(by=by, feed=feed, sender=sender, state=state), number=page, size=size)


def every_delivery(*, by: Actor, feed: str = "", sender: str = "", state: str = "") -> Iterator[Delivery]:
    """Return all the deliveries of which ``delivered`` gives a page, one by one."""
    return _filtered(by=by, feed=feed, sender=sender, state=state).iterator()


def delivery(delivery_id: int, *, by: Actor) -> Delivery:
    """Return one delivery. Raises NotFound."""
    rules.require(by, "quarantine.see")
    found = Delivery.objects.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound("There is no delivery by this number.", now="Look at the list of deliveries.")
    return found


def delivering(*, by: Actor) -> list[str]:
    """Return the codes of those who have sent anything."""
    rules.require(by, "quarantine.see")
    return list(Delivery.objects.exclude(sender="").order_by("sender").values_list("sender", flat=True).distinct())


def latest_reference(feed: str) -> Path | None:
    """Return where the latest whole version of a reference feed lies (Parquet), or None where none has come."""
    found = _latest(feed)
    return Path(settings.HOME) / found.landed_at_path if found else None


def latest_reference_rows(feed: str) -> str | None:
    """Return SQL (DuckDB) for the rows of a reference feed as they stand (see ``references``); None where none came."""
    listed = reference_list(feeds()[feed])
    return listed.rows if listed else None


def _latest(feed: str) -> Delivery | None:
    return deliveries().filter(feed=feed, state=Delivery.State.DONE, is_piece=False).first()


def landed_file(delivery_id: int | None) -> Path | None:
    """Return where a delivery lies whole, or None where it never landed."""
    found = Delivery.objects.filter(pk=delivery_id or 0).exclude(landed_at_path="").first()
    return Path(settings.HOME) / found.landed_at_path if found else None


def feeds_received() -> list[dict[str, Any]]:
    """Return what has come by feed and sender: deliveries, rows taken in and held, and when the last one came."""
    found = (
        Delivery.objects.values("feed", "sender")
        .annotate(deliveries=Count("pk"), rows=Sum("rows"), held=Sum("rows_quarantined"), last=Max("received_at"))
        .order_by("feed", "sender")
    )
    return [{**row, "last": row["last"].isoformat()} for row in found]


def _filtered(*, by: Actor, feed: str, sender: str, state: str) -> QuerySet[Delivery]:
    rules.require(by, "quarantine.see")
    if state and state not in (*Delivery.State.values, WITH_HELD_ROWS):
        raise BadInput("There is no such state of a delivery.", now="Choose one of the list.")
    found = deliveries()
    if state == WITH_HELD_ROWS:
        found, state = found.filter(rows_quarantined__gt=0), ""
    for name, value in (("feed", feed), ("sender", sender), ("state", state)):
        found = found.filter(**{name: value}) if value else found
    return found
