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
from joinedup.insight.measures.definition import Measure, shared_definitions
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.measures.shown_population import ShownCareHome, ShownPopulation, ShownPractice

# Change it where what is kept, or how it is worked out, changes.
VERSION = 1


def path_of(folder: Path, measures: Iterable[Measure], *, policy: Policy) -> Path:
    """Return where it is kept for the release in ``folder``."""
    told = [[(name, getattr(m, name)) for name in m.__slots__ if name != "examples"] for m in measures]
    said = repr((VERSION, told, policy)) + shared_definitions()
    return folder / "results" / f"place-{hashlib.sha256(said.encode()).hexdigest()[:12]}.json"


def write(path: Path, people: ShownPopulation, figures: list[list[ShownFigure]]) -> None:
    """Write who lives here and the figures of each measure; whole, or not at all."""
    told = {
        "people": asdict(people) | {"by_decile": list(people.by_decile.items())},
        "figures": [[asdict(figure) for figure in of_one] for of_one in figures],
    }
    path.parent.mkdir(exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(told, default=date.isoformat), encoding="utf-8")
    part.replace(path)


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
        [[_figure(figure) for figure in of_one] for of_one in told["figures"]],
    )


def _figure(told: dict[str, Any]) -> ShownFigure:
    days = {name: date.fromisoformat(told[name]) for name in ("first_day", "last_day")}
    group = {name: date.fromisoformat(value) if name == "month" else value for name, value in told["group"].items()}
    return ShownFigure(**told | days | {"group": group})
