"""The Lorenz curve: which share of people uses which share of care."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, level, room_for, upright
from joinedup.faces.components.charts.chart import About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing, beside
from joinedup.faces.components.charts.key import Head
from joinedup.faces.components.charts.palette import BLUE
from joinedup.faces.components.charts.scales import Scale, finite

_MARKS = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


@dataclass(frozen=True, slots=True)
class Lorenz:
    """What a Lorenz curve shows: points (share of people, share of use), each 0 to 1, those who use most first.

    ``told`` are the shares of people at which the chart says the share of use (0.05: the top 5 per cent).
    """

    about: About
    points: tuple[tuple[float, float], ...]
    told: tuple[float, ...] = (0.02, 0.05, 0.2)
    people_words: str = "Share of people, those who use most first"


def share_at(points: tuple[tuple[float, float], ...], share: float) -> float:
    """Return the share of use of the first ``share`` of people, straight between the points that are given."""
    held = _held(points)
    for (x1, y1), (x2, y2) in pairwise(held):
        if x1 <= share <= x2:
            return y2 if x2 == x1 else y1 + (y2 - y1) * (share - x1) / (x2 - x1)
    return held[-1][1]


def _held(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the points that can be drawn, in order, from nothing to everything."""
    inside = {(0.0, 0.0), (1.0, 1.0)} | {(min(1.0, max(0.0, x)), min(1.0, max(0.0, y))) for x, y in points
                                         if finite(x) is not None and finite(y) is not None}  # fmt: skip
    return sorted(inside)


def lorenz_curve(shown: Lorenz) -> Chart:
    """Return the curve with the line of even use, and the shares that are told written at it."""
    rows = [(100 * share, 100 * share_at(shown.points, share)) for share in _shares(shown)]
    return made(
        shown.about, lambda width: _draw(shown, width), rows=rows,
        description="Lorenz curve: the further it bends from the straight line, the fewer people use most.",
        headings=[Heading("Share of people (those who use most first)", "%"), Heading(shown.about.measure, "%")],
    )  # fmt: skip


def _shares(shown: Lorenz) -> list[float]:
    return sorted({*shown.told, 0.01, 0.02, 0.05, *(tenth / 10 for tenth in range(1, 11))})


def _draw(shown: Lorenz, width: float) -> Drawing:
    side = min(width, 480.0)
    left = room_for(_MARKS, "%")
    head = Head(shown.about.measure)
    top = head.height(width)
    sheet = Drawing(width, top + side - left + 34)
    head.draw(sheet)
    plot = Plot(left, top, side - 16, top + side - 16 - left)
    up = upright(sheet, plot, _MARKS, unit="%")
    along = level(sheet, plot, _MARKS, unit="%", caption=text.cut(shown.people_words, side, size=13), grid=False)
    curve = [(along(100 * x), up(100 * y)) for x, y in _held(shown.points)]
    sheet.path(curve, "band", closed=True)
    sheet.line(plot.left, plot.bottom, plot.right, plot.top, "even")
    sheet.path(curve, "series", colour=BLUE)
    words = "If all used the same"
    sheet.quiet(along(62), up(50) + 4, words)
    for share in shown.told:
        _tell(sheet, shown, share, along, up)
    return sheet


def _tell(sheet: Drawing, shown: Lorenz, share: float, along: Scale, up: Scale) -> None:
    use = share_at(shown.points, share)
    x, y = along(100 * share), up(100 * use)
    sheet.mark(x, y, "circle", colour=BLUE, size=5)
    words = f"{text.said(100 * share, '%', digits=_digits(share))} use {text.said(100 * use, '%', digits=0)}"
    beside(sheet, (x, y), words, taken=[(x - 5, y - 5, x + 5, y + 5)], bold=True)


def _digits(share: float) -> int:
    return 0 if abs(100 * share - round(100 * share)) < 1e-9 else 1
