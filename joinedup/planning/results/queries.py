"""Reading results: the figures of a release, as its policy lets them be shown."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from joinedup.insight.disclosure import policy_for
from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import Ask, Figure, ask, compute_many
from joinedup.insight.measures.coverage import Coverage, coverage
from joinedup.insight.measures.definition import Measure, catalogue
from joinedup.insight.measures.shown import ShownFigure, disclose
from joinedup.insight.measures.support import feeds_in, missing
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import files, living, rules
from joinedup.planning.results.living import Living
from joinedup.planning.results.models import Rebase
from joinedup.planning.results.rules import By
from joinedup.planning.results.standing import Standing, standings_of
from joinedup.planning.results.trends import Trend, trend_of
from joinedup.record.store.files import changed
from joinedup.words.basics.errors import BadInput

REFRESHING_TASK = "joinedup.planning.results.jobs.refresh_release"
OWED = "This is being worked out."
NOTHING = "Nothing of this kind is in the release for these days."
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure of one release in one way of cutting, as it may be shown.

    ``why_not`` is the sentence that says why there is none, where there is none; ``total`` is the whole place's.
    """

    measure: Measure
    by: By
    figures: list[ShownFigure]
    total: ShownFigure | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the working out of a release is: measures that its feeds support, how many are kept, who is at it.

    ``state`` is done, queued, running, or waiting (owed, and nobody is at it).
    """

    measures: int
    kept: int
    state: str


def shown(release: Release, measure: Measure, by: By = ()) -> Shown:
    """Return the figures of ``measure`` cut by ``by`` (names of cuts, in order), hidden where they must be.

    Reads what was kept. A way of cutting that is not kept with the others is worked out now, by one at a time, and
    kept; a measure that is still owed is not: ``why_not`` then says that it is being worked out. Raises BadInput for a
    cut that is not known or has no meaning for the measure.
    """
    if why_not := missing(measure, feeds_in(release.manifest)):
        return Shown(measure, by, [], None, why_not)
    if not is_kept(release, measure):
        return Shown(measure, by, [], None, OWED)
    found = _shown(release, measure, by)
    whole = _shown(release, measure, ())
    if not found:
        return Shown(measure, by, [], None, NOTHING)
    return Shown(measure, by, found, whole[0] if by and whole and "month" not in by else None)


def trend(release: Release, measure: Measure) -> Trend:
    """Return the measure's last year, the year before, its months, and what of their course is more than chance."""
    year = shown(release, measure)
    if year.why_not:
        return Trend(measure, year.why_not, owed=year.why_not == OWED)
    before, months = shown(release, measure, rules.YEAR_BEFORE), shown(release, measure, ("month",))
    return trend_of(measure, year.figures, before.figures, months.figures, rebased=rebased().get(measure.id, ()))


def board(release: Release) -> list[Trend]:
    """Return every measure's trend, by topic and title. Cost: files that changed are read, others are known."""
    decided = rebased()
    return [_trend(release, measure, decided.get(measure.id, ())) for measure in catalogue().values()]


def standings(release: Release, measure: Measure, unit: str = "practice") -> dict[str, Standing]:
    """Return how each practice (or network) stands to the whole place in one measure, by its code (or name)."""
    return _standings(*known(release, measure), measure.id, unit)


def course(release: Release, measure: Measure, unit: str, value: str) -> tuple[ShownFigure, ...]:
    """Return the months of one practice (or network, or home) in one measure, as they may be shown."""
    return _course(*known(release, measure), measure.id, unit, value)


def read_beforehand(release: Release) -> int:
    """Read what pages ask of every measure that is worked out, and return of how many. Some seconds, once a process."""
    kept = [measure for measure in catalogue().values() if is_kept(release, measure)]
    board(release)
    for measure in kept:
        for unit in ("practice", "network", "home"):
            if (unit,) in rules.cuts_of(measure):
                standings(release, measure, unit)
                _courses(*known(release, measure), unit)
    return len(kept)


