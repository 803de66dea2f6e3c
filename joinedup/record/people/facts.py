"""Everyone in the record with their particulars, as a stream of Arrow batches, for publication."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from joinedup.record.people.models import Demographics

_TEXT = ("nhs_number", "family_name", "given_names", "sex", "ethnic_group", "postcode", "registered_practice")
SCHEMA = pa.schema(
    [("person_id", pa.int64()), ("birth_date", pa.date32()), ("death_date", pa.date32()), ("sensitive", pa.bool_())]
    + [(name, pa.string()) for name in _TEXT]
)


def facts() -> pa.RecordBatchReader:
    """Return one row for each person who has records of their own (a merged person's went to the other)."""
    return pa.RecordBatchReader.from_batches(SCHEMA, _batches())


def _batches() -> Iterator[pa.RecordBatch]:
    rows = (
        Demographics.objects.filter(person__links__ended_at=None, person__links__isnull=False)
        .distinct()
        .order_by("person_id")
        .values_list(*SCHEMA.names)
    )
    batch: list[tuple[object, ...]] = []
    for row in rows.iterator(chunk_size=20_000):
        batch.append(row)
        if len(batch) == 20_000:
            yield _arrow(batch)
            batch = []
    if batch:
        yield _arrow(batch)


def _arrow(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    return pa.record_batch(
        [pa.array(values, f.type) for values, f in zip(zip(*rows, strict=True), SCHEMA, strict=True)], schema=SCHEMA
    )
