"""Figures on disk: a Parquet file a measure, beside the release they were worked out from.

Each way of cutting is a row group of its own, so that a page reads only what it shows.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.record.store.files import whole

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


def read(path: Path, *ways: By) -> dict[By, list[Figure]]:
    """Return the figures in a file by the cuts they were asked for (``ways``: only those); none where it is missing."""
    return _read(path, ways, Figure, _FIGURES)


def read_shown(path: Path, *ways: By) -> dict[By, list[ShownFigure]]:
    """Return figures as they may be shown, likewise."""
    return _read(path, ways, ShownFigure, _SHOWN)


@dataclass(frozen=True, slots=True)
class Courses:
    """The months of every unit in one measure, as they may be shown, in columns: figures are made when asked for.

    A page of one unit asks every measure for a fiftieth of its rows; to make all of them each time would take longer
    than to draw the page. Memory: some 80 bytes a row.
    """

    columns: Any
    groups: Sequence[Mapping[str, Any]]
    places: Mapping[str, Sequence[int]]

    def of(self, value: str) -> tuple[ShownFigure, ...]:
        """Return the months of one unit, in order; none where it has none."""
        rows = self.columns.take(pa.array(self.places.get(value, []), pa.int64())).to_pylist()
        groups = (self.groups[place] for place in self.places.get(value, []))
        found = (ShownFigure(group=group, **row) for group, row in zip(groups, rows, strict=True))
        return tuple(sorted(found, key=lambda figure: figure.first_day))


def read_courses(path: Path, unit: str) -> Courses:
    """Return the courses of the units (practice, network, home) in one measure's file; none where it has none."""
    table = _SHOWN.empty_table()
    if path.exists():
        file = pq.ParquetFile(path)
        ways = _ways(file)
        table = file.read_row_group(ways.index((unit, "month"))) if (unit, "month") in ways else table
    groups = [_group(text) for text in table["group"].to_pylist()]
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(str(group[unit]), []).append(place)
    return Courses(table.drop_columns(["group"]), groups, places)


def _write(
    path: Path, figures: Mapping[By, Sequence[Figure]] | Mapping[By, Sequence[ShownFigure]], schema: Any
) -> None:
    told = schema.with_metadata({_GROUPS: json.dumps([list(by) for by in figures]).encode()})
    with whole(path) as part, pq.ParquetWriter(part, told, compression="zstd") as writer:
        for found in figures.values():
            rows = [
                {name: getattr(f, name) for name in schema.names if name != "group"}
                | {"group": json.dumps(_plain(f.group))}
                for f in found
            ]
            # A way of cutting that gave nothing is kept too: it is known to have been asked.
            writer.write_table(pa.Table.from_pylist(rows, schema=told))


def _read(path: Path, only: Collection[By], kind: Callable[..., One], schema: Any) -> dict[By, list[One]]:
    if not path.exists():
        return {}
    file = pq.ParquetFile(path)
    wanted = [(place, by) for place, by in enumerate(_ways(file)) if not only or by in only]
    facts = [name for name in schema.names if name != "group"]
    # All in one read: a page asks a hundred files, and each reading costs more than its rows do.
    table = file.read_row_groups([place for place, _ in wanted]) if wanted else schema.empty_table()
    figures = iter([
        kind(group=_group(row["group"]), **{name: row[name] for name in facts}) for row in table.to_pylist()
    ])  # fmt: skip
    return {by: list(islice(figures, file.metadata.row_group(place).num_rows)) for place, by in wanted}


def _ways(file: Any) -> list[By]:
    """Return the ways of cutting that a file holds, in the order of its row groups."""
    return [tuple(by) for by in json.loads(file.schema_arrow.metadata[_GROUPS])]


def _plain(group: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in group.items()}


@functools.lru_cache(maxsize=32_768)
def _group(text: str) -> Mapping[str, Any]:
    """Return a group from its JSON; of a hundred measures all have the same, so one object serves them."""
    told = json.loads(text)
    if told.get("month"):
        told["month"] = date.fromisoformat(told["month"])
    return MappingProxyType(told)
