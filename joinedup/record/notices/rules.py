"""When someone is told, and of what: digests, quiet hours, what is new since they looked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from joinedup.words.basics.errors import CannotProceed
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care.calendar import SATURDAY, Calendar


class Kind(StrEnum):
    """Of what someone is told, in the order in which it is shown. Each thing is of the first kind that it fits."""

    URGENT = "urgent"
    LETTER = "letter"
    TRANSFER = "transfer"
    PLAN = "plan"
    MEETING = "meeting"
    MINE = "mine"
    OVERDUE = "overdue"


TITLES = {
    Kind.URGENT: "Urgent, and nobody has done it", Kind.LETTER: "Letters for us",
    Kind.TRANSFER: "Another team asks yours to take someone over", Kind.PLAN: "What was said of a plan",
    Kind.MEETING: "What a meeting asks of you", Kind.MINE: "New for you", Kind.OVERDUE: "Now overdue",
}  # fmt: skip
ALWAYS = frozenset({Kind.URGENT})
"""What nobody can choose not to be told of."""
DAYS = {"working": "On working days", "every": "Every day", "never": "Never"}
MOST_TRIES = 3
BETWEEN_TRIES = timedelta(minutes=15)
NEVER_LOOKED = timedelta(days=7)
"""How far back what is new goes for someone who never looked."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How someone wishes to be told: times are London's. No hours are quiet where both ends are the same."""

    days: str = "working"
    digest_at: time = time(8)
    quiet_from: time = time(19)
    quiet_until: time = time(7)
    unwanted: frozenset[Kind] = field(default_factory=frozenset)


def is_quiet(wish: Wish, at: datetime) -> bool:
    """Return whether an instant lies in someone's quiet hours, which may go over midnight."""
    return _quiet_at(wish, at.astimezone(LONDON).time())


def _quiet_at(wish: Wish, clock: time) -> bool:
    begins, ends = wish.quiet_from, wish.quiet_until
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def digest_at(wish: Wish, day: date, calendar: Calendar) -> datetime | None:
    """Return the instant (UTC) at which the digest of a day is due; None where there is none that day.

    One whose time lies in quiet hours waits for their end, which may be on the next day.
    """
    if wish.days == "never" or (wish.days == "working" and not _is_working(day, calendar)):
        return None
    clock = wish.digest_at
    if _quiet_at(wish, clock):
        day += timedelta(days=wish.quiet_until <= clock)
        clock = wish.quiet_until
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def _is_working(day: date, calendar: Calendar) -> bool:
    """Return whether a day is a working day; in years of which no bank holidays are known, whether it is a weekday."""
    try:
        return calendar.is_working(day)
    except CannotProceed:
        return day.weekday() < SATURDAY


def digest_due(wish: Wish, *, at: datetime, last: date | None, calendar: Calendar) -> date | None:
    """Return the day whose digest is due now, ``last`` being that of the last one made; None where none is.

    One that was missed, as when the site was down, comes late on its own day and not at all on the next.
    """
    today = at.astimezone(LONDON).date()
    for day in (today, today - timedelta(days=1)):
        due = digest_at(wish, day, calendar)
        fresh = last is None or day > last
        if fresh and due is not None and due <= at and due.astimezone(LONDON).date() == today:
            return None if is_quiet(wish, at) else day
    return None


class Thing(Protocol):
    """A task as it is listed, as far as it counts here."""

    @property
    def source(self) -> str:
        """Return what asks for it."""

    @property
    def key(self) -> str:
        """Return its key within that."""

    @property
    def account(self) -> int | None:
        """Return who holds it."""

    @property
    def begins_at(self) -> datetime:
        """Return since when it is to be done."""

    @property
    def held_since(self) -> datetime | None:
        """Return since when they hold it."""

    @property
    def due_at(self) -> datetime | None:
        """Return by when it is due."""

    @property
    def urgent(self) -> bool:
        """Return whether it is urgent."""

    @property
    def stopped_why(self) -> str:
        """Return why it need not be chased; '' where it must."""


T = TypeVar("T", bound=Thing)


def kind_of(thing: Thing, *, since: datetime, at: datetime, account: int | None) -> Kind | None:
    """Return of which kind of news a task is for someone, None where it is none.

    What is urgent is news for as long as nobody holds it, and to who holds it once.
    """
    mine = thing.account is not None and thing.account == account
    came = since < max(thing.begins_at, thing.held_since or thing.begins_at) <= at
    if thing.stopped_why:
        return None
    if thing.urgent and (thing.account is None or (mine and came)):
        return Kind.URGENT
    if came:
        special = _SPECIAL.get(thing.source) or (Kind.TRANSFER if thing.key == "transfer" else None)
        if special or mine:
            return special or Kind.MINE
    passed = thing.due_at is not None and since < thing.due_at <= at
    return Kind.OVERDUE if passed else None


_SPECIAL = {"plan_feedback": Kind.PLAN, "meeting": Kind.MEETING}


def news(
    things: Iterable[T], *, since: datetime, at: datetime, account: int | None, wish: Wish
) -> Mapping[Kind, list[T]]:
    """Return what is new for someone, by kind, without what they do not wish to be told of; each thing once."""
    found: dict[Kind, list[T]] = {}
    for thing in things:
        kind = kind_of(thing, since=since, at=at, account=account)
        if kind is not None and is_wanted(kind, wish):
            found.setdefault(kind, []).append(thing)
    return found


def is_wanted(kind: Kind, wish: Wish) -> bool:
    """Return whether someone is told of a kind. Nobody is left untold of what is urgent."""
    return kind in ALWAYS or kind not in wish.unwanted


def may_try(tries: int, tried_at: datetime | None, *, trying: bool, at: datetime) -> bool:
    """Return whether an e-mail may be sent now: not too often, and never again where it may have gone."""
    rested = tried_at is None or at - tried_at >= BETWEEN_TRIES
    return not trying and tries < MOST_TRIES and rested


def is_given_up(tries: int, tried_at: datetime | None, *, trying: bool, at: datetime) -> bool:
    """Return whether an e-mail is not tried again: too many tries failed, or nobody knows what became of one."""
    lost = trying and tried_at is not None and at - tried_at >= BETWEEN_TRIES
    return lost or (not trying and tries >= MOST_TRIES)


def words(counts: Mapping[str, int], link: str) -> tuple[str, str]:
    """Return the subject and text of an e-mail: how many of what, and where to look. It names nobody."""
    lines = [f"{counts[kind]} – {title}" for kind, title in TITLES.items() if counts.get(kind)]
    total = sum(counts.values())
    subject = "JoinedUp: something urgent" if counts.get(Kind.URGENT) else f"JoinedUp: {total} new"
    return subject, "\n".join((*lines, "", f"Look at it here: {link}", "This message names nobody on purpose."))
