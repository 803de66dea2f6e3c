"""From sums to answers: a rate, a share, an average or a ratio, each with its interval. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from joinedup.insight.measures.definition import Measure
from joinedup.insight.statistics.intervals import compound, deviate, of_count, wilson

DAYS_A_YEAR = 365.25
Group = tuple[Any, ...]


class Answer(NamedTuple):
    """What was found for one group: the parts of a figure that depend on the kind of measure."""

    numerator: float
    denominator: float
    value: float | None
    low: float | None
    high: float | None
    counted: int


def rate_of(measure: Measure, days: float, row: Mapping[str, Any] | None) -> Answer:
    """Return what happened over the ``days`` lived, per ``measure.per`` person-years (or resident-days)."""
    told = row or {}
    total, counted = float(told.get("total") or 0), int(told.get("rows_counted") or 0)
    lived = days / DAYS_A_YEAR if measure.over == "time_on_list" else days
    if not lived:
        return Answer(total, lived, None, None, None, counted)
    interval = of_count(total) if measure.whole_events else compound(total, float(told.get("squares") or 0))
    scale = measure.per / lived
    return Answer(total, lived, total * scale, interval.low * scale, interval.high * scale, counted)


def share_of(met: int, of: int) -> Answer:
    """Return the share ``met`` of ``of`` with Wilson's interval."""
    if not of:
        return Answer(0, 0, None, None, None, 0)
    interval = wilson(met, of)
    return Answer(met, of, met / of, interval.low, interval.high, met)


def average_of(row: Mapping[str, Any]) -> Answer:
    """Return total, rows, their mean and the interval of the mean (normal; none where there is one row)."""
    count, total = int(row["rows_counted"] or 0), float(row["total"] or 0)
    if not count:
        return Answer(0, 0, None, None, None, 0)
    mean = total / count
    if count == 1:
        return Answer(total, count, mean, None, None, count)
    variance = max(0.0, (float(row["squares"]) - count * mean**2) / (count - 1))
    half = deviate() * (variance / count) ** 0.5
    return Answer(total, count, mean, mean - half, mean + half, count)


def ratio_of(found: int, expected: float) -> Answer:
    """Return how many were found for each one expected; the interval is that of the count found."""
    if not expected:
        return Answer(found, 0, None, None, None, found)
    interval = of_count(found)
    return Answer(found, expected, found / expected, interval.low / expected, interval.high / expected, found)
