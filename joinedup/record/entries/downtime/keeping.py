"""Downtime packs that the clock made, as files of the place: which there are, and destroying them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.entries.downtime import rules
from joinedup.record.journal import actions as journal

STAMP = "%Y%m%dT%H%M%SZ"


def folder() -> Path:
    """Return where they lie."""
    return Path(settings.HOME) / "downtime"


def packs() -> Iterator[tuple[Path, datetime]]:
    """Yield every pack that lies here, with when it was made."""
    for path in sorted(folder().glob("*.pdf")):
        yield path, datetime.strptime(path.stem.rpartition("-")[2], STAMP).replace(tzinfo=UTC)


def destroy_expired(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Destroy every pack whose time is over, and return how many; written down with how many."""
    return destroy([path for path, made in packs() if made + rules.USE_FOR <= at], by=by, at=at)


def destroy(paths: Sequence[Path], *, at: datetime, by: Actor = SYSTEM) -> int:
    """Destroy these packs, and return how many there were."""
    for path in paths:
        path.unlink(missing_ok=True)
    if paths:
        journal.write("downtime.destroyed", by=by, at=at, details={"files": len(paths)})
    return len(paths)
