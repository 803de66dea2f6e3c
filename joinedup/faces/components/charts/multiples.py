"""Small multiples: one small line for each unit, all on one scale, with the place behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.lines import Series, runs
from joinedup.faces.components.charts.palette import BLUE, DARK_BLUE
from joinedup.faces.components.charts.scales import Scale, axis_marks, days_across, finite


@dataclass(frozen=True, slots=True)
class Multiples:
    """What small multiples show: a panel for each line, ``behind`` the line of the place, ``mine`` a panel's name."""

    about: About
    panels: tuple[Series, ...]
    behind: Series | None = None
    mine: str = ""


def small_multiples(shown: Multiples) -> Chart:
    """Return the panels in their order, as many beside each other as the width allows."""
    unit = shown.about.unit
    rows = [
        (each.name, p.period, NOT_SHOWN if p.suppressed else finite(p.value))
        for each in (*shown.panels, *([shown.behind] if shown.behind else [])) for p in each.points
    ]  # fmt: skip
    points = [p for each in shown.panels for p in each.points]
    notes = ["All panels have the same scale."]
    if any(p.suppressed for p in points):
        notes.append("A gap in a line is a number too small to show.")
    return made(
        shown.about, lambda width: _draw(shown, width), rows=rows, notes=notes,
        description=f"{len(shown.panels)} small line charts on one scale.",
        headings=[Heading("Name"), Heading("Period"), Heading(shown.about.measure, unit)],
    )  # fmt: skip


def _draw(shown: Multiples, width: float) -> Drawing:
    every = [*shown.panels, *([shown.behind] if shown.behind else [])]
    marks = axis_marks([p.value for each in every for p in each.points if not p.suppressed], most=3)
    signs = [Sign(shown.behind.name, style="thin")] if shown.behind else []
    head = Head(shown.about.drawn, signs)
    top, columns, tall = head.height(width), 4 if width > 500 else 2, 150.0
    lines = -(-max(1, len(shown.panels)) // columns)
    sheet = Drawing(width, top + lines * tall + 4)
    head.draw(sheet)
    margin = room_for(marks, shown.about.unit)
    wide = (width - margin) / columns
    for place, panel in enumerate(shown.panels):
        row, column = divmod(place, columns)
        left = margin + column * wide
        plot = Plot(left, top + row * tall + 40, left + wide - 18, top + row * tall + tall - 26)
        _panel(sheet, shown, panel, plot, marks, first=column == 0)
    return sheet


def _panel(
    sheet: Drawing, shown: Multiples, panel: Series, plot: Plot, marks: tuple[float, ...], *, first: bool
) -> None:  # fmt: skip
    unit = shown.about.unit
    if first:
        up = upright(sheet, plot, marks, unit=unit)
    else:
        up = Scale(marks[0], marks[-1], plot.bottom, plot.top)
        for mark in marks:
            sheet.line(plot.left, up(mark), plot.right, up(mark), "axis" if mark == 0 else "grid")
    mine = panel.name == shown.mine
    last = [(p, v) for run in runs(panel.points) for p, v in run][-1:]
    number = text.said(last[0][1], unit if unit in {"%", "£"} else "") if last else "no figure"
    room = plot.right - plot.left
    sheet.words(plot.left, plot.top - 25, text.cut(panel.name, room, size=13, bold=mine), size=13, bold=mine)
    sheet.words(plot.left, plot.top - 8, number, size=13, bold=True)
    days = [p.when for each in (*shown.panels, *([shown.behind] if shown.behind else [])) for p in each.points]
    along = days_across(days, plot.left + 3, plot.right - 4)
    if shown.behind:
        for run in runs(shown.behind.points):
            sheet.path([(along(p.when.toordinal()), up(v)) for p, v in run], "thin")
    for run in runs(panel.points):
        sheet.path([(along(p.when.toordinal()), up(v)) for p, v in run], "series", colour=DARK_BLUE if mine else BLUE)
        if len(run) == 1 or run[-1][0] is last[0][0]:
            sheet.mark(along(run[-1][0].when.toordinal()), up(run[-1][1]), "circle", colour=DARK_BLUE if mine else BLUE)
    if days:
        _years(sheet, plot, [min(days), max(days)])


def _years(sheet: Drawing, plot: Plot, ends: list[date]) -> None:
    """Write the first and the last month below a panel, or the last alone where both do not fit."""
    first, last = (f"{end:%b %y}" for end in ends)
    sheet.quiet(plot.right, plot.bottom + 16, last, anchor="end", size=12)
    if text.width(first, size=12) + text.width(last, size=12) + 8 < plot.right - plot.left and first != last:
        sheet.quiet(plot.left, plot.bottom + 16, first, size=12)
