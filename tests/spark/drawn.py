"""A crowd of hard cases in every table and column: month ends, leap days, the clocks' changes, nulls, ties, strangers.

Drawn by a seeded dice from each column's own words and from days and instants at the edges; some people have no row in
a table, some rows speak of nobody, and one table is missing altogether.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
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

# Olive, of whom is told what the dice seldom say together, so that no measure is without anyone.
OLIVE = "P998"
_TOLD: dict[str, list[dict[str, Any]]] = {
    "person": [{"birth_date": date(1940, 2, 29), "birth_month": date(1940, 2, 1), "sex": "female"}],
    "registration": [{"start_date": date(2020, 2, 29), "practice": "Z00001"}],
    "residence": [{"start_date": date(2024, 1, 31), "kind": "care_home", "site": "ZH0001", "area": "E01000001"}],
    "stay": [{"start_date": date(2024, 1, 31), "kind": "care_home", "site": "ZH0001"}],
    "event": [
        {"kind": "admission", "point_of_delivery": "emergency", "reason": "S720", "reasons": ["S720"],
         "start_at": datetime(2025, 3, 30, 0, 30, tzinfo=UTC), "end_at": datetime(2025, 4, 2, 23, 30, tzinfo=UTC),
         "outcome": "care_home", "provider": "ZT1"},
        *({"kind": "consultation", "outcome": outcome, "start_at": datetime(2025, 10, 26, 0, 30, tzinfo=UTC)}
          for outcome in ("attended", "did_not_attend")),
        *({"kind": "incident", "reason": reason, "start_at": datetime(2024, 2, 29, 23, 30, tzinfo=UTC)}
          for reason in ("medicines", "pressure_ulcer")),
    ],
    "flag": [{"kind": "safeguarding", "start_date": date(2025, 5, 31)}],
    "condition": [{"condition": "dementia", "onset_date": date(2024, 2, 29)}],
    "medication": [
        {"substance": f"medicine {number}", "code": str(number), "name": f"Medicine {number}", "is_repeat": True,
         "medicine_group": "antipsychotic" if number == 0 else "laxative", "start_date": date(2026, 2, 28)}
        for number in range(12)
    ],
    "package": [{"service": "carer_support", "start_date": date(2025, 3, 31)}],
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
        rows = rows + [
            {"person_key": OLIVE, "event_id": f"o{n}"} | row for n, row in enumerate(_TOLD.get(table.name, []))
        ]
        schema = SCHEMAS[table.name]
        (folder / table.name).mkdir(parents=True)
        told = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
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
