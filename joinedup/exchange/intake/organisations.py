"""What organisations are called: from the manifests beside files, and the reference lists of practices and sites."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import yaml

from joinedup.exchange.intake.addressing import MANIFEST
from joinedup.exchange.intake.queries import latest_reference_rows
from joinedup.record.access import actions as access
from joinedup.record.access.actor import Actor

_LISTS = {
    "reference_practice": "SELECT practice, name, 'practice'",
    "reference_site": "SELECT site, name, kind",
}


def keep_names(paths: Iterable[Path], *, by: Actor) -> int:
    """Keep the name of every organisation that the manifests under ``paths`` and the latest lists speak of.

    Returns how many; a list says it better than a manifest. Pages show these names where a sender is meant.
    """
    found: dict[str, tuple[str, str]] = {}
    for path in paths:
        for manifest in sorted(path.rglob(MANIFEST)) if path.is_dir() else [path.parent / MANIFEST]:
            said = (yaml.safe_load(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}) or {}
            if said.get("sender") and said.get("sender_name"):
                found[str(said["sender"])] = (str(said["sender_name"]), "sender")
    with duckdb.connect() as db:
        for feed, question in _LISTS.items():
            if listed := latest_reference_rows(feed):
                rows = db.execute(f"{question} FROM ({listed})").fetchall()
                found |= {code: (name, kind) for code, name, kind in rows if code and name}
    access.keep_organisations(found=found, by=by)
    return len(found)
