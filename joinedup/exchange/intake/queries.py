"""What has come in: deliveries, and the latest version of each reference list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Sum

from joinedup.exchange.intake.models import Delivery
from joinedup.words.vocabulary.feeds import Feed, declared


def feeds() -> Mapping[str, Feed]:
    """Return every declared feed by name: those shipped, and the place's own in ``JOINEDUP_HOME/feeds``."""
    return declared(Path(settings.HOME) / "feeds")


def deliveries() -> QuerySet[Delivery]:
    """Return every delivery, the latest first."""
    return Delivery.objects.order_by("-received_at", "-pk")


def latest_reference(feed: str) -> Path | None:
    """Return where the latest whole version of a reference feed lies (Parquet), or None where none has come."""
    found = deliveries().filter(feed=feed, state=Delivery.State.DONE).first()
    return Path(settings.HOME) / found.landed_at_path if found else None


def landed_file(delivery_id: int | None) -> Path | None:
    """Return where a delivery lies whole, or None where it never landed."""
    found = Delivery.objects.filter(pk=delivery_id).exclude(landed_at_path="").first()
    return Path(settings.HOME) / found.landed_at_path if found else None


def feeds_received() -> list[dict[str, Any]]:
    """Return what has come by feed and sender: deliveries, rows taken in and held, and when the last one came."""
    found = (
        Delivery.objects.values("feed", "sender")
        .annotate(deliveries=Count("pk"), rows=Sum("rows"), held=Sum("rows_quarantined"), last=Max("received_at"))
        .order_by("feed", "sender")
    )
    return [{**row, "last": row["last"].isoformat()} for row in found]
