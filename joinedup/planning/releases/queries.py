"""Reading releases: the latest for a purpose, and what the Place page shows of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from joinedup.insight import engine as engines
from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import Figure, compute
from joinedup.insight.measures.definition import Measure, measure
from joinedup.insight.measures.periods import Period, year_to
from joinedup.insight.measures.population import Population, population
from joinedup.planning.releases.models import Release
from joinedup.words.basics.errors import NotFound

ON_THE_PLACE_PAGE = ("emergency-admissions", "avoidable-emergency-admissions", "readmissions-in-30-days", "bed-days")

PUBLISHING_TASK = "joinedup.planning.releases.jobs.publish_release"


@dataclass(frozen=True, slots=True)
class Answered:
    """A measure with its figure for the last year, the year before, and month by month."""

    measure: Measure
    year: Figure
    year_before: Figure
    months: list[Figure]


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """Who lives in the place and how it fares, from one release."""

    release: Release
    first_day: date
    last_day: date
    population: Population
    measures: list[Answered]


@dataclass(frozen=True, slots=True)
class Publishing:
    """A publishing that was queued: ``state`` is queued, running, done or failed; ``release`` once it is done."""

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


def releases() -> list[Release]:
    """Return every release, newest first."""
    return list(Release.objects.order_by("-published_at")[:200])


def open_release(release: Release) -> Engine:
    """Return an engine over the release's tables."""
    return engines.open_release(settings.HOME / release.path)


def release_named(name: str) -> Release:
    """Return the release called ``name``. Raises NotFound."""
    found = Release.objects.filter(name=name).first()
    if found is None:
        raise NotFound("There is no release by this name.", now="Choose one of the list of releases.")
    return found


def seen(release: Release) -> PlaceSeen:
    """Return what the Place page shows: the last twelve whole months up to the data date.

    A release never changes, so each is worked out once a process, and by one at a time.
    """
    with _one_at_a_time:
        if release.manifest_hash not in _seen:
            while len(_seen) >= _KEPT:
                _seen.pop(next(iter(_seen)))
            _seen[release.manifest_hash] = _work_out(release)
        return _seen[release.manifest_hash]


def publishing() -> Publishing | None:
    """Return how far the publishing asked for last is, or None where none was ever queued."""
    last = DBTaskResult.objects.filter(task_path=PUBLISHING_TASK).order_by("-enqueued_at").first()
    if last is None:
        return None
    state = {"READY": "queued", "RUNNING": "running", "SUCCESSFUL": "done"}.get(str(last.status), "failed")
    return Publishing(
        state=state,
        purpose=str(last.args_kwargs["args"][0]),
        asked_at=last.enqueued_at,
        finished_at=last.finished_at,
        release=str(last.return_value or ""),
    )


def _work_out(release: Release) -> PlaceSeen:
    year = year_to(release.data_date)
    before = Period(year.first_day.replace(year=year.first_day.year - 1), year.first_day)
    with open_release(release) as engine:
        answered = [
            Answered(
                measure=m,
                year=compute(engine, m, period=year)[0],
                year_before=compute(engine, m, period=before)[0],
                months=compute(engine, m, period=year, by=["month"]),
            )
            for m in map(measure, ON_THE_PLACE_PAGE)
        ]
        population_then = population(engine, year.last_day - timedelta(days=1))
        return PlaceSeen(release, year.first_day, year.last_day, population_then, answered)


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
