"""Reading results: the figures of a release, as its policy lets them be shown."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from pathlib import Path

from joinedup.insight.disclosure import policy_for
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure, catalogue
from joinedup.insight.measures.shown import ShownFigure, disclose
from joinedup.insight.measures.support import feeds_in, missing
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import files, rules
from joinedup.planning.results.actions import work_out

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure of one release in one way of cutting, as it may be shown.

    ``why_not`` is the sentence that says why there is none, where there is none; ``total`` is the whole place's.
    """

    measure: Measure
    by: tuple[str, ...]
    figures: list[ShownFigure]
    total: ShownFigure | None
    why_not: str = ""


def shown(release: Release, measure: Measure, by: tuple[str, ...] = ()) -> Shown:
    """Return the figures of ``measure`` cut by ``by`` (names of cuts, in order), hidden where they must be.

    Reads what was kept; what was not is worked out now, by one at a time, and kept. Raises BadInput for a cut that is
    not known or has no meaning for the measure.
    """
    if why_not := missing(measure, feeds_in(release.manifest)):
        return Shown(measure, by, [], None, why_not)
    found = figures(release, measure, by)
    whole = figures(release, measure, ("month",) if "month" in by else ())
    if not found:
        return Shown(measure, by, [], None, "Nothing of this kind is in the release for these days.")
    policy = policy_for(release.purpose, feeds=measure.feeds)
    parts, total = disclose(found, measure=measure, policy=policy, total=whole[0] if by and "month" not in by else None)
    return Shown(measure, by, parts, total)


def figures(release: Release, measure: Measure, by: tuple[str, ...] = ()) -> list[Figure]:
    """Return the figures themselves, small ones too; for what computes further, never for a page."""
    path = releases.folder_of(release) / "results" / rules.name_of(measure)
    kept = _read(str(path), path.stat().st_mtime_ns if path.exists() else 0)
    if by in kept:
        return kept[by]
    with _one_at_a_time:
        kept = files.read(path)
        if by not in kept:
            with releases.open_release(release) as engine:
                kept[by] = work_out(engine, measure, by, release)
            files.write(path, kept)
        return kept[by]


def owed(release: Release) -> list[Measure]:
    """Return the measures that are not worked out yet for ``release`` and that its feeds support."""
    folder, feeds = releases.folder_of(release) / "results", feeds_in(release.manifest)
    return [m for m in catalogue().values() if not missing(m, feeds) and not (folder / rules.name_of(m)).exists()]


@functools.lru_cache(maxsize=512)
def _read(path: str, changed: int) -> dict[tuple[str, ...], list[Figure]]:
    """Read a file once for each time it changes."""
    return files.read(Path(path)) if changed else {}
