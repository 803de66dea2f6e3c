"""When slots are, whether one more fits, and what may become of an appointment. Pure: no database, no clock.

Opening hours are told by the clock on the wall in London. What lies across a clock change is as long as it lasts: a
night of opening hours is an hour shorter in spring and an hour longer in autumn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care.calendar import Calendar

DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
MOST_SLOTS = 2_000
"""More than these are not made at once: a year of half hours in office hours, and some."""
BOOKED, WAITING, CAME, MISSED, CANCELLED = "booked", "waitlist", "fulfilled", "noshow", "cancelled"
#: FHIR's words for how an appointment stands, with ours.
STANDINGS = {
    BOOKED: "Booked", WAITING: "Waiting for a place", CAME: "Came", MISSED: "Did not attend", CANCELLED: "Cancelled",
}  # fmt: skip
HOLDING = (BOOKED, CAME, MISSED)
"""Of these each fills a place."""
_PART = re.compile(
    r"(?P<first>[a-z]{3})(?:\s*-\s*(?P<last>[a-z]{3}))?\s+(?P<opens>\d{1,2}:\d{2})\s*-\s*(?P<closes>\d{1,2}:\d{2})"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """On one day of the week (0 is Monday) from when until when, by the clock on the wall."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant until another."""

    starts: datetime
    ends: datetime


def openings(text: str) -> tuple[Opening, ...]:
    """Return opening hours from words such as ``mon-fri 18:30-22:00; sat 09:00-17:00``. Raises BadInput."""
    found: list[Opening] = []
    for part in filter(None, (each.strip().lower() for each in text.split(";"))):
        told = _PART.fullmatch(part)
        if told is None or told["first"] not in DAYS or (told["last"] or told["first"]) not in DAYS:
            raise _unreadable()
        first, last = (list(DAYS).index(told[end] or told["first"]) for end in ("first", "last"))
        opens, closes = _clock(told["opens"]), _clock(told["closes"])
        if last < first or closes <= opens:
            raise _unreadable()
        found += [Opening(weekday, opens, closes) for weekday in range(first, last + 1)]
    if not found:
        raise _unreadable()
    found.sort(key=lambda each: (each.weekday, each.opens))
    if any(one.weekday == other.weekday and other.opens < one.closes for one, other in pairwise(found)):
        raise BadInput("Some of these hours lie within others.", now="Write each hour of a day once.")
    return tuple(found)


def in_words(hours: str) -> str:
    """Return opening hours as people read them: ``Monday to Friday 18:30 to 22:00; Saturday 09:00 to 17:00``."""
    return re.sub("|".join(DAYS), lambda found: DAYS[found[0]], re.sub(r"\s*-\s*", " to ", hours.lower()))


def slots(
    hours: Sequence[Opening], *, first: date, last: date, minutes: int, calendar: Calendar, on_holidays: bool = False
) -> list[Span]:
    """Return every slot of so many minutes from ``first`` to ``last``, both with it, that ends before closing.

    On bank holidays there are none, unless ``on_holidays``. Raises BadInput for too many, or for none a minute long.
    """
    if minutes < 5:
        raise BadInput("A slot lasts no time.", now="Write at least 5 minutes.")
    found: list[Span] = []
    for day in _days(first, last, calendar, on_holidays):
        for each in hours:
            if each.weekday == day.weekday():
                found += _within(day, each, minutes)
        if len(found) > MOST_SLOTS:
            raise BadInput("That is too many slots at once.", now="Choose an earlier last day, or longer slots.")
    return found


def sessions(
    hours: Sequence[Opening], *, first: date, count: int, calendar: Calendar, on_holidays: bool = False
) -> list[Span]:
    """Return so many sessions of a group, each as long as its opening; one that falls on a bank holiday moves on."""
    if not 0 < count <= MOST_SLOTS:
        raise BadInput("It is not said how many sessions there are.", now="Write a number from 1.")
    found: list[Span] = []
    for day in _days(first, first + timedelta(weeks=2 * count + 4), calendar, on_holidays):
        found += [_span(day, each) for each in hours if each.weekday == day.weekday()]
    return found[:count]


def why_not_attended(standing: str, starts: datetime, *, cancelled: bool, at: datetime) -> str:
    """Return why it cannot be said whether someone came; '' where it can."""
    if cancelled or standing == CANCELLED:
        return "This was cancelled."
    return "It has not begun yet." if at < starts else ""


def attended(standings: Iterable[str]) -> tuple[int, int]:
    """Return to how many sessions someone came, of how many that they were booked into and that were not cancelled."""
    counted = [each for each in standings if each in HOLDING]
    return counted.count(CAME), len(counted)


def _days(first: date, last: date, calendar: Calendar, on_holidays: bool) -> Iterator[date]:
    day = first
    while day <= last:
        if on_holidays or day not in calendar.holidays:
            yield day
        day += timedelta(days=1)


def _within(day: date, each: Opening, minutes: int) -> Iterator[Span]:
    whole, length = _span(day, each), timedelta(minutes=minutes)
    start = whole.starts
    while start + length <= whole.ends:
        yield Span(start, start + length)
        start += length


def _span(day: date, each: Opening) -> Span:
    """Return an opening on a day, in UTC: time that a clock change leaves out is none."""
    ends = (datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC) for clock in (each.opens, each.closes))
    return Span(*ends)


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> BadInput:
    return BadInput("We could not read these hours.", now="Write them as mon-fri 18:30-22:00; sat 09:00-17:00.")
