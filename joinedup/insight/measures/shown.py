"""Figures of a measure as they may be shown: the policy of their release is applied here, and nowhere else. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from joinedup.insight.disclosure import NOT_SHOWN, Policy, Protected, protect
from joinedup.insight.measures.answers import DAYS_A_YEAR
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure
from joinedup.insight.statistics.intervals import Interval, of_count, wilson


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure that may be shown. Where it is hidden, ``hidden`` says so in words and all its numbers are None.

    Counts are rounded as the policy asks, and a rate or share and its interval are those of the rounded counts, so
    that the exact ones cannot be worked out backwards.
    """

    measure: str
    group: Mapping[str, Any]
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    high: float | None
    first_day: date
    last_day: date
    hidden: str = ""

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> ShownFigure:
        """Return the figure of which ``told`` is what JSON made: days are texts in it."""
        days = {name: date.fromisoformat(told[name]) for name in ("first_day", "last_day")}
        group = {name: date.fromisoformat(value) if name == "month" else value for name, value in told["group"].items()}
        return cls(**{**told, **days, "group": group})


def disclose(
    figures: Sequence[Figure], *, measure: Measure, policy: Policy, total: Figure | None = None
) -> tuple[list[ShownFigure], ShownFigure | None]:
    """Return ``figures`` (of one measure, cut in one way) as they may be shown, and ``total``, their sum, likewise.

    Pass the total wherever one is shown beside its parts. Hidden are figures that count too few, those with too few
    people to count among, and those from which such a one could be worked out.
    """
    if not figures:
        return [], disclose([total], measure=measure, policy=policy)[0][0] if total else None
    keys = [tuple(figure.group.values()) or ("",) for figure in figures]
    axes = [{value: i for i, value in enumerate(dict.fromkeys(values))} for values in zip(*keys, strict=True)]
    places = [tuple(axis[value] for axis, value in zip(axes, key, strict=True)) for key in keys]
    both = measure.kind in ("share", "people")  # how many met it says how many did not
    counts = np.zeros([*(len(axis) for axis in axes), *([2] if both else [])], dtype=np.int64)
    for place, figure in zip(places, figures, strict=True):
        met = _counted(figure, measure)
        counts[place] = (met, round(figure.denominator) - met) if both else met
    table = protect(counts, policy=policy, never_alone=not _counts(measure))
    shown = [_shown(f, measure, table, place, both) for f, place in zip(figures, places, strict=True)]
    return shown, _shown(total, measure, table, (-1,) * len(axes), both) if total else None


def _counts(measure: Measure) -> bool:
    """Return whether a figure's numerator is a count of people or events, and not an amount (nights, pounds)."""
    return measure.kind != "average" and (measure.kind != "rate" or measure.whole_events)


def _counted(figure: Figure, measure: Measure) -> int:
    """Return of how many people or events a figure speaks."""
    return round(figure.numerator) if _counts(measure) else figure.counted


def _shown(figure: Figure, measure: Measure, table: Protected, place: tuple[int, ...], both: bool) -> ShownFigure:
    hidden = _hidden(figure, measure, table, place, both)
    facts: dict[str, Any] = {
        "measure": figure.measure, "group": figure.group, "first_day": figure.first_day, "last_day": figure.last_day,
    }  # fmt: skip
    if hidden:
        nothing: dict[str, Any] = dict.fromkeys(("numerator", "denominator", "value", "low", "high"))
        return ShownFigure(**facts, **nothing, hidden=hidden)
    policy = table.policy
    numerator, denominator = float(policy.rounded(figure.numerator)), figure.denominator
    if policy.round_to == 1:
        numerator = figure.numerator
    value, low, high = figure.value, figure.low, figure.high
    if both:
        denominator = float(policy.rounded(figure.denominator))
        value, low, high = _of_shares(numerator, denominator)
    elif value is not None and figure.numerator and _counts(measure):
        scale = value / figure.numerator
        interval = of_count(numerator)
        value, low, high = numerator * scale, interval.low * scale, interval.high * scale
    elif value is not None and figure.numerator and measure.kind == "rate":
        value *= numerator / figure.numerator
    return ShownFigure(**facts, numerator=numerator, denominator=denominator, value=value, low=low, high=high)


def _hidden(figure: Figure, measure: Measure, table: Protected, place: tuple[int, ...], both: bool) -> str:
    """Return the words for a figure that is not shown, else nothing."""
    for part in ((*place, 0), (*place, 1), (*place, -1)) if both else (place,):
        if isinstance(said := table.at(*part), str):
            return said if part[-1] == 0 or not both else NOT_SHOWN
    days = (figure.last_day - figure.first_day).days
    people = figure.denominator * (DAYS_A_YEAR if measure.over == "time_on_list" else 1) / days
    return NOT_SHOWN if measure.kind == "rate" and table.policy.is_small(round(people)) else ""


def _of_shares(met: float, of: float) -> tuple[float | None, float | None, float | None]:
    if not of:
        return None, None, None
    interval: Interval = wilson(min(met, of), of)
    return min(met, of) / of, interval.low, interval.high
