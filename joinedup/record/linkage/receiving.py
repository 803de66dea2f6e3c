"""Source records and what they say of who someone is, taken in as sets.

A part that is not said (None) changes nothing; a blank that is said ("") empties the part. What speaks of an
earlier time than what we hold fills blanks and replaces nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from joinedup.record.access.actor import Actor
from joinedup.record.linkage.models import Review, SentParticulars, SourceRecord
from joinedup.record.store import bulk
from joinedup.words.vocabulary.kinds import Particulars

PARTS = tuple(part.name for part in fields(Particulars) if part.name not in ("local_id", "sensitive"))
# What a row of ``receive_people`` is, in order. ``source_updated_at`` (by ``bulk.moment``) says of when it speaks.
PERSON_COLUMNS = {
    "local_id": "text",
    **dict.fromkeys(PARTS, "text"),
    "sensitive": "boolean",
    "source_updated_at": "moment",
}
LONGEST: dict[str, int] = {f.name: f.max_length or 0 for f in SentParticulars._meta.concrete_fields if f.name in PARTS}

_NEWER = "(p.source_updated_at IS NULL OR a.source_updated_at >= p.source_updated_at)"


def receive_people(
    rows: Iterable[Sequence[Any]], *, sender: str, system: str, by: Actor, at: datetime, named: bool = True
) -> None:
    """Have a source record for each row (see ``PERSON_COLUMNS``; one row a person), and keep what it says.

    With ``named`` false the rows say only whose they are (their ``local_id``). Runs inside the caller's transaction.
    """
    values = {"sender": sender, "system": system, "at": bulk.moment(at)}
    bulk.stage("arriving_person", PERSON_COLUMNS, rows)
    with bulk.probing("linkage_sourcerecord", "linkage_sentparticulars"):
        bulk.run(
            "INSERT INTO linkage_sourcerecord (sender, feed_group, local_id, first_known_at)"
            f" SELECT %(sender)s, %(system)s, a.local_id, {bulk.instant('at')} FROM arriving_person a"
            " WHERE NOT EXISTS (SELECT 1 FROM linkage_sourcerecord s WHERE s.sender = %(sender)s"
            " AND s.feed_group = %(system)s AND s.local_id = a.local_id)",
            **values,
        )
        if not named:
            return
        bulk.derive("judged_person", _merged(), **values)
        differs = " OR ".join(f"j.{part} <> p.{part}" for part in (*PARTS, "sensitive"))
        bulk.run(
            "UPDATE linkage_sentparticulars AS p SET recorded_until = j.known_from FROM judged_person j"
            f" WHERE p.id = j.current_id AND ({differs})"
        )
        bulk.run(
            "UPDATE linkage_sentparticulars SET source_updated_at = j.said_at FROM judged_person j"
            " WHERE linkage_sentparticulars.id = j.current_id AND linkage_sentparticulars.recorded_until IS NULL"
            " AND j.said_at > linkage_sentparticulars.source_updated_at",
        )
        names = ", ".join((*PARTS, "sensitive"))
        bulk.run(
            f"INSERT INTO linkage_sentparticulars (source_record_id, {names}, source_updated_at, recorded_from)"
            f" SELECT source_record_id, {names}, said_at, known_from FROM judged_person"
            " WHERE current_id IS NULL OR EXISTS (SELECT 1 FROM linkage_sentparticulars p"
            " WHERE p.id = current_id AND p.recorded_until IS NOT NULL)"
        )


def receive_merges(pairs: Iterable[tuple[str, str]], *, sender: str, system: str, by: Actor, at: datetime) -> None:
    """Open a review for each pair of local ids of which the sender says that they are one person.

    A sender's merge is a wrong one often enough that someone looks before two records are joined.
    """
    wanted = list(dict.fromkeys(pairs))
    ids = {local_id for pair in wanted for local_id in pair}
    receive_people(
        ((local_id, *[None] * len(PARTS), None, None) for local_id in sorted(ids)),
        sender=sender, system=system, by=by, at=at, named=False,
    )  # fmt: skip
    found = SourceRecord.objects.filter(sender=sender, feed_group=system, local_id__in=ids)
    by_id = dict(found.values_list("local_id", "pk"))
    sides = [sorted((by_id[kept], by_id[gone])) for kept, gone in wanted]
    Review.objects.bulk_create(
        [Review(first_id=one, second_id=two, why=Review.Why.SENDER_MERGED, opened_at=at) for one, two in sides],
        ignore_conflicts=True,
    )


def _merged() -> str:
    """Return the question that gives, for each staged row, what its source record says from now on."""
    parts = ", ".join(_part(part, "''") for part in PARTS)
    now = bulk.instant("at")
    return f"""
        SELECT s.id AS source_record_id, p.id AS current_id, {parts},
            CASE WHEN {_NEWER} THEN COALESCE(a.sensitive, p.sensitive, {_no()})
                WHEN p.sensitive THEN p.sensitive ELSE COALESCE(a.sensitive, p.sensitive) END AS sensitive,
            CASE WHEN {_NEWER} THEN a.source_updated_at ELSE p.source_updated_at END AS said_at,
            CASE WHEN p.recorded_from > {now} THEN p.recorded_from ELSE {now} END AS known_from
        FROM arriving_person a
        LEFT JOIN linkage_sourcerecord s
            ON s.sender = %(sender)s AND s.feed_group = %(system)s AND s.local_id = a.local_id
        LEFT JOIN linkage_sentparticulars p ON p.source_record_id = s.id AND p.recorded_until IS NULL
    """


def _part(part: str, blank: str) -> str:
    return (
        f"CASE WHEN {_NEWER} THEN COALESCE(a.{part}, p.{part}, {blank})"
        f" WHEN p.{part} <> {blank} THEN p.{part} ELSE COALESCE(a.{part}, {blank}) END AS {part}"
    )


def _no() -> str:
    return "FALSE" if bulk.is_postgresql() else "0"
