"""The name of the place that this site serves, and whether all its people are made up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

WORTH_OPENING = "worth-opening.json"


@dataclass(frozen=True, slots=True)
class Place:
    """What the frame of every page says of the place; ``name`` may be empty."""

    name: str
    demonstration: bool


def worth_opening() -> list[dict[str, Any]]:
    """Return whom a demonstration points to, with what to see in each; nobody in a real place."""
    try:
        found: list[dict[str, Any]] = json.loads((settings.HOME / WORTH_OPENING).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return found


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
