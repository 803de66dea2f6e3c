"""A publication is followed by its measures, its segments, its cohorts and what trained models say, in that order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from joinedup.insight.segments.definition import catalogue
from joinedup.planning.cohorts import actions as cohorts
from joinedup.planning.cohorts import jobs as cohort_jobs
from joinedup.planning.cohorts import queries as cohort_queries
from joinedup.planning.releases import events
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk import files
from joinedup.planning.risk import jobs as risk_jobs
from joinedup.planning.segments import files as segment_files
from joinedup.planning.segments import jobs, queries
from joinedup.record.access.actor import SYSTEM
from tests.world.drawn import instant
from tests.world.place_of_many import DATA_DATE, trained, write
from tests.world.world import World

AT = instant("2026-04-01 09:00")


@pytest.fixture
def published(world: World, settings: Any) -> Release:
    """Return a release of fifteen hundred people."""
    write(Path(settings.HOME) / "releases" / "care-drawn")
    return Release.objects.create(
        name="care-drawn", purpose="care", published_at=AT, data_date=DATA_DATE, path="releases/care-drawn",
        manifest={}, manifest_hash="c" * 64,
    )  # fmt: skip


def test_a_publication_queues_measures_then_segments_then_cohorts_then_risks(
    published: Release, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        events.published.send(sender=None, release=published, by=SYSTEM)
    queued = DBTaskResult.objects.order_by("enqueued_at").values_list("task_path", flat=True)
    ours = ["refresh_release", "work_out_segments", "count_cohorts", "see_risks"]
    assert [name for path in queued if (name := path.rpartition(".")[2]) in ours] == ours


def test_segments_are_worked_out_once_and_apart_from_the_page(published: Release) -> None:
    assert jobs.work_out_segments.call(published.name) is True
    assert jobs.work_out_segments.call(published.name) is False
    kept = sorted(path.name.partition("-")[0] for path in (releases.folder_of(published) / "results").iterdir())
    assert kept == ["drill", "segments"]
    assert {path.stat().st_mode & 0o777 for path in (releases.folder_of(published) / "results").iterdir()} == {0o600}
    assert not queries.under_way(published)


def test_while_they_are_queued_a_page_says_so(published: Release, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    jobs.work_out_segments.enqueue(published.name)
    assert queries.under_way(published)
    jobs.work_out_segments.call(published.name)
    assert not queries.under_way(published)


def test_what_trained_models_say_of_a_release_is_there_before_anyone_looks(published: Release, settings: Any) -> None:
    assert risk_jobs.see_risks.call(published.name) == 0
    model = files.write(Path(settings.HOME), trained())
    assert risk_jobs.see_risks.call(published.name) == 1
    assert files.read_seen(releases.folder_of(published), "emergency-admission", model.hash) is not None


def test_definitions_that_changed_are_worked_out_anew_and_what_was_is_taken_away(
    published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.work_out_segments.call(published.name)
    folder = releases.folder_of(published) / "results"
    before = set(folder.iterdir())
    only = {"cost-and-need": catalogue()["cost-and-need"]}
    for module in (segment_files, queries):
        monkeypatch.setattr(module, "schemes" if module is segment_files else "catalogue", lambda: only)
    assert list(queries.explored(published).schemes) == ["cost-and-need"]
    assert len(set(folder.iterdir())) == 2
    assert not before & set(folder.iterdir())


def test_saved_cohorts_are_counted_before_anyone_builds_what_is_nearly_one(
    published: Release, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nina = world.staff("Nina Sorrel")
    saved = cohorts.save_cohort(title="Older people", who=[{"age": "65 or over"}], by=nina, at=AT)
    ended = cohorts.save_cohort(title="Women", who=[{"sex": "female"}], by=nina, at=AT)
    cohorts.end(ended.pk, by=nina, at=AT)
    wrong = cohorts.save_cohort(title="Gone", who=[{"sex": "male"}], by=nina, at=AT)
    wrong.versions.update(who=[{"shoe": "9"}])
    assert cohort_jobs.count_cohorts.call(published.name) == 1
    found = cohort_queries.count(published, [{"age": "65 or over"}])
    monkeypatch.setattr(cohort_queries, "_count", None)
    assert cohort_queries.count(published, saved.versions.get().who) == found, "it is read, and not worked out again"
    assert not found.nearly
