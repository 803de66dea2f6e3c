"""The name of the place that this site serves, and whether all its people are made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Place:
    """What the frame of every page says of the place; ``name`` may be empty."""

    name: str
    demonstration: bool


def the_place() -> Place:
    """Return the place of ``JOINEDUP_HOME``: ``place.yaml`` there names it."""
    home: Path = settings.HOME
    named = home / "place.yaml"
    changed = named.stat().st_mtime_ns if named.exists() else 0
    return _read(named, changed, (home / "demonstration.json").exists())


@lru_cache(maxsize=4)
def _read(named: Path, changed: int, demonstration: bool) -> Place:
    """Return the place as its file said at ``changed``; asked for again only when the file has changed."""
    said = (yaml.safe_load(named.read_text(encoding="utf-8")) or {}) if changed else {}
    return Place(str(said.get("name", "")), bool(said.get("demonstration", demonstration)))
