"""Clocks: by when something is due, exact over working days, both clock changes, midnight, leap days, month ends.

What counts in minutes or hours is exact: time that passed. What counts in days, weeks, months or years is due by the
last second of that day in London, whatever the hour of its start: someone accepted at 23:00 loses nothing. A month
after 31 January is the last day of February; a year after 29 February is 28 February. Working days that follow the
start's own day are counted, so one accepted on a Saturday has Monday as the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from joinedup.words.basics.moments import LONDON, day
from joinedup.words.criteria.amounts import add_months
from joinedup.words.models_of_care.calendar import Calendar

PASSING = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}
UNITS = (*PASSING, *DAYS, "working day", *MONTHS)
TRIES = 3
END_OF_DAY = time(23, 59, 59)


class Reason(StrEnum):
    """Why a clock was stopped."""

    DECLINED = "declined"
    NOT_REACHED = "not reached"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Length:
    """So many minutes, hours, days, working days, weeks, months or years."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    def later(self, start: datetime, calendar: Calendar) -> datetime:
        """Return the instant (UTC) at which it has passed since ``start``. Raises CannotProceed for unknown years."""
        if self.unit in PASSING:
            return start.astimezone(UTC) + PASSING[self.unit] * self.amount
        first = start.astimezone(LONDON).date()
        if self.unit == "working day":
            return end_of(calendar.after(first, self.amount))
        if self.unit in MONTHS:
            return end_of(add_months(first, MONTHS[self.unit] * self.amount))
        return end_of(first + timedelta(days=DAYS[self.unit] * self.amount))

    def times(self, number: int) -> Length:
        """Return it so many times over."""
        return Length(self.amount * number, self.unit)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: ``kind`` within, after, every, by (a time of day) or stay (in the place ``anchor``).

    ``anchor`` is the event or step from which it counts; '': from what caused it. ``at`` is a time of day in London on
    the same day (``length`` None) or the next.
    """

    kind: str
    length: Length | None = None
    anchor: str = ""
    at: time | None = None
    working: bool = False

    @property
    def urgent(self) -> bool:
        """Return whether it counts minutes or hours: silence never stops it."""
        return self.length is not None and self.length.unit in PASSING

    def __str__(self) -> str:
        of = f" of {self.anchor}" if self.anchor else ""
        match self.kind:
            case "within":
                return f"within {self.length}{of}"
            case "after":
                return f"{self.length} after {self.anchor}"
            case "every":
                each = self.length.unit if self.length and self.length.amount == 1 else self.length
                return f"every {each}{f' from {self.anchor}' if self.anchor else ''}"
            case "stay":
                return f"at most {self.length} in {self.anchor}"
            case _:
                which = f"{'next' if self.length else 'same'} {'working ' if self.working else ''}day"
                return f"{f'by {self.at:%H:%M} ' if self.at else ''}{which}{of}"


@dataclass(frozen=True, slots=True)
class Stop:
    """A clock stopped at an instant for a reason; not reached needs three ``tries``, each recorded with its instant."""

    at: datetime
    reason: Reason
    tries: tuple[datetime, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether it may stop a clock: three tries, each at an instant of its own, and none after the stop."""
        tried = {each for each in self.tries if each <= self.at}
        return self.reason is not Reason.NOT_REACHED or len(tried) >= TRIES


@dataclass(frozen=True, slots=True)
class Due:
    """By when something is due (UTC); ``stopped`` why it need not be chased any more, though it still counts.

    ``welfare_check``: nobody could be reached, and the clock is urgent: it runs on, and someone must go and look.
    """

    at: datetime
    stopped: Stop | None = None
    welfare_check: bool = False

    def __str__(self) -> str:
        shown = self.at.astimezone(LONDON)
        whole_day = shown.time() == END_OF_DAY
        return f"by the end of {day(shown)}" if whole_day else f"by {shown:%H:%M} on {day(shown)}"


class Standing(StrEnum):
    """How something that is due stands at an instant."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    STOPPED = "stopped"


def due(clock: Clock, start: datetime, calendar: Calendar, stops: Iterable[Stop] = (), *, nth: int = 1) -> Due:
    """Return by when what ``clock`` asks is due, where what it counts from happened at ``start``.

    ``nth``: which time of a clock that comes round; each counts from the start, so that none drifts. A stop moves
    nothing: the first that holds, and came before it was due, says why it need not be chased. Raises CannotProceed for
    years of which no bank holidays are known.
    """
    at = _at(clock, start, calendar, nth)
    before = sorted((stop for stop in stops if stop.holds and stop.at <= at), key=lambda stop: stop.at)
    silent = [stop for stop in before if clock.urgent and stop.reason is Reason.NOT_REACHED]
    holding = [stop for stop in before if stop not in silent]
    return Due(at, holding[0] if holding else None, welfare_check=bool(silent) and not holding)


def standing(of: Due, *, now: datetime, done: datetime | None = None) -> Standing:
    """Return how it stands: done by its instant, or after it; stopped; or waiting, or overdue."""
    if done is not None:
        return Standing.MET if done <= of.at else Standing.LATE
    if of.stopped:
        return Standing.STOPPED
    return Standing.WAITING if now <= of.at else Standing.OVERDUE


def _at(clock: Clock, start: datetime, calendar: Calendar, nth: int) -> datetime:
    if clock.kind != "by":
        length = clock.length or Length(1, "day")
        return length.times(nth).later(start, calendar)
    on = start.astimezone(LONDON).date()
    if clock.length:
        on = calendar.after(on, 1) if clock.working else on + timedelta(days=1)
    elif clock.working and not calendar.is_working(on):
        on = calendar.after(on, 1)
    at = datetime.combine(on, clock.at, tzinfo=LONDON).astimezone(UTC) if clock.at else end_of(on)
    return max(at, start.astimezone(UTC))


def end_of(on: date) -> datetime:
    """Return the last second (UTC) of a day in London."""
    return datetime.combine(on, END_OF_DAY, tzinfo=LONDON).astimezone(UTC)
