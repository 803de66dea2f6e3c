"""How one unit (a practice, a network) stands to the place in every measure: its rows, findings and file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from joinedup.faces.components.charts.spark import spark
from joinedup.faces.components.charts.statistics import kind_of
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.packs import Part
from joinedup.faces.screens.insight import words
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics import spc
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.standing import Standing
from joinedup.planning.results.trends import Trend, chart_of

DIFFERENT = (Comparison.BETTER, Comparison.WORSE, Comparison.HIGHER, Comparison.LOWER)
_BY = {
    "funnel": "By the 99.8% lines of the funnel of all practices",
    "interval": "By its 99.8% interval against the place’s figure",
    "": "Not compared: too few practices, or too small a number",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one unit: its figure and the place's, how they compare, its own course over time."""

    measure: Measure
    figure: ShownFigure
    place: ShownFigure | None
    comparison: Comparison
    by: str
    course: Trend
    spark: Markup

    @property
    def verdict(self) -> tuple[str, str, str]:
        """Return the word, sign and class of how it compares."""
        return words.VERDICTS[self.comparison]

    @property
    def latest(self) -> str:
        """Return the unit's figure as people read it, or the words that stand for it."""
        return words.latest(self.measure, self.figure)

    @property
    def unit(self) -> str:
        """Return the words behind the figure."""
        return words.long_unit(self.measure)

    @property
    def interval(self) -> str:
        """Return the figure's 95% interval."""
        return words.interval(self.measure, self.figure)

    @property
    def of_place(self) -> str:
        """Return the place's figure."""
        return words.latest(self.measure, self.place)

    @property
    def course_words(self) -> str:
        """Return what the unit's own months say."""
        return words.course(self.course)

    @property
    def better(self) -> str:
        """Return which way is better."""
        return words.BETTER_WHEN[self.measure.good]


def row_of(measure: Measure, standing: Standing, place: ShownFigure | None, months: Sequence[ShownFigure]) -> Row:
    """Return the row of one measure."""
    course = Trend(measure, year=standing.figure, months=tuple(months), chart=_chart(measure, months))
    kind = kind_of(course.chart.variation) if course.chart else "common"
    values = words.line_of(course)
    drawn = spark(values, kind=kind) if any(value is not None for value in values) else Markup("")
    return Row(measure, standing.figure, place, standing.comparison, standing.by, course, drawn)


def _chart(measure: Measure, months: Sequence[ShownFigure]) -> spc.Chart | None:
    return chart_of(measure, months) if any(figure.value is not None for figure in months) else None


def by_topic(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return rows by their topics."""
    return [(topic, list(its)) for topic, its in groupby(rows, key=lambda row: row.measure.topic)]


def outstanding(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that differ from the place by more than chance."""
    return [row for row in rows if row.comparison in DIFFERENT]


def finding(name: str, rows: Sequence[Row]) -> str:
    """Return how a unit stands over all measures, as a sentence."""
    judged = [row for row in rows if row.comparison is not Comparison.NOT_COMPARED]
    if not judged:
        return f"{name}: no measure can be compared yet"
    told = [
        (sum(1 for row in judged if row.comparison is kind), word)
        for kind, word in (
            (Comparison.BETTER, "better"), (Comparison.WORSE, "worse"),
            (Comparison.HIGHER, "higher"), (Comparison.LOWER, "lower"),
        )
    ]  # fmt: skip
    parts = [f"{word} than the place in {count}" for count, word in told if count]
    measures = f"{len(judged)} measure{'' if len(judged) == 1 else 's'}"
    if not parts:
        return f"{name} differs from the place by no more than chance in any of {measures}"
    return f"{name} is {_listed(parts)} of {measures}, by more than chance"


def sentence(row: Row) -> str:
    """Return one row as a finding: which way it differs, and the two figures."""
    if row.figure.value is None or row.place is None or row.place.value is None:
        return f"{row.measure.title}: {row.latest.lower()}"
    higher = row.figure.value > row.place.value
    if row.comparison not in DIFFERENT:
        return f"{row.measure.title}: as the place, but for chance ({row.latest} against {row.of_place})"
    word = row.verdict[0].lower()
    way = "higher" if higher else "lower"
    judged = f", which is {word}" if word not in ("higher", "lower") else ""
    return f"{row.measure.title}: {way} than the place ({row.latest} against {row.of_place}){judged}"


def findings(name: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return how a unit stands, then each measure in which it differs, as a sentence."""
    return (finding(name, rows), *(sentence(row) for row in outstanding(rows)))


def parts(name: str, caption: str, rows: Sequence[Row], *, release: str) -> tuple[Part, ...]:
    """Return the parts of a pack that hold every measure of a unit, one a topic, all of one table."""
    kind = table(name, caption, release=release)
    return tuple(Part(topic, tables=((kind, its),)) for topic, its in by_topic(rows))


def table(name: str, caption: str, *, release: str) -> Table:
    """Return the list of a unit's measures: in a file each with its release, on paper in fewer columns."""
    return Table(
        name, caption,
        (
            Column("Measure", lambda r: r.measure.title, in_file=False),
            Column("Figure", _figure_in_words, in_file=False),
            Column("Made of", lambda r: words.counted(r.measure, r.figure), in_file=False),
            Column("The place", lambda r: r.of_place, in_file=False),
            Column("Compared", lambda r: r.verdict[0], in_file=False),
            Column("Over time", lambda r: r.course_words, in_file=False),
            Column("Topic", lambda r: r.measure.topic, on_page=False),
            Column("Measure", lambda r: r.measure.title, on_page=False),
            Column("Unit", lambda r: words.chart_unit(r.measure), on_page=False),
            Column("Which way is better", lambda r: r.better, on_page=False),
            Column("From", lambda r: r.figure.first_day, on_page=False),
            Column("Up to (not included)", lambda r: r.figure.last_day, on_page=False),
            Column("Figure", lambda r: words.read_as(r.measure, r.figure.value), on_page=False),
            Column("95% interval from", lambda r: words.read_as(r.measure, r.figure.low), on_page=False),
            Column("95% interval to", lambda r: words.read_as(r.measure, r.figure.high), on_page=False),
            Column("Counted", lambda r: r.figure.hidden or r.figure.numerator, on_page=False),
            Column("Out of", lambda r: r.figure.denominator, on_page=False),
            Column("The place", lambda r: words.read_as(r.measure, r.place.value) if r.place else None, on_page=False),
            Column("Compared with the place", lambda r: r.verdict[0], on_page=False),
            Column("How it was compared", lambda r: _BY[r.by], on_page=False),
            Column("Over time", lambda r: r.course_words, on_page=False),
            Column("In a sentence", sentence, on_page=False),
            Column("Release", lambda _: release, on_page=False),
        ),
    )  # fmt: skip


def _figure_in_words(row: Row) -> str:
    return f"{row.latest} {row.unit}" + (f" (95% interval {row.interval})" if row.interval else "")


def _listed(parts: Sequence[str]) -> str:
    """Return parts as a sentence has them; what all share is said once."""
    short = [parts[0], *(part.replace(" than the place", "") for part in parts[1:])]
    return short[0] if len(short) == 1 else f"{', '.join(short[:-1])} and {short[-1]}"
