"""Reading a person's record: only with the ``Opened`` that the gate gave, in a fixed number of queries.

``record_of`` is five queries, and one for each area that writes things down here (``entries.here``), however much is in
the record; all else is worked out from what it returns. What its reader may not see is left out before anything is
worked out from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.record.access.queries import organisation_names
from joinedup.record.entries.here import Asking, written_here
from joinedup.record.entries.models import Entry, HeardFeed
from joinedup.record.entries.places import line_without_places, row_without_places
from joinedup.record.entries.reconcile import Heard, SectionView, in_order, reconciled, sections_of, withdrawn
from joinedup.record.entries.rules import EntryRow, Line
from joinedup.record.entries.sight import Kept, Sight, seen_by
from joinedup.record.journal.queries import last_look
from joinedup.record.linkage.models import Link
from joinedup.record.people.rules import names_for_sources
from joinedup.record.sharing.agreements.queries import Off, feeds_off
from joinedup.record.sharing.choices.queries import choices_of
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.basics.moments import LONDON, Moment, Precision
from joinedup.words.vocabulary.kinds import Kind

_COLUMNS = (
    "id", "source_record_id", "feed", "kind", "key", "happened_at", "happened_precision", "happened_offset",
    "ended_at", "code_system", "code", "text", "value", "unit", "status", "details", "delivery_id", "position",
    "recorded_from", "recorded_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One sender's record of the person, by a name that may be shown."""

    source_record: int
    system: str
    organisation: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a record was read: who sends under which source record, their names, whether places are hidden, by whom."""

    senders: Mapping[int, str]
    names: Mapping[str, str]
    hidden: bool
    sight: Sight
    off: Off


@dataclass(frozen=True)
class Record:
    """Everything known of a person at ``at``, reconciled. ``as_at`` is set where that is not now but a past instant."""

    person_id: int
    at: datetime
    as_at: datetime | None
    lines: tuple[Line, ...]
    withdrawn: tuple[EntryRow, ...]
    entries: int
    sources: tuple[Source, ...]
    heard: Mapping[str, Heard]
    kept: Kept
    reading: _Reading = field(repr=False)

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        """Return every section in its order, with its lines or with what their absence means."""
        systems: dict[str, list[str]] = defaultdict(list)
        for source in self.sources:
            systems[source.system].append(source.organisation)
        sight = self.reading.sight
        return sections_of(self.lines, self.heard, systems, unread=sight.unread, own_only=sight.own_only)

    @property
    def merged(self) -> int:
        """Return how many entries stand behind another in one line: the repeats that nobody has to read."""
        own = [line for line in self.lines if not line.shown.part]
        return self.entries - len(self.withdrawn) - len(own)

    @cached_property
    def conflicts(self) -> tuple[Line, ...]:
        """Return the lines on which sources disagree."""
        return tuple(line for line in self.lines if line.conflicts)

    @property
    def organisations(self) -> tuple[str, ...]:
        """Return the names of those who hold a record of the person, each once."""
        return tuple(dict.fromkeys(source.organisation for source in self.sources))

    def line(self, line_id: str) -> Line | None:
        """Return the line with this id, where there is one."""
        return next((line for line in self.lines if line.id == line_id), None)

    def of(self, *kinds: Kind) -> tuple[Line, ...]:
        """Return the lines of these kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)


def reader_of(opened: Opened) -> Reader:
    """Return with whose eyes the one who opened a record reads it."""
    registered = opened.relation is not None and opened.relation.kind == "registered"
    return Reader(
        role=opened.by.role,
        organisations=opened.codes,
        is_practice=registered or opened.demographics.registered_practice in opened.codes,
        broke_glass=opened.broke_glass,
    )


