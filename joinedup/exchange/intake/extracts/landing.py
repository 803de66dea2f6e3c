"""Keeping an extract whole: Parquet as it came; CSV as Parquet of texts, with the exact file beside it.

Each file is written under a temporary name and then renamed, so that a landed file is a whole one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.exchange.intake import deliveries
from joinedup.exchange.intake.extracts.checks import UNREADABLE
from joinedup.exchange.intake.extracts.questions import Landed
from joinedup.exchange.intake.shapes import opened, suffix_of
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput

ROWS_AT_ONCE = 50_000
LONGEST_RECORD = 1_000_000  # bytes: a quote that is never closed must not swallow the file, nor a line fill memory


def connect(home: Path) -> duckdb.DuckDBPyConnection:
    """Return DuckDB as we use it: UTC, nothing downloaded, its own limit of memory, spilling into the place."""
    spill = home / "landing" / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    duck = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "2GB",
            "temp_directory": str(spill),
        }
    )
    duck.execute("SET TimeZone = 'UTC'")
    return duck


def land(path: Path, into: Path) -> Path:
    """Keep the file at ``path`` whole as ``into`` (without a suffix) and return where its rows are.

    Raises BadInput where it cannot be read as what its name says it is.
    """
    suffix = suffix_of(path)
    exact = deliveries.copied(path, into, suffix)
    if suffix == ".parquet":
        return exact
    rows = into.with_name(into.name + ".parquet")
    unfinished = rows.with_name(rows.name + ".unfinished")
    with opened(exact) as lines:
        _write_rows(lines, unfinished)
    unfinished.replace(rows)
    return rows


def look(duck: duckdb.DuckDBPyConnection, path: Path) -> tuple[Landed, int]:
    """Return a landed file as SQL sees it, and its number of rows. Raises BadInput where it is not Parquet."""
    try:
        described = duck.execute(f"DESCRIBE SELECT * FROM read_parquet({quoting.exactly(path)})").fetchall()
        rows = duck.execute(f"SELECT count(*) FROM read_parquet({quoting.exactly(path)})").fetchall()[0][0]
    except duckdb.Error as error:
        raise BadInput(
            "This file cannot be read as Parquet: it is damaged or is something else.",
            now="Ask the sender for it again.",
        ) from error
    return Landed(path, {str(name): str(type_) for name, type_, *_ in described}), int(rows)


def _write_rows(lines: IO[bytes], into: Path) -> None:
    records = _records(lines)
    names = _names(next(records, b""))
    schema = pa.schema([(name, pa.string()) for name in (*names, UNREADABLE)])
    with pq.ParquetWriter(into, schema, compression="zstd") as writer:
        batch: list[Sequence[str | None]] = []
        for record in records:
            batch.append(_row(record, len(names)))
            if len(batch) == ROWS_AT_ONCE:
                _write(writer, schema, batch)
                batch = []
        _write(writer, schema, batch)


def _names(header: bytes) -> list[str]:
    """Return the names of the columns. Raises BadInput saying why the first line gives none."""
    if header.startswith(b"PK\x03\x04"):
        raise BadInput("This is a packed file (ZIP) or a workbook, not CSV.", now="Unpack it, or save it as CSV.")
    try:
        names = [name.strip() for name in _cells(header.removeprefix(b"\xef\xbb\xbf"))]
    except ValueError as error:
        raise BadInput(
            f"The first line does not name columns: it {error}.", now="Save the file as UTF-8 CSV."
        ) from error
    if b"\r" in header:
        raise BadInput(
            "The lines of this file end in CR alone, so it is one line.", now="Save it with the line ends of CSV."
        )
    if len(names) == 1 and (sign := next((sign for sign in _OTHER_SIGNS if sign in names[0]), "")):
        raise BadInput(
            f"The columns of this file are parted by {_OTHER_SIGNS[sign]}, not by commas.", now="Save it with commas."
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        told = ", ".join(f"'{name}'" if name else "a column without a name" for name in twice)
        raise BadInput(f"The first line must name each column once: {told} comes twice.", now="Ask for it again.")
    if not all(names):
        raise BadInput("The first line leaves a column without a name.", now="Ask the sender for it again.")
    return names


_OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def _write(writer: pq.ParquetWriter, schema: pa.Schema, batch: list[Sequence[str | None]]) -> None:
    if batch:
        columns = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
        writer.write_table(pa.table(columns, schema=schema))


def _records(lines: IO[bytes]) -> Iterator[bytes]:
    """Yield each record, without its line end: a line, or several where a quoted text holds line ends.

    Raises BadInput for a line so long that it can be no record.
    """
    held: list[bytes] = []
    size = quotes = number = 0
    while line := lines.readline(LONGEST_RECORD + 1):
        number += 1
        if len(line) > LONGEST_RECORD:
            raise BadInput(
                f"Line {number} is longer than {LONGEST_RECORD:,} bytes, the most that a line may be.",
                now="Ask the sender for a file with a line for each row.",
            )
        held.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if quotes % 2 and size < LONGEST_RECORD:
            continue
        yield from _record(held)
        held, size, quotes = [], 0, 0
    yield from _record(held)


def _record(lines: list[bytes]) -> Iterator[bytes]:
    """Yield the lines as one record, where there is anything in them."""
    record = b"".join(lines)
    if record.strip():
        yield record.rstrip(b"\r\n")


def _cells(record: bytes) -> list[str]:
    """Return the cells of a record. Raises ValueError saying what is wrong with it."""
    try:
        text = record.decode()
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise ValueError("has a quote out of place") from None


def _row(record: bytes, width: int) -> Sequence[str | None]:
    """Return the record's cells and nothing, or no cells and the record itself where it cannot be split."""
    try:
        cells = _cells(record)
    except ValueError:
        cells = []
    if len(cells) == width:
        return (*cells, None)
    # Bytes that are no text are kept one for one (surrogateescape is not storable; Latin-1 has all 256).
    return (*[None] * width, record.decode("latin-1"))
