"""A made-up place on disk: lives and feeds, or lives and a release; whole, or not there at all.

``DIR/place.json`` says what was made; ``DIR/truth`` holds what no sender knows, ``outliers.yaml`` and ``changes.yaml``
among it; ``DIR/feeds`` what they send;
``DIR/release`` the linked dataset, where that was asked for instead of feeds.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import joinedup
from joinedup.words.basics.errors import BadInput
from synthetic.lives import make_lives
from synthetic.lives.making import Made
from synthetic.lives.place import plan_place
from synthetic.lives.tables import DATASET
from synthetic.lives.variation import planted

Moved = Callable[[str, int, int], None]
DEFAULT_END = date(2026, 3, 31)


def make_place(
    out: Path,
    *,
    people: int,
    years: int,
    seed: int,
    end: date = DEFAULT_END,
    release: bool = False,
    processes: int | None = None,
    moved: Moved | None = None,
) -> dict[str, Any]:
    """Make a place in ``out`` and return what ``place.json`` says of it.

    It is made beside ``out`` and takes its name when it is whole, so a run that was stopped leaves no place behind;
    the same place already there is left as it is. ``moved`` is told what is being done, steps done and steps in all.
    Raises BadInput where something else is in ``out``.
    """
    asked = {"people": people, "years": years, "seed": seed, "end": end.isoformat(), "release": release}
    if (there := already(out)) is not None:
        if all(there.get(name) == value for name, value in asked.items()):
            return there
        raise BadInput(
            f"There is another made-up place in {out}.", now="Give another folder with --out, or remove that one."
        )
    if out.exists() and any(out.iterdir()):
        raise BadInput(f"{out} has other things in it.", now="Give a new or an empty folder with --out.")
    building = out.with_name(f".{out.name}.making")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    said = moved or (lambda what, done, total: None)
    made = make_lives(
        people, years, seed, building / "truth/lives", end,
        lambda done, total: said("Living", done, total),
        dataset_in=building / "release" if release else None, processes=processes,
    )  # fmt: skip
    _write_planted(building / "truth", people, years, seed, end)
    report: dict[str, Any] = {**asked, "start": made.start.isoformat(), "rows": made.rows}
    if release:
        write_manifest(building / "release", made, seed)
    else:
        from synthetic.feeds import write_feeds  # noqa: PLC0415 (a release needs no feeds)

        report["feeds"] = write_feeds(
            building / "truth/lives", building / "feeds", building / "truth", people=people, seed=seed,
            progress=lambda done, total: said("Writing feeds", done, total),
        )  # fmt: skip
    (building / "place.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if out.exists():
        out.rmdir()
    building.rename(out)
    return report


def _write_planted(truth: Path, people: int, years: int, seed: int, end: date) -> None:
    """Write what lies outside and what changes, for those who look to find: ``outliers.yaml`` and ``changes.yaml``."""
    place = plan_place(people, years, seed, end)
    for name, listed in planted(place.variation, place.practice_code, place.home_code).items():
        (truth / f"{name}.yaml").write_text(yaml.safe_dump(listed, sort_keys=False), encoding="utf-8")


def already(out: Path) -> dict[str, Any] | None:
    """Return what ``place.json`` says of the place in ``out``, or None where there is no whole place."""
    try:
        found: dict[str, Any] = json.loads((out / "place.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def write_manifest(folder: Path, made: Made, seed: int) -> None:
    """Write the release's manifest: purpose, date of its data, rows, seed, code version and the hash of each file."""
    files = {}
    for path in sorted(folder.rglob("*.parquet")):
        with path.open("rb") as file:
            files[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = {
        "purpose": "care",
        "project": "",
        "made_up": True,
        "seed": seed,
        "start": made.start.isoformat(),
        "end": made.end.isoformat(),
        "data_date": made.end.isoformat(),
        "code_version": joinedup.__version__,
        "rows": {name: made.rows[name] for name in DATASET},
        "opt_outs": "do not apply to care",
        "suppression": "none inside a release; pages that show counts hide small ones",
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
