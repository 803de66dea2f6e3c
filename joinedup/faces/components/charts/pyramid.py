"""The population pyramid: people by age, women at the left, men at the right, against the outline of another place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import TICK, step_of
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.scales import axis_marks, finite


@dataclass(frozen=True, slots=True)
class Band:
    """One band of age, the youngest first. A count is None where it is not shown, and ``*_shown`` then says what is.

    ``like_left`` and ``like_right`` are the outline that it is compared with, in the same unit.
    """

    name: str
    left: float | None
    right: float | None
    left_shown: str = ""
    right_shown: str = ""
    like_left: float | None = None
    like_right: float | None = None


@dataclass(frozen=True, slots=True)
class Pyramid:
    """What a pyramid shows: both sides in one unit (people, or "%" of all), and the name of the outline, if any."""

    about: About
    bands: tuple[Band, ...]
    left: str = "Female"
    right: str = "Male"
    outline: str = ""


def pyramid_chart(shown: Pyramid) -> Chart:
    """Return the pyramid, the oldest on top; a number too small to show has no bar from which it could be measured."""
    unit = shown.about.unit
    outlined = bool(shown.outline)
    headings = [Heading("Age"), Heading(shown.left, unit), Heading(shown.right, unit)]
    if outlined:
        headings += [Heading(f"{shown.left}, {shown.outline}", unit), Heading(f"{shown.right}, {shown.outline}", unit)]
    rows = [
        (b.name, _cell(b.left, b.left_shown), _cell(b.right, b.right_shown),
         *((b.like_left, b.like_right) if outlined else ()))
        for b in reversed(shown.bands)
    ]  # fmt: skip
    hidden = any(finite(v) is None for b in shown.bands for v in (b.left, b.right))
    return made(
        shown.about, lambda width: _draw(shown, width), headings=headings, rows=rows,
        notes=["A band without a bar is a number too small to show."] if hidden else (),
        description=f"Population pyramid of {len(shown.bands)} bands of age.",
    )  # fmt: skip


def _cell(value: float | None, said: str) -> float | str:
    number = finite(value)
    if number is None:
        return said or NOT_SHOWN
    return int(number) if number == int(number) else number


def _draw(shown: Pyramid, width: float) -> Drawing:
    wide = width > 500
    row, signs = (22.0 if len(shown.bands) <= 12 else 18.0), _signs(shown)
    head = Head(shown.about.drawn, signs)
    top = head.height(width) + 16
    sheet = Drawing(width, top + row * max(1, len(shown.bands)) + 28)
    gap = max((text.width(b.name, size=TICK) for b in shown.bands), default=20) / 2 + 8
    middle = width / 2
    values = [v for b in shown.bands for v in (b.left, b.right, b.like_left, b.like_right)]
    marks = [m for m in axis_marks(values, zero=True, most=4 if wide else 2) if m >= 0]
    reach = middle - gap - _margin(marks, shown.about.unit)
    scale = reach / (marks[-1] or 1)
    head.draw(sheet)
    bottom = top + row * max(1, len(shown.bands))
    for side, heading in ((-1, shown.left), (1, shown.right)):
        edge = middle + side * gap
        sheet.words(edge + side * reach / 2, top - 8, heading, anchor="middle", bold=True)
        wing = Wing(side, edge, scale, top, row)
        for mark in marks:
            x = wing.x(mark)
            sheet.line(x, top, x, bottom, "axis" if mark == 0 else "grid")
            sheet.quiet(x, bottom + 18, text.marked(mark, shown.about.unit, step=step_of(marks)), anchor="middle")
        _side(sheet, shown, wing)
    for place, band in enumerate(reversed(shown.bands)):
        sheet.words(middle, top + (place + 0.5) * row + 4.5, band.name, anchor="middle", size=TICK)
    return sheet


def _signs(shown: Pyramid) -> list[Sign]:
    return [Sign(shown.outline, style="outline")] if shown.outline else []


def _margin(marks: Sequence[float], unit: str) -> float:
    """Return the room that half of the outermost mark takes beyond its grid line."""
    return text.width(text.marked(marks[-1], unit, step=step_of(marks)), size=TICK) / 2 + 2


@dataclass(frozen=True, slots=True)
class Wing:
    """One side of a pyramid: -1 is the left; from its edge outwards, ``scale`` of the drawing for each one counted."""

    side: int
    edge: float
    scale: float
    top: float
    row: float

    def x(self, value: float) -> float:
        """Return how far out ``value`` is drawn."""
        return self.edge + self.side * max(0.0, value) * self.scale


def _side(sheet: Drawing, shown: Pyramid, wing: Wing) -> None:
    """Draw the bars of one side, what is written where a bar is missing, and the outline over them."""
    outline: list[tuple[float, float]] = []
    left = wing.side < 0
    for place, band in enumerate(reversed(shown.bands)):
        y = wing.top + place * wing.row
        value, like = finite(band.left if left else band.right), finite(band.like_left if left else band.like_right)
        if value is None:
            words = (band.left_shown if left else band.right_shown) or NOT_SHOWN
            sheet.quiet(wing.edge + wing.side * 5, y + wing.row / 2 + 4.5, words, anchor="end" if left else "start")
        else:
            sheet.bar(wing.edge, y + 1.5, wing.x(value) - wing.edge, wing.row - 3, "bar-one" if left else "bar-two")
        if like is not None:
            outline += [(wing.x(like), y), (wing.x(like), y + wing.row)]
    if shown.outline:
        sheet.path(outline, "edge")
        sheet.path(outline, "outline")
