"""Classes of a number and the shades that stand for them: by as many in each, or by equal steps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.palette import SHADES
from joinedup.faces.components.charts.scales import known

How = Literal["quantile", "equal"]


def breaks(values: Sequence[float | None], *, how: How = "quantile", most: int = 5) -> tuple[float, ...]:
    """Return the lower ends of the classes above the first, ascending: fewer where there are few different values."""
    drawn = sorted(known(values))
    different = len(set(drawn))
    count = max(1, min(most, different, len(SHADES)))
    if count == 1:
        return ()
    if how == "equal":
        low, high = drawn[0], drawn[-1]
        found = [low + (high - low) * place / count for place in range(1, count)]
    else:
        found = [drawn[-(-len(drawn) * place // count)] for place in range(1, count)]
    return tuple(sorted({end for end in found if drawn[0] < end <= drawn[-1]}))


def class_of(value: float, ends: Sequence[float]) -> int:
    """Return the number of the class of ``value``, from 0."""
    return sum(value >= end for end in ends)


def shade(place: int, count: int) -> str:
    """Return the colour of class ``place`` of ``count``: spread over the range, so that few classes differ more."""
    return SHADES[round(place * (len(SHADES) - 1) / max(1, count - 1))] if count > 1 else SHADES[2]


def class_words(ends: Sequence[float], values: Sequence[float | None], unit: str = "") -> list[str]:
    """Return what each class is called: its lowest and highest number."""
    drawn = known(values)
    short = unit if unit in {"%", "£"} else ""
    words = []
    for place in range(len(ends) + 1):
        inside = [v for v in drawn if class_of(v, ends) == place]
        low, high = (text.said(end, short) for end in (min(inside), max(inside))) if inside else ("", "")
        words.append(low if low == high else f"{low} to {high}")
    return words
