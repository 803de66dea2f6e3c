"""What the Place page shows, kept beside its release: worked out once a release, and not once a process.

It is what may be shown, and no more. Its name changes with the definitions and the policy that it rests on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from joinedup.insight.disclosure import Policy
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.measures.shown_population import ShownCareHome, ShownPopulation, ShownPractice
from joinedup.record.store.files import whole

# Change it where what is kept, or how it is worked out, changes.
VERSION = 1


def path_of(folder: Path, measures: Iterable[Measure], *, policy: Policy) -> Path:
    """Return where it is kept for the release in ``folder``."""
    said = repr((VERSION, [measure.in_full for measure in measures], policy))
    return folder / "results" / f"place-{hashlib.sha256(said.encode()).hexdigest()[:12]}.json"


def write(path: Path, people: ShownPopulation, figures: list[list[ShownFigure]]) -> None:
    """Write who lives here and the figures of each measure; whole, or not at all."""
    told = {
        "people": asdict(people) | {"by_decile": list(people.by_decile.items())},
        "figures": [[asdict(figure) for figure in of_one] for of_one in figures],
    }
    with whole(path) as part:
        part.write_text(json.dumps(told, default=date.isoformat), encoding="utf-8")


def read(path: Path) -> tuple[ShownPopulation, list[list[ShownFigure]]] | None:
    """Return what was written, or None where nothing was."""
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    people = told["people"]
    return (
        ShownPopulation(
            **people
            | {
                "day": date.fromisoformat(people["day"]),
                "pyramid": {band: tuple(cells) for band, cells in people["pyramid"].items()},
                "by_decile": dict(people["by_decile"]),
                "practices": [ShownPractice(**each) for each in people["practices"]],
                "care_homes": [ShownCareHome(**each) for each in people["care_homes"]],
                "compared": tuple(people["compared"]) if people["compared"] else None,
            }
        ),
        [[ShownFigure.from_told(figure) for figure in of_one] for of_one in told["figures"]],
    )
