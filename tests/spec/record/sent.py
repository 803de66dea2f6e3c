"""What senders said of who someone is, drawn; and whose their records are, read back."""

from __future__ import annotations

from datetime import datetime

from joinedup.record.linkage.models import Link, SentParticulars, SourceRecord
from tests.world.drawn import instant, rows

NOW = instant("2026-04-01 09:00")


def send(table: str, *, at: datetime = NOW) -> None:
    """Take in each row as a source record's particulars; a record sent before is told anew."""
    for row in rows(table):
        told = dict(row)
        local_id, system = told.pop("id"), told.pop("system")
        record, _ = SourceRecord.objects.get_or_create(
            sender=told.pop("sender", "") or f"X-{system}"[:12],
            feed_group=system,
            local_id=local_id,
            defaults={"first_known_at": at},
        )
        record.particulars.filter(recorded_until=None).update(recorded_until=at)
        told["sensitive"] = told.get("sensitive") == "yes"
        SentParticulars.objects.create(source_record=record, recorded_from=at, **told)


def record(local_id: str) -> SourceRecord:
    """Return a source record by the id it was drawn with."""
    return SourceRecord.objects.get(local_id=local_id)


def person_of(local_id: str) -> int:
    """Return whose a source record is now."""
    return Link.objects.get(source_record__local_id=local_id, ended_at=None).person_id


def whose() -> list[str]:
    """Return one line a person: the ids of their source records, in order."""
    people: dict[int, list[str]] = {}
    for person, local_id in Link.objects.filter(ended_at=None).values_list("person_id", "source_record__local_id"):
        people.setdefault(person, []).append(local_id)
    return sorted(" ".join(sorted(ids)) for ids in people.values())
