"""A made-up dataset as a planning release of a place: a demonstration has enough people then to compare anything.

Practices, networks and care homes of a place of 2,500 are so small that hardly a figure of theirs may be shown.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

from joinedup.planning.releases import rules
from joinedup.planning.releases.events import published
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.dataset import TABLES, Table


def adopt(made: Path, *, by: Actor, at: datetime) -> Release:
    """Take a made-up dataset (``joinedup place make --release``) in as a planning release, and return it.

    It is minimised as any planning release is. Raises NotAllowed, and BadInput for a folder that holds none: nothing
    about real people comes in here.
    """
    access.require(by, "release.publish")
    manifest = _manifest_of(made)
    name = f"planning-{at:%Y%m%dT%H%M%S%f}"
    folder = settings.HOME / "releases" / name
    building = folder.with_name(f".{name}")
    building.mkdir(parents=True)
    try:
        with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as db:
            for table in TABLES.values():
                _write(db, table, made, building)
        files = {
            str(path.relative_to(building)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(building.rglob("*.parquet"))
        }
        told = manifest | {"purpose": "planning", "published_at": at.isoformat(), "files": files}
        (building / "manifest.json").write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    with transaction.atomic():
        release = Release.objects.create(
            name=name,
            purpose=Release.Purpose.PLANNING,
            published_at=at,
            data_date=date.fromisoformat(manifest["data_date"]),
            path=str(folder.relative_to(settings.HOME)),
            manifest=told,
            manifest_hash=hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
        )
        rows = {"release": name, "rows": manifest["rows"]["event"]}
        journal.write("release.published", by=by, at=at, details=rows)
    published.send(sender=Release, release=release, by=by)
    return release


def _manifest_of(made: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"There is no dataset in {made}.", now="Make one: joinedup place make --release.") from error
    if not manifest.get("made_up"):
        raise BadInput("This dataset is not made up.", now="Take feeds in, and publish them: joinedup publish.")
    return manifest


def _write(db: duckdb.DuckDBPyConnection, table: Table, made: Path, building: Path) -> None:
    """Write one table as a planning release may hold it."""
    target = building / table.name
    target.mkdir()
    if not any((made / table.name).glob("*.parquet")):
        return
    shown = ", ".join(rules.minimised(table, f.name, planning=True) for f in table.fields)
    rows_of = f"({_read(made / table.name)})"
    if table.name in rules.ENDED_BY_DEATH:
        deaths = "SELECT person_key, CAST(date_trunc('month', death_date) AS DATE) AS died_in"
        rows_of += f" LEFT JOIN ({deaths} FROM ({_read(made / 'person')}) WHERE death_date IS NOT NULL)"
        rows_of += " USING (person_key)"
    db.execute(
        f"COPY (SELECT {shown} FROM {rows_of}) TO {quoting.written_to(target / 'part-00000.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )


def _read(folder: Path) -> str:
    return f"SELECT * FROM read_parquet({quoting.in_folder(folder, '*.parquet')})"
