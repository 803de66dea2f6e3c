"""Bank holidays of England, by the rules of the Banking and Financial Dealings Act 1971 and royal proclamations."""

from __future__ import annotations

import functools
from datetime import date, timedelta

# Days given or moved by proclamation.
_ADDED = {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
_MOVED_AWAY = {date(2020, 5, 4), date(2022, 5, 30)}


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian rule, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _working(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += timedelta(days=1)
    return day


@functools.cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of one year."""
    sunday = easter(year)
    found = {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _monday_on_or_after(date(year, 5, 1)),
        _monday_on_or_after(date(year, 5, 25)),
        _monday_on_or_after(date(year, 8, 25)),
    }
    found |= {_working(date(year, 1, 1), set())}
    christmas = _working(date(year, 12, 25), set())
    found |= {christmas, _working(date(year, 12, 26), {christmas})}
    return frozenset((found - _MOVED_AWAY) | {day for day in _ADDED if day.year == year})
