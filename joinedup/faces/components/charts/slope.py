"""Inequality: figures by deprivation with the slope through them; and slopes, each unit from one period to another."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Dot, Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import DARK_BLUE, GREY, QUIET, TEXT
from joinedup.faces.components.charts.scales import Scale, axis_marks, finite, spread


@dataclass(frozen=True, slots=True)
class Step:
    """One group of people from the most to the least deprived: how many, their figure and its interval."""

    name: str
    people: float
    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Inequality:
    """What an inequality chart shows: the groups, the most deprived first, and the fitted line at its two ends.

    ``slope`` is (figure at the most deprived end, figure at the least deprived end); ``told`` says the slope index
    and relative index with their intervals in words.
    """

    about: About
    steps: tuple[Step, ...]
    slope: tuple[float, float] | None = None
    told: str = ""


def inequality_chart(shown: Inequality) -> Chart:
    """Return the figures of groups as wide as they have people, with their intervals, and the line through them."""
    unit = shown.about.unit
    rows = [
        (s.name, NOT_SHOWN, None, None, None, s.people) if s.suppressed
        else (s.name, finite(s.value), s.low, s.high, s.numerator, s.people) for s in shown.steps
    ]  # fmt: skip
    notes = ["Each bar is as wide as its share of people."] + ([shown.told.rstrip(".") + "."] if shown.told else [])
    if any(s.suppressed for s in shown.steps):
        notes.append("A place without a bar is a number too small to show.")
    return made(
        shown.about, lambda width: _draw_steps(shown, width), rows=rows, notes=notes,
        description=f"Bars for {len(shown.steps)} groups, the most deprived first, with the slope through them.",
        headings=[Heading("Group"), Heading(shown.about.measure, unit), Heading("95% interval from", unit),
                  Heading("95% interval to", unit), Heading("Counted", ""), Heading("People", "")],
    )  # fmt: skip


def _draw_steps(shown: Inequality, width: float) -> Drawing:
    unit = shown.about.unit
    signs = [Sign("Slope", dash="7 4", colour=TEXT)] if shown.slope else []
    if any(finite(s.low) is not None for s in shown.steps):
        signs.append(Sign("95% interval", style="whisker"))
    head = Head(shown.about.drawn, signs)
    top = head.height(width)
    sheet = Drawing(width, top + (330 if width > 500 else 290))
    head.draw(sheet)
    values = [v for s in shown.steps if not s.suppressed for v in (s.value, s.low, s.high)]
    marks = axis_marks([*values, *(shown.slope or ())], zero=True, most=5)
    plot = Plot(room_for(marks, unit), top, width - 10, sheet.height - 44)
    up = upright(sheet, plot, marks, unit=unit)
    total = sum(max(0.0, finite(s.people) or 0.0) for s in shown.steps) or 1.0
    left = plot.left
    for place, step in enumerate(shown.steps):
        wide = (plot.right - plot.left) * max(0.0, finite(step.people) or 0.0) / total
        _step(
            sheet,
            step,
            (left, wide),
            up,
            (unit, text.digits_for(s.value for s in shown.steps)),
            last=place in {0, len(shown.steps) - 1},
        )
        left += wide
    if shown.slope and all(finite(end) is not None for end in shown.slope):
        ends = [(plot.left, up(shown.slope[0])), (plot.right, up(shown.slope[1]))]
        sheet.path(ends, "edge")
        sheet.path(ends, "series", colour=TEXT, dash="7 4")
    sheet.quiet(plot.left, plot.bottom + 18, text.cut("← Most deprived", (plot.right - plot.left) / 2 - 6, size=13))
    sheet.quiet(
        plot.right,
        plot.bottom + 18,
        text.cut("Least deprived →", (plot.right - plot.left) / 2 - 6, size=13),
        anchor="end",
    )
    return sheet


def _step(
    sheet: Drawing, step: Step, at: tuple[float, float], up: Scale, unit: tuple[str, int | None], *, last: bool
) -> None:
    left, wide = at
    value = None if step.suppressed else finite(step.value)
    middle, foot = left + wide / 2, up(max(0.0, up.low))
    if value is None:
        return
    sheet.bar(left + 1.5, foot, max(0.5, wide - 3), up(value) - foot, "bar-blue" if last else "bar")
    low, high = finite(step.low), finite(step.high)
    if low is not None and high is not None:
        sheet.line(middle, up(low), middle, up(high), "whisker-edge")
        sheet.line(middle, up(low), middle, up(high), "outline")
    words = text.said(value, unit[0] if unit[0] in {"%", "£"} else "", digits=unit[1])
    if text.width(words, bold=True) < wide - 4:
        sheet.words(middle, foot - 9 if value >= 0 else foot + 18, words, anchor="middle", bold=True, colour="#ffffff")


@dataclass(frozen=True, slots=True)
class Slope:
    """One unit at two times; ``mine`` stands out."""

    name: str
    before: float | None
    after: float | None
    mine: bool = False
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Slopes:
    """What a slope chart shows, and what the two times are called."""

    about: About
    before: str
    after: str
    slopes: tuple[Slope, ...]


def slope_chart(shown: Slopes) -> Chart:
    """Return each unit's line from one time to the other, named at its ends."""
    unit = shown.about.unit
    rows = [
        (s.name, *((NOT_SHOWN, NOT_SHOWN) if s.suppressed else (finite(s.before), finite(s.after))))
        for s in shown.slopes
    ]
    hidden = any(s.suppressed for s in shown.slopes)
    return made(
        shown.about, lambda width: _draw_slopes(shown, width), rows=rows,
        notes=["Units without a line have a number too small to show."] if hidden else (),
        description=f"Lines for {len(shown.slopes)} units from {shown.before} to {shown.after}.",
        headings=[Heading("Name"), Heading(shown.before, unit), Heading(shown.after, unit)],
    )  # fmt: skip


