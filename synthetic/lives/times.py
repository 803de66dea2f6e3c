"""When things happen: days since 1970, minutes since 1970 in UTC, and the patterns of weeks, months and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from synthetic.lives.bank_holidays import bank_holidays
from synthetic.lives.draws import Array, Rng, choose

YEAR = 365.25
_EPOCH = date(1970, 1, 1)
_MARGIN = 900  # days before the period for which patterns are known (waiting lists begin before it)


def day_number(day: date) -> int:
    """Return days since 1970."""
    return (day - _EPOCH).days


def as_date(number: int) -> date:
    """Return the date that is ``number`` days after 1 January 1970."""
    return _EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the lives cover: from ``start`` to the day before ``stop``."""

    start: int
    stop: int

    @property
    def years(self) -> float:
        """Return the length in years."""
        return (self.stop - self.start) / YEAR


class DayPattern:
    """How likely each day is, by month, weekday and bank holiday; weights average 1 over whole years."""

    def __init__(
        self,
        period: Period,
        *,
        months: list[float] | None = None,
        weekdays: list[float] | None = None,
        bank_holiday: float | None = None,
    ) -> None:
        self.first = period.start - _MARGIN
        days = np.arange(self.first, period.stop + 1)
        month = np.asarray(days, "datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        by_month = np.asarray(months or [1.0] * 12, float)
        by_weekday = np.asarray(weekdays or [1.0] * 7, float)
        weights = (by_month / by_month.mean())[month] * (by_weekday / by_weekday.mean())[(days + 3) % 7]
        if bank_holiday is not None:
            years = range(as_date(int(days[0])).year, as_date(int(days[-1])).year + 1)
            holidays = [day_number(day) for year in years for day in bank_holidays(year)]
            weights[np.isin(days, holidays)] *= bank_holiday
        self.edges = np.r_[0.0, np.cumsum(weights)]

    def exposure(self, start: Array, stop: Array) -> Array:
        """Return the years from ``start`` to ``stop`` (days), each day weighed."""
        return np.maximum(self.edges[stop - self.first] - self.edges[start - self.first], 0) / YEAR

    def pick(self, rng: Rng, start: Array, stop: Array) -> Array:
        """Return one day for each row, from ``start`` to the day before ``stop``."""
        low, high = self.edges[start - self.first], self.edges[stop - self.first]
        drawn = low + rng.random(len(start)) * (high - low)
        days = np.searchsorted(self.edges, drawn, side="right") - 1 + self.first
        return np.clip(days, start, np.maximum(stop - 1, start))

    def next_working(self, days: Array) -> Array:
        """Return each day, or the next one on which this pattern has anything at all."""
        weights = np.diff(self.edges)
        open_days = np.flatnonzero(weights > 1e-9) + self.first
        return open_days[np.minimum(np.searchsorted(open_days, days), len(open_days) - 1)]


def _clock_changes() -> tuple[Array, Array]:
    """Return the local minutes at which summer time begins and ends, for each year from 1970 to 2069."""

    def last_sunday(year: int, month: int) -> int:
        last = date(year, month, 31)
        return day_number(last - timedelta(days=(last.weekday() + 1) % 7))

    years = range(1970, 2070)
    begins = np.array([last_sunday(y, 3) * 1440 + 60 for y in years], np.int64)
    ends = np.array([last_sunday(y, 10) * 1440 + 120 for y in years], np.int64)
    return begins, ends


_BEGINS, _ENDS = _clock_changes()


def to_utc(local: Array) -> Array:
    """Return minutes in UTC for minutes on the clock in London (British Summer Time since 1972)."""
    year = np.maximum(np.searchsorted(_BEGINS, local, side="right") - 1, 0)
    return local - 60 * ((local >= _BEGINS[year]) & (local < _ENDS[year]))


HOURS = {
    # Shares of the day by hour, in the shapes that A&E, surgeries and wards have.
    "ae": [3, 2.4, 2, 1.8, 1.7, 1.8, 2.2, 3, 4.4, 5.8, 6.6, 6.7, 6.3, 6.1, 5.9, 5.8, 5.8, 5.9, 5.8, 5.4, 4.9, 4.4, 3.9,
           3.4],
    "daytime": [0] * 8 + [9, 14, 14, 11, 5, 9, 13, 12, 9, 4] + [0] * 6,
    "clinic": [0] * 9 + [16, 18, 15, 4, 11, 16, 14, 6] + [0] * 7,
    "admission": [0] * 7 + [35, 14, 8, 7, 8, 12, 10, 4, 2] + [0] * 8,
    "discharge": [0] * 9 + [3, 7, 11, 12, 12, 13, 13, 11, 8, 5, 3, 2] + [0] * 3,
    "any": [1] * 24,
    "out_of_hours": [4, 3, 2, 2, 2, 2, 3, 3, 4, 5, 5, 4, 3, 3, 3, 3, 3, 4, 9, 10, 9, 8, 7, 6],
    "home": [0] * 7 + [8, 12, 14, 13, 11, 8, 9, 9, 7, 4, 3, 2] + [0] * 5,
}  # fmt: skip


def at_hour(rng: Rng, days: Array, shape: str) -> Array:
    """Return an instant (minutes, UTC) on each day, by the hours that ``shape`` names."""
    hours = choose(rng, np.asarray(HOURS[shape], float), len(days))
    return to_utc(days * 1440 + hours * 60 + rng.integers(0, 60, len(days)))


def day_of(minutes: Array) -> Array:
    """Return the day (UTC) that an instant falls on."""
    return minutes // 1440
