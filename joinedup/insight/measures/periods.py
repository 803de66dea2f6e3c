"""Periods: the days a figure speaks of, whole or month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joinedup.words.basics.errors import BadInput

EVERY = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``first_day`` up to ``last_day`` (exclusive). Raises BadInput where there are none."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        """Refuse an empty period."""
        if self.first_day >= self.last_day:
            raise BadInput("The period is empty.", now="Choose a first day before the last.")

    def split(self, every: str) -> tuple[Period, ...]:
        """Return its months, quarters or years (by the calendar; the first and the last may be parts of one)."""
        months = EVERY[every]
        at, found = self.first_day, []
        while at < self.last_day:
            number = (at.year * 12 + at.month - 1) // months * months + months
            following = min(date(number // 12, number % 12 + 1, 1), self.last_day)
            found.append(Period(at, following))
            at = following
        return tuple(found)


def year_to(data_date: date) -> Period:
    """Return the twelve whole months that end with the last whole month before, or on, ``data_date``'s last day.

    ``data_date`` is the last day on which anything happened.
    """
    following = date.fromordinal(data_date.toordinal() + 1)
    end = date(following.year, following.month, 1)
    return Period(date(end.year - 1, end.month, 1), end)


def month(text: str) -> Period:
    """Return the month written as 2026-03. Raises BadInput."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise BadInput(f"'{text}' is not a month.", now="Write it as year and month, such as 2026-03.") from error
    return Period(first, date(first.year + first.month // 12, first.month % 12 + 1, 1))
