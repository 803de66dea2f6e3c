"""The charts of one measure, from its figures as they may be shown. Pure: what is not known is asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from joinedup.faces.components.charts import finding, text
from joinedup.faces.components.charts.areas import Area, Areas, area_map
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, Comparison, compare_chart
from joinedup.faces.components.charts.funnel import funnel_plot
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.shapes import Shape
from joinedup.faces.components.charts.slope import inequality_chart
from joinedup.faces.components.charts.spc import spc_chart
from joinedup.faces.components.charts.statistics import (
    funnel_finding,
    funnel_of,
    inequality_of,
    spc_finding,
    spc_of,
)
from joinedup.faces.components.words import SEXES
from joinedup.faces.screens.insight import words
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics import spc
from joinedup.insight.statistics.inequality import SlopeIndex, slope_index
from joinedup.insight.statistics.intervals import Estimate, deviate
from joinedup.planning.results.standing import Standing
from joinedup.planning.results.standing import funnel_of as funnel_for
from joinedup.planning.results.trends import Trend, scale_of
from joinedup.words.basics.errors import BadInput

FIFTHS = ("1, most deprived", "2", "3", "4", "5, least deprived")


@dataclass(frozen=True, slots=True)
class Told:
    """One measure with what every chart of it says: its release, and the names of practices."""

    measure: Measure
    release: str
    data_to: Any
    names: Mapping[str, str] = field(default_factory=dict)
    mine: str = ""

    def about(self, name: str, said: str, *, what: str = "", counted: str = "", notes: Sequence[str] = ()) -> About:
        """Return what is said around a chart of the measure."""
        return About(
            name, said, what or self.measure.title, words.chart_unit(self.measure), counted=counted,
            data_to=self.data_to, source=f"release {self.release}", notes=tuple(notes),
        )  # fmt: skip

    def name(self, code: Any) -> str:
        """Return the name of a practice, a network or a home; of none, that it is not known."""
        return "Not known" if code in (None, "") else self.names.get(str(code), SEXES.get(str(code), str(code)))


def over_time(told: Told, chart: spc.Chart, months: Sequence[ShownFigure], *, why: Sequence[str] = ()) -> Chart:
    """Return the control chart of months; ``why`` says why each phase after the first began."""
    by_day = {figure.first_day: figure for figure in months}
    counted = [_counts(by_day.get(point.day)) for point in chart.points]
    hidden = [n for n, point in enumerate(chart.points) if (f := by_day.get(point.day)) is not None and f.hidden]
    about = told.about("over-time", spc_finding(told.measure.title, chart))
    return spc_chart(spc_of(about, chart, counted=counted, suppressed=hidden, why=why))


def people_over_time(told: Told, trend: Trend) -> Chart:
    """Return the line of people counted on a day, each month with its interval: mostly the same people each time."""
    said = finding.change(
        told.measure.title,
        _on_the_day(told.measure, trend.before),
        _on_the_day(told.measure, trend.year),
        unit=words.short_unit(told.measure),
    )
    notes = [
        "People are counted on the last day of each month, and are mostly the same from month to month, so there is no "
        "control chart: its rules hold only where months are apart from each other."
    ]
    about = told.about("over-time", said, notes=notes)
    points = tuple(point_of(told.measure, figure) for figure in trend.months)
    return line_chart(Lines(about, (Series(told.measure.title, points),)))


def point_of(measure: Measure, figure: ShownFigure) -> TimePoint:
    """Return one month of a line."""
    value, low, high = (words.read_as(measure, each) for each in (figure.value, figure.low, figure.high))
    return TimePoint(
        figure.first_day, value, low, high, figure.numerator, _whole(figure.denominator), suppressed=bool(figure.hidden)
    )


def funnel(
    told: Told, total: ShownFigure | None, parts: Sequence[ShownFigure], *, unit: str = "practice"
) -> Chart | None:
    """Return the funnel of practices, or None where none can be drawn."""
    drawn = funnel_for(told.measure, total, parts, unit=unit)
    if drawn is None:
        return None
    named = type(drawn)(
        **{part: getattr(drawn, part) for part in drawn.__slots__ if part != "units"},
        units=tuple(_renamed(each, told.name(each.name)) for each in drawn.units),
    )
    about = told.about(
        "funnel", funnel_finding(told.measure.title, named, units=f"{unit}s"),
        notes=["Worked out from counts as they may be shown.", *_widened(named)],
    )  # fmt: skip
    return funnel_plot(
        funnel_of(about, named, mine=told.name(told.mine) if told.mine else "", size_words=_size_words(told.measure),
                  middle_words="The whole place")
    )  # fmt: skip


def compared(
    told: Told, name: str, parts: Sequence[ShownFigure], *, unit: str, total: ShownFigure | None, what: str,
    said: str = "", bars: bool = False,
) -> Chart:  # fmt: skip
    """Return groups side by side with their intervals, in their own order (never a league), and the place's mean."""
    ordered = sorted(parts, key=lambda f: (f.group[unit] is None, told.name(f.group[unit])))
    units = tuple(unit_of(told, figure, unit) for figure in ordered)
    mean = words.read_as(told.measure, total.value) if total else None
    about = told.about(name, said or highest_and_lowest(told, units), what=what)
    return compare_chart(
        Comparison(about, units, mean=mean, mean_words="The whole place", bars=bars, sort=False)
    )  # fmt: skip


