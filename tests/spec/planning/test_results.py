"""Results: worked out when a release is published, once, by one who may; and what the newest release is owed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from joinedup.insight.measures.compute import compute
from joinedup.insight.measures.definition import measure
from joinedup.planning.releases import actions as publishing
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import actions, files, jobs, population, queries, rules
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.spec.faces.test_place_page import AT, IN_HOSPITAL
from tests.world.drawn import instant
from tests.world.results import drawn_release
from tests.world.world import World

EMERGENCIES, DIABETES = measure("emergency-admissions"), measure("diabetes-prevalence")
REGISTERED = """
    kind           | happened   | ended | text       | practice
    ---------------+------------+-------+------------+---------
    administration | 2010-05-01 |       | Registered | X90001
"""


@pytest.fixture
def release(world: World, settings: Any) -> Release:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_registration", table=REGISTERED)
    world.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=IN_HOSPITAL)
    made = publishing.publish(purpose="care", by=SYSTEM, at=AT)
    made.manifest = {**made.manifest, "feeds": ["admitted_care"]}  # the town tells without sending files
    made.save()
    return made


def test_a_measure_is_worked_out_in_every_cut_once_and_agrees_with_asking_it_alone(
    release: Release, world: World
) -> None:
    said: list[str] = []
    asked = [EMERGENCIES]
    assert (
        actions.refresh(
            release, by=world.staff("Nina Sorrel"), at=AT, measures=asked, progress=lambda what, *_: said.append(what)
        )
        == 1
    )
    assert said == ["Opening the release", "Emergency admissions"]
    assert world.journal()[-1] == "release.refreshed done"
    kept = files.read(queries.file_of(release, EMERGENCIES))
    assert set(kept) == set(rules.cuts_of(EMERGENCIES))
    with releases.open_release(release) as engine:
        for by in ((), ("practice",)):
            period = rules.period_of(by, data_date=release.data_date)
            assert kept[by] == compute(engine, EMERGENCIES, period=period, by=by, known_to=release.data_date)
    assert [figure.group["month"] for figure in kept[("month",)]] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert kept[rules.YEAR_BEFORE] == []  # before the hospital's feed began there is no figure, not nought
    assert actions.refresh(release, by=SYSTEM, at=AT, measures=asked) == 0
    assert EMERGENCIES not in queries.owed(release)
    assert queries.shown(release, EMERGENCIES).figures[0].hidden == "1 to 7"
    assert queries.trend(release, EMERGENCIES).year.hidden == "1 to 7"  # type: ignore[union-attr]
    assert list(queries.standings(release, EMERGENCIES)) == ["X90001"]
    lists = population.lists(release)
    assert lists is not None
    assert set(lists.totals.values()) <= {"1 to 7", "not shown"}


def test_who_lives_where_and_who_needs_what_are_worked_out_with_the_measures_and_nobody_alone_is_told(
    release: Release,
) -> None:
    assert population.residents(release) is None
    assert population.needs(release) is None
    actions.refresh(release, by=SYSTEM, at=AT, measures=[EMERGENCIES])
    residents, needs = population.residents(release), population.needs(release)
    assert residents is not None
    assert residents.people == {}
    assert needs is not None
    assert needs.day == date(2026, 2, 28)
    assert (needs.place.people, needs.place.on_any) == (None, None)  # Edna alone
    assert {need.recorded for need in needs.place.needs} == {None}
    kept = {path: path.stat().st_mtime_ns for path in population.needs_file(release).parent.iterdir()}
    assert population.people_kept(release)
    population.residents_file(release).unlink()
    actions.refresh(release, by=SYSTEM, at=AT, measures=[EMERGENCIES])  # only what is owed
    assert population.people_kept(release)
    assert population.needs_file(release).stat().st_mtime_ns == kept[population.needs_file(release)]
    assert population.homes(release) == {}


def test_a_cut_that_is_not_kept_is_worked_out_when_it_is_asked_for(release: Release) -> None:
    actions.refresh(release, by=SYSTEM, at=AT, measures=[EMERGENCIES])
    assert ("decile",) not in files.read(queries.file_of(release, EMERGENCIES))
    assert queries.shown(release, EMERGENCIES, ("decile",)).figures
    assert ("decile",) in files.read(queries.file_of(release, EMERGENCIES))
    assert queries.shown(release, EMERGENCIES, ("star_sign",)).why_not == queries.NOTHING


def test_what_no_feed_tells_is_not_owed_and_says_so(release: Release) -> None:
    assert DIABETES not in queries.supported(release)
    assert "holds nothing from gp problem" in queries.shown(release, DIABETES).why_not
    assert queries.shown(release, EMERGENCIES).why_not == queries.OWED


def test_every_publication_is_followed_by_working_out_its_measures(
    world: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_registration", table=REGISTERED)
    with django_capture_on_commit_callbacks(execute=True):
        made = publishing.publish(purpose="care", by=SYSTEM, at=AT)
    [queued] = DBTaskResult.objects.filter(task_path=queries.REFRESHING_TASK)
    assert queued.args_kwargs["args"] == [made.name, asdict(SYSTEM)]
    with pytest.raises(CannotProceed, match="Every measure is worked out"):  # the town sent no file, so no feed tells
        jobs.ask_for(made, by=SYSTEM)


def test_a_worker_begins_with_what_the_newest_release_is_owed_and_takes_up_what_was_left(
    world: World, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = drawn_release()
    assert jobs.take_back() == 1
    assert jobs.take_back() == 0
    queued = DBTaskResult.objects.filter(task_path=queries.REFRESHING_TASK)
    queued.update(status="RUNNING", started_at=AT, worker_ids=["gone"])
    assert queries.progress(made).state == "running"
    jobs.take_back()
    assert queued.get().status == "READY"
    queued.update(status="RUNNING", started_at=AT, worker_ids=["gone", "gone too"])
    jobs.take_back()
    assert queued.filter(status="FAILED").count() == 1


def test_a_worker_counts_who_needs_what_where_only_that_is_owed(release: Release) -> None:
    release.manifest = {**release.manifest, "feeds": []}  # no measure is told
    release.save()
    DBTaskResult.objects.all().delete()
    assert queries.progress(release).state == "done"
    assert jobs.take_back() == 1
    actions.refresh(release, by=SYSTEM, at=AT)
    assert population.people_kept(release)
    assert jobs.take_back() == 0


def test_only_who_publishes_has_measures_worked_out_or_limits_set_anew(release: Release, world: World) -> None:
    nurse = world.staff("Sam Whitlock")
    month = instant("2025-10-01").date()
    for act in (
        lambda: actions.refresh(release, by=nurse, at=AT),
        lambda: jobs.ask_for(release, by=nurse),
        lambda: actions.rebase(measure=EMERGENCIES, month=month, reason="x", by=nurse, at=AT),
        lambda: actions.undo_rebase(1, by=nurse, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(BadInput, match="first day of a month"):
        actions.rebase(measure=EMERGENCIES, month=month.replace(day=2), reason="x", by=SYSTEM, at=AT)
