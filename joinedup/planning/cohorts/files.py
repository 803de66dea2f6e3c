"""A cohort as it was counted in a release, kept beside that release as it may be shown: pages only read it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from joinedup.insight.measures.definition import catalogue
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.cohorts.counted import Counted, Place, Use
from joinedup.planning.releases.models import Release
from joinedup.record.store.files import whole

_BLOCKS = ("by_practice", "by_area", "by_age", "by_deprivation")


def counted_file(release: Path, *, named: str, measures: object) -> Path:
    """Return where the counts of the group called ``named`` are kept; other ``measures`` are another file."""
    known = hashlib.sha256(repr(measures).encode()).hexdigest()[:8]
    return release / "results" / "cohorts" / f"{named}-{known}.json"


def write(path: Path, found: Counted) -> None:
    """Keep the counts; whole, or not at all."""
    told: dict[str, Any] = {
        "words": found.words, "people": found.people, "everyone": found.everyone, "nearly": found.nearly,
        "uses": [{"measure": use.measure.id, "cohort": use.cohort and asdict(use.cohort),
                  "everyone": use.everyone and asdict(use.everyone)} for use in found.uses],
    } | {block: [asdict(place) for place in getattr(found, block)] for block in _BLOCKS}  # fmt: skip
    with whole(path) as part:
        part.write_text(json.dumps(told, default=str), encoding="utf-8")


def read(path: Path, release: Release) -> Counted | None:
    """Return the counts, or None where they are not kept."""
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    uses = tuple(
        Use(catalogue()[use["measure"]], *(use[of] and ShownFigure.from_told(use[of]) for of in ("cohort", "everyone")))
        for use in told.pop("uses")
    )
    blocks: dict[str, Any] = {block: tuple(Place(**place) for place in told.pop(block)) for block in _BLOCKS}
    return Counted(release=release, uses=uses, **blocks, **told)
