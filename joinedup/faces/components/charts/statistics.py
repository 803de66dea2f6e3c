"""From what ``insight.statistics`` computed to what a chart shows: words, kinds and lines, nothing computed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from joinedup.faces.components.charts import finding, text
from joinedup.faces.components.charts.chart import About
from joinedup.faces.components.charts.funnel import Funnel, FunnelLine, FunnelUnit
from joinedup.faces.components.charts.lorenz import Lorenz
from joinedup.faces.components.charts.scores import Calibrated, Calibration, Curve, Decision, Tenth
from joinedup.faces.components.charts.slope import Inequality, Step
from joinedup.faces.components.charts.spc import Kind, Spc, SpcPhase, SpcPoint
from joinedup.insight.statistics import accuracy, inequality, spc
from joinedup.insight.statistics import funnel as funnels
from joinedup.insight.statistics.intervals import Estimate

Counted = Sequence[tuple[float | None, float | None]]  # numerator and denominator of each point, in the points' order

_KINDS: dict[spc.Variation, Kind] = {
    spc.Variation.IMPROVING_HIGH: "improvement",
    spc.Variation.IMPROVING_LOW: "improvement",
    spc.Variation.CONCERNING_HIGH: "concern",
    spc.Variation.CONCERNING_LOW: "concern",
    spc.Variation.HIGH: "neither",
    spc.Variation.LOW: "neither",
}
_HIGH = {spc.Variation.IMPROVING_HIGH, spc.Variation.CONCERNING_HIGH, spc.Variation.HIGH}
_OUTSIDE = {funnels.Band.FAR_ABOVE: "above", funnels.Band.FAR_BELOW: "below"}


def kind_of(variation: spc.Variation) -> Kind:
    """Return what a variation is drawn as."""
    return _KINDS.get(variation, "common")


def spc_finding(measure: str, chart: spc.Chart) -> str:
    """Return what a control chart shows, in a sentence, from its variation."""
    recorded = [point for point in chart.points if point.value is not None]
    of = f"{recorded[-1].day:%B} {recorded[-1].day.year}" if recorded else ""
    if chart.variation is spc.Variation.NOT_KNOWN:
        return f"{measure}: too few points to tell whether it changed"
    rose = None if kind_of(chart.variation) == "common" else chart.variation in _HIGH
    return finding.latest(measure, kind_of(chart.variation), rose=rose, of=of)


def spc_of(
    about: About, chart: spc.Chart, *, counted: Counted = (), suppressed: Collection[int] = (), why: Sequence[str] = ()
) -> Spc:
    """Return what an SPC chart shows. ``suppressed`` are the numbers of points kept back, ``why`` says why each phase
    after the first began."""
    points = tuple(
        SpcPoint(p.day, p.value, kind_of(p.variation), p.signals[0].value if p.signals else "",
                 *(counted[n] if n < len(counted) else (None, None)), suppressed=n in suppressed)
        for n, p in enumerate(chart.points)
    )  # fmt: skip
    firsts = [next((n for n, p in enumerate(chart.points) if p.day >= phase.first_day), 0) for phase in chart.phases]
    phases = tuple(
        SpcPhase(first, phase.mean, phase.low, phase.high, why[n - 1] if 0 < n <= len(why) else "")
        for n, (first, phase) in enumerate(zip(firsts, chart.phases, strict=True))
    )
    assurance = "" if chart.target is None else f"Assurance: target {chart.assurance.value}"
    about = replace(about, notes=(*about.notes, *([chart.note] if chart.note else [])))
    return Spc(about, points, phases, chart.target, f"Variation: {chart.variation.value}", assurance)


def funnel_finding(measure: str, funnel: funnels.Funnel, *, units: str = "practices") -> str:
    """Return how many units lie outside the outer lines, in a sentence."""
    standings = [_OUTSIDE.get(unit.band) for unit in funnel.units]
    above, below = standings.count("above"), standings.count("below")
    return finding.outside(measure, units=units, above=above, below=below, total=len(standings))


def funnel_of(
    about: About, funnel: funnels.Funnel, *, mine: str = "", suppressed: Collection[str] = (),
    size_words: str = "People", middle_words: str = "All units",
) -> Funnel:  # fmt: skip
    """Return what a funnel plot shows: units by their denominators, and the lines from the smallest to the largest.

    A unit stands out where it lies beyond the outer (99.8%) lines; ``suppressed`` are the names of units kept back.
    """
    units = tuple(
        FunnelUnit(u.name, u.denominator, u.value, _OUTSIDE.get(u.band, "within"), u.numerator, u.name in suppressed)
        for u in funnel.units
    )
    middle = f"{middle_words} {text.said(funnel.target, about.unit if about.unit in {'%', '£'} else '')}"
    if not funnel.units:
        return Funnel(about, units, funnel.target, (), mine, size_words, middle)
    limits = funnel.lines()
    inner = tuple(zip(limits.denominator.tolist(), limits.low.tolist(), limits.high.tolist(), strict=True))
    outer = tuple(zip(limits.denominator.tolist(), limits.far_low.tolist(), limits.far_high.tolist(), strict=True))
    wider = ", widened for over-dispersion" if funnel.widened else ""
    lines = (
        FunnelLine(f"95% lines{wider}", inner, "limit"),
        FunnelLine(f"99.8% lines{wider}", outer, "limit-over" if funnel.widened else "limit-outer"),
    )
    return Funnel(about, units, funnel.target, lines, mine, size_words, middle)


def lorenz_of(about: About, curve: inequality.Lorenz) -> Lorenz:
    """Return what a Lorenz curve shows, turned to begin with those who use most; the top shares told are its own."""
    points = tuple((1 - x, 1 - y) for x, y in zip(reversed(curve.people), reversed(curve.use), strict=True))
    return Lorenz(about, points, tuple(top.share for top in curve.top))


def inequality_of(
    about: About, names: Sequence[str], people: Sequence[float], figures: Sequence[Estimate],
    *, index: inequality.SlopeIndex | None = None, suppressed: Collection[str] = (),
) -> Inequality:  # fmt: skip
    """Return what an inequality chart shows: groups from the most to the least deprived, and their slope index."""
    steps = tuple(
        Step(name, count, figure.value, figure.low, figure.high, figure.numerator, name in suppressed)
        for name, count, figure in zip(names, people, figures, strict=True)
    )
    if index is None:
        return Inequality(about, steps)
    told = (
        f"Slope index {text.said(index.slope.value, about.unit)} "
        f"({text.range_said(index.slope.low, index.slope.high)}); "
        f"relative index {text.said(index.relative.value)} ({text.range_said(index.relative.low, index.relative.high)})"
    )
    return Inequality(about, steps, (index.slope.numerator, index.slope.denominator), told)


def calibration_of(about: About, groups: Mapping[str, accuracy.Calibration]) -> Calibration:
    """Return what a calibration plot shows, of each group by its name."""
    return Calibration(about, tuple(
        Calibrated(name, tuple(
            Tenth(t.expected, t.observed.value, t.observed.low, t.observed.high, t.people) for t in group.tenths
        ))
        for name, group in groups.items()
    ))  # fmt: skip


def decision_of(about: About, benefits: Sequence[accuracy.Benefit]) -> Decision:
    """Return what a decision curve shows: by the score, for everybody, for nobody."""
    return Decision(about, (
        Curve("Help by score", tuple((b.threshold, b.score) for b in benefits)),
        Curve("Help for everybody", tuple((b.threshold, b.everyone) for b in benefits)),
        Curve("Help for nobody", tuple((b.threshold, b.nobody) for b in benefits)),
    ))  # fmt: skip
