"""Every current entry with whose it is, as a stream of Arrow batches: what publication reads, in sets, once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pyarrow as pa
from django.db import connection
from django.db.models import Count
from pyarrow import csv as arrow_csv

from joinedup.record.entries.models import Entry

ROWS_A_BATCH = 10_000
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
# Of each column how SQLite writes it as CSV: %w doubles the quotes in a text, and no text of an entry is null. A number
# is written with all its digits, and an instant, which may be null, without quotes: there nothing means null.
_FORMS = [
    "%s" if name in ("happened_at", "ended_at", "value") else "%d" if type_ == pa.int64() else '"%w"'
    for name, type_ in COLUMNS.items()
]
_PIECES = [
    "CASE WHEN e.value IS NULL THEN '' ELSE printf('%!.17g', e.value) END" if name == "value"
    else {"person_id": "l.person_id", "entry_id": "e.id", "sender": "s.sender"}.get(name, f"e.{name}")
    for name in COLUMNS
]  # fmt: skip
# CROSS JOIN keeps SQLite to this order: along the entries as they lie, looking up whose each is.
_FROM_SQLITE = """
    FROM entries_entry e
    CROSS JOIN linkage_link l ON l.source_record_id = e.source_record_id AND l.ended_at IS NULL
    CROSS JOIN linkage_sourcerecord s ON s.id = e.source_record_id
    WHERE e.id >= ? AND e.id < ? AND e.recorded_until IS NULL
"""
_SQLITE_CONVERT = arrow_csv.ConvertOptions(
    column_types=SCHEMA, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False
)


def facts() -> pa.RecordBatchReader:
    """Return every current entry that belongs to someone, streamed; memory is bounded by a batch."""
    batches = _from_postgresql() if connection.vendor == "postgresql" else _from_sqlite()
    return pa.RecordBatchReader.from_batches(SCHEMA, batches)


def _from_sqlite() -> Iterator[pa.RecordBatch]:
    """Yield batches from one snapshot, each made a text of CSV by SQLite itself: a row is never a Python object.

    While one batch is used, the next is being read. In this connection no transaction may begin before the end.
    """
    pieces = ", ".join(_PIECES)
    select = f"SELECT group_concat(printf('{','.join(_FORMS)}', {pieces}), x'0a') {_FROM_SQLITE}"
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
    alone = not connection.in_atomic_block
    if alone:
        raw.execute("BEGIN")
    try:
        [(last,)] = raw.execute("SELECT coalesce(max(id), 0) FROM entries_entry").fetchall()

        def read(first: int) -> str | None:
            [(text,)] = raw.execute(select, (first, first + ROWS_A_BATCH)).fetchall()
            return text

        with ThreadPoolExecutor(max_workers=1) as apart:
            firsts = iter(range(1, last + 1, ROWS_A_BATCH))
            coming = apart.submit(read, next(firsts, last + 1))
            for first in chain(firsts, [last + 1]):
                text = coming.result()
                coming = apart.submit(read, first)
                if text:
                    yield from _read(text.encode(), _SQLITE_CONVERT)
    finally:
        if alone:
            raw.execute("COMMIT")


def _from_postgresql() -> Iterator[pa.RecordBatch]:
    utc = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    select = _SELECT.format(happened=utc.format("e.happened_at"), ended=utc.format("e.ended_at"))
    convert = arrow_csv.ConvertOptions(column_types=SCHEMA, strings_can_be_null=True, null_values=["\\N"])
    with connection.cursor() as cursor:
        buffer = io.BytesIO()
        with cursor.connection.cursor().copy(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, NULL '\\N')") as copy:
            for line in copy:  # PostgreSQL sends whole rows, so every piece ends where a row ends
                buffer.write(line)
                if buffer.tell() > 16_000_000:
                    yield from _read(buffer.getvalue(), convert)
                    buffer = io.BytesIO()
        if buffer.tell():
            yield from _read(buffer.getvalue(), convert)


def _read(text: bytes, convert: arrow_csv.ConvertOptions) -> list[pa.RecordBatch]:
    """Return the batches of whole rows of CSV; in one block, since no row may lie in two."""
    names = arrow_csv.ReadOptions(column_names=list(COLUMNS), use_threads=False, block_size=len(text) + 1)
    table = arrow_csv.read_csv(io.BytesIO(text), names, arrow_csv.ParseOptions(newlines_in_values=True), convert)
    batches: list[pa.RecordBatch] = table.to_batches()
    return batches


def people_told_of_in(feed: str, most: int) -> list[int]:
    """Return the ids of people of whom a feed tells now, at most ``most``: first those of whom it tells most."""
    current: dict[str, object] = {"source_record__links__isnull": False, "source_record__links__ended_at": None}
    told = Entry.objects.filter(feed=feed, recorded_until=None, **current)
    counted = told.values("source_record__links__person_id").annotate(entries=Count("pk"))
    found = counted.order_by("-entries", "source_record__links__person_id")[:most]
    return [row["source_record__links__person_id"] for row in found]
