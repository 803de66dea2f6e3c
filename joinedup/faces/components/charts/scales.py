"""From numbers and days to places in a drawing: round marks, straight scales, months. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


def finite(value: float | None) -> float | None:
    """Return ``value`` as a number that can be drawn, or None: neither nothing, nor not-a-number, nor endless."""
    return float(value) if value is not None and math.isfinite(value) and abs(value) < 1e300 else None


def known(values: Iterable[float | None]) -> list[float]:
    """Return those of ``values`` that can be drawn."""
    return [number for value in values if (number := finite(value)) is not None]


def round_marks(low: float, high: float, *, most: int = 6) -> tuple[float, ...]:
    """Return round numbers, evenly apart and ascending, of which the first and last hold ``low`` to ``high`` in.

    There are at least two and at most about ``most`` + 1. Where all is one number, the marks surround it.
    """
    low, high = min(low, high), max(low, high)
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        around = abs(high) * 0.5 or 1.0
        low, high = (0.0, high * 1.25) if high > 0 else (low - around, high + around) if high < 0 else (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(max((high - low) / most, 1e-290)))
    rough = (high - low) / most
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9)), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [_tidy(n * step, step) for n in range(first, max(last, first + 1) + 1)]
    return tuple(marks)


def _tidy(value: float, step: float) -> float:
    """Return ``value`` without the noise that adding fractions leaves behind."""
    places = 12 - math.floor(math.log10(abs(step)))
    return round(value, places) if -300 < places < 300 else value


def axis_marks(values: Iterable[float | None], *, zero: bool | None = None, most: int = 6) -> tuple[float, ...]:
    """Return the marks of an axis for ``values``; ``zero`` says whether it holds nought (None: unless far from it)."""
    drawn = known(values) or [0.0]
    low, high = min(drawn), max(drawn)
    if zero or (zero is None and not _far_from_nought(low, high)):
        low, high = min(low, 0.0), max(high, 0.0)
    return round_marks(low, high, most=most)


def _far_from_nought(low: float, high: float) -> bool:
    """Return whether nought would press all that is to be seen into less than a third of the drawing."""
    nearest = min(abs(low), abs(high)) if low * high > 0 else 0.0
    return high - low < nearest / 2 and high > low


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: from ``low`` to ``high`` in what is measured, from ``start`` to ``end`` in the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where ``value`` is drawn; what lies beyond the scale is drawn at its end."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))


def across(marks: Sequence[float], start: float, end: float) -> Scale:
    """Return the scale from the first to the last of ``marks``."""
    return Scale(marks[0], marks[-1], start, end)


def days_across(days: Sequence[date], start: float, end: float) -> Scale:
    """Return the scale of ``days`` (ascending or not) by their number in the calendar."""
    numbers = [day.toordinal() for day in days] or [0]
    return Scale(min(numbers), max(numbers), start, end)


def month_marks(first: date, last: date, *, most: int) -> list[date]:
    """Return first days of months from ``first`` to ``last``, so far apart that there are at most ``most``."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600) if months // s + 1 <= max(1, most)), 1200)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    end = last.year * 12 + last.month - 1
    begin = start if step < 3 else start + (-(start - (3 if step in {3, 6} else 0))) % step
    return [date(n // 12, n % 12 + 1, 1) for n in range(begin, end + 1, step)] or [first]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Return places as near to ``wanted`` as may be, in their order, at least ``gap`` apart, from ``low`` to ``high``.

    Where they do not all fit they lie evenly, closer than ``gap``. Neighbours that press on each other share the
    middle of what they wanted (pool adjacent violators).
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    pools: list[tuple[float, int]] = []  # the sum of what they wanted less their own offsets, and how many
    for place, n in enumerate(order):
        pool = (wanted[n] - place * gap, 1)
        while pools and pools[-1][0] / pools[-1][1] > pool[0] / pool[1]:
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1])
        pools.append(pool)
    bases = [total / count for total, count in pools for _ in range(count)]
    top = high - (len(wanted) - 1) * gap
    placed = [0.0] * len(wanted)
    for place, (n, base) in enumerate(zip(order, bases, strict=True)):
        placed[n] = min(max(base, low), max(top, low)) + place * gap
    return placed
