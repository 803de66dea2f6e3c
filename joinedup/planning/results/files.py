"""Figures on disk: one Parquet file a measure, beside the release they were worked out from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.measures.compute import Figure

By = tuple[str, ...]
_SCHEMA = pa.schema(
    [
        ("by", pa.string()), ("measure", pa.string()), ("group", pa.string()), ("numerator", pa.float64()),
        ("denominator", pa.float64()), ("value", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
        ("first_day", pa.date32()), ("last_day", pa.date32()), ("counted", pa.int64()),
    ]
)  # fmt: skip
_FACTS = ("measure", "numerator", "denominator", "value", "low", "high", "first_day", "last_day", "counted")


def write(path: Path, figures: Mapping[By, Sequence[Figure]]) -> None:
    """Write the figures of one measure, by the cuts they were asked for; whole, or not at all."""
    rows = [
        {"by": ",".join(by), "group": json.dumps(_plain(figure.group)), **{n: getattr(figure, n) for n in _FACTS}}
        for by, found in figures.items()
        for figure in found
    ]
    # A way of cutting that gave nothing is still known to have been asked.
    rows += [{"by": ",".join(by), "group": None} for by, found in figures.items() if not found]
    path.parent.mkdir(exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), part, compression="zstd")
    part.chmod(0o600)
    part.replace(path)


def read(path: Path) -> dict[By, list[Figure]]:
    """Return the figures in a file by the cuts they were asked for; nothing where there is no file."""
    if not path.exists():
        return {}
    found: dict[By, list[Figure]] = {}
    for row in pq.read_table(path).to_pylist():
        kept = found.setdefault(tuple(row["by"].split(",")) if row["by"] else (), [])
        if row["group"] is not None:
            kept.append(Figure(group=_group(row["group"]), **{name: row[name] for name in _FACTS}))
    return found


def _plain(group: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in group.items()}


def _group(text: str) -> dict[str, Any]:
    told = json.loads(text)
    if told.get("month"):
        told["month"] = date.fromisoformat(told["month"])
    return dict(told)
