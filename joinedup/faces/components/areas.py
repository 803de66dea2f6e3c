"""The shapes of the place's areas, where the place has supplied them: areas.geojson in its own folder."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from joinedup.faces.components.charts.shapes import WHAT_TO_SUPPLY as _SHAPES
from joinedup.faces.components.charts.shapes import Shape, shapes_of
from joinedup.words.basics.errors import BadInput

# The properties by which the Office for National Statistics names an area's code, and a plain one.
CODES = ("LSOA21CD", "LSOA11CD", "code")
WHAT_TO_SUPPLY = f"{_SHAPES} Name it areas.geojson, and the property {', '.join(CODES[:-1])} or {CODES[-1]}."


def shapes() -> Mapping[str, Shape]:
    """Return the shape of each area by its code; nothing where no file was supplied, or it cannot be read."""
    path: Path = settings.HOME / "areas.geojson"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@functools.lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> Mapping[str, Shape]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    for code in CODES:
        try:
            return shapes_of(told, code=code)
        except (BadInput, AttributeError):
            continue
    return {}
