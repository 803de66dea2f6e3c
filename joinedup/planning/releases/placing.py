"""Putting a release in place: built apart, whole or not at all, and written down; and how a table of it is written."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

from joinedup.planning.releases import alone, rules
from joinedup.planning.releases.events import published
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics import quoting
from joinedup.words.vocabulary.dataset import Table

Manifest = dict[str, Any]


def put_in_place(
    build: Callable[[Path], Manifest], *, purpose: str, by: Actor, at: datetime,
    leave: Callable[[str, Manifest], Sequence[str]] = lambda *_: (),
) -> Release:  # fmt: skip
    """Return the release that ``build`` writes in the folder it is given; it returns the manifest.

    The files are added to the manifest, which is written beside them. ``leave`` is told the release's name and
    manifest as it leaves, and returns the agreements that let it. Raises CannotProceed while another release is being
    made, and what ``leave`` raises: then there is no release.
    """
    with alone.publishing(settings.HOME):
        name = f"{purpose}-{at:%Y%m%dT%H%M%S%f}"
        folder = settings.HOME / "releases" / name
        for left in folder.parent.glob(".*"):  # by a publication that was stopped
            shutil.rmtree(left, ignore_errors=True)
        building = folder.with_name(f".{name}")
        building.mkdir(parents=True)
        try:
            manifest = _with_files(build(building), building)
            release = _put(building, folder, manifest, purpose=purpose, by=by, at=at, leave=leave)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        published.send(sender=Release, release=release, by=by)
        return release


def _put(
    building: Path, folder: Path, manifest: Manifest, *, purpose: str, by: Actor, at: datetime,
    leave: Callable[[str, Manifest], Sequence[str]],
) -> Release:  # fmt: skip
    """Put a whole release in its place, and write it down; where either fails, there is neither."""
    name = folder.name
    try:
        with transaction.atomic():
            under = leave(name, manifest)
            building.replace(folder)
            release = Release.objects.create(
                name=name,
                purpose=purpose,
                published_at=at,
                data_date=date.fromisoformat(manifest["data_date"]),
                path=str(folder.relative_to(settings.HOME)),
                manifest=manifest,
                manifest_hash=hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
            )
            details = {"release": name, "rows": manifest["rows"]["event"], "agreements": list(under)}
            journal.write("release.published", by=by, at=at, details=details)
            return release
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_table(
    db: duckdb.DuckDBPyConnection, table: Table, folder: Path, *, rows: str, deaths: str, planning: bool
) -> int:
    """Write one table of a release in the dataset's own columns and types, and return how many rows it has.

    ``rows`` is the SQL of its rows; ``deaths`` that of the month of each death, which planning releases need.
    """
    target = folder / table.name
    target.mkdir()
    typed = ", ".join(f'CAST("{f.name}" AS {f.type}) AS "{f.name}"' for f in table.fields)
    shown = ", ".join(rules.minimised(table, f.name, planning=planning) for f in table.fields)
    rows_of = f"(SELECT {typed} FROM ({rows}))"
    if planning and table.name in rules.ENDED_BY_DEATH:
        rows_of += f" LEFT JOIN ({deaths}) USING (person_key)"
    file = target / "part-00000.parquet"
    db.execute(f"COPY (SELECT {shown} FROM {rows_of}) TO {quoting.written_to(file)} (FORMAT parquet, COMPRESSION zstd)")
    [(count,)] = db.execute(f"SELECT count(*) FROM read_parquet({quoting.exactly(file)})").fetchall()
    return int(count)


def deaths_of(people: str) -> str:
    """Return the SQL for the month of each death, by its first day, of the table or question ``people``."""
    return (
        "SELECT person_key, CAST(date_trunc('month', death_date) AS DATE) AS died_in "
        f"FROM {people} WHERE death_date IS NOT NULL"
    )


def _with_files(manifest: Manifest, building: Path) -> Manifest:
    """Return the manifest with every file and its hash, and write it."""
    files = {
        str(path.relative_to(building)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(building.rglob("*.parquet"))
    }
    told = manifest | {"files": files}
    (building / "manifest.json").write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    return told