def unit_of(told: Told, figure: ShownFigure, unit: str) -> Compared:
    """Return one group of a comparison."""
    value, low, high = (words.read_as(told.measure, v) for v in (figure.value, figure.low, figure.high))
    return Compared(
        told.name(figure.group[unit]), value, low, high, figure.numerator, _whole(figure.denominator),
        mine=bool(told.mine) and figure.group[unit] == told.mine, suppressed=bool(figure.hidden), instead=figure.hidden,
    )  # fmt: skip


def highest_and_lowest(told: Told, units: Sequence[Compared]) -> str:
    """Return which group is highest and which lowest, where chance alone would hardly make them so."""
    known = [unit for unit in units if unit.value is not None and unit.name != "Not known"]
    title, short = told.measure.title, words.short_unit(told.measure)
    if len(known) < 2:
        return f"{title}: too few groups can be shown to compare them"
    high, low = (choose(known, key=lambda unit: unit.value or 0.0) for choose in (max, min))
    one, other = (finding.Estimate(u.value, u.low, u.high) for u in (high, low))
    if not finding.apart(one, other):
        return f"{title}: the differences between these groups could be chance"
    first, second = text.said(high.value, short), text.said(low.value, short)
    return f"{title}: highest for {high.name} ({first}), lowest for {low.name} ({second})"


def practices_finding(told: Told, standings: Mapping[str, Standing], total: ShownFigure | None, units: str) -> str:
    """Return how many practices differ from the place by more than chance, and on which side."""
    judged = [s for s in standings.values() if s.by]
    middle = (total.value if total else None) or 0.0
    differ = [s for s in judged if s.comparison not in ("similar", "not compared")]
    above = sum(1 for s in differ if (s.figure.value or 0.0) > middle)
    if not judged:
        return f"{told.measure.title}: too few {units} can be shown to compare them"
    return finding.outside(told.measure.title, units=units, above=above, below=len(differ) - above, total=len(judged))


def same_ages(told: Told, rates: Mapping[Any, Estimate], hidden: Sequence[Any]) -> Chart | None:
    """Return practices' directly standardised rates; None where no practice has one."""
    kept = {unit: rate for unit, rate in rates.items() if unit not in hidden}
    if not any(rate.value is not None for rate in kept.values()):
        return None
    units = tuple(
        Compared(told.name(unit), rate.value, rate.low, rate.high, mine=bool(told.mine) and unit == told.mine,
                 suppressed=rate.value is None, instead="fewer than 10" if rate.value is None else "")
        for unit, rate in sorted(kept.items(), key=lambda pair: told.name(pair[0]))
    )  # fmt: skip
    about = told.about(
        "same-ages", highest_and_lowest(told, units), what=f"{told.measure.title}, directly standardised by age",
        notes=["What each rate would be, were its people of the ages of the European Standard Population 2013. "
               "A rate from fewer than 10 events is not given."],
    )  # fmt: skip
    return compare_chart(Comparison(about, units, sort=False))


