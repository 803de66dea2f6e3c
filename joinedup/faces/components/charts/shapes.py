"""The shapes of areas, from a place's own GeoJSON: read, put on a flat sheet, thinned to what can be seen. Pure.

Coordinates may be the British National Grid (eastings and northings in metres) or longitude and latitude (WGS 84),
which are laid flat by the cosine of the middle latitude: good enough for a place, not for a country.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from joinedup.words.basics.errors import BadInput

Ring = tuple[tuple[float, float], ...]
Shape = tuple[Ring, ...]

WHAT_TO_SUPPLY = (
    "No boundaries are shipped. To see a map of shapes, put a GeoJSON file of the place’s areas in its own folder: one "
    "polygon for each area, with the area’s code as a property, in the British National Grid or in longitude and "
    "latitude. The Office for National Statistics publishes them on its Open Geography portal; its generalised "
    "boundaries are detailed enough."
)
_CURE = "Save the areas as a GeoJSON FeatureCollection of polygons, with each area’s code as a property."


def shapes_of(data: Mapping[str, Any], *, code: str) -> dict[str, Shape]:
    """Return the shape of each area of a GeoJSON FeatureCollection; ``code`` names the property that holds its code.

    Raises BadInput for what is not one, for a feature without a code, and for coordinates that are not numbers.
    """
    features = data.get("features")
    if data.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadInput("This file is not a GeoJSON FeatureCollection.", now=_CURE)
    shapes: dict[str, Shape] = {}
    for place, feature in enumerate(features, 1):
        properties = (feature.get("properties") or {}) if isinstance(feature, Mapping) else {}
        if not properties.get(code):
            raise BadInput(f"Area {place} of this file has no property “{code}”.", now=_CURE)
        shapes[str(properties[code])] = shapes.get(str(properties[code]), ()) + _rings(feature.get("geometry"), place)
    return flat(shapes)


def _rings(geometry: Any, place: int) -> Shape:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    try:
        polygons: list[Any] = {"Polygon": [coordinates], "MultiPolygon": list(coordinates or ())}[kind or ""]
        rings = tuple(tuple((float(dot[0]), float(dot[1])) for dot in ring) for polygon in polygons for ring in polygon)
    except (KeyError, TypeError, ValueError, IndexError):
        raise BadInput(f"Area {place} of this file is not a polygon of numbers.", now=_CURE) from None
    if not all(math.isfinite(number) for ring in rings for dot in ring for number in dot):
        raise BadInput(f"Area {place} of this file is not a polygon of numbers.", now=_CURE)
    return rings


def flat(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return shapes in one unit to both sides: longitude and latitude laid flat, metres as they are."""
    dots = [dot for shape in shapes.values() for ring in shape for dot in ring]
    if not dots or any(abs(x) > 180 or abs(y) > 90 for x, y in dots):
        return dict(shapes)
    middle = math.cos(math.radians((min(y for _, y in dots) + max(y for _, y in dots)) / 2))
    return {name: tuple(tuple((x * middle, y) for x, y in ring) for ring in shape) for name, shape in shapes.items()}


def bounds(dots: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the left, lower, right and upper end of dots; all nought where there are none."""
    held = list(dots)
    if not held:
        return (0.0, 0.0, 0.0, 0.0)
    xs, ys = [x for x, _ in held], [y for _, y in held]
    return (min(xs), min(ys), max(xs), max(ys))


def thinned(ring: Sequence[tuple[float, float]], *, least: float = 0.6) -> list[tuple[float, float]]:
    """Return a ring without the dots that lie closer than ``least`` to the last one kept; at least three of it stay."""
    kept = list(ring[:1])
    for dot in ring[1:]:
        if math.dist(dot, kept[-1]) >= least:
            kept.append(dot)
    return kept if len(kept) > 2 else list(ring[:: max(1, len(ring) // 3)])
