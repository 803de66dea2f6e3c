"""How we compare: units in order, each with its interval, the reader's own standing out, the place's mean as a line.

Also bars in groups: the same figure for a few groups (fifths of deprivation), side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, level, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Box, Drawing, beside
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import DARK_BLUE, GREY, QUIET
from joinedup.faces.components.charts.scales import Scale, axis_marks, finite

MOST_ROWS = 45  # more units than these stand side by side, and only a few are named


@dataclass(frozen=True, slots=True)
class Compared:
    """One unit: its figure with its interval, and what it is made of. ``mine`` stands out.

    A number kept back (``suppressed``) is drawn as nothing, and written as ``instead`` ("1 to 7") or as not shown.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    mine: bool = False
    suppressed: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison shows. ``bars``: from nought, for shares and counts; else points, for rates with intervals.

    ``sort`` False keeps the order given (the fifths of deprivation have one of their own).
    """

    about: About
    units: tuple[Compared, ...]
    mean: float | None = None
    mean_words: str = "Place"
    units_words: str = "units"
    bars: bool = False
    sort: bool = True

    @property
    def digits(self) -> int | None:
        """Return how many decimals its numbers have."""
        return text.digits_for([self.mean, *(u.value for u in self.units if not u.suppressed)])


def compare_chart(shown: Comparison) -> Chart:
    """Return units with their intervals, the highest first; beyond 45 units, side by side with the reader's named."""
    units = _ordered(shown)
    unit = shown.about.unit
    notes = ["A line through a point or at the end of a bar is its 95% interval."] if any(
        finite(u.low) is not None for u in units) else []  # fmt: skip
    if any(u.suppressed for u in units):
        notes.append("Not shown: a number too small to show, or one from which a small one could be worked out.")
    draw = _draw_many if len(units) > MOST_ROWS else _draw_rows
    rows = [
        (u.name, u.instead or NOT_SHOWN, None, None, None, None) if u.suppressed
        else (u.name, finite(u.value), u.low, u.high, u.numerator, u.denominator) for u in units
    ]  # fmt: skip
    return made(
        shown.about, lambda width: draw(shown, units, width), rows=rows, notes=notes,
        description=f"{'Bars' if shown.bars else 'Points'} for {len(units)} units"
                    f"{', the highest first' if shown.sort else ''}, with intervals.",
        headings=[Heading("Name"), Heading(shown.about.measure, unit), Heading("95% interval from", unit),
                  Heading("95% interval to", unit), Heading("Counted", ""), Heading("Out of", "")],
    )  # fmt: skip


def _value(each: Compared) -> float | None:
    return None if each.suppressed else finite(each.value)


def _ordered(shown: Comparison) -> list[Compared]:
    if not shown.sort:
        return list(shown.units)
    return sorted(shown.units, key=lambda u: (_value(u) is None, -(_value(u) or 0.0), u.name))


def _marks(shown: Comparison, units: Sequence[Compared], most: int) -> tuple[float, ...]:
    values = [v for u in units if not u.suppressed for v in (u.value, u.low, u.high)]
    return axis_marks([*values, shown.mean], zero=True if shown.bars else None, most=most)


def _signs(shown: Comparison, units: Sequence[Compared]) -> list[Sign]:
    short = shown.about.unit if shown.about.unit in {"%", "£"} else ""
    words = f"{shown.mean_words} {text.said(shown.mean, short, digits=shown.digits)}"
    signs = [Sign(words, style="even")] if finite(shown.mean) is not None else []
    if any(finite(u.low) is not None for u in units):
        signs.append(Sign("95% interval", style="whisker"))
    return signs