def figures(release: Release, measure: Measure, by: By = ()) -> list[Figure]:
    """Return the figures themselves, small ones too; for what computes further, never for a page."""
    path = file_of(release, measure)
    kept = _read(str(path), changed(path), by)
    if by in kept:
        return kept[by]
    with _one_at_a_time:
        every = files.read(path)
        if by not in every:
            with releases.open_release(release) as engine:
                asked = _ask(measure, by, release, coverage(engine, data_date=release.data_date))
                every[by] = [f for _, found in compute_many(engine, [asked]) for f in found] if asked else []
            files.write(path, every)
        return every[by]


def lives(release: Release) -> list[Living]:
    """Return how long people live, by sex and deprivation; nothing where deaths are not worked out or not told."""
    deaths = catalogue()["deaths"]
    if not is_kept(release, deaths) or missing(deaths, feeds_in(release.manifest)):
        return []
    return living.living(figures(release, deaths, living.BY))


def worked_out(
    engine: Engine, measures: Iterable[Measure], release: Release
) -> Iterator[tuple[Measure, dict[By, list[Figure]]]]:
    """Give each measure with its figures in every way of cutting that is kept: first those of what happened."""
    ordered = sorted(measures, key=lambda measure: measure.of_people)
    told_from = coverage(engine, data_date=release.data_date)
    for _, alike in groupby(ordered, key=lambda measure: measure.of_people):
        asked = {m.id: {by: _ask(m, by, release, told_from) for by in rules.cuts_of(m)} for m in alike}
        names = {id(ask): (m, by) for m, ways in asked.items() for by, ask in ways.items() if ask}
        told = compute_many(engine, [ask for ways in asked.values() for ask in ways.values() if ask])
        for name, its in groupby(told, key=lambda pair: names[id(pair[0])][0]):
            found = {names[id(ask)][1]: figures for ask, figures in its}
            yield catalogue()[name], {by: found.get(by, []) for by in asked.pop(name)}
        for name, ways in asked.items():
            yield catalogue()[name], {by: [] for by in ways}


def _ask(measure: Measure, by: By, release: Release, told_from: Coverage) -> Ask | None:
    """Return what is asked of a measure in one way of cutting; None where its answers are not known yet.

    Months before its feeds began are left out, and a year that they do not cover whole is not compared with.
    """
    period = rules.period_of(by, data_date=release.data_date, months=measure.months)
    if "month" in by or by == rules.YEAR_BEFORE:
        covered = told_from.covered(measure, period, whole=by == rules.YEAR_BEFORE)
        if covered is None:
            return None
        period = covered
    try:
        return ask(measure, period=period, by=() if by == rules.YEAR_BEFORE else by, known_to=release.data_date)
    except BadInput:
        return None


def file_of(release: Release, measure: Measure, *, shown: bool = False) -> Path:
    """Return where the results of one measure are kept: the figures themselves, or as they may be shown."""
    said = ""
    if shown:
        policy = policy_for(release.purpose, feeds=measure.every_feed)
        said = f".shown-{policy.largest_small}-{policy.round_to}"
    return _file(settings.HOME, release.path, f"{rules.name_of(measure)}{said}.parquet")


@functools.lru_cache(maxsize=4096)
def _file(home: Path, release: str, name: str) -> Path:
    """Return a path that a page asks for some hundred times."""
    return home / release / "results" / name


def is_kept(release: Release, measure: Measure) -> bool:
    """Return whether a measure has been worked out for ``release``."""
    return file_of(release, measure, shown=True).exists()


def owed(release: Release) -> list[Measure]:
    """Return the measures that are not worked out yet for ``release`` and that its feeds support."""
    return [m for m in supported(release) if not is_kept(release, m)]


def supported(release: Release) -> list[Measure]:
    """Return the measures of which the release holds a feed that tells."""
    feeds = feeds_in(release.manifest)
    return [measure for measure in catalogue().values() if not missing(measure, feeds)]


