"""The key of a chart: a sample of each sign with what it means, in as many rows as the width needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.palette import BLUE

_SIZE, _SAMPLE, _ROW, _GAP = 13.0, 26.0, 21.0, 18.0


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: ``style`` for a line, band or bar of the palette, or ``shape`` for a point; and what it means."""

    words: str
    style: str = ""
    shape: str = ""
    colour: str = BLUE
    dash: str = ""
    hollow: bool = False
    fill: str = ""


def _placed(signs: Sequence[Sign], width: float) -> list[tuple[float, int]]:
    """Return where each sign begins: from the left, and in which row."""
    out: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for sign in signs:
        wide = _SAMPLE + 6 + text.width(sign.words, size=_SIZE)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        out.append((x, row))
        x += wide + _GAP
    return out


def key_height(signs: Sequence[Sign], width: float) -> float:
    """Return how much of a sheet's height the key takes."""
    return (max(row for _, row in _placed(signs, width)) + 1) * _ROW + 4 if signs else 0.0


def draw_key(sheet: Drawing, top: float, signs: Sequence[Sign]) -> None:
    """Draw the key from ``top`` down."""
    for sign, (x, row) in zip(signs, _placed(signs, sheet.width), strict=True):
        middle = top + row * _ROW + _ROW / 2
        if sign.fill or sign.style.startswith(("band", "bar", "stripe", "hidden")):
            sheet.bar(x, middle - 6, _SAMPLE - 4, 12, sign.style or "shade", fill=sign.fill)
        elif sign.style or sign.dash or not sign.shape:
            sheet.path(
                [(x, middle), (x + _SAMPLE - 2, middle)], sign.style or "series",
                colour="" if sign.style else sign.colour, dash=sign.dash,
            )  # fmt: skip
        if sign.shape:
            sheet.mark(x + _SAMPLE / 2 - 1, middle, sign.shape, colour=sign.colour, hollow=sign.hollow)
        sheet.words(
            x + _SAMPLE + 4, middle + 4.5, text.cut(sign.words, sheet.width - x - _SAMPLE - 4, size=_SIZE), size=_SIZE
        )


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a plot: what is drawn (in one or two lines), and the key."""

    caption: str
    signs: Sequence[Sign] = ()

    def height(self, width: float) -> float:
        """Return how much of a sheet ``width`` wide the head takes, with the space beneath it."""
        lines = len(text.wrap(self.caption, width, size=_SIZE))
        return 17 * lines + key_height(self.signs, width) + 14

    def draw(self, sheet: Drawing, *, top: float = 0.0) -> None:
        """Write the head from ``top`` down."""
        lines = text.wrap(self.caption, sheet.width, size=_SIZE)
        for place, words in enumerate(lines):
            sheet.quiet(0, top + 13 + 17 * place, words, size=_SIZE)
        draw_key(sheet, top + 17 * len(lines) + 3, self.signs)
