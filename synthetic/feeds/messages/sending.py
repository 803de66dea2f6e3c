"""What the writers of messages share: rows as dictionaries, files in their places, luck in Python, planted faults."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import orjson

Row = dict[str, Any]
Resource = dict[str, Any]


@dataclass(slots=True)
class Planted:
    """Where messages were planted wrong: feed, file (sender/name), place in it from 1, and why."""

    rows: list[tuple[str, str, int, str]] = field(default_factory=list)

    def add(self, feed: str, path: Path, place: int, why: str) -> None:
        """Note that the thing at ``place`` in the file must be held."""
        self.rows.append((feed, f"{path.parent.name}/{path.name}", place, why))


def rows(duck: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Return the rows of a query, each a dictionary."""
    found: list[Row] = duck.sql(sql).to_arrow_table().to_pylist()
    return found


def by(name: str, listed: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows in lists by the value of one column, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in listed:
        found[str(row[name])].append(row)
    return found


def luck(seed: int, *things: object) -> float:
    """Return a number from 0 to 1 that depends only on the seed and the things."""
    return zlib.crc32(f"{seed}|{'|'.join(map(str, things))}".encode()) / 2**32


def write_bundle(
    path: Path, resources: list[Resource], *, sender: str, type_: str, written: str, bundle_id: str
) -> None:
    """Write a bundle in which each resource has its address at the sender."""
    base = f"https://{sender.lower()}.nhs.example/fhir"
    bundle: Resource = {
        "resourceType": "Bundle", "id": bundle_id, "type": type_, "timestamp": written,
        "entry": [{"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources],
    }  # fmt: skip
    if type_ == "document":
        bundle["identifier"] = {"system": f"{base}/documents", "value": bundle_id}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(bundle, option=orjson.OPT_APPEND_NEWLINE))
