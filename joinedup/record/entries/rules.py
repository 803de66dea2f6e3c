"""What a record is made of, as plain values: what each source said, and the lines that are shown. Pure.

A ``Line`` is one thing of a person's record however many sources say it, with every source and every disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from joinedup.words.basics.moments import LONDON, Moment, Precision
from joinedup.words.vocabulary.kinds import Kind, Section

WITHDRAWN = "entered-in-error"
_OVER = frozenset(
    (
        "completed", "complete", "stopped", "cancelled", "canceled", "inactive", "resolved", "remission", "ended",
        "past", "discontinued", "finished", "closed", "not-taken", "not taken", "revoked", "refuted", "rejected",
        "discharged",
    )
)  # fmt: skip
_NOT_DONE = frozenset(("not-done", "not done", "declined", "noshow", "did_not_attend"))
# Kinds of which one says that it goes on or is over; of the others, only when they happened.
GOES_ON = frozenset(
    (
        Kind.PROBLEM, Kind.MEDICINE, Kind.ALLERGY, Kind.ALERT, Kind.LEGAL, Kind.SAFEGUARDING, Kind.REQUIREMENT,
        Kind.PREFERENCE, Kind.PLAN, Kind.PACKAGE, Kind.ADMISSION, Kind.MENTAL_HEALTH_STAY, Kind.REFERRAL,
        Kind.ADMINISTRATION,
    )
)  # fmt: skip


_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


class Standing(StrEnum):
    """How a line stands at the moment for which the record is read."""

    CURRENT = "current"
    ENDED = "ended"
    NOT_DONE = "not_done"
    PLANNED = "planned"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as it was received, with the name of who sent it. ``details`` are its typed facts.

    ``part`` names one of several things that it tells of (a procedure of a stay), or the area that wrote it down here;
    it is empty for the entry itself. What was written down here has no source record: 0.
    """

    id: int
    source_record: int
    sender: str
    organisation: str
    feed: str
    kind: Kind
    key: str
    happened: Moment | None
    text: str
    ended: Moment | None = None
    code_system: str = ""
    code: str = ""
    value: float | None = None
    unit: str = ""
    status: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    delivery: int = 0
    position: int = 0
    recorded_from: datetime = _LONG_AGO
    recorded_until: datetime | None = None
    part: str = ""
    sealed: bool = False
    """Whether the person sealed it, and its reader may see it all the same."""

    @property
    def voice(self) -> tuple[int, str]:
        """Return whose words these are: one source record through one feed does not disagree with itself."""
        return self.source_record, self.feed


