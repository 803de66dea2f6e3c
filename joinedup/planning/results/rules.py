"""What is worked out for every release, and for which days. Pure."""

from __future__ import annotations

import hashlib
from datetime import date

from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period, year_to

MONTHS_SHOWN = 36
# The cuts that pages ask for; any other is worked out when it is first asked for.
STANDARD: tuple[tuple[str, ...], ...] = (
    (), ("month",), ("practice",), ("practice", "month"), ("network",), ("network", "month"), ("deprivation",),
    ("age_band",), ("sex",), ("ethnic_group",), ("area",), ("practice", "five_year_age", "sex"),
    ("deprivation", "five_year_age", "sex"),
)  # fmt: skip
OF_CARE_HOMES: tuple[tuple[str, ...], ...] = ((), ("month",), ("home",), ("home", "month"), ("home", "practice"))
OF_ROWS: tuple[tuple[str, ...], ...] = (
    (), ("month",), ("practice",), ("practice", "month"), ("network",), ("network", "month"), ("deprivation",),
    ("age_band",), ("sex",), ("ethnic_group",), ("provider",),
)  # fmt: skip


def cuts_of(measure: Measure) -> tuple[tuple[str, ...], ...]:
    """Return the cuts in which ``measure`` is worked out for every release."""
    if measure.over == "time_in_care_home" and measure.kind == "rate":
        return OF_CARE_HOMES
    if measure.kind in ("share", "average"):
        return OF_ROWS
    return STANDARD


def period_of(by: tuple[str, ...], *, data_date: date) -> Period:
    """Return the days for one way of cutting: the last twelve whole months, or by month the last 36."""
    year = year_to(data_date)
    if "month" not in by:
        return year
    return Period(year.last_day.replace(year=year.last_day.year - MONTHS_SHOWN // 12), year.last_day)


def name_of(measure: Measure) -> str:
    """Return the file's name for a measure's results: it changes when anything of its definition does."""
    told = repr([(name, getattr(measure, name)) for name in measure.__slots__ if name != "examples"])
    return f"{measure.id}-{hashlib.sha256(told.encode()).hexdigest()[:12]}.parquet"
