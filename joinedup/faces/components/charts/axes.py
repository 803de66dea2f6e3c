"""The axes of a chart: round marks, months, captions; all measured before they are written. Pure but for the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.scales import Scale, across, month_marks

TICK = 13.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The part of a sheet in which the data lie."""

    left: float
    top: float
    right: float
    bottom: float


def step_of(marks: Sequence[float]) -> float:
    """Return how far apart marks are."""
    return marks[1] - marks[0] if len(marks) > 1 else 1.0


def room_for(marks: Sequence[float], unit: str = "") -> float:
    """Return how much room the widest of the marks takes at the left of a plot."""
    step = step_of(marks)
    return max(text.width(text.marked(mark, unit, step=step), size=TICK) for mark in marks) + 10


def upright(sheet: Drawing, plot: Plot, marks: Sequence[float], *, unit: str = "") -> Scale:
    """Draw a grid with the marks at its left; return the scale, which grows upwards."""
    scale = across(marks, plot.bottom, plot.top)
    step = step_of(marks)
    for mark in marks:
        sheet.line(plot.left, scale(mark), plot.right, scale(mark), "axis" if mark == 0 else "grid")
        sheet.quiet(plot.left - 8, scale(mark) + 4.5, text.marked(mark, unit, step=step), anchor="end")
    return scale


def level(
    sheet: Drawing, plot: Plot, marks: Sequence[float], *, unit: str = "", caption: str = "", grid: bool = True
) -> Scale:
    """Draw marks below a plot, with a grid that stands; return the scale, which grows to the right."""
    scale = across(marks, plot.left, plot.right)
    step = step_of(marks)
    until = -1e9
    for mark in marks:
        if grid:
            sheet.line(scale(mark), plot.top, scale(mark), plot.bottom, "axis" if mark == 0 else "grid")
        words = text.marked(mark, unit, step=step)
        half = text.width(words, size=TICK) / 2
        start = min(max(scale(mark) - half, 0), sheet.width - 2 * half)
        if start > until + 6:
            sheet.quiet(scale(mark), plot.bottom + 18, words, anchor="middle")
            until = start + 2 * half
    if caption:
        words = text.cut(caption, sheet.width, size=TICK)
        sheet.quiet(plot.right, plot.bottom + 38, words, anchor="end")
    return scale


def months(sheet: Drawing, plot: Plot, days: Sequence[date], scale: Scale) -> None:
    """Draw the months of ``days`` below a plot: the month, and beneath it the year where it begins."""
    if not days:
        return
    room = text.width("Mmm", size=TICK) + 14
    most = int((plot.right - plot.left) // room)
    marks = month_marks(min(days), max(days), most=most)
    yearly = all(mark.month == marks[0].month for mark in marks) and len(marks) > 2
    year, until = 0, -1e9
    for mark in marks:
        x = scale(mark.toordinal())
        sheet.line(x, plot.bottom, x, plot.bottom + 5, "axis")
        if x < until:
            continue
        until = x + room - 8
        if yearly:
            sheet.quiet(x, plot.bottom + 19, f"{mark:%b %Y}" if mark.month != 1 else f"{mark.year}", anchor="middle")
            until = x + text.width(f"{mark:%b %Y}", size=TICK) + 8
            continue
        sheet.quiet(x, plot.bottom + 19, f"{mark:%b}", anchor="middle")
        if mark.year != year:
            sheet.quiet(x, plot.bottom + 35, str(mark.year), anchor="middle")
            year = mark.year
