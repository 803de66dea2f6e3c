"""The course of a measure over time: its last year, the year before, its months, and what is more than chance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import cast

from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics import spc
from joinedup.insight.statistics.standardising import Comparison, Direction, judged

_NO_CHANGE = (spc.Variation.COMMON_CAUSE, spc.Variation.NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure over time, as it may be shown. ``why_not`` says why there is nothing, ``owed`` that there will be.

    ``chart`` holds every whole month, in the unit that people read (a share in per cent); a month kept back is a gap.
    """

    measure: Measure
    why_not: str = ""
    owed: bool = False
    year: ShownFigure | None = None
    before: ShownFigure | None = None
    months: tuple[ShownFigure, ...] = ()
    chart: spc.Chart | None = None

    @property
    def year_change(self) -> Comparison:
        """Return what became of the year's figure against the year before: similar unless the intervals are apart."""
        now, before = self.year, self.before
        if now is None or before is None or None in (now.low, now.high, before.low, before.high):
            return Comparison.NOT_COMPARED
        low, high = now.low or 0.0, now.high or 0.0
        other_low, other_high = before.low or 0.0, before.high or 0.0
        if low <= other_high and other_low <= high:
            return Comparison.SIMILAR
        return judged(low > other_high, good_of(self.measure))

    @property
    def changed(self) -> bool:
        """Return whether the last month, or the year against the year before, differs by more than chance."""
        by_month = self.chart is not None and self.chart.variation not in _NO_CHANGE
        return by_month or self.year_change not in (Comparison.SIMILAR, Comparison.NOT_COMPARED)

    @property
    def verdict(self) -> Comparison:
        """Return in one word how it goes: what the months say, else what the years say."""
        if self.chart is not None and self.chart.variation not in _NO_CHANGE:
            return verdict_of(self.chart.variation)
        return self.year_change


def verdict_of(variation: spc.Variation) -> Comparison:
    """Return the word for a variation that is more than chance, and similar for any other."""
    return {
        spc.Variation.IMPROVING_HIGH: Comparison.BETTER,
        spc.Variation.IMPROVING_LOW: Comparison.BETTER,
        spc.Variation.CONCERNING_HIGH: Comparison.WORSE,
        spc.Variation.CONCERNING_LOW: Comparison.WORSE,
        spc.Variation.HIGH: Comparison.HIGHER,
        spc.Variation.LOW: Comparison.LOWER,
        spc.Variation.NOT_KNOWN: Comparison.NOT_COMPARED,
    }.get(variation, Comparison.SIMILAR)


def trend_of(
    measure: Measure, year: Sequence[ShownFigure], before: Sequence[ShownFigure], months: Sequence[ShownFigure],
    *, rebased: Sequence[date] = (),
) -> Trend:  # fmt: skip
    """Return the trend of a measure from its figures as they may be shown."""
    if not year:
        return Trend(measure, "Nothing of this kind is in the release for these days.")
    ordered = tuple(sorted(months, key=lambda figure: figure.first_day))
    return Trend(
        measure, year=year[0], before=before[0] if before else None, months=ordered,
        chart=chart_of(measure, ordered, rebased=rebased),
    )  # fmt: skip


def chart_of(measure: Measure, months: Sequence[ShownFigure], *, rebased: Sequence[date] = ()) -> spc.Chart | None:
    """Return the control chart of a measure's months, in the unit that people read; None where there are none.

    Nor is there one of people counted on a day: they are mostly the same people from month to month, and the rules for
    telling chance hold only where months are apart from each other.

    It is worked out from what may be shown, so that its mean and limits tell no more than its points do.
    """
    if not months or measure.of_people:
        return None
    scale = scale_of(measure)
    days, values = spc.with_missing_months(
        [figure.first_day for figure in months],
        [None if figure.value is None else figure.value * scale for figure in months],
    )
    return spc.chart(
        days, values, good=good_of(measure), rebased=[day for day in rebased if day in days],
        possible=(0.0, 100.0) if scale == 100 else (0.0, inf),
    )  # fmt: skip


def scale_of(measure: Measure) -> float:
    """Return by what a figure is multiplied for people to read it: a share is shown in per cent."""
    return 100.0 if measure.kind in ("share", "people") else 1.0


def good_of(measure: Measure) -> Direction:
    """Return which way is better: up, down or neither, as the catalogue has checked."""
    return cast(Direction, measure.good)