def record_of(opened: Opened, *, as_at: datetime | None = None, shown_to: Sequence[Reader] = ()) -> Record:
    """Return the person's record: now, or as it was known at ``as_at`` (links, entries and feeds of that instant).

    It is what the one who opened it may see; with ``shown_to`` what all of those may see. What the person chose, and
    which records are now found to be somebody else's, counts as it is now, for the past too.
    """
    at = as_at or opened.at
    links = _links(opened, as_at)
    senders = {record_id: sender for record_id, sender, _, _ in links}
    hidden = opened.demographics.sensitive
    names = names_for_sources(senders.values()) if hidden else organisation_names()
    sight = Sight(tuple(shown_to) or (reader_of(opened),), choices_of(opened.person_id, opened.at))
    off = feeds_off(at=opened.at)
    reading = _Reading(senders, names, hidden, sight, off)
    rows, kept = _rows(Entry.objects.filter(_known(as_at), source_record_id__in=list(senders)), reading)
    here = written_here(Asking(opened, sight, as_at, names, hidden))
    lines, taken_back = reconciled(rows, at), withdrawn(rows)
    if hidden:
        lines, taken_back = list(map(line_without_places, lines)), list(map(row_without_places, taken_back))
    told = {row.source_record for row in rows}
    known = [link for link in links if link[0] in told or sight.shows_sender(link[1])]
    return Record(
        person_id=opened.person_id,
        at=at,
        as_at=as_at,
        lines=tuple(in_order((*lines, *here))),
        withdrawn=tuple(taken_back),
        entries=len(rows),
        sources=tuple(Source(id_, system, names.get(sender, sender), linked) for id_, sender, system, linked in known),
        heard=_heard({sender for _, sender, _, _ in known}, at, off),
        kept=kept,
        reading=reading,
    )


def _links(opened: Opened, as_at: datetime | None) -> list[tuple[int, str, str, datetime]]:
    """Return source record, sender, system and when it was linked, for each that was the person's then.

    One that is somebody else's now is none of them: it is read under whom it is about, by their choices.
    """
    then = Q(ended_at=None)
    if as_at is not None:
        others = Link.objects.filter(source_record=OuterRef("source_record"), ended_at=None)
        then = Q(linked_at__lte=as_at) & (Q(ended_at=None) | Q(ended_at__gt=as_at))
        then &= Q(~Exists(others.exclude(person_id=opened.person_id)))
    return list(
        Link.objects.filter(then, person_id=opened.person_id)
        .order_by("linked_at", "source_record_id")
        .values_list("source_record_id", "source_record__sender", "source_record__feed_group", "linked_at")
    )


def _known(as_at: datetime | None) -> Q:
    """Return the condition for entries that were known at an instant."""
    if as_at is None:
        return Q(recorded_until=None)
    return Q(recorded_from__lte=as_at) & (Q(recorded_until=None) | Q(recorded_until__gt=as_at))


def _rows(entries: QuerySet[Entry], reading: _Reading) -> tuple[list[EntryRow], Kept]:
    """Return the entries that the reader sees: every read of entries for a page comes through here."""
    rows = [_row(values, reading) for values in entries.order_by("id").values_list(*_COLUMNS)]
    flowing, stopped = _flowing(rows, reading.off)
    shown, kept = seen_by(flowing, reading.sight)
    return shown, replace(kept, stopped=stopped)


def _flowing(rows: list[EntryRow], off: Off) -> tuple[list[EntryRow], tuple[str, ...]]:
    """Return the rows that sharing agreements let flow for care, and each reason for which others do not."""
    if off.idle:
        return rows, ()
    why = [off.why_not(row.feed, row.sender, row.kind) for row in rows]
    return [row for row, off_for in zip(rows, why, strict=True) if not off_for], tuple(dict.fromkeys(filter(None, why)))


