"""The overlap of two cohorts as two bars on one scale, one beneath the other: the stretch that they share is exact."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, level
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head
from joinedup.faces.components.charts.scales import finite, round_marks


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an overlap shows: people in the first cohort, in the second, and in both (None: not shown)."""

    about: About
    first: str
    second: str
    first_people: float
    second_people: float
    both: float | None


def overlap_chart(shown: Overlap) -> Chart:
    """Return the two bars, laid so that they share as much as the cohorts do."""
    both = finite(shown.both)
    one, other = max(0.0, finite(shown.first_people) or 0.0), max(0.0, finite(shown.second_people) or 0.0)
    if both is None:
        rows: list[tuple[object, ...]] = [(shown.first, one), (shown.second, other), ("In both", NOT_SHOWN)]
        notes = ["How many are in both is too small to show; the bars stand apart."]
    else:
        only, only_other = max(0.0, one - both), max(0.0, other - both)
        rows = [(shown.first, one), (shown.second, other), ("In both", both)]
        rows += [(f"Only {shown.first}", only), (f"Only {shown.second}", only_other)]
        notes = []
    return made(
        shown.about, lambda width: _draw(shown, one, other, width), rows=rows, notes=notes,
        description="Two bars on one scale; where they lie under each other, people are in both cohorts.",
        headings=[Heading("Cohort"), Heading("People", "")],
    )  # fmt: skip


def _draw(shown: Overlap, one: float, other: float, width: float) -> Drawing:
    head = Head(shown.about.drawn)
    top, row = head.height(width), 34.0
    sheet = Drawing(width, top + 4 * 24 + 2 * row + 40)
    head.draw(sheet)
    both = min(one, other, max(0.0, finite(shown.both) or 0.0))
    marks = round_marks(0.0, max(1.0, one + other - both), most=5 if width > 500 else 3)
    plot = Plot(2, top, width - 24, sheet.height - 30)
    along = level(sheet, plot, marks)
    start = along(one - both)
    rows = ((shown.first, one, along(0), top + 24, "bar-one"), (shown.second, other, start, top + 48 + row, "bar-two"))
    shared = along(one) - start
    if both:
        sheet.bar(start, top + 24, shared, 24 + 2 * row, "mine")
    for name, people, left, y, style in rows:
        sheet.bar(left, y, along(people) - along(0), row, style)
        words = _named(name, people, width)
        room = min(left, max(0.0, width - text.width(words, bold=True) - 4))
        sheet.words(room, y - 7, words, bold=True, halo=True)
    if both:
        for x in (start, along(one)):
            sheet.line(x, top + 24, x, top + 60 + 2 * row, "break")
        share = f"In both: {text.number(both, digits=0)}"
        detail = f" ({text.said(100 * both / one, '%', digits=0)} and {text.said(100 * both / other, '%', digits=0)})"
        words = share + detail if text.width(share + detail, bold=True) < width else share
        sheet.words((start + along(one)) / 2, top + 78 + 2 * row, words, anchor="middle", bold=True, halo=True)
    return sheet


def _named(name: str, people: float, width: float) -> str:
    number = f": {text.number(people, digits=0)}"
    return text.cut(name, width - text.width(number, bold=True) - 8, bold=True) + number