def _draw_rows(shown: Comparison, units: Sequence[Compared], width: float) -> Drawing:
    signs = _signs(shown, units)
    longest = max((text.width(u.name, bold=u.mine) for u in units), default=0) + 18
    row = 30.0 if longest > width * 0.4 else 26.0 if len(units) <= 20 else 21.0
    wide, head = width > 500, Head(shown.about.drawn, signs)
    top = head.height(width) - 4
    sheet = Drawing(width, top + row * max(1, len(units)) + 30)
    head.draw(sheet)
    names = min(longest, width * 0.4)
    numbers = max((text.width(_number(shown, u), bold=True) for u in units), default=0) + 18
    plot = Plot(names, top, width - numbers, top + row * max(1, len(units)))
    for place, each in enumerate(units):
        if each.mine:
            sheet.bar(0, plot.top + place * row + 1, width, row - 2, "mine")
    along = level(sheet, plot, _marks(shown, units, 5 if wide else 3), unit=shown.about.unit)
    if shown.mean is not None and finite(shown.mean) is not None:
        sheet.line(along(shown.mean), plot.top, along(shown.mean), plot.bottom, "even")
    for place, each in enumerate(units):
        _row(sheet, shown, each, along, (plot.top + place * row, row, plot.left - 10))
    return sheet


def _number(shown: Comparison, each: Compared) -> str:
    if each.suppressed:
        return each.instead or NOT_SHOWN
    value = finite(each.value)
    short = shown.about.unit if shown.about.unit in {"%", "£"} else ""
    if value is None:
        return "No figure"
    return text.said(value, short, digits=0 if isinstance(each.value, int) else shown.digits)


def _row(
    sheet: Drawing, shown: Comparison, each: Compared, along: Scale, at: tuple[float, float, float]
) -> None:  # fmt: skip
    """Draw one unit: its name, its bar or point, its interval, its number at the right."""
    top, row, names = at
    middle, base, value = top + row / 2, top + row / 2 + 5, _value(each)
    _name(sheet, each, names, middle, row)
    if value is None:
        sheet.quiet(sheet.width - 4, base, _number(shown, each), anchor="end")
        return
    sheet.words(sheet.width - 4, base, _number(shown, each), anchor="end", bold=each.mine)
    if shown.bars:
        start = along(min(max(0.0, along.low), along.high))
        tall = row * 0.62
        sheet.bar(start, middle - tall / 2, along(value) - start, tall, "bar-mine" if each.mine else "bar")
    low, high = finite(each.low), finite(each.high)
    if low is not None and high is not None:
        style = "whisker-mine" if each.mine and not shown.bars else "whisker"
        sheet.line(along(low), middle, along(high), middle, style)
        for end in (low, high) if shown.bars else ():
            sheet.line(along(end), middle - 4, along(end), middle + 4, style)
    if not shown.bars:
        if each.mine:
            sheet.mark(along(value), middle, "diamond", colour=DARK_BLUE, size=5.5)
        else:
            sheet.mark(along(value), middle, "circle", colour=QUIET, size=4.5)


def _name(sheet: Drawing, each: Compared, room: float, middle: float, row: float) -> None:
    """Write a unit's name: in one line, or in two smaller ones where the row has room for them."""
    if row < 30 or text.width(each.name, bold=each.mine) <= room - 4:
        sheet.words(4, middle + 5, text.cut(each.name, room - 4, bold=each.mine), bold=each.mine)
        return
    lines = text.wrap(each.name, room - 4, size=12.5, bold=each.mine)
    for place, words in enumerate(lines):
        sheet.words(4, middle + 4.5 + 13.5 * (place - (len(lines) - 1) / 2), words, size=12.5, bold=each.mine)