def _row(values: tuple[Any, ...], reading: _Reading) -> EntryRow:
    (
        id_, source_record, feed, kind, key, happened_at, precision, offset, ended_at, code_system, code, text, value,
        unit, status, details, delivery, position, recorded_from, recorded_until,
    ) = values  # fmt: skip
    sender = reading.senders[source_record]
    return EntryRow(
        id=id_,
        source_record=source_record,
        sender=sender,
        organisation=reading.names.get(sender, sender),
        feed=feed,
        kind=Kind(kind),
        key=key,
        happened=Moment(happened_at, Precision(precision or "time"), offset) if happened_at else None,
        text=text,
        ended=_end(ended_at) if ended_at else None,
        code_system=code_system,
        code=code,
        value=value,
        unit=unit,
        status=status,
        details=orjson.loads(details),
        delivery=delivery,
        position=position,
        recorded_from=recorded_from,
        recorded_until=recorded_until,
    )


def _end(at: datetime) -> Moment:
    """Return the moment of an end, whose precision is not kept: midnight in London stands for a day."""
    local = at.astimezone(LONDON)
    return Moment(at, Precision.DAY if (local.hour, local.minute) == (0, 0) else Precision.TIME)


def _heard(senders: Collection[str], at: datetime, off: Off) -> dict[str, Heard]:
    """Return each feed received here by ``at`` that flows for care, and from how many of ``senders``."""
    found: dict[str, Heard] = {}
    rows = HeardFeed.objects.filter(first_at__lte=at).order_by("feed").values_list("feed", "sender", "last_at")
    for feed, sender, last in rows:
        if off.idle or not off.why_not(feed, sender):
            before = found.get(feed, Heard(last))
            found[feed] = Heard(max(before.last_at, last), before.from_own + (sender in senders))
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become known since ``since``: ``new`` lines, lines of which ``more`` is said, facts that are ``gone``.

    ``joined`` are records found to be this person's since then, and ``parted`` those found not to be.
    """

    since: datetime
    new: tuple[Line, ...]
    more: tuple[Line, ...]
    gone: tuple[EntryRow, ...]
    joined: tuple[str, ...]
    parted: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Return whether nothing has changed."""
        return not (self.new or self.more or self.gone or self.joined or self.parted)


def own_last_look(opened: Opened) -> datetime | None:
    """Return when the one who looks opened this record before, by the journal; None where this is their first look."""
    return last_look(account_id=opened.by.account_id, person_id=opened.person_id, before=opened.at)


def changes_since(opened: Opened, record: Record, since: datetime) -> Changes:
    """Return what has become known between ``since`` and the moment of ``record``, in two queries more."""
    replaced = Entry.objects.filter(
        source_record_id__in=list(record.reading.senders),
        recorded_from__lte=since,
        recorded_until__gt=since,
        recorded_until__lte=record.at,
    )
    told = {_fact(row) for line in record.lines for row in line.sources}
    before, _ = _rows(replaced, record.reading)
    gone, known = [row for row in before if _fact(row) not in told], {_fact(row) for row in before}
    late = {source.source_record for source in record.sources if source.linked_at > since}
    fresh = [
        (line, [row.recorded_from > since or row.source_record in late for row in line.sources])
        for line in record.lines
    ]
    # A fact of which an earlier version was known is not new: more is said of it.
    old = {line.id for line in record.lines if any(_fact(row) in known for row in line.sources)}
    parted = Link.objects.filter(
        person_id=opened.person_id, linked_at__lte=since, ended_at__gt=since, ended_at__lte=record.at
    ).values_list("source_record__sender", flat=True)
    return Changes(
        since=since,
        new=tuple(line for line, new in fresh if all(new) and line.id not in old),
        more=tuple(line for line, new in fresh if any(new) and (not all(new) or line.id in old)),
        gone=tuple(row_without_places(row) if record.reading.hidden else row for row in gone),
        joined=tuple(source.organisation for source in record.sources if source.source_record in late),
        parted=tuple(
            record.reading.names.get(sender, "" if record.reading.hidden else sender)
            for sender in parted
            if record.reading.sight.shows_sender(sender)
        ),
    )


def _fact(row: EntryRow) -> tuple[int, str, Kind, str]:
    return row.source_record, row.feed, row.kind, row.key
