"""Lines over time: one or a few series, the interval of each point as a band, a gap where a number is kept back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, months, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import SERIES
from joinedup.faces.components.charts.scales import Scale, axis_marks, days_across, finite, known, spread


@dataclass(frozen=True, slots=True)
class TimePoint:
    """A figure of one period: the day on which it begins (and its name), the figure, its interval, what it is made of.

    ``value`` is None where nothing is known, or where it is ``suppressed``.
    """

    when: date
    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    label: str = ""
    suppressed: bool = False

    @property
    def period(self) -> str:
        """Return the name of the period: March 2026, unless it has one of its own."""
        return self.label or f"{self.when:%B} {self.when.year}"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: what it is called, and its points in order of time."""

    name: str
    points: tuple[TimePoint, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """What a line chart shows. ``zero``: whether the axis begins at nought (None: unless the data lie far from it)."""

    about: About
    series: tuple[Series, ...]
    target: float | None = None
    zero: bool | None = None


def line_chart(shown: Lines) -> Chart:
    """Return lines over time: bands for intervals where there are one or two lines, each line named at its end."""
    marks = _marks(shown)
    notes = []
    if marks[0] > 0 or marks[-1] < 0:
        notes.append("The upright axis does not begin at nought.")
    if any(point.suppressed for each in shown.series for point in each.points):
        notes.append("A gap in a line is a number too small to show.")
    several = len(shown.series) > 1
    unit = shown.about.unit
    headings = [*([Heading("Line")] if several else []), Heading("Period"), Heading(shown.about.measure, unit),
                Heading("95% interval from", unit), Heading("95% interval to", unit),
                Heading("Counted", ""), Heading("Out of", "")]  # fmt: skip
    rows = [(*([each.name] if several else []), *_row(point)) for each in shown.series for point in each.points]
    return made(
        shown.about, lambda width: _draw(shown, marks, width), headings=headings, rows=rows, notes=notes,
        description=f"Line chart over time{f', {len(shown.series)} lines' if several else ''}.",
    )  # fmt: skip


def _row(point: TimePoint) -> tuple[object, ...]:
    if point.suppressed:
        return point.period, NOT_SHOWN, None, None, None, None
    return point.period, finite(point.value), point.low, point.high, point.numerator, point.denominator


def _marks(shown: Lines) -> tuple[float, ...]:
    banded = len(shown.series) <= 2
    values = [v for each in shown.series for p in each.points if not p.suppressed
              for v in ((p.value, p.low, p.high) if banded else (p.value,))]  # fmt: skip
    return axis_marks([*values, shown.target], zero=shown.zero, most=5)


def _draw(shown: Lines, marks: Sequence[float], width: float) -> Drawing:
    several, wide = len(shown.series) > 1, width > 500
    signs = _signs(shown) if several and not wide else []
    banded = any(finite(p.low) is not None for each in shown.series for p in each.points) and len(shown.series) <= 2
    if banded:
        signs = [*signs, Sign("95% interval", style="band")]
    if shown.target is not None:
        signs = [*signs, Sign("Target", style="target")]
    head = Head(shown.about.drawn, signs)
    top = head.height(width)
    sheet = Drawing(width, top + (304 if wide else 256))
    head.draw(sheet)
    ends = max((text.width(each.name, bold=True) for each in shown.series), default=0) if several and wide else 0
    unit = shown.about.unit
    plot = Plot(room_for(marks, unit), top, width - (min(ends, 180) + 26 if ends else 22), sheet.height - 42)
    scale = upright(sheet, plot, marks, unit=unit)
    days = [point.when for each in shown.series for point in each.points]
    along = days_across(days, plot.left + 6, plot.right - 6)
    months(sheet, plot, days, along)
    if shown.target is not None and finite(shown.target) is not None:
        sheet.line(plot.left, scale(shown.target), plot.right, scale(shown.target), "target")
    for place, each in enumerate(shown.series):
        draw_series(sheet, each, along, scale, place=place, band=banded, sparse=_sparse(shown))
    if several and wide:
        _name_ends(sheet, shown, along, scale, plot)
    elif not several and shown.series:
        _name_last(sheet, shown.series[0], along, scale, unit)
    return sheet


def _sparse(shown: Lines) -> int | None:
    """Return how far apart marks stand where they would hide the lines: every one is drawn where there is room."""
    longest = max((len(each.points) for each in shown.series), default=0)
    return max(6, longest // 6) if longest > 40 or (len(shown.series) > 1 and longest > 12) else None


def _signs(shown: Lines) -> list[Sign]:
    return [
        Sign(each.name, colour=SERIES[n % 6][0], dash=SERIES[n % 6][1], shape=SERIES[n % 6][2])
        for n, each in enumerate(shown.series)
    ]


def runs(points: Sequence[TimePoint]) -> Iterator[list[tuple[TimePoint, float]]]:
    """Return the stretches of points without a gap, each point with its number."""
    run: list[tuple[TimePoint, float]] = []
    for point in points:
        value = None if point.suppressed else finite(point.value)
        if value is not None:
            run.append((point, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def draw_series(
    sheet: Drawing,
    each: Series,
    along: Scale,
    up: Scale,
    *,
    place: int = 0,
    band: bool = True,
    sparse: int | None = None,
) -> None:
    """Draw one line with its band and its points (only every ``sparse`` one); a gap stays a gap."""
    colour, dash, shape = SERIES[place % len(SERIES)]
    for run in runs(each.points):
        if band:
            held = [(along(p.when.toordinal()), up(p.low), up(p.high)) for p, _ in run
                    if p.low is not None and p.high is not None and len(known([p.low, p.high])) == 2]  # fmt: skip
            if len(held) == 1:
                sheet.line(held[0][0], held[0][1], held[0][0], held[0][2], "whisker")
            elif held:
                sheet.path([*((x, high) for x, _, high in held), *((x, low) for x, low, _ in reversed(held))],
                           "band", closed=True)  # fmt: skip
        sheet.path([(along(p.when.toordinal()), up(v)) for p, v in run], "series", colour=colour, dash=dash)
    every = 1 if sparse is None else sparse
    for run in runs(each.points):
        for n, (point, value) in enumerate(run):
            if n % every == place % every or n == len(run) - 1:
                sheet.mark(along(point.when.toordinal()), up(value), shape, colour=colour, size=3.5)


def _name_ends(sheet: Drawing, shown: Lines, along: Scale, up: Scale, plot: Plot) -> None:
    """Write the name of each line at its end; names that would touch are moved apart."""
    ends = []
    for place, each in enumerate(shown.series):
        last = [(p, v) for run in runs(each.points) for p, v in run][-1:]
        if last:
            ends.append((place, each.name, along(last[0][0].when.toordinal()), up(last[0][1])))
    lines = spread([y for *_, y in ends], gap=17, low=plot.top, high=plot.bottom)
    for (place, name, x, y), at in zip(ends, lines, strict=True):
        room = sheet.width - plot.right - 14
        if abs(at - y) > 6 or plot.right - x > 12:
            sheet.line(x + 5, y, plot.right + 8, at, "lead")
        sheet.words(plot.right + 10, at + 5, text.cut(name, room, bold=True), bold=True, colour=SERIES[place % 6][0])


def _name_last(sheet: Drawing, each: Series, along: Scale, up: Scale, unit: str) -> None:
    """Write the last number at the end of a single line, where nothing is written."""
    last = [(p, v) for run in runs(each.points) for p, v in run][-1:]
    if not last:
        return
    x, y = along(last[0][0].when.toordinal()), up(last[0][1])
    words = text.said(last[0][1], unit if unit in {"%", "£"} else "")
    higher = last[0][0].high
    top = up(higher) if higher is not None and finite(higher) is not None else y
    above = min(y - 12, top - 6)
    sheet.words(
        x + 4,
        above if above > 40 else y + 24,
        words,
        anchor="end" if x > sheet.width / 2 else "start",
        bold=True,
        halo=True,
    )
