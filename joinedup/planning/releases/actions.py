"""Publishing a release: from the record as it stands to Parquet with a manifest, for one purpose."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import transaction

import joinedup
from joinedup.exchange.intake import queries as intake
from joinedup.planning.releases import assemble, rules
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.entries.facts import facts as entry_facts
from joinedup.record.journal import actions as journal
from joinedup.record.people.facts import facts as people_facts
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.conditions import condition
from joinedup.words.vocabulary.dataset import TABLES, Table, measured, medicine, vaccine

Progress = Callable[[str, int, int], None]
REFERENCES = {
    "practice": "reference_practice",
    "site": "reference_site",
    "area": "reference_area",
    "postcode": "reference_postcode",
    "population": "reference_population",
    "unit_cost": "reference_unit_cost",
    "bank_holiday": "reference_bank_holiday",
}


def publish(*, purpose: str, by: Actor, at: datetime, project: str = "", progress: Progress | None = None) -> Release:
    """Publish a release and return it; it is written apart and put in place whole, or not at all.

    ``project`` names the key under which a planning release hides people (default: the place's own). Cost grows with
    the number of entries; memory is bounded. Raises NotAllowed, BadInput for an unknown purpose, CannotProceed where
    the record is empty.
    """
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput(f"There is no release for '{purpose}'.", now="Choose care or planning.")
    name = f"{purpose}-{at:%Y%m%dT%H%M%S%f}"
    folder = settings.HOME / "releases" / name
    for left in folder.parent.glob(".*"):  # by a publication that was stopped
        shutil.rmtree(left, ignore_errors=True)
    building = folder.with_name(f".{name}")
    building.mkdir(parents=True)
    try:
        counts, data_date = _write_tables(building, purpose, project or "place", at, progress or (lambda *_: None))
        manifest = _manifest(building, purpose=purpose, project=project, at=at, counts=counts, data_date=data_date)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    with transaction.atomic():
        release = Release.objects.create(
            name=name,
            purpose=purpose,
            published_at=at,
            data_date=data_date,
            path=str(folder.relative_to(settings.HOME)),
            manifest=manifest,
            manifest_hash=hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
        )
        journal.write("release.published", by=by, at=at, details={"release": name, "rows": counts["event"]})
    return release


def _write_tables(
    folder: Path, purpose: str, project: str, at: datetime, progress: Progress
) -> tuple[dict[str, int], date]:
    """Write every table's Parquet below ``folder``; return rows by table, and the data date."""
    work = folder / "work.duckdb"
    counts = {}
    steps = len(TABLES) + 1
    with duckdb.connect(
        str(work), config={"memory_limit": "2GB", "threads": 2, "preserve_insertion_order": False}
    ) as db:
        db.execute("SET TimeZone = 'UTC'")
        progress("Reading the record", 0, steps)
        _load(db, purpose == Release.Purpose.PLANNING, project)
        for number, table in enumerate(TABLES.values(), start=1):
            progress(f"Writing {table.name}", number, steps)
            counts[table.name] = _write(db, table, folder, planning=purpose == Release.Purpose.PLANNING)
        if not counts["person"]:
            raise CannotProceed("There is nobody in the record to publish.", now="Take in feeds and link them first.")
        [(data_date,)] = db.execute(assemble.DATA_DATE, [at.date()]).fetchall()
    work.unlink()
    return counts, data_date or at.date()


def _load(db: duckdb.DuckDBPyConnection, planning: bool, project: str) -> None:
    """Bring entries, people, reference feeds and known conditions into the working database."""
    # Batch by batch in this thread: DuckDB would pull a stream from threads of its own, which have no connection to
    # the operational database.
    reader = entry_facts()
    db.register("incoming", reader.schema.empty_table())
    db.execute("CREATE TABLE entry AS SELECT * FROM incoming")
    for batch in reader:
        db.register("incoming", pa.table(batch))
        db.execute("INSERT INTO entry SELECT * FROM incoming")
    db.unregister("incoming")
    people: pa.Table = people_facts().read_all()
    key = _project_key(project) if planning else b""
    ids = people.column("person_id").to_pylist()
    keys = [rules.person_key(i, key=key) if planning else str(i) for i in ids]
    db.register("incoming", people.append_column("person_key", pa.array(keys, pa.string())))
    db.execute("CREATE TABLE human AS SELECT * FROM incoming WHERE NOT (sensitive AND ?)", [planning])
    db.unregister("incoming")
    for view, feed in REFERENCES.items():
        columns = intake.feeds()[feed].columns.values()
        db.execute(f"CREATE TABLE {view} ({', '.join(f'{c.name} {c.stored_as}' for c in columns)})")
        if rows := intake.latest_reference_rows(feed):
            db.execute(f"INSERT INTO {view} {rows}")
    for stage in assemble.STAGES:
        db.execute(stage)
    db.execute("DROP TABLE entry")
    said = {"concept": _concepts, "measured": _measured, "vaccine": _vaccines, "medicine": _medicines}
    for name, words in said.items():
        db.register("incoming", words(db))
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        db.unregister("incoming")


def _concepts(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return which condition each way of writing a problem speaks of; its rows grow with codes, not with people."""
    said = db.execute("SELECT DISTINCT code_system, code, text FROM fact WHERE kind = 'problem' AND code IS NOT NULL")
    rows = [(*row, found.word) for row in said.fetchall() if (found := condition(row[0] or "", row[1], row[2]))]
    return _words(("code_system", "code", "text", "condition"), rows)


def _measured(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what each way of writing a measurement says was measured and found."""
    by = assemble.MEASURED_BY
    said = db.execute(f"SELECT DISTINCT {', '.join(by.values())} FROM fact WHERE kind IN {assemble.MEASURED_KINDS!r}")
    rows = [
        (*row, found.concept, found.finding or None)
        for row in said.fetchall()
        if (found := measured(*(value or "" for value in row)))
    ]
    return _words((*by, "concept", "finding"), rows)


def _vaccines(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return which vaccine each way of writing a vaccination speaks of."""
    said = db.execute("SELECT DISTINCT code, text FROM fact WHERE kind = 'immunisation'")
    return _words(("code", "text", "vaccine"), [(*row, vaccine(row[0] or "", row[1] or "")) for row in said.fetchall()])


def _medicines(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the substance and the group of each medicine as written."""
    said = db.execute("SELECT DISTINCT text FROM fact WHERE kind = 'medicine'")
    return _words(
        ("text", "substance", "medicine_group"),
        [(text, *found) for (text,) in said.fetchall() if (found := medicine(text or ""))],
    )


def _words(names: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> pa.Table:
    """Return rows of words as a table; they grow with the ways of writing, not with people."""
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})


def _write(db: duckdb.DuckDBPyConnection, table: Table, folder: Path, *, planning: bool) -> int:
    """Write one table in the dataset's own columns and types, and return how many rows it has."""
    target = folder / table.name
    target.mkdir()
    typed = ", ".join(f'CAST("{f.name}" AS {f.type}) AS "{f.name}"' for f in table.fields)
    shown = ", ".join(rules.minimised(table, f.name, planning=planning) for f in table.fields)
    statement = assemble.STATEMENTS[table.name]
    file = target / "part-00000.parquet"
    db.execute(
        f"COPY (SELECT {shown} FROM (SELECT {typed} FROM ({statement})))"
        f" TO {quoting.written_to(file)} (FORMAT parquet, COMPRESSION zstd)"
    )
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


def _manifest(
    folder: Path, *, purpose: str, project: str, at: datetime, counts: dict[str, int], data_date: date
) -> dict[str, Any]:
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
        "data_date": data_date.isoformat(),
        "code_version": joinedup.__version__,
        "feeds": feeds,
        "rows": counts,
        "opt_outs": "not applied: this place holds no opt-outs yet"
        if purpose == "planning"
        else "do not apply to care",
        "suppression": "none inside a release; pages that show counts hide small ones",
        "files": files,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest
