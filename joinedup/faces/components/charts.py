"""Charts as SVG, drawn here: pure functions from numbers to markup, with classes and no inline style.

Beside each chart its page shows the finding in words and the numbers in a table; the drawing itself is one image with
a name (``role="img"``). A number that may not be shown is drawn as nothing, or as small, and written as it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 440
ROW = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how long it is drawn (None: not at all), and what is written at its end."""

    length: float | None
    shown: str


def pyramid(rows: Sequence[tuple[str, Bar, Bar]], *, left: str, right: str, name: str) -> Markup:
    """Return a population pyramid: ``rows`` from the youngest band up, drawn with the oldest on top."""
    middle, gap, number = WIDTH / 2, 50, 56
    longest = _longest(bar for _, one, other in rows for bar in (one, other))
    scale = (middle - gap - number) / longest
    parts = [
        _text(middle - gap, 14, left, "ju-svg__head", anchor="end"),
        _text(middle + gap, 14, right, "ju-svg__head"),
    ]
    for place, (band, one, other) in enumerate(reversed(rows)):
        top = 24 + place * ROW
        base = top + ROW / 2 + 4
        parts.append(_text(middle, base, band, "ju-svg__label", anchor="middle"))
        for bar, side in ((one, -1), (other, 1)):
            length = (bar.length or 0) * scale
            edge = middle + side * gap
            parts.append(_rect(min(edge, edge + side * length), top + 3, length, "left" if side < 0 else "right"))
            parts.append(
                _text(edge + side * (length + 5), base, bar.shown, "ju-svg__number", anchor="end" if side < 0 else "")
            )
    return _svg(24 + len(rows) * ROW + 6, name, parts)


def bars(rows: Sequence[tuple[str, Bar]], *, name: str, marked: int = 0) -> Markup:
    """Return horizontal bars; the first ``marked`` stand out."""
    label, number = 166, 68
    scale = (WIDTH - label - number) / _longest(bar for _, bar in rows)
    parts = []
    for place, (text, bar) in enumerate(rows):
        top = place * ROW
        length = (bar.length or 0) * scale
        parts.append(_text(label - 8, top + ROW / 2 + 4, text, "ju-svg__label", anchor="end"))
        parts.append(_rect(label, top + 3, length, "marked" if place < marked else "plain"))
        parts.append(_text(label + length + 5, top + ROW / 2 + 4, bar.shown, "ju-svg__number"))
    return _svg(len(rows) * ROW + 4, name, parts)


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a line: its name, the figure and its interval (None where nobody was there)."""

    label: str
    value: float | None
    low: float | None
    high: float | None


def line(points: Sequence[Point], *, name: str) -> Markup:
    """Return a line with the interval of each point as a band, from nought up; the first and last are labelled."""
    left, right, top, bottom = 46, 12, 12, 168
    highest = nice_top(max((p.high or p.value or 0 for p in points), default=0))
    across = (WIDTH - left - right) / max(1, len(points) - 1)
    x = [left + place * across for place in range(len(points))]

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / highest

    known = [
        (x[place], p.value, p.low, p.high)
        for place, p in enumerate(points)
        if p.value is not None and p.low is not None and p.high is not None
    ]
    parts = []
    for step in (0, highest / 2, highest):
        parts.append(Markup('<path class="ju-svg__grid" d="M{} {}H{}"/>').format(left, _n(y(step)), WIDTH - right))
        parts.append(_text(left - 8, y(step) + 4, f"{step:,g}", "ju-svg__tick", anchor="end"))
    if known:
        band = [(at, y(high)) for at, _, _, high in known] + [(at, y(low)) for at, _, low, _ in reversed(known)]
        parts.append(Markup('<path class="ju-svg__band" d="{}Z"/>').format(_path(band)))
        parts.append(Markup('<path class="ju-svg__line" d="{}"/>').format(_path([(a, y(v)) for a, v, _, _ in known])))
        parts += [
            Markup('<circle class="ju-svg__dot" cx="{}" cy="{}" r="3"/>').format(_n(a), _n(y(v))) for a, v, *_ in known
        ]
    if points:
        parts.append(_text(x[0], bottom + 20, points[0].label, "ju-svg__tick"))
        parts.append(_text(x[-1], bottom + 20, points[-1].label, "ju-svg__tick", anchor="end"))
    return _svg(bottom + 28, name, parts)


def nice_top(value: float) -> float:
    """Return a round number at or above ``value``, for the top of an axis; 1 where there is nothing to show."""
    if value <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if value <= step * power * (1 + 1e-9))


def _longest(drawn: Iterable[Bar]) -> float:
    return max((bar.length or 0 for bar in drawn), default=0) or 1


def _svg(height: float, name: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="ju-svg" role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(name, WIDTH, _n(height), Markup("").join(parts))


def _rect(x: float, y: float, width: float, kind: str) -> Markup:
    return Markup('<rect class="ju-svg__bar ju-svg__bar--{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, _n(x), _n(y), _n(width), ROW - 6
    )


def _text(x: float, y: float, text: str, kind: str, *, anchor: str = "") -> Markup:
    placed = Markup(' text-anchor="{}"').format(anchor) if anchor else Markup("")
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(kind, _n(x), _n(y), placed, escape(text))


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
