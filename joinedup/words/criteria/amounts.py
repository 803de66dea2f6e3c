"""What phrases say, as frozen values: spans, windows, shares, counts. The ``str`` of each is a phrase again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from ``low`` to ``high``, in ``unit`` ('' where none was named). None: no end that side.

    An end belongs to the span unless ``above`` (the low one) or ``below`` (the high one) says that it does not.
    """

    low: float | None
    high: float | None
    unit: str = ""
    above: bool = False
    below: bool = False

    def holds(self, value: float) -> bool:
        """Return whether ``value``, in the span's unit, lies in it."""
        if self.low is not None and (value < self.low or (self.above and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.below)

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.high is None:
            return f"over {number(self.low)}{unit}" if self.above else f"{number(self.low)}{unit} or over"
        if self.low is None:
            return f"under {number(self.high)}{unit}" if self.below else f"{number(self.high)}{unit} or under"
        if self.low == self.high:
            return f"{number(self.low)}{unit}"
        return f"{number(self.low)} to {number(self.high)}{unit}"

    @property
    def how_many(self) -> str:
        """Return the span as a count is said: at least 2, at most 3, 2 to 4, no."""
        if self.low is None:
            return f"fewer than {number(self.high)}" if self.below else f"at most {number(self.high)}"
        if self.high is None:
            return f"more than {number(self.low)}" if self.above else f"at least {number(self.low)}"
        if self.high == 0:
            return "no"
        return f"exactly {number(self.low)}" if self.low == self.high else f"{number(self.low)} to {number(self.high)}"


@dataclass(frozen=True, slots=True)
class Window:
    """The last so many days, weeks, months or years, up to and with the day asked about."""

    amount: int
    period: str

    def day_before(self, on: date) -> date:
        """Return the last day before the window that ends on ``on``; a month back from 31 March is 28 February."""
        if self.period in ("month", "year"):
            return add_months(on, -self.months)
        return on - timedelta(days=self.days)

    @property
    def months(self) -> int:
        """Return its length in months; 0 where it is told in days or weeks."""
        return self.amount * {"month": 1, "year": 12}.get(self.period, 0)

    @property
    def days(self) -> int:
        """Return its length in days; 0 where it is told in months or years."""
        return self.amount * {"day": 1, "week": 7}.get(self.period, 0)

    def __str__(self) -> str:
        return f"in the last {self.period if self.amount == 1 else f'{self.amount} {self.period}s'}"


@dataclass(frozen=True, slots=True)
class Share:
    """The highest ``percent`` in a hundred."""

    percent: float

    def __str__(self) -> str:
        return f"top {number(self.percent)}%"


@dataclass(frozen=True, slots=True)
class Some:
    """At least so many of the items of a list."""

    at_least: int
    items: tuple[str, ...]

    def __str__(self) -> str:
        return f"at least {self.at_least} of [{', '.join(self.items)}]"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of a thing in a window: ``at least 2 emergency admissions in the last 12 months``."""

    how_many: Span
    thing: str
    window: Window

    def __str__(self) -> str:
        return f"{self.how_many.how_many} {self.thing} {self.window}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number measured that lies in a span: the latest, and only one of ``window`` where that is told."""

    thing: str
    span: Span
    window: Window | None = None

    def __str__(self) -> str:
        return f"{self.thing} {self.span}{f' {self.window}' if self.window else ''}"


@dataclass(frozen=True, slots=True)
class Recent:
    """One of several things, in a window where one is told."""

    items: tuple[str, ...]
    window: Window | None = None

    def __str__(self) -> str:
        return f"{' or '.join(self.items)}{f' {self.window}' if self.window else ''}"


def number(value: float | None) -> str:
    """Return a number as it is written: 65, 7.5."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (below 0: earlier), or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
