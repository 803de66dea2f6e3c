"""Working days in England: Mondays to Fridays that are no bank holiday."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from joinedup.words.basics.errors import CannotProceed

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of the years from ``first`` to ``last``; of other years nothing is known."""

    holidays: frozenset[date]
    first: int
    last: int

    @classmethod
    def of(cls, days: Iterable[date]) -> Calendar:
        """Return the calendar of bank holidays, as the feed ``reference_bank_holiday`` tells them, whole years each."""
        known = frozenset(days)
        years = {day.year for day in known} or {1}
        return cls(known, min(years), max(years))

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day. Raises CannotProceed for a year of which nothing is known."""
        if not self.first <= day.year <= self.last:
            raise CannotProceed(
                f"Bank holidays are known from {self.first} to {self.last}, and not of {day.year}.",
                now="Take in GOV.UK's list of bank holidays, or give a nearer date.",
            )
        return day.weekday() < SATURDAY and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """Return the last of so many working days that follow ``day``, which itself is not one of them."""
        while working_days:
            day += timedelta(days=1)
            working_days -= self.is_working(day)
        return day


@functools.cache
def england() -> Calendar:
    """Return England's bank holidays as they come with JoinedUp (``bank_holidays.yaml`` says from where)."""
    told = yaml.safe_load((Path(__file__).parent / "bank_holidays.yaml").read_text(encoding="utf-8"))
    return Calendar.of(day for year in told["years"] for day in year)
