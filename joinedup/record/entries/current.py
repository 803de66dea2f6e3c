"""What we hold now of some facts, as facts: for readers that put several messages about one thing together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import orjson

from joinedup.record.entries.models import Entry
from joinedup.words.basics.moments import Moment, Precision
from joinedup.words.vocabulary.kinds import Fact, Kind

Name = tuple[str, str, str]  # local id, kind, key


def facts_now(names: Iterable[Name], *, sender: str, system: str, feed: str) -> dict[Name, Fact]:
    """Return the current fact of each of ``names``, as one feed of one sender told it, where there is one."""
    wanted = set(names)
    found = Entry.objects.filter(
        source_record__sender=sender,
        source_record__feed_group=system,
        source_record__local_id__in={local_id for local_id, _, _ in wanted},
        key__in={key for _, _, key in wanted},
        feed=feed,
        recorded_until=None,
    ).select_related("source_record")
    facts = {(entry.source_record.local_id, entry.kind, entry.key): _fact(entry) for entry in found}
    return {name: fact for name, fact in facts.items() if name in wanted}


def _fact(entry: Entry) -> Fact:
    precision = Precision(entry.happened_precision) if entry.happened_precision else Precision.TIME
    return Fact(
        kind=Kind(entry.kind),
        key=entry.key,
        happened=_moment(entry.happened_at, precision, entry.happened_offset),
        ended=_moment(entry.ended_at, Precision.TIME, None),
        text=entry.text,
        code_system=entry.code_system,
        code=entry.code,
        value=entry.value,
        unit=entry.unit,
        status=entry.status,
        details=orjson.loads(entry.details),
    )


def _moment(at: datetime | None, precision: Precision, offset: int | None) -> Moment | None:
    return Moment(at.astimezone(UTC), precision, offset) if at else None
