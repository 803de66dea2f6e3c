"""A map without tile servers: areas in shades of what is measured, as their shapes, or as equal hexagons.

Where a place has supplied boundaries, its shapes are drawn. Where only a point of each area is known, each area is a
hexagon as near as may be to where it lies, all of one size, since an area's people are not its acres. Where neither is
known there is no map, and the page says what to supply (``shapes.WHAT_TO_SUPPLY``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Box, Drawing, beside, n
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import GREY, TEXT, WHITE
from joinedup.faces.components.charts.scales import finite
from joinedup.faces.components.charts.shades import How, breaks, class_of, class_words, shade
from joinedup.faces.components.charts.shapes import Shape, bounds, thinned

Flats = Mapping[str, list[list[tuple[float, float]]]]  # the rings of each area, on the sheet

MOST_HEXAGONS = 900  # beyond these, finding each its place takes longer than a page may


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its code and name, its figure, and ``at``: a point of it (any flat unit), where one is known."""

    code: str
    name: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    at: tuple[float, float] | None = None
    mine: bool = False
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Areas:
    """What a map shows; ``shapes`` by the areas' codes, ``how`` classes are made."""

    about: About
    areas: tuple[Area, ...]
    shapes: Mapping[str, Shape] | None = None
    how: How = "quantile"

    @property
    def can_be_drawn(self) -> bool:
        """Return whether it is known where areas lie."""
        return bool(self.shapes) or any(area.at for area in self.areas)


def area_map(shown: Areas) -> Chart:
    """Return the map with its key; its table has every area, drawn or not, the highest first."""
    unit = shown.about.unit
    values = [_value(area) for area in shown.areas]
    ends = breaks(values, how=shown.how)
    ordered = sorted(shown.areas, key=lambda a: (_value(a) is None, -(_value(a) or 0.0), a.name))
    rows = [(a.name, a.code, NOT_SHOWN if a.suppressed else _value(a), None if a.suppressed else a.numerator,
             None if a.suppressed else a.denominator) for a in ordered]  # fmt: skip
    notes = ["Each shade has as many areas as the others." if shown.how == "quantile" else "Shades go by equal steps."]
    if not shown.shapes:
        notes.append("Each hexagon is one area, about where it lies; all are one size, as their acres are not people.")
    missing = sum(1 for a in shown.areas if (a.code not in shown.shapes if shown.shapes else a.at is None))
    if missing:
        notes.append(f"{missing:,} area{'' if missing == 1 else 's'} not on the map: where it lies is not known.")
    return made(
        shown.about, lambda width: _draw(shown, ends, width), rows=rows, notes=notes,
        description=f"Map of {len(shown.areas)} areas, darker where higher.",
        headings=[Heading("Area"), Heading("Code"), Heading(shown.about.measure, unit), Heading("Counted", ""),
                  Heading("Out of", "")],
    )  # fmt: skip


def _value(area: Area) -> float | None:
    return None if area.suppressed else finite(area.value)


def _draw(shown: Areas, ends: Sequence[float], width: float) -> Drawing:
    values = [_value(area) for area in shown.areas]
    words = class_words(ends, values, shown.about.unit) if any(v is not None for v in values) else []
    signs = [Sign(each, style="bar", fill=shade(k, len(words))) for k, each in enumerate(words) if each]
    if any(v is None for v in values):
        signs.append(Sign("Not shown", style="hidden", shape="cross", colour=GREY))
    head = Head(shown.about.drawn, signs)
    top = head.height(width)
    placed = _shapes(shown) if shown.shapes else _hexagons(shown)
    left, low, right, high = bounds(dot for shape in placed.values() for ring in shape for dot in ring)
    wide = min(width, 560.0)
    scale = min((wide - 8) / ((right - left) or 1.0), 520.0 / ((high - low) or 1.0))
    sheet = Drawing(width, top + (high - low) * scale + 16)
    head.draw(sheet)
    start = (width - (right - left) * scale) / 2 if width <= 500 else 4.0

    def on_sheet(dot: tuple[float, float]) -> tuple[float, float]:
        return start + (dot[0] - left) * scale, top + 6 + (high - dot[1]) * scale

    flats = {code: [thinned([on_sheet(dot) for dot in ring]) for ring in shape] for code, shape in placed.items()}
    _paint(sheet, shown, flats, ends, len(words))
    for area in shown.areas:
        if _value(area) is None and flats.get(area.code):
            west, north, east, south = bounds(dot for ring in flats[area.code] for dot in ring)
            sheet.mark((west + east) / 2, (north + south) / 2, "cross", colour=GREY, size=min(4.0, (east - west) / 4))
    _name_mine(sheet, shown, flats)
    return sheet


