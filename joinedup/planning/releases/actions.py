"""Publishing a release: from the record as it stands to Parquet with a manifest, for one purpose."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

import joinedup
from joinedup.exchange.intake import queries as intake
from joinedup.insight.disclosure import OF_FEED, policy_for
from joinedup.planning.releases import alone, assemble, loading, rules
from joinedup.planning.releases.events import published
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.dataset import TABLES, Table

Progress = Callable[[str, int, int], None]


def publish(*, purpose: str, by: Actor, at: datetime, project: str = "", progress: Progress | None = None) -> Release:
    """Publish a release and return it; it is written apart and put in place whole, or not at all.

    ``project`` names the key under which a planning release hides people (default: the place's own). Cost grows with
    the number of entries; memory is bounded. Raises NotAllowed, BadInput for an unknown purpose, CannotProceed where
    the record is empty or another publication is under way.
    """
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput(f"There is no release for '{purpose}'.", now="Choose care or planning.")
    with alone.publishing(settings.HOME):
        return _publish(purpose=purpose, by=by, at=at, project=project, progress=progress or (lambda *_: None))


def _publish(*, purpose: str, by: Actor, at: datetime, project: str, progress: Progress) -> Release:
    name = f"{purpose}-{at:%Y%m%dT%H%M%S%f}"
    folder = settings.HOME / "releases" / name
    for left in folder.parent.glob(".*"):  # by a publication that was stopped
        shutil.rmtree(left, ignore_errors=True)
    building = folder.with_name(f".{name}")
    building.mkdir(parents=True)
    try:
        written = _write_tables(building, purpose, project or "place", at, progress)
        manifest = _manifest(building, purpose=purpose, project=project, at=at, written=written)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    with transaction.atomic():
        release = Release.objects.create(
            name=name,
            purpose=purpose,
            published_at=at,
            data_date=written.data_date,
            path=str(folder.relative_to(settings.HOME)),
            manifest=manifest,
            manifest_hash=hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
        )
        journal.write("release.published", by=by, at=at, details={"release": name, "rows": written.rows["event"]})
    published.send(sender=Release, release=release, by=by)
    return release


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: rows by table, the last day the data cover, and what each reference list held."""

    rows: dict[str, int]
    data_date: date
    references: dict[str, Any]


def _write_tables(folder: Path, purpose: str, project: str, at: datetime, progress: Progress) -> _Written:
    """Write every table's Parquet below ``folder``."""
    work = folder / "work.duckdb"
    planning = purpose == Release.Purpose.PLANNING
    counts: dict[str, int] = {}
    steps = len(TABLES) + 1
    with duckdb.connect(
        str(work), config={"memory_limit": "2GB", "threads": 2, "preserve_insertion_order": False}
    ) as db:
        db.execute("SET TimeZone = 'UTC'")
        progress("Reading the record", 0, steps)
        references = loading.load(db, planning=planning, key=_project_key(project) if planning else b"")
        for number, table in enumerate(TABLES.values(), start=1):
            progress(f"Writing {table.name}", number, steps)
            counts[table.name] = _write(db, table, folder, planning=planning)
        if not counts["person"]:
            raise CannotProceed("There is nobody in the record to publish.", now="Take in feeds and link them first.")
        [(data_date,)] = db.execute(assemble.DATA_DATE, [at.date()]).fetchall()
    work.unlink()
    return _Written(counts, data_date or at.date(), references)


def _write(db: duckdb.DuckDBPyConnection, table: Table, folder: Path, *, planning: bool) -> int:
    """Write one table in the dataset's own columns and types, and return how many rows it has."""
    target = folder / table.name
    target.mkdir()
    typed = ", ".join(f'CAST("{f.name}" AS {f.type}) AS "{f.name}"' for f in table.fields)
    shown = ", ".join(rules.minimised(table, f.name, planning=planning) for f in table.fields)
    rows_of = f"(SELECT {typed} FROM ({assemble.STATEMENTS[table.name]}))"
    if planning and table.name in rules.ENDED_BY_DEATH:
        rows_of += f" LEFT JOIN ({assemble.DEATHS}) USING (person_key)"
    file = target / "part-00000.parquet"
    db.execute(f"COPY (SELECT {shown} FROM {rows_of}) TO {quoting.written_to(file)} (FORMAT parquet, COMPRESSION zstd)")
    [(rows,)] = db.execute(f"SELECT count(*) FROM read_parquet({quoting.exactly(file)})").fetchall()
    return int(rows)


def _project_key(project: str) -> bytes:
    """Return the key of a project, kept outside every dataset and made on first use."""
    path: Path = settings.HOME / "keys" / f"{hashlib.sha256(project.encode()).hexdigest()[:16]}.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(secrets.token_bytes(32))
        part.replace(path)  # whole or not at all, whenever we are stopped
    return path.read_bytes()


def _manifest(folder: Path, *, purpose: str, project: str, at: datetime, written: _Written) -> dict[str, Any]:
    """Write the manifest beside the tables, and return it: everything that a figure must be able to name."""
    feeds = intake.feeds_received()
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }
    manifest = {
        "purpose": purpose,
        "project": project,
        "published_at": at.isoformat(),
        "data_date": written.data_date.isoformat(),
        "code_version": joinedup.__version__,
        "feeds": feeds,
        "references": written.references,
        "rows": written.rows,
        "opt_outs": "not applied: this place holds no opt-outs yet"
        if purpose == "planning"
        else "do not apply to care",
        "suppression": _suppression(purpose),
        "files": files,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _suppression(purpose: str) -> dict[str, Any]:
    """Return the policy by which counts from the release are shown (see ``insight.disclosure``)."""
    policies = {"": policy_for(purpose), **OF_FEED}
    return {
        "inside_the_release": "none: it holds a row a fact, and is opened by those who may see it",
        "of_what_is_shown": {
            feed or "any feed": {
                "not_shown": policy.small, "rounded_to": policy.round_to, "secondary": True, "source": policy.source,
            }
            for feed, policy in policies.items()
        },
    }  # fmt: skip
