"""Taking in files: each is kept whole, checked, and what it says goes to the record or to quarantine.

A command that is run again takes nothing in twice. A process killed at any point goes on from where it was.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from joinedup.exchange.intake import deliveries, flowing, recognising
from joinedup.exchange.intake.addressing import Addressed, check_said
from joinedup.exchange.intake.batches import Batch
from joinedup.exchange.intake.deliveries import Receipt
from joinedup.exchange.intake.extracts import reader as extracts
from joinedup.exchange.intake.fhir import reader as fhir
from joinedup.exchange.intake.hl7v2 import reader as hl7v2
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import feeds
from joinedup.exchange.intake.shapes import shape_of, suffix_of
from joinedup.record.access.actor import Actor
from joinedup.record.entries.actions import note_heard
from joinedup.record.store.lock import one_writer
from joinedup.words.basics.errors import BadInput, ManyMistakes
from joinedup.words.vocabulary.feeds import Feed

__all__ = ["Batch", "Outcome", "Replayed", "Watch", "batch_of", "take_in", "take_in_what_waited"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. ``already`` is true where all of it was here before; ``refused`` says why, if it was.

    ``held`` says the first thing that did not pass: its place and what is wrong with it. ``waits`` says what keeps a
    file from coming in that is kept whole until an agreement lets it.
    """

    file: str
    sender: str
    feed: str
    delivery_id: int
    already: bool = False
    refused: str = ""
    rows: int = 0
    quarantined: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    held: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches: told what share of the file is done (0 to 1), and what we wait for."""

    moved: Callable[[float], None] = lambda _: None
    waiting: Callable[[str], None] = lambda _: None


_NOBODY = Watch()


@dataclass(frozen=True, slots=True)
class Replayed:
    """What is taken in again: what it is called, when it was first received, and whether it is a piece of a file."""

    name: str
    heard_at: datetime
    is_piece: bool


def batch_of(files: Iterable[Addressed]) -> Batch:
    """Return the files of one command as the batch that ``take_in`` asks for with each of them."""
    return Batch((file.sender, file.path) for file in files)


def take_in(
    addressed: Addressed, *, by: Actor, at: datetime, batch: Batch | None = None, watch: Watch = _NOBODY
) -> Outcome:
    """Take in one file and return what became of it; a file that cannot be used lies in quarantine, with the reason.

    ``batch`` has the files that are taken in together, so that a batch taken in again is known; without it the file
    is one alone. Raises BadInput only for a sender or a feed that the caller made up.
    """
    with one_writer("taking in files", waiting=watch.waiting):
        return take_in_alone(addressed, by=by, at=at, batch=batch, watch=watch)


def take_in_alone(
    addressed: Addressed,
    *,
    by: Actor,
    at: datetime,
    batch: Batch | None = None,
    replayed: Replayed | None = None,
    watch: Watch = _NOBODY,
) -> Outcome:
    """Take in one file as ``take_in`` does, for a caller who holds the place's lock for bulk writing."""
    known = feeds()
    check_said(addressed.sender, addressed.feed, known)
    try:
        feed, doubt = _feed_of(addressed, known)
    except _DAMAGE:
        feed, doubt = None, _DAMAGED
    delivery = deliveries.begin(
        addressed.path,
        Receipt(
            name=replayed.name if replayed else addressed.path.name,
            sender=addressed.sender,
            feed=feed.name if feed else addressed.feed,
            at=at,
            heard_at=replayed.heard_at if replayed else at,
            is_piece=bool(replayed and replayed.is_piece),
        ),
        batch=batch or batch_of([addressed]),
    )
    if delivery.state == Delivery.State.DONE:
        return _outcome(delivery, already=True)
    if not delivery.size:
        return _keep_and_refuse(delivery, addressed.path, _EMPTY, at)
    if feed is None or not addressed.sender:
        return _keep_and_refuse(delivery, addressed.path, doubt or _NO_SENDER, at)
    if off := flowing.why_not(feed, delivery.sender, at):
        return _keep_and_wait(delivery, addressed.path, off, by=by, at=at)
    return _take_in(delivery, feed, addressed.path, by=by, at=at, watch=watch)


def take_in_what_waited(*, by: Actor, at: datetime) -> list[Outcome]:
    """Take in every delivery that waited for an agreement and may come in now, those heard first first.

    Of what still may not, nothing changes.
    """
    known, taken = feeds(), []
    waited = Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.STOPPED))
    for delivery in waited.order_by("heard_at", "pk"):
        feed = known.get(delivery.feed)
        if feed is None or flowing.why_not(feed, delivery.sender, at):
            continue
        with one_writer("taking in what waited for an agreement"):
            taken.append(_take_in(delivery, feed, Path(settings.HOME) / delivery.landed_at_path, by=by, at=at))
    return taken


