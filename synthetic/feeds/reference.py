"""What statements need that no life holds: the titles of conditions and of reasons."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from synthetic.facts import rows
from synthetic.lives.health import as_published


def add_reference(duck: duckdb.DuckDBPyConnection) -> None:
    """Add ``condition_title`` and ``reason_title``: codes with what they are called."""
    titles = [
        {name: row[name] for name in ("snomed", "icd10", "title")} | {"condition": as_published(row["condition"])}
        for row in rows("conditions")
    ]
    _add(duck, "condition_title", titles)
    reasons = {row["snomed"]: row["title"] for row in rows("conditions")}
    for name in ("consultation_reasons", "attendance_reasons"):
        reasons |= {row["code"]: row["title"] for row in rows(name)}
    _add(duck, "reason_title", [{"code": code, "title": title} for code, title in reasons.items()])


def _add(duck: duckdb.DuckDBPyConnection, name: str, listed: list[dict[str, Any]]) -> None:
    duck.register(f"{name}_rows", pa.Table.from_pylist(listed))
    duck.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_rows")
    duck.unregister(f"{name}_rows")
