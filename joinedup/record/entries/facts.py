"""Every current entry with whose it is, as a stream of Arrow batches: what publication reads, in sets, once."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
from django.db import connection
from pyarrow import csv as arrow_csv

ROWS_A_BATCH = 50_000
# Instants go as text in UTC: both databases can give them so, and DuckDB reads them in bulk.
COLUMNS: dict[str, pa.DataType] = {
    "person_id": pa.int64(),
    "entry_id": pa.int64(),
    "feed": pa.string(),
    "sender": pa.string(),
    "kind": pa.string(),
    "happened_at": pa.string(),
    "ended_at": pa.string(),
    "code_system": pa.string(),
    "code": pa.string(),
    "text": pa.string(),
    "value": pa.float64(),
    "unit": pa.string(),
    "status": pa.string(),
    "details": pa.string(),
}
SCHEMA = pa.schema(list(COLUMNS.items()))
_SELECT = """
    SELECT l.person_id, e.id AS entry_id, e.feed, s.sender, e.kind, {happened} AS happened_at, {ended} AS ended_at,
           e.code_system, e.code, e.text, e.value, e.unit, e.status, e.details
    FROM entries_entry e
    JOIN linkage_link l ON l.source_record_id = e.source_record_id AND l.ended_at IS NULL
    JOIN linkage_sourcerecord s ON s.id = e.source_record_id
    WHERE e.recorded_until IS NULL
"""


def facts() -> pa.RecordBatchReader:
    """Return every current entry that belongs to someone, streamed; memory is bounded by a batch."""
    batches = _from_postgresql() if connection.vendor == "postgresql" else _from_sqlite()
    return pa.RecordBatchReader.from_batches(SCHEMA, batches)


def _from_sqlite() -> Iterator[pa.RecordBatch]:
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()  # the driver's own cursor: no Python conversion of dates
        raw.execute(_SELECT.format(happened="CAST(e.happened_at AS TEXT)", ended="CAST(e.ended_at AS TEXT)"))
        while rows := raw.fetchmany(ROWS_A_BATCH):
            columns = zip(*rows, strict=True)
            yield pa.record_batch(
                [pa.array(values, type_) for values, type_ in zip(columns, COLUMNS.values(), strict=True)],
                schema=SCHEMA,
            )


def _from_postgresql() -> Iterator[pa.RecordBatch]:
    utc = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    select = _SELECT.format(happened=utc.format("e.happened_at"), ended=utc.format("e.ended_at"))
    convert = arrow_csv.ConvertOptions(column_types=SCHEMA, strings_can_be_null=True, null_values=["\\N"])
    names = arrow_csv.ReadOptions(column_names=list(COLUMNS), use_threads=False)
    parse = arrow_csv.ParseOptions(newlines_in_values=True)
    with connection.cursor() as cursor:
        buffer = io.BytesIO()
        with cursor.connection.cursor().copy(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, NULL '\\N')") as copy:
            for line in copy:  # PostgreSQL sends whole rows, so every piece ends where a row ends
                buffer.write(line)
                if buffer.tell() > 16_000_000:
                    yield from _read(buffer, names, parse, convert)
                    buffer = io.BytesIO()
        if buffer.tell():
            yield from _read(buffer, names, parse, convert)


def _read(
    buffer: io.BytesIO, names: arrow_csv.ReadOptions, parse: arrow_csv.ParseOptions, convert: arrow_csv.ConvertOptions
) -> list[pa.RecordBatch]:
    buffer.seek(0)
    table = arrow_csv.read_csv(buffer, names, parse, convert)
    batches: list[pa.RecordBatch] = table.cast(SCHEMA).to_batches()
    return batches
