"""Taking in a landed file of messages; each lot of some hundreds is one transaction that moves the delivery on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from joinedup.exchange.intake import deliveries
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.rows import LONGEST_ID, entry_row, fitting, person_row
from joinedup.exchange.intake.shapes import opened
from joinedup.exchange.quarantine.holding import Held
from joinedup.record.access.actor import Actor
from joinedup.record.entries import actions as entries
from joinedup.record.entries.current import Name, facts_now
from joinedup.record.linkage.receiving import receive_merges, receive_people
from joinedup.record.store import bulk
from joinedup.words.basics import moments
from joinedup.words.vocabulary.feeds import Feed
from joinedup.words.vocabulary.hl7v2 import (
    MergeNotice,
    Message,
    after,
    facts_of,
    merge_of,
    mistakes_of,
    parse,
    particulars_of,
    split,
)
from joinedup.words.vocabulary.hl7v2.reading import moment
from joinedup.words.vocabulary.hl7v2.stream import MOST_BYTES
from joinedup.words.vocabulary.kinds import Fact, Particulars

AT_ONCE = 500
_CHUNK = 1 << 20
_NUL = "the message holds a character that no text may hold (NUL)"
_TOO_LONG = (
    f"This message is longer than {MOST_BYTES >> 20} MB, the most that is read, so it is not kept here; "
    "the file lies whole where it landed."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one message told: of whom, when it was sent, its facts, and the merge it gives notice of."""

    place: int
    who: Particulars
    owner: str
    sent_at: datetime
    facts: list[Fact]
    merge: MergeNotice | None


@dataclass(slots=True)
class Read:
    """What a lot of messages came to."""

    told: list[Told] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def take_in(delivery: Delivery, feed: Feed, *, by: Actor, moved: Callable[[float], None]) -> None:
    """Take in the messages of a landed delivery from where it is; ``moved`` is told what share is done."""
    path = Path(settings.HOME) / delivery.landed_at_path
    whole = path.stat().st_size or 1
    size = 0
    for first, messages in _lots(path, skip=delivery.rows_done):
        read = _read(first, messages, delivery)
        _keep(delivery, feed, read, last=first + len(messages) - 1, by=by)
        size += sum(map(len, messages))
        moved(min(1.0, size / whole))


def _lots(path: Path, *, skip: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the messages after the first ``skip`` in lots, each with the place of its first message."""
    with opened(path) as file:
        lot: list[bytes] = []
        place = size = 0
        for place, data in enumerate(split(iter(lambda: file.read(_CHUNK), b"")), start=1):
            if place > skip:
                lot.append(data)
                size += len(data)
            if len(lot) == AT_ONCE or size > MOST_BYTES:
                yield place - len(lot) + 1, lot
                lot, size = [], 0
        if lot:
            yield place - len(lot) + 1, lot


def _read(first: int, messages: list[bytes], delivery: Delivery) -> Read:
    read = Read()
    for place, data in enumerate(messages, start=first):
        if len(data) > MOST_BYTES:
            read.held.append(Held(place, "", _TOO_LONG, b""))
            continue
        message = parse(data)
        found = mistakes_of(message)
        if found or b"\0" in data:
            problem = "\n".join(str(mistake) for mistake in found) or _NUL
            read.held.append(Held(place, found[0].field if found else "", problem, data))
        else:
            read.told.append(_told(place, message, delivery))
    return read


def _told(place: int, message: Message, delivery: Delivery) -> Told:
    who = particulars_of(message)
    sent = moment(message["MSH-7"])
    return Told(
        place=place,
        who=who,
        owner=fitting(who.local_id, LONGEST_ID),
        sent_at=min(sent.at, delivery.heard_at) if sent else delivery.heard_at,
        facts=facts_of(message),
        merge=merge_of(message),
    )


def _keep(delivery: Delivery, feed: Feed, read: Read, *, last: int, by: Actor) -> None:
    """Keep what a lot came to, and move the delivery on, in one transaction."""
    of: dict[str, Any] = {"sender": delivery.sender, "system": feed.system, "by": by, "at": delivery.received_at}
    with transaction.atomic():
        _keep_people(read, of)
        received = entries.receive_entries(
            _entries(read, delivery, feed), feed=feed.name, delivery_id=delivery.pk, **of
        )
        merges = [(one.merge.kept_local_id, one.merge.gone_local_id) for one in read.told if one.merge]
        if merges:
            receive_merges(((fitting(a, LONGEST_ID), fitting(b, LONGEST_ID)) for a, b in merges), **of)
        deliveries.move_on(delivery, to=last, held=read.held, received=received)


def _keep_people(read: Read, of: dict[str, Any]) -> None:
    """Keep what the messages say of who people are: of each part the latest said, as a message may leave parts out."""
    people: dict[str, tuple[Any, ...]] = {}
    for one in sorted(read.told, key=lambda told: told.sent_at):
        row = person_row(one.who, local_id=one.owner, as_of=one.sent_at, whole=False)
        before = people.get(one.owner, row)
        people[one.owner] = tuple(old if new is None else new for old, new in zip(before, row, strict=True))
    receive_people(people.values(), **of)


def _entries(read: Read, delivery: Delivery, feed: Feed) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each thing told, messages about one visit put together with what we hold of it."""
    visits: dict[Name, tuple[Fact, int]] = {}
    for one in read.told:
        for fact in one.facts:
            if not _is_picture(fact):
                updated = _as_of(fact) or one.sent_at
                yield entry_row(fact, local_id=one.owner, updated=bulk.moment(updated), place=one.place)
                continue
            name = (one.owner, fact.kind.value, fact.key)
            before = visits.get(name)
            visits[name] = (after(before[0] if before else None, fact), one.place)
    held = facts_now(visits, sender=delivery.sender, system=feed.system, feed=feed.name)
    for name, (fact, place) in visits.items():
        yield entry_row(after(held.get(name), fact), local_id=name[0], updated=None, place=place)


def _is_picture(fact: Fact) -> bool:
    """Return whether a fact is one picture of a visit, to be put together with the others."""
    return "event" in fact.details


def _as_of(fact: Fact) -> datetime | None:
    """Return when a result was reported, where it says."""
    said = fact.details.get("as_of")
    return moments.parse(said).at if said else None
