"""Reading releases: the latest for a purpose, and what the Place page shows of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from joinedup.insight import engine as engines
from joinedup.insight.disclosure import Policy, policy_for
from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import Figure, compute
from joinedup.insight.measures.definition import Measure, measure
from joinedup.insight.measures.periods import Period, year_to
from joinedup.insight.measures.population import population
from joinedup.insight.measures.shown import ShownFigure, disclose
from joinedup.insight.measures.shown_population import ShownPopulation, disclose_population
from joinedup.planning.releases import alone, kept
from joinedup.planning.releases.keys import PLACE
from joinedup.planning.releases.models import ProjectKey, Release
from joinedup.record.access.actor import Actor
from joinedup.record.access.rules import may
from joinedup.record.sharing.agreements.queries import OWN_CARE, PLANNING, standing
from joinedup.record.sharing.agreements.rules import blocks
from joinedup.words.basics.errors import CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON

ON_THE_PLACE_PAGE = ("emergency-admissions", "avoidable-emergency-admissions", "readmissions-in-30-days", "bed-days")

PUBLISH_AGAIN = "Publish again: what may no longer flow is left out then."
PUBLISHING_TASK = "joinedup.planning.releases.jobs.publish_release"


@dataclass(frozen=True, slots=True)
class Answered:
    """A measure with its figure for the last year, the year before, and month by month, as they may be shown."""

    measure: Measure
    year: ShownFigure
    year_before: ShownFigure
    months: list[ShownFigure]


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """Who lives in the place and how it fares, from one release, as it may be shown by the release's policy."""

    release: Release
    first_day: date
    last_day: date
    population: ShownPopulation
    measures: list[Answered]


@dataclass(frozen=True, slots=True)
class Publishing:
    """A publishing that was queued: ``state`` is queued, running, stopped, done or failed; ``release`` once it is done.

    It has stopped where it was begun and no live worker holds it any more.
    """

    state: str
    purpose: str
    asked_at: datetime
    finished_at: datetime | None
    release: str

    @property
    def under_way(self) -> bool:
        """Return whether it has yet to end."""
        return self.state in ("queued", "running")


_seen: dict[str, PlaceSeen] = {}
_one_at_a_time = threading.Lock()
_KEPT = 8


def latest(purpose: str = Release.Purpose.CARE) -> Release | None:
    """Return the newest release for ``purpose``, or None where none was published."""
    return Release.objects.filter(purpose=purpose).order_by("-published_at").first()


def first_shown(by: Actor, *, at: datetime) -> Release | None:
    """Return the release that pages show someone who names none; None where none was published that may be shown.

    Those who care for people see the place as its record is; those who plan see what was published for planning.
    What rests on an agreement that holds no longer at ``at`` is passed over.
    """
    purposes = [Release.Purpose.CARE, Release.Purpose.PLANNING]
    if not may(by, "record.open").allowed:
        purposes.reverse()
    newest = (Release.objects.filter(purpose=purpose).order_by("-published_at")[:20] for purpose in purposes)
    return next((release for those in newest for release in those if not stopped(release, at=at)), None)


def stopped(release: Release, *, at: datetime) -> str:
    """Return why a release may not be shown at ``at``: something in it has no agreement left. Nothing else."""
    agreed = release.manifest.get("agreements")  # a made-up dataset's is a sentence, and an earlier version had none
    if not isinstance(agreed, dict):
        return ""
    rests_on = agreed.get("rests_on") or [[name] for name in agreed["under"]]  # an earlier version kept no sets
    day = at.astimezone(LONDON).date()
    known = {each.name: blocks(each, day) for each in standing()} if rests_on else {}
    for enough in rests_on:
        told = [known[name] for name in enough if name in known]
        if told and all(told):
            return f"This release rests on an agreement that holds no longer. {told[0][0].because}"
    return ""


def published_under(key: ProjectKey) -> QuerySet[Release]:
    """Return the releases that were published under a project's key."""
    project = "" if key.project == PLACE else key.project
    return Release.objects.filter(manifest__project=project, manifest__key__number=key.number)


def releases() -> list[Release]:
    """Return every release, newest first."""
    return list(Release.objects.order_by("-published_at")[:200])


def folder_of(release: Release) -> Path:
    """Return the folder in which the release's tables lie."""
    return Path(settings.HOME) / release.path


def open_release(release: Release, *, engine: str = "duckdb") -> Engine:
    """Return an engine (duckdb or spark) over the release's tables."""
    return engines.open_release(folder_of(release), engine=engine, memory=settings.ENGINE_MEMORY)


