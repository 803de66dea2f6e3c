"""Figures drawn in a line, for tests of what is made of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure, measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics.intervals import of_count, wilson

EMERGENCIES, WITHIN_FOUR_HOURS = measure("emergency-admissions"), measure("ae-within-four-hours")
NIGHTS, STAY, DEMENTIA = (
    measure("bed-days"),
    measure("length-of-emergency-stay"),
    measure("dementia-diagnosed-against-expected"),
)
FIRST, LAST = date(2025, 4, 1), date(2026, 4, 1)


def month(number: int) -> date:
    """Return the first day of a month of the three years to March 2026, counted from 0."""
    return date(2023 + (number + 3) // 12, (number + 3) % 12 + 1, 1)


def figure(of: Measure, met: float, among: float, *, first: date = FIRST, last: date = LAST, **group: Any) -> Figure:
    """Return a figure with its interval; ``among`` is person-years, or what a share is of."""
    if of.kind in ("share", "people"):
        among = float(round(among))
        met = min(met, among)
        interval = wilson(met, among)
        return Figure(of.id, group, met, among, met / among, interval.low, interval.high, first, last, int(met))
    interval = of_count(met)
    scale = of.per / among
    return Figure(
        of.id, group, met, among, met * scale, interval.low * scale, interval.high * scale, first, last, int(met)
    )


def monthly(of: Measure, met: list[float], among: float, **group: Any) -> list[Figure]:
    """Return the figures of months that end with March 2026."""
    begin = 36 - len(met)
    return [
        figure(of, count, among, first=month(begin + n), last=month(begin + n + 1), month=month(begin + n), **group)
        for n, count in enumerate(met)
    ]


def shown(of: Measure, met: float, among: float, *, hidden: str = "", **told: Any) -> ShownFigure:
    """Return a figure as it may be shown."""
    whole = figure(of, met, among, **told)
    facts = {name: getattr(whole, name) for name in ("measure", "group", "first_day", "last_day")}
    numbers = dict.fromkeys(("numerator", "denominator", "value", "low", "high"))
    if not hidden:
        numbers = {name: getattr(whole, name) for name in numbers}
    return ShownFigure(**facts, **numbers, hidden=hidden)


def shown_months(of: Measure, met: list[float], among: float, *, hidden: tuple[int, ...] = ()) -> list[ShownFigure]:
    """Return months as they may be shown; ``hidden`` are the numbers of those kept back."""
    return [
        shown(of, each.numerator, each.denominator, first=each.first_day, last=each.last_day,
              hidden="1 to 7" if n in hidden else "", **each.group)
        for n, each in enumerate(monthly(of, met, among))
    ]  # fmt: skip
