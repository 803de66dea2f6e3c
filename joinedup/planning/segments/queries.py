"""Reading segments: every scheme in one release, as its policy lets them be shown; worked out on first reading."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from joinedup.insight.criteria import told
from joinedup.insight.disclosure import policy_for, shown_count
from joinedup.insight.engine import Engine
from joinedup.insight.risk.train import training_day
from joinedup.insight.segments import shown
from joinedup.insight.segments.compute import movement
from joinedup.insight.segments.definition import Scheme, catalogue
from joinedup.insight.segments.profile import CUTS, cells, put_everyone, who_uses_what
from joinedup.insight.segments.shown import ShownMove, ShownSegment
from joinedup.insight.statistics.inequality import Lorenz, TopShare
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class OfScheme:
    """One scheme in a release: everyone ("" in ``by``) and each cut of CUTS, and movement in the year before."""

    by: Mapping[str, tuple[ShownSegment, ...]]
    moves: tuple[ShownMove, ...]


@dataclass(frozen=True, slots=True)
class Explored:
    """Every scheme of a release, ``people`` divided, since when movement is told, and who uses which share of care."""

    people: int | str
    since: date
    schemes: Mapping[str, OfScheme]
    curve: Lorenz | None


def explored(release: Release) -> Explored:
    """Return the segments of a release; the first time they are worked out, by one at a time, and kept beside it.

    Cost of the first time: a few passes over the release for each scheme; seconds for 100,000 people.
    """
    path = _file(releases.folder_of(release), list(catalogue().values()))
    with _one_at_a_time:
        if not path.is_file():
            with releases.open_release(release) as engine:
                found = explore(engine, on=release.data_date, purpose=release.purpose)
            _write(path, found)
    return _read(path)


def explore(engine: Engine, *, on: date, purpose: str) -> Explored:
    """Work out every scheme of an open release, as it may be shown."""
    schemes, policy, since = list(catalogue().values()), policy_for(purpose), training_day(on, 12)
    put_everyone(engine, schemes, on=on)
    found = {by: cells(engine, by) for by in ("", *CUTS)}
    people = sum(cell.people for cell in found[""] if cell.scheme == schemes[0].id)
    curve = shown.curve(who_uses_what(engine, schemes[0]), people=people, policy=policy)
    told_of = {}
    for scheme in schemes:
        moved = movement(engine, scheme, first=since, last=on, told=told(engine))
        told_of[scheme.id] = OfScheme(
            {by: tuple(shown.segments(scheme, of_it, policy)) for by, of_it in found.items()},
            tuple(shown.moves(scheme, moved, policy)),
        )
    return Explored(shown_count(people, policy=policy), since, told_of, curve)


def _file(folder: Path, schemes: list[Scheme]) -> Path:
    """Return where it is kept: by the schemes' own hash, so that a changed scheme is worked out anew."""
    known = hashlib.sha256(repr(schemes).encode()).hexdigest()[:16]
    return folder / "results" / f"segments-{known}.json"


def _write(path: Path, found: Explored) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(found), default=str), encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Explored:
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    schemes = {
        name: OfScheme(
            {by: tuple(ShownSegment(**row) for row in rows) for by, rows in each["by"].items()},
            tuple(ShownMove(**row) for row in each["moves"]),
        )
        for name, each in written["schemes"].items()
    }
    curve = written["curve"]
    if curve:
        top = tuple(TopShare(**each) for each in curve["top"])
        curve = Lorenz(tuple(curve["people"]), tuple(curve["use"]), curve["gini"], top)
    return Explored(written["people"], date.fromisoformat(written["since"]), schemes, curve)