def _take_in(
    delivery: Delivery, feed: Feed, path: Path, *, by: Actor, at: datetime, watch: Watch = _NOBODY
) -> Outcome:  # fmt: skip
    """Take in a file that may come in, or go on with it, and return what became of it."""
    if delivery.state in (Delivery.State.WAITING, Delivery.State.STOPPED):
        deliveries.go_on(delivery, at=at)
    moved = flowing.watched(feed, delivery.sender, at, moved=watch.moved)
    try:
        _read(delivery, feed, path, by=by, watch=replace(watch, moved=moved))
    except flowing.Stopped as stopped:
        return _keep_and_wait(delivery, path, stopped.problem, by=by, at=at)
    except (BadInput, ManyMistakes) as mistake:
        return _keep_and_refuse(delivery, path, str(mistake), at)
    except _DAMAGE:
        return _keep_and_refuse(delivery, path, _DAMAGED, at)
    if feed.shape != "reference":
        note_heard(sender=delivery.sender, feed=feed.name, by=by, at=delivery.received_at)
    deliveries.finish(delivery, at=at)
    return _outcome(delivery)


_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)
_DAMAGED = "The file is damaged: it cannot be unpacked to its end. Ask the sender for it again."
_EMPTY = "The file is empty. Ask the sender for it again."
_NO_RESOURCE = "No FHIR resource is to be seen in this file. If it is of a declared feed, say which with --feed."
_NO_FEED = "Nobody said of which feed this file is. Take it in again with --feed, or put a manifest.yaml beside it."
_NO_SENDER = "Nobody said who sent this file. Take it in again with --sender, or put a manifest.yaml beside it."


def _feed_of(addressed: Addressed, known: Mapping[str, Feed]) -> tuple[Feed | None, str]:
    """Return the file's feed, or none and the reason."""
    name = addressed.feed or recognising.feed_of(addressed.path, known)
    if not name and shape_of(addressed.path) == "fhir":
        return None, _NO_RESOURCE
    if not name:
        return None, _NO_FEED
    feed = known[name]
    shape = "extract" if feed.shape == "reference" else feed.shape
    if shape_of(addressed.path) != shape:
        return None, f"The feed '{name}' comes as {feed.shape}, and this file is something else. Choose another feed."
    return feed, ""


def _read(delivery: Delivery, feed: Feed, path: Path, *, by: Actor, watch: Watch) -> None:
    """Land the file if it has not landed, and take in what is not yet in."""
    if feed.shape in ("extract", "reference"):
        if delivery.state != Delivery.State.LANDED:
            rows_at, rows = extracts.land(path, feed, into=deliveries.folder_of(delivery))
            deliveries.landed(delivery, path=rows_at, rows=rows)
        extracts.take_in(delivery, feed, by=by, moved=watch.moved)
        return
    if delivery.state != Delivery.State.LANDED:
        deliveries.land_exactly(delivery, path)
    reader = fhir if feed.shape == "fhir" else hl7v2
    reader.take_in(delivery, feed, by=by, moved=watch.moved)


def _keep_and_refuse(delivery: Delivery, path: Path, problem: str, at: datetime) -> Outcome:
    """Keep the file whole in landing, and hold it with the reason."""
    deliveries.land_exactly(delivery, path)
    deliveries.refuse(delivery, problem=problem, at=at)
    return _outcome(delivery, refused=problem)


def _keep_and_wait(delivery: Delivery, path: Path, why: str, *, by: Actor, at: datetime) -> Outcome:
    """Keep the file whole in landing until an agreement lets it in, and hold it with what it waits for."""
    if not delivery.landed_at_path:
        kept = deliveries.copied(path, deliveries.folder_of(delivery), suffix_of(path) or path.suffix)
        delivery.landed_at_path = str(kept.relative_to(settings.HOME))
    deliveries.wait(delivery, problem=why, by=by, at=at)
    return _outcome(delivery, waits=why)


def _outcome(delivery: Delivery, *, already: bool = False, refused: str = "", waits: str = "") -> Outcome:
    delivery.refresh_from_db()
    return Outcome(
        file=delivery.name,
        sender=delivery.sender,
        feed=delivery.feed,
        delivery_id=delivery.pk,
        already=already,
        refused=refused,
        rows=delivery.rows,
        quarantined=delivery.rows_quarantined + bool(refused),
        added=delivery.entries_added,
        changed=delivery.entries_changed,
        unchanged=delivery.entries_unchanged,
        older=delivery.entries_older,
        held=deliveries.first_held(delivery.pk) if delivery.rows_quarantined and not (already or refused) else "",
        waits=waits,
    )
