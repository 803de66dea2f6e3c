"""Statistical process control: is a figure changing, or only wobbling?

XmR charts by the rules of NHS England's "Making data count", as its published package NHSRplotthedots codes them:
limits at the mean plus and minus 2.66 mean moving ranges, four signals, and two icons. The limits start again only on
dates that a person has given, never by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from joinedup.insight.statistics.intervals import Numbers
from joinedup.insight.statistics.standardising import Direction
from joinedup.words.basics.errors import BadInput

NDBool = NDArray[np.bool_]
LIMITS = 2.66  # 3 / 1.128: three standard deviations, told from the mean range of two neighbours
EXTREME = 3.267  # a range above this many mean ranges is left out of the mean, once
RUN = 7
FEWEST = 12


class Signal(StrEnum):
    """What makes a point more than chance, in the order in which it is told."""

    OUTSIDE = "outside the limits"
    TREND = "part of a run of seven, each above (or each below) the one before"
    NEAR = "one of two in three near the same limit"
    SHIFT = "part of a run of seven on one side of the mean"


class Variation(StrEnum):
    """The variation icon, of a point or (by its last recorded point) of a chart; high and low speak of its values."""

    COMMON_CAUSE = "common cause"
    IMPROVING_HIGH = "improving, with high values"
    IMPROVING_LOW = "improving, with low values"
    CONCERNING_HIGH = "concerning, with high values"
    CONCERNING_LOW = "concerning, with low values"
    HIGH = "high values, neither good nor bad"
    LOW = "low values, neither good nor bad"
    NOT_KNOWN = "too few points to tell"


class Assurance(StrEnum):
    """The assurance icon: what to expect against the target if nothing changes."""

    MET = "will be met every time"
    MISSED = "will be missed every time"
    BY_CHANCE = "may be met or missed, by chance"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its value (None if missing), its phase's mean and limits (None if too few points), its signals."""

    day: date
    value: float | None
    phase: int
    mean: float | None
    low: float | None
    high: float | None
    signals: tuple[Signal, ...]
    variation: Variation


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch with one set of limits; ``recorded`` counts points with a value, ``left_out`` its extreme ranges."""

    first_day: date
    recorded: int
    left_out: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """An XmR chart: points, phases, both icons, and what the reader must be told (empty if nothing)."""

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    target: float | None
    variation: Variation
    assurance: Assurance
    note: str


def chart(
    days: Sequence[date],
    values: Sequence[float | None],
    *,
    good: Direction,
    target: float | None = None,
    rebased: Sequence[date] = (),
    leave_out_extremes: bool = True,
    fewest: int = FEWEST,
    possible: tuple[float, float] = (-inf, inf),
) -> Chart:
    """Chart ``values`` (any unit) on ``days``, which rise by equal steps; a missing one is None, never left out.

    ``good`` is the direction that is better; ``rebased`` the days from which someone decided that limits start again.
    A missing point breaks a run, and makes no moving range with its neighbours. A value equal to the one before breaks
    a trend; a value on the mean breaks a shift. A phase with fewer than ``fewest`` recorded points has no limits and
    gives no signal. ``possible`` cuts the limits where the measure can go no further, such as (0, 100).

    A point's first signal, in the order of Signal, says whether it is high or low: a trend by the way it goes, the
    others by the side of the mean. NHS England's own Excel tool keeps extreme ranges: give ``leave_out_extremes=False``
    to agree with it. Sources: NHS England, Making data count: strengthening your decisions; NHSRplotthedots (its change
    180 for the order of signals); Nelson, Journal of Quality Technology 14 (1982), 172-173, for extreme ranges;
    Wheeler, Understanding Variation (1993), for the limits.

    Raises BadInput if there are no points, days do not rise, lengths differ, or a date of rebasing is not charted.
    """
    starts = _starts(days, values, rebased)
    measured = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    points: list[Point] = []
    phases: list[Phase] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(days)])):
        part = measured[start:end]
        phase, reach = _phase(days[start], part, leave_out_extremes, fewest, possible)
        phases.append(phase)
        points.extend(_points(days[start:end], part, number, (phase, reach), good))
    recorded = [point for point in points if point.value is not None]
    return Chart(
        points=tuple(points),
        phases=tuple(phases),
        target=target,
        variation=recorded[-1].variation if recorded else Variation.NOT_KNOWN,
        assurance=assured(phases[-1], target, good),
        note=_note(phases, fewest, len(points) - len(recorded)),
    )


def with_missing_months(
    months: Sequence[date], values: Sequence[float | None]
) -> tuple[tuple[date, ...], tuple[float | None, ...]]:
    """Return the same series with every month from first to last, None where there was none. Months are first days.

    Raises BadInput if there are no months, or one is not a first day.
    """
    if not months or any(month.day != 1 for month in months):
        raise BadInput("Months are given by their first days.", now="Give the first day of each month.")
    known = dict(zip(months, values, strict=True))
    first, last = min(months), max(months)
    steps = range((last.year - first.year) * 12 + last.month - first.month + 1)
    every = tuple(date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in steps)
    return every, tuple(known.get(month) for month in every)


def assured(phase: Phase, target: float | None, good: Direction) -> Assurance:
    """Return whether a process like this phase's meets ``target`` every time, never, or by chance."""
    if target is None or good == "neither" or phase.low is None or phase.high is None:
        return Assurance.NOT_KNOWN
    if phase.low <= target <= phase.high:
        return Assurance.BY_CHANCE
    return Assurance.MET if (target < phase.low) == (good == "up") else Assurance.MISSED


