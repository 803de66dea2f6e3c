"""Whether a release can answer a measure: no feed, no figure, and the page says which feed is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from joinedup.insight.measures.definition import Measure


def feeds_in(manifest: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the feeds a release was made from, or None for a made-up release, which was made from none and has all."""
    if manifest.get("made_up"):
        return None
    told = manifest.get("feeds") or []
    return frozenset(str(each["feed"]) if isinstance(each, Mapping) else str(each) for each in told)


def missing(measure: Measure, feeds: Collection[str] | None) -> str:
    """Return the sentence that says why there is no figure, or nothing where a feed that supports it was received."""
    if feeds is None or set(measure.feeds) & set(feeds):
        return ""
    names = " or ".join(name.replace("_", " ") for name in measure.feeds)
    return f"There is no figure: this release holds nothing from {names}, which would tell."