def _draw_slopes(shown: Slopes, width: float) -> Drawing:
    head = Head(shown.about.drawn)
    top = head.height(width) + 14
    drawn = [(s, finite(s.before), finite(s.after)) for s in shown.slopes if not s.suppressed]
    both = [(s, b, a) for s, b, a in drawn if b is not None and a is not None]
    sheet = Drawing(width, top + max(220.0, min(560.0, 22.0 * len(both) + 60)))
    head.draw(sheet)
    unit = shown.about.unit if shown.about.unit in {"%", "£"} else ""
    marks = axis_marks([v for _, b, a in both for v in (b, a)], zero=False, most=5)
    digits = text.digits_for(v for _, b, a in both for v in (b, a))
    numbers = (
        max((text.width(text.said(v, unit, digits=digits), bold=True) for _, b, a in both for v in (b, a)), default=20)
        + 10
    )
    names = min(max((text.width(s.name, bold=True) for s, *_ in both), default=0) + 8, width * 0.36)
    left, right = numbers + 4, width - numbers - names
    up = Scale(marks[0], marks[-1], sheet.height - 12, top + 12)
    for x, words, anchor in ((left, shown.before, "start"), (right, shown.after, "end")):
        sheet.line(x, top, x, sheet.height - 4, "grid")
        sheet.words(x, top - 8, text.cut(words, (right - left) / 2 - 8, bold=True), bold=True, anchor=anchor)
    few = len(both) * 15 < sheet.height - top
    starts = spread([up(b) for _, b, _ in both], gap=15, low=top + 8, high=sheet.height - 10)
    ends = spread([up(a) for _, _, a in both], gap=15, low=top + 8, high=sheet.height - 10)
    for (slope, b, a), start, end in sorted(zip(both, starts, ends, strict=True), key=lambda each: each[0][0].mine):
        style, colour = ("series", DARK_BLUE) if slope.mine else ("thin", "")
        sheet.path([(left, up(b)), (right, up(a))], style, colour=colour)
        for x, value in ((left, b), (right, a)):
            sheet.mark(x, up(value), "diamond" if slope.mine else "circle", colour=DARK_BLUE if slope.mine else GREY)
        if few or slope.mine:
            told = (text.said(b, unit, digits=digits), text.said(a, unit, digits=digits))
            _ends(sheet, slope, told, ((left, start), (right, end)), names)
    return sheet


def _ends(sheet: Drawing, slope: Slope, told: tuple[str, str], at: tuple[Dot, Dot], names: float) -> None:
    """Write a unit's two numbers at the ends of its line, and its name after the second."""
    colour = DARK_BLUE if slope.mine else QUIET
    (left, start), (right, end) = at
    sheet.words(left - 9, start + 5, told[0], anchor="end", bold=slope.mine, colour=colour)
    box = sheet.words(right + 9, end + 5, told[1], bold=slope.mine, colour=colour)
    room = min(names, sheet.width - box[2] - 7)
    sheet.words(box[2] + 7, end + 5, text.cut(slope.name, room, bold=slope.mine), bold=slope.mine)