def use_of(release: str) -> str:
    """Return the purpose, in the words of sharing agreements, of the release called ``release``."""
    return OWN_CARE if release.startswith(f"{Release.Purpose.CARE}-") else PLANNING


def release_named(name: str) -> Release:
    """Return the release called ``name``. Raises NotFound."""
    found = Release.objects.filter(name=name).first()
    if found is None:
        raise NotFound("There is no release by this name.", now="Choose one of the list of releases.")
    return found


def to_ask(name: str, *, at: datetime) -> Release | None:
    """Return the release called ``name``, or the latest care release where none is named; None where none is published.

    Raises NotFound, and CannotProceed for one that rests on an agreement that holds no longer.
    """
    release = release_named(name) if name else latest()
    if release is not None and (why := stopped(release, at=at)):
        raise CannotProceed(why, now=PUBLISH_AGAIN)
    return release


def seen(release: Release) -> PlaceSeen:
    """Return what the Place page shows: the last twelve whole months up to the data date.

    A release never changes, so each is worked out once, by one at a time, and kept beside it.
    """
    with _one_at_a_time:
        if release.manifest_hash not in _seen:
            while len(_seen) >= _KEPT:
                _seen.pop(next(iter(_seen)))
            _seen[release.manifest_hash] = _seen_of(release)
        return _seen[release.manifest_hash]


def publishing(*, at: datetime) -> Publishing | None:
    """Return how far the publishing asked for last is, or None where none was ever queued."""
    last = DBTaskResult.objects.filter(task_path=PUBLISHING_TASK).order_by("-enqueued_at").first()
    if last is None:
        return None
    state = {"READY": "queued", "RUNNING": "running", "SUCCESSFUL": "done"}.get(str(last.status), "failed")
    if state == "running" and left_behind(at=at).filter(pk=last.pk).exists():
        state = "stopped"
    return Publishing(
        state=state,
        purpose=str(last.args_kwargs["args"][0]),
        asked_at=last.enqueued_at,
        finished_at=last.finished_at,
        release=str(last.return_value or ""),
    )


def left_behind(*, at: datetime) -> QuerySet[DBTaskResult]:
    """Return the publishings that were begun and that no live worker holds any more."""
    running = DBTaskResult.objects.filter(task_path=PUBLISHING_TASK, status="RUNNING")
    if alone.is_alive(Path(settings.HOME)):
        return running.none()
    return running.filter(started_at__lt=at - timedelta(seconds=alone.ENDING))  # one just begun takes its lock next


def _seen_of(release: Release) -> PlaceSeen:
    """Read what is kept beside the release, or work it out and keep it."""
    year, policy = year_to(release.data_date), policy_for(release.purpose)
    asked = [measure(name) for name in ON_THE_PLACE_PAGE]
    path = kept.path_of(folder_of(release), asked, policy=policy)
    found = kept.read(path)
    if found is None:
        people, answered = _work_out(release, asked, year, policy)
        kept.write(path, people, [[each.year, each.year_before, *each.months] for each in answered])
    else:
        people, figures = found
        answered = [
            Answered(m, now, before, months) for m, (now, before, *months) in zip(asked, figures, strict=True)
        ]  # fmt: skip
    return PlaceSeen(release, year.first_day, year.last_day, people, answered)


def _work_out(
    release: Release, asked: list[Measure], year: Period, policy: Policy
) -> tuple[ShownPopulation, list[Answered]]:
    before = Period(year.first_day.replace(year=year.first_day.year - 1), year.first_day)
    with open_release(release) as engine:
        answered = [_answered(engine, each, year, before, policy) for each in asked]
        people = disclose_population(population(engine, year.last_day - timedelta(days=1)), policy=policy)
        return people, answered


def _answered(engine: Engine, asked: Measure, year: Period, before: Period, policy: Policy) -> Answered:
    [whole], [earlier] = compute(engine, asked, period=year), compute(engine, asked, period=before)
    months, shown = disclose(
        compute(engine, asked, period=year, by=["month"]), measure=asked, policy=policy, total=whole
    )
    [shown_before], _ = disclose([earlier], measure=asked, policy=policy)
    return Answered(measure=asked, year=cast(ShownFigure, shown), year_before=shown_before, months=months)


def as_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain values, for ``--json``."""
    return {
        "measure": figure.measure,
        **{name: str(value) for name, value in figure.group.items()},
        "numerator": figure.numerator,
        "denominator": round(figure.denominator, 3),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "from": figure.first_day.isoformat(),
        "until": figure.last_day.isoformat(),
    }
