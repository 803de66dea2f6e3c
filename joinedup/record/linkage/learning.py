"""What was learned, kept in the place's folder with its date: a day's arrivals are judged as the others were."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from joinedup.record.linkage import matching, model
from joinedup.record.linkage.workspace import Workspace

# Learn again when the place has grown by half: names and places are no longer those that were learned from.
GROWN_BY = 1.5
_SHAPE = 1


def folder() -> Path:
    """Return the place's folder for linkage: the model, and what spills while it runs."""
    made = Path(settings.HOME) / "linkage"
    made.mkdir(parents=True, exist_ok=True)
    return made


def kept_or_learned(space: Workspace, *, at: datetime) -> model.Learned | None:
    """Return the figures that are kept; learn and keep them where there are none, or the place has much grown."""
    path = folder() / "model.json"
    records = int(space.one("SELECT count(*) FROM comparable"))
    kept = _kept(path)
    if kept and records < kept["records"] * GROWN_BY:
        return _figures(kept)
    learned = matching.learn(space)
    if learned is not None:
        told = {
            "shape": _SHAPE,
            "learned_at": at.isoformat(),
            "records": records,
            "prior": matching.prior(space),
            "figures": learned,
        }
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return learned


def _kept(path: Path) -> dict[str, Any] | None:
    """Return what is kept, or None where nothing is, or it was learned for other comparisons than today's."""
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    today = {comparison.name: {level.name for level in comparison.levels} for comparison in model.COMPARISONS}
    kept = {name: set(levels) for name, levels in told.get("figures", {}).items()}
    return told if told.get("shape") == _SHAPE and kept == today else None


def _figures(kept: dict[str, Any]) -> model.Learned:
    return {
        name: {level: (float(m), float(u)) for level, (m, u) in levels.items()}
        for name, levels in kept["figures"].items()
    }
