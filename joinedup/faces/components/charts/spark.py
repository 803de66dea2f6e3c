"""A line the size of a word, for dashboards: beside its number, which says what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from joinedup.faces.components.charts.drawing import n
from joinedup.faces.components.charts.palette import BLUE, GREY, LINE, ORANGE, PURPLE
from joinedup.faces.components.charts.scales import Scale, finite, known
from joinedup.faces.components.charts.spc import Kind

_LAST: dict[Kind, str] = {"common": BLUE, "improvement": BLUE, "concern": ORANGE, "neither": PURPLE}


def spark(
    values: Sequence[float | None], *, limits: tuple[float, float] | None = None, kind: Kind = "common",
    width: float = 120, height: float = 28,
) -> Markup:  # fmt: skip
    """Return the line, its last point marked by what it means; ``limits`` are a band behind it, a gap stays a gap.

    It is decoration beside its number and words, so it has no name of its own.
    """
    drawn = [finite(value) for value in values]
    ends = known([*drawn, *(limits or ())]) or [0.0]
    up = Scale(min(ends), max(ends), height - 5, 5)
    along = Scale(0, max(1, len(drawn) - 1), 3, width - 6)
    parts = []
    if limits and len(known(limits)) == 2:
        top, foot = up(max(limits)), up(min(limits))
        parts.append(f'<rect fill="{LINE}" x="0" y="{n(top)}" width="{n(width)}" height="{n(max(1.0, foot - top))}"/>')
    for run in _runs(drawn):
        dots = [f"{n(along(place))} {n(up(value))}" for place, value in run]
        route = "M" + "L".join(dots) + ("h.1" if len(dots) == 1 else "")
        parts.append(f'<path fill="none" stroke="{GREY}" stroke-width="1.75" stroke-linecap="round" d="{route}"/>')
    if drawn and (last := drawn[-1]) is not None:
        parts.append(_end(along(len(drawn) - 1), up(last), kind))
    return Markup(  # noqa: S704 (numbers only)
        f'<svg class="ju-spark-c" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}" '
        f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _end(x: float, y: float, kind: Kind) -> str:
    """Return the last point: a circle, a square, a diamond or a triangle, as in the control chart."""
    fill = f'fill="{_LAST[kind]}"'
    if kind == "common":
        return f'<circle {fill} cx="{n(x)}" cy="{n(y)}" r="3"/>'
    corners = {
        "improvement": f"M{n(x - 3)} {n(y - 3)}h6v6h-6Z",
        "concern": f"M{n(x)} {n(y - 4.5)}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z",
        "neither": f"M{n(x)} {n(y - 4)}l4 7h-8Z",
    }
    return f'<path {fill} d="{corners[kind]}"/>'


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]
