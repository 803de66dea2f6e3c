"""On which days a team meets, and when it meets next. Pure: the calendar and the day are passed in.

A meeting that would fall on a bank holiday or a weekend is held on the next working day. Times are London's, whatever
the clocks do.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, islice

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care.calendar import SATURDAY, Calendar

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_WEEK = timedelta(days=7)
#: No bank holidays follow each other for so long: a meeting is never moved further.
_MOVED_AT_MOST = timedelta(days=10)
MOST_SPACING = 12


class Every(StrEnum):
    """How often a team meets."""

    WORKING_DAY = "working_day"
    WEEK = "week"
    WEEKDAY_OF_MONTH = "weekday_of_month"
    DAY_OF_MONTH = "day_of_month"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often a team meets, from ``first_on`` on: every ``spacing`` weeks or months, counted from that one.

    ``weekday`` counts from Monday as 0. ``nth`` of a month is 1 to 4, or -1 for the last. ``day`` of a month is 1 to
    31: in a shorter month its last day.
    """

    every: Every
    first_on: date
    begins: time
    weekday: int | None = None
    nth: int | None = None
    day: int | None = None
    spacing: int = 1

    def __str__(self) -> str:
        """Return it in words: every two months on the first Tuesday, at 09:30."""
        at = f"at {self.begins:%H:%M}"
        match self.every:
            case Every.WORKING_DAY:
                return f"every working day {at}"
            case Every.WEEK:
                return f"{_every(self.spacing, 'week')} on {DAYS[self.weekday or 0]} {at}"
            case Every.WEEKDAY_OF_MONTH:
                which = f"the {NTH[self.nth or 1]} {DAYS[self.weekday or 0]}"
                return f"{_every(self.spacing, 'month')} on {which} {at}"
            case _:
                return f"{_every(self.spacing, 'month')} on day {self.day} {at}"


def _every(spacing: int, unit: str) -> str:
    return f"every {unit}" if spacing == 1 else f"every {spacing} {unit}s"


def checked(pattern: Pattern) -> Pattern:
    """Return a pattern that has a next day. Raises BadInput with what it lacks."""
    if not 1 <= pattern.spacing <= MOST_SPACING:
        raise BadInput("That is too seldom, or never.", now=f"Choose every 1 to {MOST_SPACING} weeks or months.")
    if pattern.every in (Every.WEEK, Every.WEEKDAY_OF_MONTH) and pattern.weekday not in range(len(DAYS)):
        raise BadInput("It is not said on which day of the week.", now="Choose a day from Monday to Friday.")
    if pattern.every is Every.WEEKDAY_OF_MONTH and pattern.nth not in NTH:
        raise BadInput("It is not said which of the month.", now="Choose first, second, third, fourth or last.")
    if pattern.every is Every.DAY_OF_MONTH and pattern.day not in range(1, 32):
        raise BadInput("It is not said on which day of the month.", now="Write a number from 1 to 31.")
    return pattern


def next_after(pattern: Pattern, after: datetime, calendar: Calendar) -> datetime:
    """Return when a team meets next after an instant."""
    return next(meetings_after(pattern, after, calendar))


def coming(pattern: Pattern, after: datetime, calendar: Calendar, number: int) -> list[datetime]:
    """Return when it meets the next so many times."""
    return list(islice(meetings_after(pattern, after, calendar), number))


def meetings_after(pattern: Pattern, after: datetime, calendar: Calendar) -> Iterator[datetime]:
    """Give every time at which it meets after an instant, the next first; without an end."""
    last = None
    for nominal in _days(pattern, after.astimezone(LONDON).date() - _MOVED_AT_MOST):
        held = _working_from(nominal, calendar)
        at = datetime.combine(held, pattern.begins, LONDON)
        if at > after and held != last:
            last = held
            yield at


def _working_from(day: date, calendar: Calendar) -> date:
    """Return a day, or the next working day; of years whose bank holidays nobody knows yet, weekends are known."""
    while not (calendar.is_working(day) if calendar.first <= day.year <= calendar.last else day.weekday() < SATURDAY):
        day += timedelta(days=1)
    return day


def _days(pattern: Pattern, start: date) -> Iterator[date]:
    """Give the days on which it would meet if none were a holiday, from ``first_on`` or ``start`` on."""
    first = pattern.first_on
    match pattern.every:
        case Every.WORKING_DAY:
            begin = max(first, start)
            found: Iterator[date] = (begin + timedelta(days=number) for number in count())
        case Every.WEEK:
            begin = first + timedelta(days=((pattern.weekday or 0) - first.weekday()) % 7)
            found = (begin + number * pattern.spacing * _WEEK for number in count())
        case _:
            months = (first.year * 12 + first.month - 1 + number * pattern.spacing for number in count())
            found = (_in_month(pattern, month // 12, month % 12 + 1) for month in months)
    return (day for day in found if day >= max(first, start))


def _in_month(pattern: Pattern, year: int, month: int) -> date:
    days = monthrange(year, month)[1]
    if pattern.every is Every.DAY_OF_MONTH:
        return date(year, month, min(pattern.day or 1, days))
    if pattern.nth == -1:
        last = date(year, month, days)
        return last - timedelta(days=(last.weekday() - (pattern.weekday or 0)) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=((pattern.weekday or 0) - first.weekday()) % 7) + ((pattern.nth or 1) - 1) * _WEEK
