"""Figures on disk: a Parquet file a measure, beside the release they were worked out from.

Each way of cutting is a row group of its own, so that a page reads only what it shows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.shown import ShownFigure

By = tuple[str, ...]
One = TypeVar("One", Figure, ShownFigure)

_ALIKE = [
    ("measure", pa.string()), ("group", pa.string()), ("numerator", pa.float64()), ("denominator", pa.float64()),
    ("value", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("first_day", pa.date32()),
    ("last_day", pa.date32()),
]  # fmt: skip
_FIGURES = pa.schema([*_ALIKE, ("counted", pa.int64())])
_SHOWN = pa.schema([*_ALIKE, ("hidden", pa.string())])
_GROUPS = b"joinedup.by"


def write(path: Path, figures: Mapping[By, Sequence[Figure]]) -> None:
    """Write the figures of one measure, by the cuts they were asked for; whole, or not at all."""
    _write(path, figures, _FIGURES)


def write_shown(path: Path, figures: Mapping[By, Sequence[ShownFigure]]) -> None:
    """Write figures as they may be shown, likewise."""
    _write(path, figures, _SHOWN)


def read(path: Path, by: By | None = None) -> dict[By, list[Figure]]:
    """Return the figures in a file by the cuts they were asked for (``by``: only those); none where it is missing."""
    return _read(path, by, Figure, _FIGURES)


def read_shown(path: Path, by: By | None = None, *, of: Mapping[str, str] | None = None) -> dict[By, list[ShownFigure]]:
    """Return figures as they may be shown, likewise; ``of`` ({"practice": "A81001"}) only those of one unit."""
    return _read(path, by, ShownFigure, _SHOWN, of)


def _write(
    path: Path, figures: Mapping[By, Sequence[Figure]] | Mapping[By, Sequence[ShownFigure]], schema: Any
) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    # A name of its own, so that two who work out the same thing at once do not write into one file.
    part = path.with_suffix(f".{os.getpid()}.part")
    told = schema.with_metadata({_GROUPS: json.dumps([list(by) for by in figures]).encode()})
    with pq.ParquetWriter(part, told, compression="zstd") as writer:
        for found in figures.values():
            rows = [
                {name: getattr(f, name) for name in schema.names if name != "group"}
                | {"group": json.dumps(_plain(f.group))}
                for f in found
            ]
            # A way of cutting that gave nothing is kept too: it is known to have been asked.
            writer.write_table(pa.Table.from_pylist(rows, schema=told))
    part.chmod(0o600)
    part.replace(path)


def _read(
    path: Path, only: By | None, kind: Callable[..., One], schema: Any, of: Mapping[str, str] | None = None
) -> dict[By, list[One]]:
    if not path.exists():
        return {}
    file = pq.ParquetFile(path)
    ways = [tuple(by) for by in json.loads(file.schema_arrow.metadata[_GROUPS])]
    facts = [name for name in schema.names if name != "group"]
    return {
        by: [
            kind(group=_group(row["group"]), **{name: row[name] for name in facts})
            for row in _only(file.read_row_group(place), of).to_pylist()
        ]
        for place, by in enumerate(ways)
        if only is None or by == only
    }


def _only(table: pa.Table, of: Mapping[str, str] | None) -> pa.Table:
    """Return the rows of one unit: its name and value stand in each group as JSON writes them."""
    return table.filter(pc.match_substring(table["group"], json.dumps(of)[1:-1])) if of else table


def _plain(group: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in group.items()}


def _group(text: str) -> dict[str, Any]:
    told = json.loads(text)
    if told.get("month"):
        told["month"] = date.fromisoformat(told["month"])
    return dict(told)
