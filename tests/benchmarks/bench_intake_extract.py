"""Rows a second of an extract: landed, checked, source records, particulars and entries, on both databases."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from joinedup.words.vocabulary.feeds import Column, declared
from tests.benchmarks.intake_run import Run, take_in_apart
from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import available, cluster

FEED = "admitted_care"
ROWS = int(os.environ.get("JOINEDUP_BENCH_ROWS", "1000000"))
TARGET = 20_000


def run() -> list[Measured]:
    """Take in a million hospital spells of a third as many people, then the same again with a tenth changed."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.parquet", Path(folder) / "second.parquet"
        write(first, rows=ROWS)
        write(second, rows=ROWS, changed=10)
        found = _measure("SQLite", first, second, Path(folder) / "sqlite")
        if available():
            with cluster() as url:
                found += _measure("PostgreSQL", first, second, Path(folder) / "postgresql", url)
    return found


def _measure(name: str, first: Path, second: Path, home: Path, url: str = "") -> list[Measured]:
    runs = [("new", take_in_apart([first], sender="RXA", feed=FEED, home=home, url=url))]
    runs.append(("sent again, a tenth changed", take_in_apart([second], sender="RXA", feed=FEED, home=home, url=url)))
    return [_measured(name, what, one) for what, one in runs]


def _measured(name: str, what: str, one: Run) -> Measured:
    if one.quarantined or one.rows != ROWS:
        raise AssertionError(f"{one.quarantined} rows of the bench's own file did not pass")
    return Measured(
        what=f"rows a second on {name}, {what}",
        value=one.rows / one.seconds,
        unit="rows/s",
        target=TARGET,
        better="higher",
        note=f"{one.rows:,} rows, {one.added:,} entries added, {one.megabytes:,.0f} MB",
    )


def write(path: Path, *, rows: int, changed: int = 0) -> None:
    """Write an extract of made-up spells that pass every check; with ``changed`` each so many-th has another ending."""
    columns = ", ".join(
        f"{_value(column, rows, changed)} AS {column.name}" for column in declared()[FEED].columns.values()
    )
    duckdb.sql(f"COPY (SELECT {columns} FROM range({rows}) r(i)) TO '{path}' (FORMAT parquet)")


def _value(column: Column, rows: int, changed: int) -> str:
    """Return SQL for a value that the column allows, of row ``i``."""
    person = f"(hash(i) % {max(rows // 3, 1)})"
    made = {
        "spell_id": "'S' || i",
        "hospital_number": f"'H' || {person}",
        "nhs_number": f"'999' || lpad(CAST({person} AS VARCHAR), 7, '0')",
        "family_name": f"'Marsh' || ({person} % 900)",
        "given_names": f"'Edna' || ({person} % 300)",
        "birth_date": f"DATE '1930-01-01' + CAST({person} % 30000 AS INTEGER)",
        "postcode": f"'ZZ' || ({person} % 90) || ' 1ZZ'",
        "ethnic_group": "'A'",
        "admitted_at": "TIMESTAMPTZ '2023-01-01 08:00:00+00' + to_minutes(CAST(i * 7 % 1000000 AS INTEGER))",
        "discharged_at": "TIMESTAMPTZ '2023-01-04 08:00:00+00' + to_minutes(CAST(i * 7 % 1000000 AS INTEGER))",
        "ready_at": "TIMESTAMPTZ '2023-01-04 07:00:00+00' + to_minutes(CAST(i * 7 % 1000000 AS INTEGER))",
        "updated_at": "TIMESTAMPTZ '2026-01-01 08:00:00+00'",
        "primary_diagnosis": "'I50'",
        "diagnoses": "'I50 E11'",
        "procedures": "'K40'",
        "discharge_method": f"CASE WHEN i % {changed} = 0 THEN 'died' ELSE 'home' END" if changed else "'home'",
    }  # fmt: skip
    if column.name in made:
        return f"CAST({made[column.name]} AS {column.stored_as})"
    if column.codes:
        return f"'{next(iter(column.codes))}'"
    return f"CAST({'4' if column.stored_as in ('BIGINT', 'DOUBLE') else repr('RXA01')} AS {column.stored_as})"


__all__ = ["run", "write"]
