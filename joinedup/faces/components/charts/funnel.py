"""The funnel plot: each unit by its size, and the lines within which chance alone would leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, level, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Box, Drawing, beside
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import BLUE, DARK_BLUE, GREY, ORANGE
from joinedup.faces.components.charts.scales import Scale, axis_marks, finite, known, round_marks


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit (a practice, a home): its size, its figure, and where it lies: "within", "above" or "below"."""

    name: str
    size: float
    value: float | None
    standing: str = "within"
    numerator: float | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """A pair of lines: ``points`` are (size, lower, upper), ascending; ``style`` limit, limit-outer or limit-over."""

    words: str
    points: tuple[tuple[float, float, float], ...]
    style: str = "limit"


@dataclass(frozen=True, slots=True)
class Funnel:
    """What a funnel plot shows; ``mine`` is the name of the unit that stands out, ``size_words`` what sizes count."""

    about: About
    units: tuple[FunnelUnit, ...]
    middle: float
    lines: tuple[FunnelLine, ...]
    mine: str = ""
    size_words: str = "People"
    middle_words: str = "All units together"


def funnel_plot(shown: Funnel) -> Chart:
    """Return the plot: the reader's unit is named, others only where they lie outside the lines."""
    unit = shown.about.unit
    drawn = [each for each in shown.units if not each.suppressed and finite(each.value) is not None]
    hidden = len(shown.units) - len(drawn)
    notes = ["Small units vary more by chance, so the lines are wider at the left. A unit outside them is worth a "
             "question; it is not in itself better or worse care."]  # fmt: skip
    if hidden:
        notes.append(f"{hidden:,} not drawn: too small to show, or without a figure.")
    rows = [
        (u.name, NOT_SHOWN if u.suppressed else finite(u.value), "" if u.suppressed else _STANDING[u.standing],
         None if u.suppressed else u.numerator, u.size)
        for u in sorted(shown.units, key=lambda each: -each.size)
    ]  # fmt: skip
    return made(
        shown.about, lambda width: _draw(shown, drawn, width), rows=rows, notes=notes,
        description=f"Funnel plot of {len(drawn)} units by size.",
        headings=[Heading("Name"), Heading(shown.about.measure, unit), Heading("Against the lines"),
                  Heading("Counted", ""), Heading(shown.size_words, "")],
    )  # fmt: skip


_STANDING = {"within": "Within the lines", "above": "Above the lines", "below": "Below the lines"}


def _draw(shown: Funnel, drawn: Sequence[FunnelUnit], width: float) -> Drawing:
    standings = {u.standing for u in drawn}
    signs = [Sign(shown.middle_words, style="mean"), *(Sign(each.words, style=each.style) for each in shown.lines)]
    for standing, words, shape, colour in (("above", "Above", "triangle", ORANGE), ("below", "Below", "down", BLUE)):
        signs += [Sign(words, shape=shape, colour=colour)] if standing in standings else []
    wide, head = width > 500, Head(shown.about.drawn, signs)
    top = head.height(width)
    sheet = Drawing(width, top + (370 if wide else 310))
    head.draw(sheet)
    across = round_marks(
        0, max([u.size for u in drawn if finite(u.size) is not None], default=1.0), most=6 if wide else 4
    )
    marks = _upright_marks(shown, drawn, across[-1])
    unit = shown.about.unit
    plot = Plot(room_for(marks, unit), top, width - 18, sheet.height - 48)
    up = upright(sheet, plot, marks, unit=unit)
    along = level(sheet, plot, across, caption=shown.size_words, grid=False)
    if finite(shown.middle) is not None:
        sheet.line(plot.left, up(shown.middle), plot.right, up(shown.middle), "mean")
    for each in shown.lines:
        for side in (1, 2):
            _limit(sheet, [(p[0], p[side]) for p in each.points], each.style, along, up)
    _units(sheet, shown, drawn, along, up)
    return sheet


def _upright_marks(shown: Funnel, drawn: Sequence[FunnelUnit], widest: float) -> tuple[float, ...]:
    """Return marks that hold all units, and the lines from where the first unit lies (near nought they are endless)."""
    first = min((u.size for u in drawn), default=0)
    lines = [v for each in shown.lines for p in each.points if first <= p[0] <= widest for v in p[1:]]
    drawn_values = known([*(u.value for u in drawn), shown.middle, *lines])
    near = bool(drawn_values) and 0 <= min(drawn_values) < max(drawn_values) / 4
    return axis_marks(drawn_values, zero=near, most=6)


def _limit(sheet: Drawing, points: Sequence[tuple[float, float]], style: str, along: Scale, up: Scale) -> None:
    """Draw one line as far as it lies on the plot."""
    inside = [(along(x), up(y)) for x, y in points if finite(x) is not None and finite(y) is not None
              and along.low <= x <= along.high and up.low <= y <= up.high]  # fmt: skip
    sheet.path(inside, style)


def _units(sheet: Drawing, shown: Funnel, drawn: Sequence[FunnelUnit], along: Scale, up: Scale) -> None:
    """Draw all units, the reader's largest; name the reader's, then the furthest outside, where there is room."""
    placed = [(u, along(u.size), up(finite(u.value) or 0.0)) for u in drawn]
    for u, x, y in placed:
        if u.name != shown.mine:
            shape, colour = {"above": ("triangle", ORANGE), "below": ("down", BLUE)}.get(u.standing, ("circle", GREY))
            sheet.mark(x, y, shape, colour=colour, size=4.5 if u.standing != "within" else 4)
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for _, x, y in placed]
    for n, (u, x, y) in enumerate(placed):
        if u.name == shown.mine:
            sheet.mark(x, y, "circle", colour=DARK_BLUE, size=7)
            others = [(x - 7, y - 7, x + 7, y + 7), *taken[:n], *taken[n + 1 :]]
            beside(sheet, (x + 2, y), u.name, bold=True, must=True, taken=others)
    outside = sorted((p for p in placed if p[0].standing != "within" and p[0].name != shown.mine),
                     key=lambda p: -abs((finite(p[0].value) or 0) - shown.middle))  # fmt: skip
    for u, x, y in outside[:12]:
        beside(sheet, (x, y), text.cut(u.name, 220), taken=taken)
