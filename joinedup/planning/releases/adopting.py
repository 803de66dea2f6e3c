"""A made-up dataset as a planning release of a place: a demonstration has enough people then to compare anything.

Practices, networks and care homes of a place of 2,500 are so small that hardly a figure of theirs may be shown.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from joinedup.planning.releases.models import Release
from joinedup.planning.releases.placing import Manifest, deaths_of, put_in_place, write_table
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.dataset import TABLES


def adopt(made: Path, *, by: Actor, at: datetime) -> Release:
    """Take a made-up dataset (``joinedup place make --release``) in as a planning release, and return it.

    It is minimised as any planning release is. Raises NotAllowed, and BadInput for a folder that holds none: nothing
    about real people comes in here.
    """
    access.require(by, "release.publish")
    manifest = _manifest_of(made) | {
        "purpose": str(Release.Purpose.PLANNING),
        "published_at": at.isoformat(),
        "opt_outs": "made up: there is nobody to ask about",
        "agreements": "made up: it is about nobody, and under no agreement",
    }

    def build(folder: Path) -> Manifest:
        deaths = deaths_of(f"({_read(made / 'person')})")
        with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as db:
            for table in TABLES.values():
                if any((made / table.name).glob("*.parquet")):
                    write_table(db, table, folder, rows=_read(made / table.name), deaths=deaths, planning=True)
        return manifest

    return put_in_place(build, purpose=Release.Purpose.PLANNING, by=by, at=at)


def _manifest_of(made: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"There is no dataset in {made}.", now="Make one: joinedup place make --release.") from error
    if not manifest.get("made_up"):
        raise BadInput("This dataset is not made up.", now="Take feeds in, and publish them: joinedup publish.")
    return manifest


def _read(folder: Path) -> str:
    return f"SELECT * FROM read_parquet({quoting.in_folder(folder, '*.parquet')})"
