"""How far a delivery is: begun, landed, moved on, finished or refused. Shared by the readers of every shape."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from joinedup.exchange.intake.batches import Batch
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.shapes import suffix_of
from joinedup.exchange.quarantine import holding
from joinedup.exchange.quarantine.holding import Held
from joinedup.record.access.actor import Actor
from joinedup.record.entries.versions import Received
from joinedup.record.journal import actions as journal


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a file reached us: what it is called, who sent it, of which feed and when.

    ``heard_at`` is when what it says first reached us; ``is_piece`` is true of something
    mended and replayed, which is no file that a sender sent.
    """

    name: str
    sender: str
    feed: str
    at: datetime
    heard_at: datetime
    is_piece: bool = False


def begin(path: Path, receipt: Receipt, *, batch: Batch) -> Delivery:
    """Return the delivery of a file: the one that its batch meets again, or a new one."""
    delivery = batch.met(path, sender=receipt.sender, feed=receipt.feed, is_piece=receipt.is_piece)
    if delivery is None:
        delivery = Delivery.objects.create(
            sender=receipt.sender,
            feed=receipt.feed,
            sha256=batch.fingerprint(path),
            name=receipt.name[-255:],
            size=path.stat().st_size,
            received_at=receipt.at,
            heard_at=receipt.heard_at,
            is_piece=receipt.is_piece,
        )
    elif delivery.state == Delivery.State.REFUSED:
        delivery.name, delivery.received_at = receipt.name[-255:], receipt.at
        delivery.save(update_fields=["name", "received_at"])
    batch.keep(delivery)
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
    holding.settle_files([delivery.pk, *same], at=at)


@transaction.atomic
def refuse(delivery: Delivery, *, problem: str, at: datetime) -> None:
    """Refuse the whole file: it stays where it landed, and quarantine says why."""
    delivery.state, delivery.finished_at = Delivery.State.REFUSED, at
    delivery.save(update_fields=["state", "finished_at", "landed_at_path"])
    if not holding.is_held_whole(delivery.pk):
        holding.hold([Held(None, "", problem, b"")], delivery_id=delivery.pk, sender=delivery.sender,
                     feed=delivery.feed, file=delivery.name, at=at)  # fmt: skip


@transaction.atomic
def wait(delivery: Delivery, *, problem: str, by: Actor, at: datetime) -> None:
    """Let a delivery that is kept whole wait until an agreement lets it in; quarantine says which, and why not yet.

    One that had begun to be taken in goes on later from where it is.
    """
    begun = delivery.state in (Delivery.State.LANDED, Delivery.State.STOPPED)
    delivery.state = Delivery.State.STOPPED if begun else Delivery.State.WAITING
    delivery.save(update_fields=["state", "landed_at_path"])
    if not holding.is_held_whole(delivery.pk):
        holding.hold([Held(None, "", problem, b"")], delivery_id=delivery.pk, sender=delivery.sender,
                     feed=delivery.feed, file=delivery.name, at=at)  # fmt: skip
        told = {"delivery": delivery.pk, "feed": delivery.feed, "sender": delivery.sender}
        journal.write("delivery.waits", by=by, at=at, reason=problem[:200], details=told)


@transaction.atomic
def go_on(delivery: Delivery, *, at: datetime) -> None:
    """Let a delivery that waited be taken in, from where it was: it is known here from ``at``."""
    stopped = delivery.state == Delivery.State.STOPPED
    delivery.state = Delivery.State.LANDED if stopped else Delivery.State.RECEIVED
    delivery.received_at = at
    delivery.save(update_fields=["state", "received_at"])


def problem_of(delivery_id: int) -> str:
    """Return the first reason for which something of a delivery is held."""
    return holding.first_problem(delivery_id)


def first_held(delivery_id: int) -> str:
    """Return the place of the first thing that is held of a delivery, and what is wrong with it, on one line."""
    place, problem = holding.first_held(delivery_id)
    return f"{f'place {place}: ' if place else ''}{'; '.join(problem.splitlines())}"
