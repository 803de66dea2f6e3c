"""From sums to answers: a rate, a share, an average or a ratio, each with its interval; many at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from joinedup.insight.measures.definition import Measure
from joinedup.insight.statistics.intervals import compound, count_limits, deviate, wilson_limits

DAYS_A_YEAR = 365.25


class Answer(NamedTuple):
    """What was found for one group: the parts of a figure that depend on the kind of measure."""

    numerator: float
    denominator: float
    value: float | None
    low: float | None
    high: float | None
    counted: int


def rates_of(measure: Measure, days: Sequence[float], rows: Sequence[Mapping[str, Any] | None]) -> list[Answer]:
    """Return what happened over the ``days`` lived in each group, per ``measure.per`` person-years or resident-days."""
    told = [row or {} for row in rows]
    totals = [float(row.get("total") or 0) for row in told]
    if measure.whole_events:
        lows, highs = (limit.tolist() for limit in count_limits(totals))
    else:
        limits = [compound(total, float(row.get("squares") or 0)) for total, row in zip(totals, told, strict=True)]
        lows, highs = [limit.low for limit in limits], [limit.high for limit in limits]
    found = []
    for total, row, low, high, some in zip(totals, told, lows, highs, days, strict=True):
        counted = int(row.get("rows_counted") or 0)
        lived = some / DAYS_A_YEAR if measure.over == "time_on_list" else some
        if lived:
            scale = measure.per / lived
            found.append(Answer(total, lived, total * scale, low * scale, high * scale, counted))
        else:
            found.append(Answer(total, lived, None, None, None, counted))
    return found


def shares_of(met: Sequence[int], of: Sequence[int]) -> list[Answer]:
    """Return each share ``met`` of ``of`` with Wilson's interval; none where there is nothing to be a share of."""
    lows, highs = wilson_limits([m if n else 0 for m, n in zip(met, of, strict=True)], [n or 1 for n in of])
    return [
        Answer(m, n, m / n, low, high, m) if n else Answer(0, 0, None, None, None, 0)
        for m, n, low, high in zip(met, of, lows.tolist(), highs.tolist(), strict=True)
    ]


def average_of(row: Mapping[str, Any]) -> Answer:
    """Return total, rows, their mean and the interval of the mean (normal; none where there is one row)."""
    count, total = int(row.get("rows_counted") or 0), float(row.get("total") or 0)
    if not count:
        return Answer(0, 0, None, None, None, 0)
    mean = total / count
    if count == 1:
        return Answer(total, count, mean, None, None, count)
    variance = max(0.0, (float(row["squares"]) - count * mean**2) / (count - 1))
    half = deviate() * (variance / count) ** 0.5
    return Answer(total, count, mean, mean - half, mean + half, count)


def ratios_of(found: Sequence[int], expected: Sequence[float]) -> list[Answer]:
    """Return how many were found for each one expected; the interval is that of the count found."""
    lows, highs = (limit.tolist() for limit in count_limits(found))
    return [
        Answer(n, of, n / of, low / of, high / of, n) if of else Answer(n, 0, None, None, None, n)
        for n, of, low, high in zip(found, expected, lows, highs, strict=True)
    ]
