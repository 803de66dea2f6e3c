"""How far a delivery is: begun, landed, moved on, finished or refused. Shared by the readers of every shape."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.shapes import suffix_of
from joinedup.exchange.quarantine import holding
from joinedup.exchange.quarantine.holding import Held
from joinedup.record.entries.versions import Received


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begin(path: Path, *, name: str, sender: str, feed: str, at: datetime) -> Delivery:
    """Return the delivery of these bytes from this sender: the one we have, or a new one."""
    delivery, _ = Delivery.objects.get_or_create(
        sender=sender,
        feed=feed,
        sha256=fingerprint(path),
        defaults={"name": name[-255:], "size": path.stat().st_size, "received_at": at},
    )
    return delivery


def folder_of(delivery: Delivery) -> Path:
    """Return where the delivery lands, without a suffix."""
    return Path(settings.HOME) / "landing" / (delivery.feed or "unknown") / str(delivery.pk)


def land_exactly(delivery: Delivery, path: Path) -> None:
    """Keep the file at ``path`` whole, exactly as it came, and write down where; how many rows it has is not known."""
    landed(delivery, path=copied(path, folder_of(delivery), suffix_of(path) or path.suffix), rows=0)


def copied(path: Path, into: Path, suffix: str) -> Path:
    """Copy a file under a temporary name, give the copy its name, and return it: a landed file is a whole one."""
    into.parent.mkdir(parents=True, exist_ok=True)
    kept = into.with_name(into.name + suffix)
    unfinished = kept.with_name(kept.name + ".unfinished")
    shutil.copyfile(path, unfinished)
    unfinished.replace(kept)
    return kept


def landed(delivery: Delivery, *, path: Path, rows: int) -> None:
    """Write down where the delivery lies whole."""
    delivery.landed_at_path = str(path.relative_to(settings.HOME))
    delivery.rows = rows
    delivery.state = Delivery.State.LANDED
    delivery.save(update_fields=["landed_at_path", "rows", "state"])


def move_on(delivery: Delivery, *, to: int, held: Sequence[Held], received: Received) -> None:
    """Move the delivery on inside the caller's transaction: what did not pass is held, everything is counted."""
    holding.hold(held, delivery_id=delivery.pk, sender=delivery.sender, feed=delivery.feed, file=delivery.name,
                 at=delivery.received_at)  # fmt: skip
    Delivery.objects.filter(pk=delivery.pk).update(
        rows_done=to,
        rows=max(delivery.rows, to),
        rows_quarantined=F("rows_quarantined") + len(held),
        entries_added=F("entries_added") + received.added,
        entries_changed=F("entries_changed") + received.changed,
        entries_unchanged=F("entries_unchanged") + received.unchanged,
        entries_older=F("entries_older") + received.older,
    )
    delivery.rows_done = to


@transaction.atomic
def finish(delivery: Delivery, *, at: datetime) -> None:
    """Write down that all of it is in; the same bytes held before for want of a sender or a feed are settled."""
    delivery.refresh_from_db()
    delivery.state, delivery.finished_at = Delivery.State.DONE, at
    delivery.save(update_fields=["state", "finished_at"])
    same = Delivery.objects.filter(sha256=delivery.sha256, state=Delivery.State.REFUSED).values_list("pk", flat=True)
    holding.settle_files(list(same), at=at)


@transaction.atomic
def refuse(delivery: Delivery, *, problem: str, at: datetime) -> None:
    """Refuse the whole file: it stays where it landed, and quarantine says why."""
    delivery.state, delivery.finished_at = Delivery.State.REFUSED, at
    delivery.save(update_fields=["state", "finished_at", "landed_at_path"])
    if not holding.is_held_whole(delivery.pk):
        holding.hold([Held(None, "", problem, b"")], delivery_id=delivery.pk, sender=delivery.sender,
                     feed=delivery.feed, file=delivery.name, at=at)  # fmt: skip


def problem_of(delivery_id: int) -> str:
    """Return the first reason for which something of a delivery is held."""
    return holding.first_problem(delivery_id)
