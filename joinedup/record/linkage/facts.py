"""Who told which particulars of whom: what publication asks before it lets a particular leave."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
from django.db.models import QuerySet

from joinedup.record.linkage.models import SentParticulars

ROWS_A_BATCH = 20_000
SCHEMA = pa.schema([("person_id", pa.int64()), ("sender", pa.string()), ("value", pa.string())])


def senders_of(column: str) -> set[str]:
    """Return who tells a column of the particulars of anyone now."""
    return set(_told(column).order_by().values_list("source_record__sender", flat=True).distinct())


def told(column: str) -> pa.RecordBatchReader:
    """Return who tells what now in a column of whose particulars, as it was sent; streamed."""
    return pa.RecordBatchReader.from_batches(SCHEMA, _batches(column))


def _told(column: str) -> QuerySet[SentParticulars]:
    current = {"source_record__links__isnull": False, "source_record__links__ended_at": None}
    return SentParticulars.objects.filter(recorded_until=None, **current).exclude(**{column: ""})


def _batches(column: str) -> Iterator[pa.RecordBatch]:
    rows = _told(column).values_list("source_record__links__person_id", "source_record__sender", column)
    coming = rows.iterator(chunk_size=ROWS_A_BATCH)
    while batch := list(islice(coming, ROWS_A_BATCH)):
        columns = zip(zip(*batch, strict=True), SCHEMA, strict=True)
        yield pa.record_batch([pa.array(values, field.type) for values, field in columns], schema=SCHEMA)
