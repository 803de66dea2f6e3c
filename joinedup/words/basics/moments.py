"""When something happened, as exactly as its source knew it, and how we write it.

Instants are stored in UTC and shown in Europe/London. A source that knows only the month says only the month:
the precision is kept beside the first instant of the period, so that sorting works and nothing is made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_SHAPE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$"
)


class Precision(StrEnum):
    """How exactly an instant is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Moment:
    """The first instant (UTC) of the period in which something happened, and how long that period is.

    ``offset_minutes`` is the offset from UTC that the source wrote, where it wrote one.
    """

    at: datetime
    precision: Precision = Precision.TIME
    offset_minutes: int | None = None

    @classmethod
    def on(cls, day: date) -> Moment:
        """Return the day ``day`` in London, known to the day."""
        return cls(start_of_day(day), Precision.DAY)

    def __str__(self) -> str:
        local = self.at.astimezone(LONDON)
        match self.precision:
            case Precision.YEAR:
                return str(local.year)
            case Precision.MONTH:
                return f"{local:%B} {local.year}"
            case Precision.DAY:
                return day(local)
            case _:
                return f"{day(local)} at {local:%H:%M}"


def start_of_day(day: date) -> datetime:
    """Return the instant (UTC) at which ``day`` begins in London."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def parse(text: str) -> Moment:
    """Return the moment written in ``text``: ``2026``, ``2026-03``, ``2026-03-07`` or with a time.

    A time without an offset is London time. Raises ValueError for anything else, for a day that is not in
    the calendar (30 February) and for a time that is not on the clock.
    """
    found = _SHAPE.match(text)
    if not found:
        raise ValueError("not a date or time that we can read (2026, 2026-03, 2026-03-07 or 2026-03-07T09:30)")
    year, month, day_, hour, minute, second, fraction, offset = found.groups()
    if hour is None:
        first = start_of_day(date(int(year), int(month or 1), int(day_ or 1)))
        precision = Precision.DAY if day_ else Precision.MONTH if month else Precision.YEAR
        return Moment(first, precision)
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    local = datetime(  # noqa: DTZ001 (the zone is attached on the next line)
        int(year), int(month), int(day_), int(hour), int(minute), int(second or 0), micro
    )
    if offset is None:
        return Moment(local.replace(tzinfo=LONDON).astimezone(UTC))
    minutes = 0
    if offset != "Z":
        minutes = (1 if offset[0] == "+" else -1) * (int(offset[1:3]) * 60 + int(offset[4:6]))
    return Moment((local - timedelta(minutes=minutes)).replace(tzinfo=UTC), Precision.TIME, minutes)


def day(when: date) -> str:
    """Return ``when`` as the NHS writes a date: 3 April 2026."""
    return f"{when.day} {when:%B} {when.year}"


def age_on(born: date, when: date) -> int:
    """Return the age in whole years on ``when``; someone born on 29 February has a birthday on 1 March."""
    return when.year - born.year - ((when.month, when.day) < (born.month, born.day))
