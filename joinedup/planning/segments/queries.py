"""Reading segments: schemes and drills of one release, as its policy lets them be shown; and saved cuts."""

from __future__ import annotations

import functools
import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from joinedup.insight.criteria import told
from joinedup.insight.disclosure import policy_for, shown_count
from joinedup.insight.engine import Engine
from joinedup.insight.risk.train import training_day
from joinedup.insight.segments import shown
from joinedup.insight.segments.compute import moved_since, put_segments
from joinedup.insight.segments.definition import catalogue
from joinedup.insight.segments.drill import Ask, Drilled, checked, columns_for, drill
from joinedup.insight.segments.lines import Dimension, Lines
from joinedup.insight.segments.lines import lines as lines_of
from joinedup.insight.segments.profile import CUTS, cells, put_everyone, who_uses_what
from joinedup.insight.segments.shown import ShownMove, ShownSegment
from joinedup.insight.statistics.inequality import Lorenz, TopShare
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.segments import files
from joinedup.planning.segments.models import SavedCut
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import NotFound

WORKING_TASK = "joinedup.planning.segments.jobs.work_out_segments"
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
    work_out(release)
    return _read(files.told_file(releases.folder_of(release)))


def drilled(release: Release, ask: Ask) -> Drilled:
    """Return a drill into the segments of a release. Raises BadInput for what cannot be asked."""
    checked(ask, dimensions(release))
    return _drilled(_lines(release), tuple(ask.where.items()), ask.by, release.purpose)


def dimensions(release: Release) -> Mapping[str, Dimension]:
    """Return by what the people of a release may be drilled, by name."""
    return files.dimensions(_lines(release))


def cuts_for(who: Actor) -> list[SavedCut]:
    """Return the cuts that someone may open: their own, and what others share, by name."""
    mine_or_shared = Q(shared=True) | Q(saved_by_id=who.account_id)
    return list(SavedCut.objects.filter(mine_or_shared, ended_at=None).select_related("saved_by")[:500])


def cut(cut_id: int, who: Actor) -> SavedCut:
    """Return a cut in use that someone may open. Raises NotFound."""
    found = SavedCut.objects.filter(pk=cut_id, ended_at=None).select_related("saved_by").first()
    if found is None or not (found.shared or found.saved_by_id == who.account_id):
        raise NotFound("There is no such cut.", now="Choose one of the list.")
    return found


def cut_opened(cut_id: str, who: Actor) -> SavedCut | None:
    """Return the cut that an address says it was opened from, if it is one that someone may open; else None."""
    mine_or_shared = Q(shared=True) | Q(saved_by_id=who.account_id)
    if not (cut_id.isascii() and cut_id.isdigit() and len(cut_id) < 12):
        return None
    return SavedCut.objects.filter(mine_or_shared, pk=int(cut_id), ended_at=None).select_related("saved_by").first()


def under_way(release: Release) -> bool:
    """Return whether the segments of a release are not there yet, and queued or being worked out apart from a page."""
    if _ready(release):
        return False
    asked = DBTaskResult.objects.filter(task_path=WORKING_TASK, status__in=("READY", "RUNNING"))
    return any(each.args_kwargs.get("args") == [release.name] for each in asked[:50])


def work_out(release: Release) -> bool:
    """Work out the segments of a release where they are not kept beside it, by one at a time; return whether any."""
    folder = releases.folder_of(release)
    with _one_at_a_time:
        if _ready(release):
            return False
        with releases.open_release(release) as engine:
            found, lines = explore(engine, on=release.data_date, purpose=release.purpose, secret=_secret())
        files.write_lines(files.lines_file(folder), lines)
        files.write_told(files.told_file(folder), asdict(found))
    return True


def explore(engine: Engine, *, on: date, purpose: str, secret: bytes) -> tuple[Explored, Lines]:
    """Work out every scheme of an open release, as it may be shown, and the lines that drills read."""
    schemes, policy, since = list(catalogue().values()), policy_for(purpose), training_day(on, 12)
    put_everyone(engine, schemes, on=on)
    found = {by: cells(engine, by) for by in ("", *CUTS)}
    people = sum(cell.people for cell in found[""] if cell.scheme == schemes[0].id)
    curve = shown.curve(who_uses_what(engine, schemes[0]), people=people, policy=policy)
    lines = lines_of(engine, schemes, on=on, secret=secret)
    put_segments(engine, schemes, on=since, told=told(engine), name="segment_before")
    told_of = {
        scheme.id: OfScheme(
            {by: tuple(shown.segments(scheme, of_it, policy)) for by, of_it in found.items()},
            tuple(shown.moves(scheme, moved_since(engine, scheme), policy)),
        )
        for scheme in schemes
    }
    return Explored(shown_count(people, policy=policy), since, told_of, curve), lines


@functools.lru_cache(maxsize=512)
def _drilled(path: Path, where: tuple[tuple[str, str], ...], by: str, purpose: str) -> Drilled:
    known, ask = files.dimensions(path), Ask(dict(where), by)
    everyone = {row.value: row.people for row in _drilled(path, (), by, purpose).rows} if where else {}
    lines = files.read_lines(path, columns_for(ask, known))
    return drill(lines, ask, known, policy=policy_for(purpose), everyone=everyone)


def _lines(release: Release) -> Path:
    work_out(release)
    return files.lines_file(releases.folder_of(release))


def _ready(release: Release) -> bool:
    folder = releases.folder_of(release)
    return files.told_file(folder).is_file() and files.lines_file(folder).is_file()


def _secret() -> bytes:
    """Return the place's secret for the rounding of drills: the same for every release, so that it cannot be averaged.

    Who sees two releases with the same people in a group sees the same figure twice.
    """
    return hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"drills", digest_size=32).digest()


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
