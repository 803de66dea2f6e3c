"""A crowd of hard cases in every table and column: month ends, leap days, the clocks' changes, nulls, ties, strangers.

Drawn by a seeded dice from each column's own words and from days and instants at the edges; some people have no row in
a table, some rows speak of nobody, and one table is missing altogether.
"""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.words.vocabulary.dataset import TABLES, Field
from joinedup.words.vocabulary.dataset.words import words_of
from tests.properties.test_criteria_parity import BIRTHS, COLUMNS, DAYS, INSTANTS, REFERENCE, SCHEMAS

MISSING = "immunisation"
_OF_TYPE: dict[str, list[Any]] = {
    "DATE": DAYS, "TIMESTAMPTZ": INSTANTS, "BOOLEAN": [None, True, False], "INTEGER": [None, 0, 1, 7, 31],
    "TINYINT": [None, 1, 2, 9, 10], "DOUBLE": [None, 0.0, 0.1, 48.0, 1e6],
    "DECIMAL(12,2)": [None, Decimal("0.00"), Decimal("0.10"), Decimal("99.99"), Decimal("12345.67")],
    "VARCHAR[]": [None, [], ["J440"], ["I500", "J440", "W190"], ["E11.9", "K522"]],
}  # fmt: skip
_OF_NAME: dict[str, list[Any]] = {
    "birth_date": BIRTHS, "birth_month": [None, *{day.replace(day=1) for day in BIRTHS if day}],
    "practice": ["Z00001", "Z00002", None], "provider": ["ZT1", "ZT2", None], "site": ["ZH0001", "ZH0002", None],
    "area": ["E01000001", "E01000002", None], "service": ["cardiology", "diabetes", None],
    "reason": ["J440", "I500", "W190", "K522", "fall", None], "code": ["E119", "F012", "44054006", None],
    "feed": ["drawn"],
}  # fmt: skip


def write(folder: Path, *, seed: int, people: int) -> None:
    """Write a release of ``people`` drawn people; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 (a place, not a secret)
    keys = [f"P{number:03}" for number in range(people)]
    for table in TABLES.values():
        if table.name == MISSING:
            continue
        if "person_key" not in table.names:
            rows: list[dict[str, Any]] = REFERENCE.get(table.name, [])
        elif table.name == "person":
            rows = [_row(table.name, key, dice) for key in keys]
        else:
            # Some people have no row, some have two of the same, and one who has is nobody here.
            rows = [_row(table.name, key, dice) for key in [*keys, "P999"] for _ in range(dice.randrange(5))]
            if table.name == "event":
                rows = [row | {"event_id": f"e{number:05}"} for number, row in enumerate(rows)]
            else:
                rows += rows[:: max(1, len(rows) // 20)]
        schema = SCHEMAS[table.name]
        (folder / table.name).mkdir(parents=True)
        told = pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)
        pq.write_table(told, folder / table.name / "part-00000.parquet")


def _row(table: str, key: str, dice: random.Random) -> dict[str, Any]:
    return {"person_key": key} | {
        field.name: dice.choice(_values(table, field)) for field in TABLES[table].fields if field.name != "person_key"
    }


def _values(table: str, field: Field) -> list[Any]:
    """Return what a column may hold: what criteria ask of it, its words, and the edges of its type."""
    known = list(COLUMNS.get(table, {}).get(field.name, []))
    if table == "person" and field.name == "death_date":
        return [None] * 300 + DAYS
    if words := sorted(words_of(table, field.name)):
        # The most asked first: a word that no measure names tells nothing.
        return [*known, *words[:: max(1, len(words) // 12)], *(["emergency"] * 6 if "emergency" in words else []), None]
    return known or _OF_NAME.get(field.name) or _OF_TYPE.get(field.type) or [None]
