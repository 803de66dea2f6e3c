"""Pictures of a score: does it say what is seen (calibration), and what is gained by acting on it (decision curve)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, level, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import SERIES
from joinedup.faces.components.charts.scales import Scale, axis_marks, finite, known, round_marks


@dataclass(frozen=True, slots=True)
class Tenth:
    """One group of people by their score: what was predicted of them and what was seen, each 0 to 1."""

    predicted: float
    observed: float | None
    low: float | None = None
    high: float | None = None
    people: float | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The tenths of one group of people (all, or a fifth of deprivation, or an ethnic group)."""

    name: str
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration plot shows; with several groups each has its own mark and dash."""

    about: About
    groups: tuple[Calibrated, ...]


def calibration_plot(shown: Calibration) -> Chart:
    """Return observed against predicted, with intervals, and the line on which both agree."""
    rows = [
        (g.name, 100 * t.predicted, *((NOT_SHOWN, None, None) if t.suppressed else
         (_hundred(t.observed), _hundred(t.low), _hundred(t.high))), t.people)
        for g in shown.groups for t in g.tenths
    ]  # fmt: skip
    return made(
        shown.about, lambda width: _draw_calibration(shown, width), rows=rows,
        notes=["Above the line more was seen than predicted, below it less."],
        description="Calibration plot: predicted along, observed upwards.",
        headings=[Heading("Group"), Heading("Predicted", "%"), Heading("Observed", "%"),
                  Heading("95% interval from", "%"), Heading("95% interval to", "%"), Heading("People", "")],
    )  # fmt: skip


def _hundred(share: float | None) -> float | None:
    number = finite(share)
    return None if number is None else 100 * number


def _draw_calibration(shown: Calibration, width: float) -> Drawing:
    side = min(width, 500.0)
    several = len(shown.groups) > 1
    signs = [Sign("Predicted and observed agree", style="even")]
    if several:
        signs += [Sign(g.name, colour=SERIES[n % 6][0], dash=SERIES[n % 6][1], shape=SERIES[n % 6][2])
                  for n, g in enumerate(shown.groups)]  # fmt: skip
    elif any(finite(t.low) is not None for g in shown.groups for t in g.tenths):
        signs.append(Sign("95% interval", style="whisker"))
    tenths = [t for g in shown.groups for t in g.tenths if not t.suppressed]
    ends = [t.high for t in tenths] if not several else []
    top_value = max(known([0.01, *(v for t in tenths for v in (t.predicted, t.observed)), *ends]))
    marks = round_marks(0.0, 100 * min(1.0, top_value), most=5)
    head = Head(f"Observed: {shown.about.measure[:1].lower()}{shown.about.measure[1:]}", signs)
    top, left = head.height(width), room_for(marks, "%")
    sheet = Drawing(width, top + side - left + 34)
    head.draw(sheet)
    plot = Plot(left, top, side - 18, top + side - 18 - left)
    up = upright(sheet, plot, marks, unit="%")
    along = level(sheet, plot, marks, unit="%", caption="Predicted", grid=True)
    sheet.line(plot.left, plot.bottom, plot.right, plot.top, "even")
    for place, group in enumerate(shown.groups):
        _group(sheet, group, along, up, place=place, whiskers=not several)
    return sheet


def _group(sheet: Drawing, group: Calibrated, along: Scale, up: Scale, *, place: int, whiskers: bool) -> None:
    colour, dash, shape = SERIES[place % len(SERIES)]
    shown = [(t, seen) for t in group.tenths if not t.suppressed and (seen := finite(t.observed)) is not None]
    drawn = [(t, along(100 * t.predicted), up(100 * seen)) for t, seen in shown if finite(t.predicted) is not None]
    for t, x, _ in drawn if whiskers else ():
        low, high = finite(t.low), finite(t.high)
        if low is not None and high is not None:
            sheet.line(x, up(100 * low), x, up(100 * high), "whisker")
    if not whiskers:
        sheet.path([(x, y) for _, x, y in drawn], "series", colour=colour, dash=dash)
    for _, x, y in drawn:
        sheet.mark(x, y, shape, colour=colour, size=4.5)


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a decision curve: (threshold, net benefit), thresholds from 0 to 1, ascending."""

    name: str
    points: tuple[tuple[float, float | None], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision curve shows: usually the score, help for everybody, and help for nobody."""

    about: About
    curves: tuple[Curve, ...]
    threshold_words: str = "Risk from which help is offered"


def decision_curve(shown: Decision) -> Chart:
    """Return net benefit by threshold, each line by its dash and in the key; far below nought is cut off."""
    rows = [(c.name, 100 * x, finite(y)) for c in shown.curves for x, y in c.points]
    return made(
        shown.about, lambda width: _draw_decision(shown, width), rows=rows,
        notes=["Net benefit counts people rightly offered help, less those wrongly offered it weighted by the "
               "threshold; the highest line is best at that threshold. What lies far below nought is not drawn."],
        description="Decision curve: net benefit by the risk from which help is offered.",
        headings=[Heading("Line"), Heading(shown.threshold_words, "%"), Heading(shown.about.measure, "")],
    )  # fmt: skip


def _draw_decision(shown: Decision, width: float) -> Drawing:
    signs = [Sign(c.name, colour=SERIES[n % 6][0], dash=SERIES[n % 6][1]) for n, c in enumerate(shown.curves)]
    head = Head(shown.about.drawn, signs)
    top = head.height(width)
    sheet = Drawing(width, top + (330 if width > 500 else 290))
    head.draw(sheet)
    values = known(y for c in shown.curves for _, y in c.points)
    best = max(values, default=1.0)
    floor = -best / 3 if best > 0 else min(values, default=-1.0)
    marks = axis_marks([max(v, floor) for v in values], zero=True, most=6)
    along_marks = round_marks(0.0, 100 * max(known(x for c in shown.curves for x, _ in c.points) or [1.0]), most=5)
    plot = Plot(room_for(marks), top, width - 18, sheet.height - 48)
    up = upright(sheet, plot, marks)
    along = level(
        sheet, plot, along_marks, unit="%", caption=text.cut(shown.threshold_words, width, size=13), grid=False
    )
    for place, curve in enumerate(shown.curves):
        colour, dash, _ = SERIES[place % len(SERIES)]
        sheet.path(_above(curve.points, along, up), "series", colour=colour, dash=dash)
    return sheet


def _above(points: Sequence[tuple[float, float | None]], along: Scale, up: Scale) -> list[tuple[float, float]]:
    """Return the dots of a line as far as it lies on the plot, down to where it leaves it."""
    out: list[tuple[float, float]] = []
    before: tuple[float, float] | None = None
    for x, y in points:
        value = finite(y)
        if value is None or finite(x) is None:
            continue
        if value >= up.low:
            out.append((along(100 * x), up(value)))
        elif before is not None and before[1] > up.low:
            share = (before[1] - up.low) / (before[1] - value)
            out.append((along(100 * (before[0] + share * (x - before[0]))), up(up.low)))
        before = (x, value)
    return out
