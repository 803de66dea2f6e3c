"""How figures, changes and standings are said on the pages of Insight: always computed from the figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from joinedup.faces.components.charts import finding, text
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics.spc import Variation
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.trends import Trend, scale_of
from joinedup.words.basics.moments import day

BETTER_WHEN = {"down": "Lower is better", "up": "Higher is better", "neither": "Neither way is better in itself"}

# What a verdict is called, the sign that stands before it (a shape, so that colour is not needed), and its class.
VERDICTS: dict[Comparison, tuple[str, str, str]] = {
    Comparison.BETTER: ("Better", "■", "better"),
    Comparison.WORSE: ("Worse", "◆", "worse"),
    Comparison.HIGHER: ("Higher", "▲", "higher"),
    Comparison.LOWER: ("Lower", "▼", "lower"),
    Comparison.SIMILAR: ("Similar", "○", "similar"),
    Comparison.NOT_COMPARED: ("Not compared", "–", "none"),
}
# The same of what became of a figure over time.
OVER_TIME: dict[Comparison, tuple[str, str, str]] = VERDICTS | {
    Comparison.SIMILAR: ("No change", "○", "similar"),
    Comparison.NOT_COMPARED: ("Not known", "–", "none"),
}

_COURSE: dict[Variation, str] = {
    Variation.COMMON_CAUSE: "Month by month: only chance",
    Variation.IMPROVING_HIGH: "Month by month: higher, and improving",
    Variation.IMPROVING_LOW: "Month by month: lower, and improving",
    Variation.CONCERNING_HIGH: "Month by month: higher, a concern",
    Variation.CONCERNING_LOW: "Month by month: lower, a concern",
    Variation.HIGH: "Month by month: higher",
    Variation.LOW: "Month by month: lower",
    Variation.NOT_KNOWN: "Too few months to tell",
}


def short_unit(measure: Measure) -> str:
    """Return the unit that goes with each number: % or £, or none."""
    if measure.kind in ("share", "people"):
        return "%"
    return "£" if measure.unit.startswith("pounds ") else ""


def long_unit(measure: Measure) -> str:
    """Return the words that stand behind a number: "of attendances", "admissions for each 1,000 person-years"."""
    for begin in ("share of ", "pounds "):
        if measure.unit.startswith(begin):
            return measure.unit.removeprefix("share ").removeprefix("pounds ")
    return measure.unit


def chart_unit(measure: Measure) -> str:
    """Return the unit as charts take it: % and £ with each number, any other in the caption."""
    return short_unit(measure) or measure.unit


def read_as(measure: Measure, value: float | None) -> float | None:
    """Return a figure in the unit that people read."""
    return None if value is None else value * scale_of(measure)


def said(measure: Measure, value: float | None) -> str:
    """Return a figure with % or £: 12.3%, £410, 95.2."""
    return text.said(read_as(measure, value), short_unit(measure))


def latest(measure: Measure, figure: ShownFigure | None) -> str:
    """Return the figure, or the words that stand for it."""
    if figure is None:
        return "No figure"
    if figure.hidden:
        return "Too few to show"
    return said(measure, figure.value) if figure.value is not None else "No figure"


def interval(measure: Measure, figure: ShownFigure | None) -> str:
    """Return the 95% interval: 90.1 to 95.2; nothing where there is none."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{said(measure, figure.low)} to {said(measure, figure.high)}"


def counted(measure: Measure, figure: ShownFigure | None) -> str:
    """Return what a figure is made of: 812 of 8,812 person-years; or why it is not shown."""
    if figure is None:
        return ""
    if figure.hidden:
        return f"The number counted is {figure.hidden}: so small that people might be recognised"
    if figure.numerator is None or figure.denominator is None:
        return ""
    over = {
        "rate": "person-years" if measure.over == "time_on_list" else "resident-days",
        "share": "counted", "people": "people", "average": "counted", "against_expected": "expected",
    }[measure.kind]  # fmt: skip
    joined = "over" if measure.kind in ("rate", "average") else "of"
    return f"{text.number(figure.numerator, digits=0)} {joined} {text.number(figure.denominator, digits=0)} {over}"


def days(figure: ShownFigure) -> str:
    """Return the days that a figure covers, both included."""
    return f"{day(figure.first_day)} to {day(figure.last_day - timedelta(days=1))}"


def change(trend: Trend) -> str:
    """Return what became of the year's figure against the year before, by the sign of the difference itself."""
    now, before, measure = trend.year, trend.before, trend.measure
    if now is None or now.value is None:
        return ""
    if before is None or before.value is None:
        return "Too few in the year before to compare" if before and before.hidden else "No figure for the year before"
    was, is_now = before.value * scale_of(measure), now.value * scale_of(measure)
    if was == is_now:
        return f"The same as the year before: {said(measure, now.value)}"
    if trend.year_change in (Comparison.SIMILAR, Comparison.NOT_COMPARED):
        return f"From {said(measure, before.value)}: chance may explain it"
    one, other = finding.in_pair(was, is_now, short_unit(measure))
    return f"{'Rose' if is_now > was else 'Fell'} from {one} to {other}"


def course(trend: Trend) -> str:
    """Return what the months say."""
    if trend.chart is not None:
        return _COURSE[trend.chart.variation]
    if trend.measure.of_people and any(figure.value is not None for figure in trend.months):
        return "Month by month: mostly the same people"
    return "Not shown by month"


def line_of(trend: Trend) -> list[float | None]:
    """Return the months' figures for a small line."""
    if trend.chart is not None:
        return [point.value for point in trend.chart.points]
    return [read_as(trend.measure, figure.value) for figure in trend.months]


def of_the_board(trends: Sequence[Trend]) -> str:
    """Return the finding of the dashboard: how many measures changed by more than chance, and which way."""
    known = [trend for trend in trends if trend.year is not None and trend.year.value is not None]
    if not known:
        return "No measure has a figure that can be shown yet"
    changed = [trend for trend in known if trend.changed]
    total = f"{len(known)} measure{'' if len(known) == 1 else 's'} with a figure"
    if not changed:
        return f"None of {total} changed by more than chance"
    verdicts = [trend.verdict for trend in changed]
    better, worse = verdicts.count(Comparison.BETTER), verdicts.count(Comparison.WORSE)
    other = len(changed) - better - worse
    parts = [(better, "for the better"), (worse, "for the worse"), (other, "where neither way is better")]
    told = ", ".join(f"{count} {words}" for count, words in parts if count)
    return f"{len(changed)} of {total} changed by more than chance: {told}"


def of_hidden(trends: Sequence[Trend]) -> str:
    """Return how many measures are hidden for small numbers; nothing where none is."""
    hidden = sum(1 for trend in trends if trend.year is not None and trend.year.hidden)
    if not hidden:
        return ""
    return f"{hidden} measure{' counts' if hidden == 1 else 's count'} too few people to be shown."