def deprivation(told: Told, parts: Sequence[ShownFigure]) -> tuple[Chart | None, SlopeIndex | None]:
    """Return figures by fifth of deprivation with the slope through them; no slope where one of them is hidden."""
    by_fifth = {figure.group["deprivation"]: figure for figure in parts if figure.group["deprivation"] is not None}
    fifths = [by_fifth.get(fifth) for fifth in range(1, 6)]
    if sum(1 for figure in fifths if figure is not None and figure.value is not None) < 2:
        return None, None
    index = _index(told.measure, fifths)
    figures = [_estimate(told.measure, figure) for figure in fifths]
    people = [(figure.denominator or 0.0) if figure else 0.0 for figure in fifths]
    most, least = (finding.Estimate(each.value, each.low, each.high) for each in (figures[0], figures[-1]))
    ratio = finding.Estimate(index.relative.value, index.relative.low, index.relative.high) if index else None
    said = finding.gap(told.measure.title, most, least, unit=words.short_unit(told.measure), ratio=ratio)
    notes = [] if index else ["No slope index: a figure of one of the fifths cannot be shown."]
    about = told.about("deprivation", said, what=f"{told.measure.title}, by fifth of deprivation", notes=notes)
    hidden = {FIFTHS[n] for n, figure in enumerate(fifths) if figure is None or figure.hidden}
    return inequality_chart(inequality_of(about, FIFTHS, people, figures, index=index, suppressed=hidden)), index


def by_area(
    told: Told, parts: Sequence[ShownFigure], names: Mapping[str, str], shapes: Mapping[str, Shape]
) -> Chart | None:
    """Return the map, where the place has supplied the shapes of its areas."""
    areas = tuple(
        Area(str(figure.group["area"]), names.get(str(figure.group["area"]), str(figure.group["area"])),
             words.read_as(told.measure, figure.value), figure.numerator, _whole(figure.denominator),
             suppressed=bool(figure.hidden))
        for figure in parts if figure.group["area"] is not None
    )  # fmt: skip
    shown = Areas(told.about("areas", _of_areas(told, areas), what=f"{told.measure.title}, by area"), areas, shapes)
    return area_map(shown) if areas and shown.can_be_drawn else None


def _of_areas(told: Told, areas: Sequence[Area]) -> str:
    known = [area.value for area in areas if area.value is not None]
    if not known:
        return f"{told.measure.title}: no area has enough for a figure to be shown"
    short = words.short_unit(told.measure)
    return f"{told.measure.title}: from {text.said(min(known), short)} to {text.said(max(known), short)} between areas"


def _index(measure: Measure, fifths: Sequence[ShownFigure | None]) -> SlopeIndex | None:
    known = [f for f in fifths if f is not None and f.value is not None and f.low is not None and f.high is not None]
    if len(known) < len(fifths):
        return None
    scale, wide = scale_of(measure), 2 * deviate()
    try:
        return slope_index(
            [figure.denominator or 0.0 for figure in known], [(figure.value or 0.0) * scale for figure in known],
            [((figure.high or 0.0) - (figure.low or 0.0)) * scale / wide for figure in known],
        )  # fmt: skip
    except BadInput:
        return None


def _estimate(measure: Measure, figure: ShownFigure | None) -> Estimate:
    if figure is None:
        return Estimate(None, None, None, 0.0, 0.0)
    value, low, high = (words.read_as(measure, v) for v in (figure.value, figure.low, figure.high))
    return Estimate(value, low, high, figure.numerator or 0.0, figure.denominator or 0.0)


def _on_the_day(measure: Measure, figure: ShownFigure | None) -> finding.Estimate:
    """Return a figure with the month in which its last day lies."""
    if figure is None:
        return finding.Estimate(None)
    value, low, high = (words.read_as(measure, each) for each in (figure.value, figure.low, figure.high))
    return finding.Estimate(value, low, high, of=f"{figure.last_day - timedelta(days=1):%B %Y}")


def _counts(figure: ShownFigure | None) -> tuple[float | None, float | None]:
    return (figure.numerator, _whole(figure.denominator)) if figure else (None, None)


def _whole(value: float | None) -> float | None:
    """Return a denominator as it is written: person-years have no decimals that mean anything."""
    return None if value is None else float(round(value))


def _renamed(unit: Any, name: str) -> Any:
    return type(unit)(name, *(getattr(unit, part) for part in unit.__slots__ if part != "name"))


def _widened(funnel: Any) -> list[str]:
    if not funnel.widened:
        return ["They vary no more than chance makes them, so the lines allow for chance alone."]
    return ["They vary by more than chance alone (over-dispersion), so the lines are widened (Spiegelhalter 2005)."]


def _size_words(measure: Measure) -> str:
    if measure.kind == "rate":
        return "Person-years" if measure.over == "time_on_list" else "Resident-days"
    return {"share": measure.unit.removeprefix("share of ").capitalize(), "people": "People"}.get(
        measure.kind, "Expected"
    )
