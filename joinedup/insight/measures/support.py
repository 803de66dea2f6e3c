"""Whether a release can answer a measure: no feed, no figure, and the page says which feed is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from joinedup.insight.measures.definition import Measure


def feeds_in(manifest: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the feeds a release was made from, or None for a made-up release, which was made from none and has all."""
    if manifest.get("made_up"):
        return None
    told = manifest.get("feeds") or []
    return frozenset(str(each["feed"]) if isinstance(each, Mapping) else str(each) for each in told)


def in_words(groups: Iterable[Iterable[str]], *, joined: str = ", and ") -> str:
    """Return groups of feeds in words: of each group any one will do."""
    return joined.join(" or ".join(name.replace("_", " ") for name in group) for group in groups)


def missing(measure: Measure, feeds: Collection[str] | None) -> str:
    """Return the sentence that says why there is no figure, or nothing where all that it rests on was received."""
    if feeds is None:
        return ""
    wanted = [group for group in measure.told_by if not set(group) & set(feeds)]
    if not wanted:
        return ""
    told = in_words(wanted, joined=", and nothing from ")
    return f"There is no figure: this release holds nothing from {told}, which would tell."
