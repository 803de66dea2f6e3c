"""Keeping what was received: entries and FHIR resources, in sets, each version once and none overwritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from joinedup.record.access.actor import Actor
from joinedup.record.entries import versions
from joinedup.record.entries.models import Entry, HeardFeed, Resource
from joinedup.record.entries.objections import Heard, follow
from joinedup.record.entries.versions import Received, Shape
from joinedup.record.linkage.models import SourceRecord
from joinedup.words.vocabulary.kinds import Kind

__all__ = [
    "ENTRY_COLUMNS", "RESOURCE_COLUMNS", "Received", "end_untold", "note_heard", "receive_entries", "receive_resources",
]  # fmt: skip
_AT_ONCE = 500

# What a row of ``receive_entries`` is, in order: see ``Entry``. Moments are texts made by ``bulk.moment``.
# ``resource_type`` and ``resource_id`` name the resource that says it; else ``position`` is the row or message.
ENTRY_COLUMNS = {
    "local_id": "text",
    "kind": "text",
    "key": "text",
    "happened_at": "moment",
    "happened_precision": "text",
    "happened_offset": "integer",
    "ended_at": "moment",
    "code_system": "text",
    "code": "text",
    "text": "text",
    "value": "number",
    "unit": "text",
    "status": "text",
    "details": "text",
    "content_hash": "text",
    "source_updated_at": "moment",
    "place": "integer",
    "resource_type": "text",
    "resource_id": "text",
}
RESOURCE_COLUMNS = {
    "type": "text",
    "logical_id": "text",
    "local_id": "text",
    "body": "text",
    "content_hash": "text",
    "source_updated_at": "moment",
}

_OF_SOURCE = "linkage_sourcerecord s ON s.sender = %(sender)s AND s.feed_group = %(system)s AND s.local_id = a.local_id"
_ENTRIES = Shape(
    table="entries_entry",
    staged="arriving_entry",
    columns=ENTRY_COLUMNS,
    lookup=f"LEFT JOIN {_OF_SOURCE}",
    found={"source_record_id": "s.id", "feed": "%(feed)s", "position": "a.place"},
    identity="{kept}.source_record_id = s.id AND {kept}.feed = %(feed)s"
    " AND {kept}.kind = a.kind AND {kept}.key = a.key",
    kept=(
        "source_record_id", "feed", "kind", "key", "happened_at", "happened_precision", "happened_offset", "ended_at",
        "code_system", "code", "text", "value", "unit", "status", "details", "content_hash", "source_updated_at",
        "position",
    ),
)  # fmt: skip
_ENTRIES_OF_RESOURCES = Shape(
    table=_ENTRIES.table,
    staged=_ENTRIES.staged,
    columns=ENTRY_COLUMNS,
    lookup=_ENTRIES.lookup + " LEFT JOIN entries_resource r ON r.sender = %(sender)s AND r.type = a.resource_type"
    " AND r.logical_id = a.resource_id AND r.recorded_until IS NULL",
    found={**_ENTRIES.found, "position": "r.id"},
    identity=_ENTRIES.identity,
    kept=_ENTRIES.kept,
)
_RESOURCES = Shape(
    table="entries_resource",
    staged="arriving_resource",
    columns=RESOURCE_COLUMNS,
    lookup=f"LEFT JOIN {_OF_SOURCE}",
    found={"sender": "%(sender)s", "source_record_id": "s.id"},
    identity="{kept}.sender = %(sender)s AND {kept}.type = a.type AND {kept}.logical_id = a.logical_id",
    kept=("sender", "type", "logical_id", "source_record_id", "body", "content_hash", "source_updated_at"),
)


def receive_entries(
    rows: Iterable[Sequence[Any]],
    *,
    sender: str,
    system: str,
    feed: str,
    delivery_id: int,
    by: Actor,
    at: datetime,
    of_resources: bool = False,
    heard_at: datetime | None = None,
) -> Received:
    """Keep each fact of ``rows`` (see ``ENTRY_COLUMNS``), in their order, inside the caller's transaction.

    The source records must be there (``linkage.receiving``); with ``of_resources`` so must the resources.
    ``heard_at`` is when the rows first reached us: what their sender has said since stands, unless the source says
    otherwise. Without it they are the latest, as rows are that were put together with what we hold.
    """
    late = heard_at is not None and _said_since(heard_at, sender=sender, feed=feed)
    note_heard(sender=sender, feed=feed, by=by, at=at)
    shape = _ENTRIES_OF_RESOURCES if of_resources else _ENTRIES
    arrived = _Arrived(delivery_id, at, heard_at or at, late)
    objections = Heard(sender=sender, system=system, columns=list(ENTRY_COLUMNS))
    rounds = versions.stage(shape, objections.watch(rows), name=lambda row: row[:3])
    received = _take(shape, rounds, arrived, sender=sender, system=system, feed=feed)
    objections.follow(by=by, at=at)
    return received


def end_untold(
    told: Collection[tuple[str, str]],
    *,
    local_id: str,
    kinds: Collection[Kind],
    lists: Collection[str],
    sender: str,
    system: str,
    feed: str,
    by: Actor,
    at: datetime,
    heard_at: datetime,
) -> int:
    """End what a feed said of someone and says no longer, in the caller's transaction; return how many facts.

    ``told`` has kind and key of all that it says now, ``kinds`` those of which it says all there is, and ``lists`` the
    titles of lists that it gives anew, so that what it said of such a list itself is over. What was received after
    ``heard_at`` stands.
    """
    found = Entry.objects.filter(
        source_record__sender=sender,
        source_record__feed_group=system,
        source_record__local_id=local_id,
        feed=feed,
        recorded_until=None,
        recorded_from__lte=heard_at,
    )
    gone = [
        (pk, position)
        for pk, kind, key, details, position in found.values_list("pk", "kind", "key", "details", "position")
        if (kind, key) not in told and (kind in kinds or orjson.loads(details).get("list") in lists)
    ]
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        Entry.objects.filter(pk__in=[pk for pk, _ in some]).update(recorded_until=at)
        still = Entry.objects.filter(source_record__local_id=local_id, feed=feed, recorded_until=None)
        resources = Resource.objects.filter(pk__in=[position for _, position in some], recorded_until=None)
        resources.exclude(pk__in=still.values("position")).update(recorded_until=at)
    records = SourceRecord.objects.filter(sender=sender, feed_group=system, local_id=local_id)
    follow(list(records.values_list("pk", flat=True)) if gone else [], by=by, at=at)
    return len(gone)


def note_heard(*, sender: str, feed: str, by: Actor, at: datetime) -> None:
    """Keep that this feed of this sender was received at ``at``, be it without a single fact."""
    heard, new = HeardFeed.objects.get_or_create(sender=sender, feed=feed, defaults={"first_at": at, "last_at": at})
    if not new and heard.last_at < at:
        HeardFeed.objects.filter(pk=heard.pk).update(last_at=at)


def receive_resources(
    rows: Iterable[Sequence[Any]],
    *,
    sender: str,
    system: str,
    delivery_id: int,
    by: Actor,
    at: datetime,
    heard_at: datetime | None = None,
) -> Received:
    """Keep each FHIR resource of ``rows`` (see ``RESOURCE_COLUMNS``), in order, inside the caller's transaction.

    A resource without ``local_id`` is about nobody. ``heard_at`` is as in ``receive_entries``.
    """
    late = heard_at is not None and _said_since(heard_at, sender=sender)
    rounds = versions.stage(_RESOURCES, rows, name=lambda row: row[:2])
    return _take(_RESOURCES, rounds, _Arrived(delivery_id, at, heard_at or at, late), sender=sender, system=system)


def _said_since(heard_at: datetime, **of: str) -> bool:
    return HeardFeed.objects.filter(last_at__gt=heard_at, **of).exists()


@dataclass(frozen=True, slots=True)
class _Arrived:
    """In which delivery rows came, when they are recorded, when they first reached us, and whether that is late."""

    delivery_id: int
    at: datetime
    heard_at: datetime
    late: bool


def _take(shape: Shape, rounds: int, arrived: _Arrived, **values: Any) -> Received:
    total = Received()
    for round_ in range(rounds):
        total += versions.take_round(shape, round_=round_, **asdict(arrived), **values)
    return total
