"""A drawing: shapes and words put on a sheet of known width, and written out as SVG.

Words are always within the sheet: where a label would run over its edge it is moved in, and where it is longer than
the sheet it is cut. What is drawn is numbers made here; all words are escaped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.palette import QUIET, STYLES, TEXT, WHITE
from joinedup.words.basics.visible import visible

Dot = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_MARKS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    "triangle": ((0, -1.3), (1.25, 1), (-1.25, 1)),
    "down": ((0, 1.3), (1.25, -1), (-1.25, -1)),
}


@dataclass(slots=True)
class Drawing:
    """A sheet ``width`` by ``height``; ``boxes`` are where words are already."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def words(
        self, x: float, y: float, words: str, *, anchor: str = "start", size: float = text.SIZE, bold: bool = False,
        colour: str = TEXT, halo: bool = False,
    ) -> Box:  # fmt: skip
        """Write ``words`` with their base line at ``y``; return the box that they take."""
        shown = text.cut(text.plain(words), self.width, size=size, bold=bold)
        wide = text.width(shown, size=size, bold=bold)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        moved = min(max(left, 0.0), max(0.0, self.width - wide)) - left
        box = (left + moved, y - size * 0.8, left + moved + wide, y + size * 0.25)
        self.boxes.append(box)
        weight = ' font-weight="600"' if bold else ""
        around = f' stroke="{WHITE}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        big = "" if size == text.SIZE else f' font-size="{n(size)}"'
        self.parts.append(
            f'<text x="{n(x + moved)}" y="{n(y)}"{at}{big}{weight} fill="{colour}"{around}>{escape(shown)}</text>'
        )
        return box

    def quiet(self, x: float, y: float, words: str, *, anchor: str = "start", size: float = 13) -> Box:
        """Write what stands beside: marks of axes and captions."""
        return self.words(x, y, words, anchor=anchor, size=size, colour=QUIET)

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a straight line."""
        self.parts.append(f'<path class="ju-c-{style}" {STYLES[style]} d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}"/>')

    def path(
        self, dots: Sequence[Dot], style: str, *, closed: bool = False, colour: str = "", dash: str = "",
        stepped: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through ``dots``, or fill what they enclose; ``stepped`` goes level, then straight up or down."""
        if not dots:
            return
        drawn = _steps(dots) if stepped else dots
        about = STYLES.get(style, "")
        if colour:
            about = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"'
            about += f' stroke-dasharray="{dash}"' if dash else ' stroke-linecap="round"'
        route = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in drawn) + ("Z" if closed else "")
        self.parts.append(f'<path class="ju-c-{style}" {about} d="{route}"/>')

    def bar(self, left: float, top: float, wide: float, tall: float, style: str, *, fill: str = "") -> None:
        """Draw a bar; a negative width or height is drawn to the other side."""
        about = f'fill="{fill}"' if fill else STYLES[style]
        x, y = min(left, left + wide), min(top, top + tall)
        self.parts.append(
            f'<rect class="ju-c-{style}" {about} x="{n(x)}" y="{n(y)}" width="{n(abs(wide))}" height="{n(abs(tall))}"/>'
        )

    def mark(self, x: float, y: float, shape: str, *, colour: str, size: float = 4, hollow: bool = False) -> None:
        """Draw a point: circle, ring, square, diamond, triangle, down or cross."""
        hollow = hollow or shape == "ring"
        about = f'fill="{WHITE if hollow else colour}" stroke="{colour if hollow else WHITE}" '
        about += f'stroke-width="{"1.75" if hollow else "1"}"'
        if shape in {"circle", "ring"}:
            self.parts.append(f'<circle class="ju-c-mark" {about} cx="{n(x)}" cy="{n(y)}" r="{n(size)}"/>')
        elif shape == "cross":
            arm = size * 0.9
            falling = f"M{n(x - arm)} {n(y - arm)}L{n(x + arm)} {n(y + arm)}"
            route = falling + f"M{n(x - arm)} {n(y + arm)}L{n(x + arm)} {n(y - arm)}"
            self.parts.append(f'<path class="ju-c-mark" fill="none" stroke="{colour}" stroke-width="2" d="{route}"/>')
        else:
            route = "M" + "L".join(f"{n(x + dx * size)} {n(y + dy * size)}" for dx, dy in _MARKS[shape]) + "Z"
            self.parts.append(f'<path class="ju-c-mark" {about} d="{route}"/>')

    def free(self, box: Box, taken: Iterable[Box] = ()) -> bool:
        """Return whether nothing is written in ``box`` yet, nor lies there of ``taken``, and it is on the sheet."""
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        return inside and not any(overlap(box, other) for other in (*self.boxes, *taken))

    def svg(self, name: str, title: str, description: str) -> Markup:
        """Return the drawing as one image that says its title and description; ``name`` is its own on the page."""
        title, description = text.plain(title), text.plain(description)
        drawn = (
            f'<svg class="ju-c" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{escape(name)}-t" '
            f'aria-describedby="{escape(name)}-d" viewBox="0 0 {n(self.width)} {n(self.height)}" '
            f'width="{n(self.width)}" height="{n(self.height)}" font-family="Frutiger W01, Arial, sans-serif" '
            f'font-size="{n(text.SIZE)}" focusable="false"><title id="{escape(name)}-t">{escape(title)}</title>'
            f'<desc id="{escape(name)}-d">{escape(description)}</desc>{"".join(self.parts)}</svg>'
        )
        return Markup(visible(drawn))  # noqa: S704 (every part is a number, or escaped)


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes share some of the sheet."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def beside(
    drawing: Drawing, at: Dot, words: str, *, taken: Sequence[Box] = (), bold: bool = False, must: bool = False
) -> bool:
    """Write ``words`` beside a point where nothing is yet: right, left, above or below; return whether there was room.

    Where there is none they are left out, unless they ``must`` be there.
    """
    x, y = at
    wide, size = text.width(words, bold=bold), text.SIZE
    places = [
        (x + 8, y + 5), (x - 8 - wide, y + 5), (x - wide / 2, y - 9), (x - wide / 2, y + 20),
        (x + 7, y - 7), (x - 7 - wide, y - 7), (x + 7, y + 17), (x - 7 - wide, y + 17),
    ]  # fmt: skip
    for left, base in places:
        if drawing.free((left - 1, base - size * 0.8, left + wide + 1, base + size * 0.25), taken):
            drawing.words(left, base, words, bold=bold, halo=True)
            return True
    if must:
        drawing.words(x + 8, max(size, y - 7), words, bold=bold, halo=True)
    return must


def _steps(dots: Sequence[Dot]) -> list[Dot]:
    out = [dots[0]]
    for x, y in dots[1:]:
        out += [(x, out[-1][1]), (x, y)]
    return out


def n(number: float) -> str:
    """Return a number of the drawing: to a tenth. Raises ValueError for what cannot be drawn."""
    if not math.isfinite(number):
        raise ValueError("a place in a drawing must be a number")
    written = f"{number:.1f}"
    written = written[:-2] if written.endswith(".0") else written
    return "0" if written == "-0" else written