def progress(release: Release) -> Progress:
    """Return how far the working out of ``release`` is."""
    asked = len(supported(release))
    left = len(owed(release))
    if not left:
        return Progress(asked, asked, "done")
    at_it = DBTaskResult.objects.filter(task_path=REFRESHING_TASK, status__in=["READY", "RUNNING"])
    states = {row.status for row in at_it if row.args_kwargs["args"][:1] == [release.name]}
    state = "running" if "RUNNING" in states else "queued" if states else "waiting"
    return Progress(asked, asked - left, state)


def rebasings(measure: Measure) -> list[Rebase]:
    """Return where the limits of a measure start again, by month."""
    return list(Rebase.objects.filter(measure=measure.id, undone_at=None).order_by("month"))


def rebased() -> dict[str, tuple[date, ...]]:
    """Return the months from which limits start again, by measure."""
    found: dict[str, tuple[date, ...]] = {}
    for measure, month in Rebase.objects.filter(undone_at=None).order_by("month").values_list("measure", "month"):
        found[measure] = (*found.get(measure, ()), month)
    return found


def _trend(release: Release, measure: Measure, rebased: tuple[date, ...]) -> Trend:
    if why_not := missing(measure, feeds_in(release.manifest)):
        return Trend(measure, why_not)
    path = file_of(release, measure, shown=True)
    if not (last := changed(path)):
        return Trend(measure, OWED, owed=True)
    return _trend_kept(str(path), last, measure.id, rebased)


@functools.lru_cache(maxsize=1024)
def _trend_kept(path: str, last: int, measure_id: str, rebased: tuple[date, ...]) -> Trend:
    year, before, months = (_of_trend(path, last).get(by, []) for by in rules.OF_A_TREND)
    return trend_of(catalogue()[measure_id], year, before, months, rebased=rebased)


@functools.lru_cache(maxsize=512)
def _of_trend(path: str, last: int) -> dict[By, list[ShownFigure]]:
    """Read at once what every page asks of every measure."""
    return files.read_shown(Path(path), *rules.OF_A_TREND) if last else {}


@functools.lru_cache(maxsize=1024)
def _standings(path: str, last: int, measure_id: str, unit: str) -> dict[str, Standing]:
    whole, parts = (_read_shown(path, last, by).get(by, []) for by in ((), (unit,)))
    return standings_of(catalogue()[measure_id], whole[0] if whole else None, parts, unit=unit)


@functools.lru_cache(maxsize=512)
def _courses(path: str, last: int, unit: str) -> files.Courses:
    return files.read_courses(Path(path), unit)


@functools.lru_cache(maxsize=8192)
def _course(path: str, last: int, measure_id: str, unit: str, value: str) -> tuple[ShownFigure, ...]:
    return _courses(path, last, unit).of(value)


def known(release: Release, measure: Measure) -> tuple[str, int]:
    """Return which file holds what may be shown of a measure, and when it last, for who keeps what is made of it."""
    path = file_of(release, measure, shown=True)
    return str(path), changed(path)


def _shown(release: Release, measure: Measure, by: By) -> list[ShownFigure]:
    path, last = known(release, measure)
    kept = _read_shown(path, last, by)
    if by in kept:
        return kept[by]
    found, policy = figures(release, measure, by), policy_for(release.purpose, feeds=measure.every_feed)
    with _one_at_a_time:
        every = files.read_shown(Path(path))
        every[by] = disclose(found, measure=measure, policy=policy)[0]
        files.write_shown(Path(path), every)
    return every[by]


@functools.lru_cache(maxsize=2048)
def _read(path: str, last: int, by: By) -> dict[By, list[Figure]]:
    """Read a part of a file once for each time it changes."""
    return files.read(Path(path), by) if last else {}


@functools.lru_cache(maxsize=4096)
def _read_shown(path: str, last: int, by: By) -> dict[By, list[ShownFigure]]:
    if by in rules.OF_A_TREND:
        return _of_trend(path, last)
    return files.read_shown(Path(path), by) if last else {}
