"""Publishing a release: from the record as it stands to Parquet with a manifest, for one purpose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

import joinedup
from joinedup.exchange.intake import queries as intake
from joinedup.insight.disclosure import OF_FEED, policy_for
from joinedup.planning.releases import assemble, loading
from joinedup.planning.releases.models import Release
from joinedup.planning.releases.placing import Manifest, deaths_of, put_in_place, write_table
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.store.files import whole
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.dataset import TABLES

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
    said = progress or (lambda *_: None)

    def build(folder: Path) -> Manifest:
        written = _write_tables(folder, purpose, project or "place", at, said)
        return _manifest(purpose=purpose, project=project, at=at, written=written)

    return put_in_place(build, purpose=purpose, by=by, at=at)


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
            rows = assemble.STATEMENTS[table.name]
            counts[table.name] = write_table(db, table, folder, rows=rows, deaths=deaths_of("human"), planning=planning)
        if not counts["person"]:
            raise CannotProceed("There is nobody in the record to publish.", now="Take in feeds and link them first.")
        [(data_date,)] = db.execute(assemble.DATA_DATE, [at.date()]).fetchall()
    work.unlink()
    return _Written(counts, data_date or at.date(), references)


def _project_key(project: str) -> bytes:
    """Return the key of a project, kept outside every dataset and made on first use."""
    path: Path = settings.HOME / "keys" / f"{hashlib.sha256(project.encode()).hexdigest()[:16]}.key"
    if not path.exists():
        with whole(path) as part:
            part.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def _manifest(*, purpose: str, project: str, at: datetime, written: _Written) -> Manifest:
    """Return the manifest but for its files: everything that a figure must be able to name."""
    feeds = intake.feeds_received()
    return {
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
    }


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
