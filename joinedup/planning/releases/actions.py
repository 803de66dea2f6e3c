"""Publishing a release: from the record as it stands to Parquet with a manifest, for one purpose."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

import joinedup
from joinedup.exchange.intake import queries as intake
from joinedup.insight.disclosure import OF_FEED, policy_for
from joinedup.planning.releases import assemble, keys, loading, queries
from joinedup.planning.releases.leaving_out import Sieve, sieve
from joinedup.planning.releases.models import ProjectKey, Release
from joinedup.planning.releases.placing import Manifest, deaths_of, put_in_place, write_table
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.sharing.agreements.queries import OWN_CARE, PLANNING
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.vocabulary.dataset import TABLES

Progress = Callable[[str, int, int], None]


def publish(*, purpose: str, by: Actor, at: datetime, project: str = "", progress: Progress | None = None) -> Release:
    """Publish a release and return it; it is written apart and put in place whole, or not at all.

    ``project`` names the key under which a planning release hides people, and the agreements for it alone (default:
    the place's own). Cost grows with the number of entries; memory is bounded. Raises NotAllowed, BadInput for an
    unknown purpose, CannotProceed where the record is empty, where another publication is under way, where no
    agreement lets a release leave, and for planning where there is no current check of the national data opt-out.
    """
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput(f"There is no release for '{purpose}'.", now="Choose care or planning.")
    key = None
    if purpose == Release.Purpose.PLANNING:
        _settle(project or keys.PLACE, by=by, at=at)
        key = keys.current(project or keys.PLACE, at=at)
    return _publish(purpose, project, key, by=by, at=at, said=progress or (lambda *_: None))


def rotate(project: str, *, by: Actor, at: datetime, progress: Progress | None = None) -> Release:
    """Publish a project's planning release anew under a new key, destroy its keys before, and return the release.

    Where the release cannot be made, the key stays what it was. Once it is in place the rotation is done, whatever
    fails after: the keys before are destroyed, or, where this process ends first, by the next publication. Raises
    NotAllowed, NotFound for a project without a key, what ``publish`` raises, and what follows a publication raises.
    """
    access.require(by, "project.rotate")
    named = project or keys.PLACE
    if not keys.in_use(named).exists():
        raise NotFound("No release was published for this project.", now="See the projects: joinedup project list.")
    _settle(named, by=by, at=at)
    fresh = keys.make(named, at=at)
    try:
        release = _publish(Release.Purpose.PLANNING, "" if named == keys.PLACE else named, fresh, by=by, at=at,
                           said=progress or (lambda *_: None))  # fmt: skip
    except BaseException:
        if queries.published_under(fresh).exists():  # what failed after it was put in place took nothing back
            _settle(named, by=by, at=at)
        else:
            keys.destroy(fresh, at=at)
        raise
    _settle(named, by=by, at=at)
    return release


def _settle(project: str, *, by: Actor, at: datetime) -> None:
    """Destroy every key of a project before the last under which something was published: that rotation is done.

    Keys are files: where a process ended between destroying one and writing that down, it is written down now.
    """
    held = list(keys.in_use(project))
    last = next((key for key in reversed(held) if queries.published_under(key).exists()), None)
    before = held[: held.index(last)] if last else []
    if last is None or not before:
        return
    with transaction.atomic():
        for old in before:
            keys.destroy(old, at=at)
        release = queries.published_under(last).order_by("published_at").values_list("name", flat=True)[0]
        details = {"project": project, "key": last.number, "release": release}
        journal.write("project.rotated", by=by, at=at, details=details)


def _publish(purpose: str, project: str, key: ProjectKey | None, *, by: Actor, at: datetime, said: Progress) -> Release:
    """Publish a release under a project's key (none for care); see ``publish``."""
    use = OWN_CARE if purpose == Release.Purpose.CARE else PLANNING
    began = time.monotonic()
    allowed = agreements.may_leave("release", purpose=use, at=at, project=project)
    if not allowed.on:
        raise CannotProceed(allowed.because, now="Ask your information governance lead what it waits for.")
    through = sieve(purpose, project=project, at=at, leaves=allowed.under)

    def build(folder: Path) -> Manifest:
        written = _write_tables(folder, through, keys.secret_of(key) if key else b"", at, said)
        # A measure of a feed that was left out has no figure; were the feed named as received, it would be nought.
        feeds = [row for row in intake.feeds_received() if through.holds(row["feed"], row["sender"])]
        told = _manifest(purpose=purpose, project=project, key=key, at=at, written=written, feeds=feeds)
        return told | through.told()

    def leave(name: str, manifest: Manifest) -> Sequence[str]:
        now = at + timedelta(seconds=time.monotonic() - began)
        through.require_still(at=now)
        return agreements.let_leave("release", name, purpose=use, project=project, by=by, at=now,
                                    under=tuple(manifest["agreements"]["under"]))  # fmt: skip

    return put_in_place(build, purpose=purpose, by=by, at=at, leave=leave)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: rows by table, the last day the data cover, and what each reference list held."""

    rows: dict[str, int]
    data_date: date
    references: dict[str, Any]


def _write_tables(folder: Path, through: Sieve, key: bytes, at: datetime, progress: Progress) -> _Written:
    """Write every table's Parquet below ``folder``."""
    work = folder / "work.duckdb"
    planning = through.check is not None
    counts: dict[str, int] = {}
    steps = len(TABLES) + 1
    with duckdb.connect(
        str(work), config={"memory_limit": "2GB", "threads": 2, "preserve_insertion_order": False}
    ) as db:
        db.execute("SET TimeZone = 'UTC'")
        progress("Reading the record", 0, steps)
        references = loading.load(db, through=through, key=key)
        for number, table in enumerate(TABLES.values(), start=1):
            progress(f"Writing {table.name}", number, steps)
            rows = assemble.STATEMENTS[table.name]
            counts[table.name] = write_table(db, table, folder, rows=rows, deaths=deaths_of("human"), planning=planning)
        if not counts["person"]:
            raise CannotProceed("There is nobody in the record to publish.", now="Take in feeds and link them first.")
        [(data_date,)] = db.execute(assemble.DATA_DATE, [at.date()]).fetchall()
    work.unlink()
    return _Written(counts, data_date or at.date(), references)


def _manifest(
    *, purpose: str, project: str, key: ProjectKey | None, at: datetime, written: _Written, feeds: list[dict[str, Any]]
) -> Manifest:  # fmt: skip
    """Return the manifest but for its files: everything that a figure must be able to name."""
    return {
        "purpose": purpose,
        "project": project,
        "key": {"number": key.number, "made_at": key.made_at.isoformat()} if key else None,
        "published_at": at.isoformat(),
        "data_date": written.data_date.isoformat(),
        "code_version": joinedup.__version__,
        "feeds": feeds,
        "references": written.references,
        "rows": written.rows,
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
