"""The rows of the dashboard: what each says of a measure, on the page and in its file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from joinedup.faces.components.charts.spark import spark
from joinedup.faces.components.charts.statistics import kind_of
from joinedup.faces.components.lists import Cell, Column, Table
from joinedup.faces.screens.insight import words
from joinedup.insight.measures.definition import TOPICS, Measure
from joinedup.planning.results.trends import Trend


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the dashboard. ``why_not`` is why it has no figure, empty where it has one."""

    measure: Measure
    latest: str
    unit: str
    interval: str
    change: str
    course: str
    verdict: tuple[str, str, str]
    spark: Markup
    better: str
    why_not: str
    hidden: bool


def row_of(trend: Trend) -> Row:
    """Return what the dashboard says of one measure."""
    measure, chart = trend.measure, trend.chart
    values = words.line_of(trend)
    drawn = Markup("")
    if any(value is not None for value in values):
        phase = chart.phases[-1] if chart else None
        limits = (phase.low, phase.high) if phase and phase.low is not None and phase.high is not None else None
        drawn = spark(values, limits=limits, kind=kind_of(chart.variation) if chart else "common")
    return Row(
        measure=measure,
        latest=words.latest(measure, trend.year),
        unit=words.long_unit(measure),
        interval=words.interval(measure, trend.year),
        change=words.change(trend),
        course=words.course(trend),
        verdict=words.OVER_TIME[trend.verdict],
        spark=drawn,
        better=words.BETTER_WHEN[measure.good],
        why_not=trend.why_not,
        hidden=bool(trend.year and trend.year.hidden),
    )


def by_topic(trends: Iterable[Trend]) -> list[tuple[str, list[Row]]]:
    """Return rows by their topics, in the order of the catalogue."""
    return [(topic, [row_of(trend) for trend in its]) for topic, its in groupby(trends, key=lambda t: t.measure.topic)]


def chosen(trends: Sequence[Trend], *, topic: str, changed: bool) -> list[Trend]:
    """Return the trends of a topic (all where empty), and of them only those that changed where ``changed``."""
    return [trend for trend in trends if topic in ("", trend.measure.topic) and (trend.changed or not changed)]


def filters(*, topic: str, changed: bool) -> list[dict[str, object]]:
    """Return the fields by which the dashboard is narrowed."""
    return [
        {"name": "topic", "label": "Topic", "value": topic,
         "choices": [("", "Every topic"), *((each, each) for each in TOPICS)]},
        {"name": "changed", "label": "Only what changed by more than chance", "type": "checkbox", "value": changed},
    ]  # fmt: skip


def table(name: str = "measures", caption: str = "Every measure", *, release: str) -> Table:
    """Return the list of the dashboard, a line a trend: in a file each with its release, on paper in fewer columns."""
    return Table(
        name, caption,
        (
            Column("Measure", lambda t: t.measure.title, in_file=False),
            Column("Last twelve months", _figure_in_words, in_file=False),
            Column("Made of", lambda t: words.counted(t.measure, t.year), in_file=False),
            Column("Against the year before", words.change, in_file=False),
            Column("Month by month", lambda t: words.course(t) if t.year else "", in_file=False),
            Column("In a word", lambda t: words.OVER_TIME[t.verdict][0] if t.year else "", in_file=False),
            Column("Topic", lambda t: t.measure.topic, on_page=False),
            Column("Measure", lambda t: t.measure.title, on_page=False),
            Column("Name", lambda t: t.measure.id, on_page=False),
            Column("Unit", lambda t: words.chart_unit(t.measure), on_page=False),
            Column("Which way is better", lambda t: words.BETTER_WHEN[t.measure.good], on_page=False),
            Column("From", lambda t: t.year.first_day if t.year else None, on_page=False),
            Column("Up to (not included)", lambda t: t.year.last_day if t.year else None, on_page=False),
            Column("Figure", lambda t: _figure(t, "value"), on_page=False),
            Column("95% interval from", lambda t: _figure(t, "low"), on_page=False),
            Column("95% interval to", lambda t: _figure(t, "high"), on_page=False),
            Column("Counted", lambda t: (t.year.hidden or t.year.numerator) if t.year else None, on_page=False),
            Column("Out of", lambda t: t.year.denominator if t.year else None, on_page=False),
            Column("Year before", _year_before, on_page=False),
            Column("Against the year before", words.change, on_page=False),
            Column("Month by month", lambda t: words.course(t) if t.year else None, on_page=False),
            Column("In a word", lambda t: words.OVER_TIME[t.verdict][0], on_page=False),
            Column("Why there is no figure", lambda t: t.why_not, on_page=False),
            Column("Release", lambda _: release, on_page=False),
        ),
    )  # fmt: skip


def _figure(trend: Trend, name: str) -> Cell:
    return words.read_as(trend.measure, getattr(trend.year, name)) if trend.year else None


def _year_before(trend: Trend) -> Cell:
    return words.read_as(trend.measure, trend.before.value) if trend.before else None


def _figure_in_words(trend: Trend) -> str:
    if trend.year is None:
        return trend.why_not
    within = words.interval(trend.measure, trend.year)
    return (
        f"{words.latest(trend.measure, trend.year)} {words.long_unit(trend.measure)}"
        + (f" (95% interval {within})" if within else "")
    )  # fmt: skip
