"""Who the records of a made-up place's feeds are of, as intake leaves it: nothing but particulars, in sets.

Extracts are asked the question that intake asks of them. Of FHIR only who it is about is read, and of HL7 v2 only
the patient of each message, by the same functions that intake uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from joinedup.exchange.intake.addressing import Addressed, address, files_in
from joinedup.exchange.intake.extracts import landing, questions
from joinedup.exchange.intake.fhir.pieces import logical_id
from joinedup.exchange.intake.fhir.whose import number_of, patient_id
from joinedup.exchange.intake.rows import LONGEST_ID, fitting, person_row
from joinedup.exchange.intake.shapes import opened
from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage.receiving import receive_people
from joinedup.record.store import bulk
from joinedup.words.vocabulary.feeds import Feed, declared
from joinedup.words.vocabulary.fhir.mapping import particulars_of
from joinedup.words.vocabulary.fhir.reading import stream
from joinedup.words.vocabulary.fhir.stu3 import resource_to_r4
from joinedup.words.vocabulary.hl7v2 import mistakes_of, parse, split
from joinedup.words.vocabulary.hl7v2 import particulars_of as particulars_of_message
from joinedup.words.vocabulary.hl7v2.reading import moment
from joinedup.words.vocabulary.kinds import Particulars

Rows = Sequence[tuple[Any, ...]]
AT_ONCE = 50_000
_CHUNK = 1 << 20


def take_in_people(feeds: Path, *, home: Path, at: datetime) -> int:
    """Have a source record for everyone whom a file below ``feeds`` names; return how many rows said who someone is."""
    from django.db import transaction  # noqa: PLC0415 (Django must be ready)

    known = declared()
    total = 0
    with landing.connect(home) as duck:
        for one in address(files_in([feeds])[0], sender="", feed="", feeds=known):
            feed = known[one.feed]
            for rows in _people(duck, one, feed, home / "landing", at):
                with transaction.atomic():
                    receive_people(rows, sender=one.sender, system=feed.system, by=SYSTEM, at=at)
                total += len(rows)
    return total


def _people(duck: duckdb.DuckDBPyConnection, one: Addressed, feed: Feed, kept: Path, at: datetime) -> Iterator[Rows]:
    if feed.shape == "fhir":
        yield from _lots(_of_fhir(one.path, feed, at))
    elif feed.shape == "hl7v2":
        yield from _lots(_of_messages(one.path, at))
    elif feed.names_people:
        rows_at = one.path if one.path.suffix == ".parquet" else landing.land(one.path, kept / one.path.stem)
        landed, _ = landing.look(duck, rows_at)
        answer = duck.execute(questions.people(feed, landed), {"received": bulk.moment(at)})
        while rows := answer.fetchmany(AT_ONCE):
            yield rows


def _lots(people: Iterator[tuple[Any, ...]]) -> Iterator[Rows]:
    """Yield rows in lots, of each person the parts said last: a lot holds one row a person."""
    lot: dict[str, tuple[Any, ...]] = {}
    for row in people:
        before = lot.get(row[0], row)
        lot[row[0]] = tuple(old if new is None else new for old, new in zip(before, row, strict=True))
        if len(lot) == AT_ONCE:
            yield list(lot.values())
            lot = {}
    if lot:
        yield list(lot.values())


def _of_fhir(path: Path, feed: Feed, at: datetime) -> Iterator[tuple[Any, ...]]:
    ids_churn = feed.version == "STU3"
    for one in stream(path):
        if one.resource is None:
            continue
        resource = dict(resource_to_r4(one.resource)) if ids_churn else one.resource
        if resource.get("resourceType") == "Patient":
            local_id = patient_id(resource, logical_id(one), ids_churn=ids_churn)
            yield person_row(particulars_of(resource), local_id=local_id, as_of=at, whole=True)
        elif number := number_of(resource):
            local_id = fitting(number, LONGEST_ID)
            yield person_row(Particulars(local_id=number, nhs_number=number), local_id=local_id, as_of=at, whole=False)


def _of_messages(path: Path, at: datetime) -> Iterator[tuple[Any, ...]]:
    with opened(path) as file:
        for data in split(iter(lambda: file.read(_CHUNK), b"")):
            message = parse(data)
            if mistakes_of(message) or b"\0" in data:
                continue
            who, sent = particulars_of_message(message), moment(message["MSH-7"])
            as_of = min(sent.at, at) if sent else at
            yield person_row(who, local_id=fitting(who.local_id, LONGEST_ID), as_of=as_of, whole=False)