def _draw_many(shown: Comparison, units: Sequence[Compared], width: float) -> Drawing:
    """Draw units side by side, the lowest at the left; only the reader's own are named."""
    signs, wide = _signs(shown, units), width > 500
    head = Head(shown.about.drawn, signs)
    top = head.height(width)
    sheet = Drawing(width, top + (306 if wide else 266))
    head.draw(sheet)
    unit, marks = shown.about.unit, _marks(shown, units, 5)
    plot = Plot(room_for(marks, unit), top, width - 12, sheet.height - 30)
    up = upright(sheet, plot, marks, unit=unit)
    known = [u for u in (reversed(units) if shown.sort else units) if _value(u) is not None]
    step = (plot.right - plot.left) / max(1, len(known))
    if shown.mean is not None and finite(shown.mean) is not None:
        sheet.line(plot.left, up(shown.mean), plot.right, up(shown.mean), "even")
    ours: list[tuple[float, float, Compared]] = []
    taken: list[Box] = []
    for place, each in enumerate(known):
        x, value = plot.left + (place + 0.5) * step, _value(each) or 0.0
        low, high = finite(each.low), finite(each.high)
        if each.mine:
            ours.append((x, value, each))
        elif low is not None and high is not None:
            sheet.line(x, up(low), x, up(high), "lead")
            taken.append((x - 2, up(high), x + 2, up(low)))
        if not each.mine:
            sheet.mark(x, up(value), "circle", colour=GREY, size=max(1.5, min(3.5, step / 2)))
    for x, value, each in ours:
        low, high = finite(each.low), finite(each.high)
        if low is not None and high is not None:
            sheet.line(x, up(low), x, up(high), "whisker-mine")
        sheet.mark(x, up(value), "diamond", colour=DARK_BLUE, size=5.5)
        top = up(high) if high is not None else up(value)
        beside(sheet, (x, min(top, up(value))), each.name, taken=taken, bold=True, must=True)
    sheet.quiet(plot.left, sheet.height - 10, f"{len(known):,} {shown.units_words}, from the lowest to the highest")
    return sheet


@dataclass(frozen=True, slots=True)
class Group:
    """One group of bars: its name, and the bars in it, in the order of the groups' own."""

    name: str
    bars: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouped bars show: the same few named bars in each group (fifths of deprivation in each of two years)."""

    about: About
    groups: tuple[Group, ...]


def grouped_bars(shown: Grouped) -> Chart:
    """Return groups of level bars, each bar with its name, its number and its interval."""
    unit = shown.about.unit
    rows = [
        (g.name, b.name, b.instead or NOT_SHOWN, None, None, None, None) if b.suppressed
        else (g.name, b.name, finite(b.value), b.low, b.high, b.numerator, b.denominator)
        for g in shown.groups for b in g.bars
    ]  # fmt: skip
    return made(
        shown.about, lambda width: _draw_groups(shown, width), rows=rows,
        description=f"Bars in {len(shown.groups)} groups, with intervals.",
        headings=[Heading("Group"), Heading("Name"), Heading(shown.about.measure, unit),
                  Heading("95% interval from", unit), Heading("95% interval to", unit), Heading("Counted", ""),
                  Heading("Out of", "")],
    )  # fmt: skip


def _draw_groups(shown: Grouped, width: float) -> Drawing:
    every = [bar for group in shown.groups for bar in group.bars]
    row, head = 24.0, 30.0
    over = Head(shown.about.drawn)
    start = over.height(width) - 8
    sheet = Drawing(width, start + sum(head + row * len(g.bars) for g in shown.groups) + 30)
    over.draw(sheet)
    as_bars = Comparison(shown.about, tuple(every), bars=True, sort=False)
    names = min(max((text.width(b.name, bold=b.mine) for b in every), default=0) + 18, width * 0.4)
    numbers = max((text.width(_number(as_bars, b), bold=True) for b in every), default=0) + 18
    plot = Plot(names, start, width - numbers, sheet.height - 30)
    along = level(sheet, plot, _marks(as_bars, every, 5 if width > 500 else 3), unit=shown.about.unit)
    top = plot.top
    for group in shown.groups:
        sheet.words(4, top + 21, text.cut(group.name, width - 4, bold=True), bold=True, halo=True)
        top += head
        for bar in group.bars:
            _row(sheet, as_bars, bar, along, (top, row, plot.left - 10))
            top += row
    return sheet