def _shapes(shown: Areas) -> dict[str, Shape]:
    wanted = {area.code for area in shown.areas}
    return {code: shape for code, shape in (shown.shapes or {}).items() if code in wanted}


def _paint(sheet: Drawing, shown: Areas, flats: Flats, ends: Sequence[float], count: int) -> None:
    for area in sorted(shown.areas, key=lambda each: each.mine):
        rings = flats.get(area.code)
        if not rings:
            continue
        route = "".join("M" + "L".join(f"{n(x)} {n(y)}" for x, y in ring) + "Z" for ring in rings if len(ring) > 2)
        value = _value(area)
        fill = WHITE if value is None else shade(class_of(value, ends), count)
        edge = f'stroke="{TEXT}" stroke-width="2.5"' if area.mine else f'stroke="{GREY}" stroke-width="0.75"'
        edge += ' stroke-dasharray="2 3"' if value is None else ""
        sheet.parts.append(f'<path class="ju-c-area" fill="{fill}" fill-rule="evenodd" {edge} d="{route}"/>')


def _name_mine(sheet: Drawing, shown: Areas, flats: Flats) -> None:
    """Name the reader's own areas, and write each one's figure with it."""
    unit = shown.about.unit if shown.about.unit in {"%", "£"} else ""
    for area in shown.areas:
        rings = flats.get(area.code)
        if area.mine and rings:
            left, low, right, high = bounds(dot for ring in rings for dot in ring)
            own: list[Box] = [(left, low, right, high)] if right - left < 60 else []
            value = _value(area)
            said = NOT_SHOWN.lower() if value is None else text.said(value, unit)
            beside(sheet, ((left + right) / 2 + (right - left) / 2 - 4, (low + high) / 2), f"{area.name}: {said}",
                   bold=True, must=True, taken=own)  # fmt: skip


def _hexagons(shown: Areas) -> dict[str, Shape]:
    """Return a hexagon for each area whose point is known, on a grid, all moved as little as may be."""
    known = [(area.code, area.at) for area in shown.areas if area.at and all(finite(x) is not None for x in area.at)]
    if not known:
        return {}
    if len(known) > MOST_HEXAGONS:
        return {code: (_hexagon(x, y, _reach(known)),) for code, (x, y) in known}
    cells = hex_grid([at for _, at in known])
    return {code: (_hexagon(x, y, 1.0),) for (code, _), (x, y) in zip(known, cells, strict=True)}


def _reach(known: Sequence[tuple[str, tuple[float, float]]]) -> float:
    """Return a radius at which so many hexagons would about cover the ground that they lie on."""
    left, low, right, high = bounds(at for _, at in known)
    return math.sqrt(max((right - left) * (high - low), 1e-9) / len(known)) * 0.5


def _hexagon(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + radius * math.sin(math.pi * k / 3), y + radius * math.cos(math.pi * k / 3)) for k in range(6))


def hex_grid(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the middle of a hexagon (of radius 1) for each point: no two alike, and in all as little moved as may be.

    The grid covers what the points cover, with about a third more cells than points; which goes where is the linear
    sum assignment of the squared distances (Jonker-Volgenant, as in scipy).
    """
    given = np.asarray(points, dtype=float)
    span = np.ptp(given, axis=0)
    span = np.where(span > 0, span, max(float(span.max()), 1.0))
    ratio = float(np.clip(span[0] / span[1], 0.25, 4.0))
    cells = max(1.0, len(points) * 1.35)
    columns = max(1, math.ceil(math.sqrt(cells * ratio * math.sqrt(3) / 2)))
    rows = max(1, math.ceil(cells / columns))
    step = math.sqrt(3)
    grid = np.array([(step * (c + (r % 2) / 2), 1.5 * r) for r in range(rows) for c in range(columns)])
    reach = np.maximum(np.ptp(grid, axis=0), 1e-9)
    placed = (given - given.min(axis=0)) / span * reach
    apart = ((placed[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(apart)
    return [(float(x), float(y)) for x, y in grid[chosen]]