@dataclass(frozen=True, slots=True)
class Related:
    """Another line that has to do with this one, and how, in words."""

    line_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record. ``sources`` are all that say it, the one that is shown first.

    ``concept`` names what it is, the same for two lines about one thing (an ingredient, a condition). ``conflicts``
    are sentences, each saying who disagrees on what. ``happened`` is the earliest that a source says.
    """

    kind: Kind
    section: Section
    title: str
    concept: str
    sources: tuple[EntryRow, ...]
    standing: Standing
    happened: Moment | None = None
    ended: Moment | None = None
    conflicts: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    address: str | None = None
    """Its own page, where it was written down here; '' where the reader may not open that."""

    @property
    def id(self) -> str:
        """Return an id that stays the same while the first entry that says it is known."""
        first = min(source.id for source in self.sources if source.kind is self.kind)
        return f"{self.kind.value}-{first}" + (f"-{self.shown.part}" if self.shown.part else "")

    @property
    def shown(self) -> EntryRow:
        """Return the source whose words are shown."""
        return self.sources[0]

    @property
    def merged(self) -> int:
        """Return how many other entries this line stands for."""
        return len(self.sources) - 1

    @property
    def said_by(self) -> tuple[str, ...]:
        """Return the organisations that say it, each once, in the order of ``sources``."""
        return tuple(dict.fromkeys(source.organisation for source in self.sources))

    @property
    def value(self) -> float | None:
        """Return the number measured, where there is one."""
        return self.shown.value

    @property
    def unit(self) -> str:
        """Return the unit of ``value``."""
        return self.shown.unit

    @property
    def details(self) -> Mapping[str, Any]:
        """Return the typed facts of the source that is shown."""
        return self.shown.details

    @property
    def sealed(self) -> bool:
        """Return whether the person sealed something of it."""
        return any(source.sealed for source in self.sources)

    @property
    def received_at(self) -> datetime:
        """Return when we last received something of it."""
        return max(source.recorded_from for source in self.sources)

    def with_conflicts(self, *sentences: str) -> Line:
        """Return the line with these sentences added, none twice."""
        return replace(self, conflicts=tuple(dict.fromkeys((*self.conflicts, *sentences)))) if sentences else self

    def with_related(self, *related: Related) -> Line:
        """Return the line with these lines related to it, none twice."""
        return replace(self, related=tuple(dict.fromkeys((*self.related, *related)))) if related else self


def standing_of(row: EntryRow, at: datetime) -> Standing:
    """Return how one source's entry stands at ``at``, from its status and its end."""
    status = row.status.strip().lower()
    if status in _NOT_DONE or str(row.details.get("outcome", "")) in _NOT_DONE:
        return Standing.NOT_DONE
    if row.happened and row.happened.at > at:
        return Standing.PLANNED
    if row.kind not in GOES_ON:
        return Standing.HAPPENED
    verified = str(row.details.get("verification", ""))
    if status in _OVER or verified == "refuted" or (row.ended and row.ended.at <= at):
        return Standing.ENDED
    days = row.details.get("days")
    if (
        row.kind is Kind.MEDICINE
        and row.happened
        and isinstance(days, int | float)
        and not row.details.get("is_repeat")
    ):
        # A course of so many days, not on repeat, is over when they are.
        return Standing.ENDED if row.happened.at + timedelta(days=days) <= at else Standing.CURRENT
    return Standing.CURRENT


def local_day(moment: Moment) -> date:
    """Return the day in London on which a moment falls (the first of its period)."""
    return moment.at.astimezone(LONDON).date()


def period(moment: Moment) -> tuple[datetime, datetime]:
    """Return the first instant of a moment and the first instant after it; a known time lasts no time."""
    if moment.precision is Precision.TIME:
        return moment.at, moment.at
    day = local_day(moment)
    match moment.precision:
        case Precision.DAY:
            after = day + timedelta(days=1)
        case Precision.MONTH:
            after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        case _:
            after = day.replace(year=day.year + 1)
    return moment.at, datetime(after.year, after.month, after.day, tzinfo=LONDON)


def apart(one: Moment, other: Moment) -> timedelta:
    """Return the time between two moments as exactly as they are known: none where they may be the same."""
    (start, end), (start_2, end_2) = period(one), period(other)
    return max(start - end_2, start_2 - end, timedelta(0))


def newest_first(rows: list[EntryRow]) -> list[EntryRow]:
    """Return rows with the latest statement first: by when it happened, then by when we received it."""
    return sorted(
        rows,
        key=lambda row: (row.happened.at.timestamp() if row.happened else 0, row.recorded_from, row.id),
        reverse=True,
    )


def statements(rows: list[EntryRow]) -> list[EntryRow]:
    """Return what each voice says now, latest first: an issue speaks only where its voice has said nothing else."""
    latest: dict[tuple[int, str], EntryRow] = {}
    for row in sorted(newest_first(rows), key=lambda row: bool(row.details.get("is_issue"))):
        latest.setdefault(row.voice, row)
    return newest_first(list(latest.values()))


def earliest(rows: list[EntryRow]) -> Moment | None:
    """Return the earliest moment that any of the rows gives; the more exact of two that begin together."""
    exactness = list(Precision)
    known = [row.happened for row in rows if row.happened]
    return min(known, key=lambda moment: (moment.at, -exactness.index(moment.precision)), default=None)


def latest_end(rows: list[EntryRow]) -> Moment | None:
    """Return the latest end that any of the rows gives."""
    return max((row.ended for row in rows if row.ended), key=lambda moment: moment.at, default=None)
