"""How units stand to the whole place: by the funnel where counts allow one, by intervals where they do not. Pure.

A unit differs only beyond the 99.8% limits: among a hundred measures, 95% limits would cry wolf five times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics import funnel as funnels
from joinedup.insight.statistics.intervals import deviate
from joinedup.insight.statistics.standardising import Comparison, judged
from joinedup.planning.results.trends import good_of, scale_of
from joinedup.words.basics.errors import BadInput

FEWEST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in one measure: its figure, and how it stands to the place.

    ``by`` says by what it was judged: funnel, interval, or nothing (too few units, hidden, no figure). ``band`` is
    where it lies on the funnel, where there is one.
    """

    unit: str
    figure: ShownFigure
    comparison: Comparison
    by: str
    band: funnels.Band | None = None


def standings_of(
    measure: Measure, total: ShownFigure | None, parts: Sequence[ShownFigure], *, unit: str
) -> dict[str, Standing]:
    """Return how each unit stands, by the value of the cut ``unit``; people on no unit's list are none."""
    drawn = funnel_of(measure, total, parts, unit=unit)
    bands = {each.name: each.band for each in drawn.units} if drawn else {}
    found = {}
    for figure in parts:
        if (name := figure.group[unit]) is not None:
            comparison, by = _judged(measure, figure, total, bands.get(str(name)), drawn is not None)
            found[str(name)] = Standing(str(name), figure, comparison, by, bands.get(str(name)))
    return found


def funnel_of(
    measure: Measure, total: ShownFigure | None, parts: Sequence[ShownFigure], *, unit: str
) -> funnels.Funnel | None:
    """Return the funnel of units around the place's figure, wider where they vary beyond chance (over-dispersion).

    None where none can be drawn: amounts and averages are not counts, and two units have no funnel. In the unit that
    people read.
    """
    kind = kind_of(measure)
    usable = [figure for figure in parts if figure.group[unit] is not None and figure.numerator is not None
              and figure.denominator]  # fmt: skip
    if not kind or total is None or not total.value or len(usable) < FEWEST_UNITS:
        return None
    per = measure.per if measure.kind == "rate" else scale_of(measure)
    try:
        return funnels.funnel(
            kind,
            [str(figure.group[unit]) for figure in usable],
            [_numerator(figure, kind) for figure in usable],
            [figure.denominator or 0.0 for figure in usable],
            target=total.value * scale_of(measure), per=per, dispersion="additive", good=good_of(measure),
        )  # fmt: skip
    except BadInput:
        return None


def kind_of(measure: Measure) -> funnels.Kind | None:
    """Return which funnel a measure has; none for amounts (nights, pounds) and averages, which are not counts."""
    if measure.kind == "rate":
        return "rate" if measure.whole_events else None
    return {"share": "proportion", "people": "proportion", "against_expected": "ratio"}.get(measure.kind)  # type: ignore[return-value]


_FAR = {funnels.Band.FAR_ABOVE: True, funnels.Band.FAR_BELOW: False}


def _judged(
    measure: Measure, figure: ShownFigure, total: ShownFigure | None, band: funnels.Band | None, funnelled: bool
) -> tuple[Comparison, str]:
    if band is not None:
        far = _FAR.get(band)
        return (Comparison.SIMILAR if far is None else judged(far, good_of(measure))), "funnel"
    if figure.hidden or funnelled or total is None or total.value is None:
        return Comparison.NOT_COMPARED, ""
    if figure.value is None or figure.low is None or figure.high is None:
        return Comparison.NOT_COMPARED, ""
    # The 95% interval, made one of 99.8% on each side.
    wider = deviate(funnels.OUTER) / deviate(funnels.INNER)
    low, high = figure.value - (figure.value - figure.low) * wider, figure.value + (figure.high - figure.value) * wider
    if low <= total.value <= high:
        return Comparison.SIMILAR, "interval"
    return judged(low > total.value, good_of(measure)), "interval"


def _numerator(figure: ShownFigure, kind: funnels.Kind) -> float:
    """Return what was counted; rounded counts of a share may not be more than those they are a share of."""
    counted = figure.numerator or 0.0
    return min(counted, figure.denominator or 0.0) if kind == "proportion" else counted