def _starts(days: Sequence[date], values: Sequence[float | None], rebased: Sequence[date]) -> list[int]:
    if not days or len(days) != len(values):
        raise BadInput("A chart needs as many values as days, and at least one.", now="Give each day its value.")
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise BadInput("The days of a chart rise.", now="Sort them, and give each day once.")
    if missing := set(rebased) - set(days):
        named = ", ".join(sorted(day.isoformat() for day in missing))
        raise BadInput(
            f"The limits cannot start again on {named}: it is not charted.", now="Choose a day of the chart."
        )
    return sorted({0, *(list(days).index(day) for day in rebased)})


def _phase(
    first_day: date, values: Numbers, leave_out: bool, fewest: int, possible: tuple[float, float]
) -> tuple[Phase, float]:
    """Return a phase, and how far its limits reach from the mean before they are cut."""
    recorded = int(np.sum(~np.isnan(values)))
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if recorded < fewest or ranges.size == 0:
        return Phase(first_day, recorded, 0, None, None, None), 0.0
    kept = ranges[ranges < EXTREME * ranges.mean()] if leave_out and ranges.any() else ranges
    reach = LIMITS * float(kept.mean())
    mean = float(np.nanmean(values))
    low, high = max(mean - reach, possible[0]), min(mean + reach, possible[1])
    return Phase(first_day, recorded, ranges.size - kept.size, mean, low, high), reach


def _points(
    days: Sequence[date], values: Numbers, number: int, limits: tuple[Phase, float], good: Direction
) -> list[Point]:
    phase, reach = limits
    shown = [None if np.isnan(value) else float(value) for value in values]
    if phase.mean is None:
        return [
            Point(day, value, number, None, None, None, (), Variation.NOT_KNOWN)
            for day, value in zip(days, shown, strict=True)
        ]
    found = signals(values, phase.mean, reach)
    trend = _part_of_run(np.sign(np.diff(values)), RUN - 1, spread=1)
    side = np.sign(np.nan_to_num(values - phase.mean))
    points = []
    for i, day in enumerate(days):
        told = tuple(signal for signal in Signal if found[signal][i])
        way = trend[i] if told[:1] == (Signal.TREND,) else side[i]
        points.append(
            Point(day, shown[i], number, phase.mean, phase.low, phase.high, told, _variation(told, float(way), good))
        )
    return points


def signals(values: Numbers, mean: float, reach: float) -> dict[Signal, NDBool]:
    """Return, for each signal, which of one phase's values (nan if missing) it marks; limits are mean +/- ``reach``."""
    distance = values - mean
    side = np.sign(distance)
    outside = np.abs(distance) > reach
    near = (np.abs(distance) > reach * 2 / 3) & ~outside
    return {
        Signal.OUTSIDE: outside,
        Signal.TREND: _part_of_run(np.sign(np.diff(values)), RUN - 1, spread=1) != 0,
        Signal.NEAR: near & _two_in_three(near, side),
        Signal.SHIFT: _part_of_run(side, RUN, spread=0) != 0,
    }


def _part_of_run(ways: Numbers, length: int, *, spread: int) -> Numbers:
    """Return for each point the way (1, -1, or 0) of the run of ``length`` equal ways that it is part of.

    ``spread`` is 1 where ways are between points (six rises join seven points), else 0.
    """
    run = np.zeros(len(ways) + spread)
    start = 0
    for end in range(1, len(ways) + 1):
        if end == len(ways) or ways[end] != ways[start]:
            # nan (a missing value) equals nothing, itself included, so it stands alone and is in no run.
            if end - start >= length and ways[start] != 0:
                run[start : end + spread] = ways[start]
            start = end
    return run


def _two_in_three(near: NDBool, side: Numbers) -> NDBool:
    marked = np.zeros(len(near), dtype=bool)
    for start in range(len(near) - 2):
        three = slice(start, start + 3)
        if near[three].sum() >= 2 and abs(side[three].sum()) == 3:
            marked[three] = True
    return marked


def _variation(told: tuple[Signal, ...], way: float, good: Direction) -> Variation:
    if not told:
        return Variation.COMMON_CAUSE
    high = way > 0
    if good == "neither":
        return Variation.HIGH if high else Variation.LOW
    if high == (good == "up"):
        return Variation.IMPROVING_HIGH if high else Variation.IMPROVING_LOW
    return Variation.CONCERNING_HIGH if high else Variation.CONCERNING_LOW


def _note(phases: Sequence[Phase], fewest: int, missing: int) -> str:
    told = []
    if missing:
        told.append(f"{missing} {'value is' if missing == 1 else 'values are'} missing.")
    told.extend(
        f"From {phase.first_day.isoformat()} there are {phase.recorded} values: "
        f"too few for limits, which need {fewest} and neighbours among them."
        for phase in phases
        if phase.mean is None
    )
    return " ".join(told)
