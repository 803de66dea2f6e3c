"""A publication whose worker was killed is not under way for ever: it is said, taken back, and can be asked for again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from joinedup.planning.releases import actions, alone, jobs, queries
from joinedup.planning.releases.models import Release
from joinedup.planning.taking_back import take_back
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import CannotProceed
from tests.spec.faces.conftest import SignedIn, signed_in  # noqa: F401 (a fixture)
from tests.world.world import World

HOLDS = "import sys, time; from pathlib import Path; from joinedup.planning.releases.alone import publishing\n"
HOLDS += "with publishing(Path(sys.argv[1])):\n    print('holding', flush=True)\n    time.sleep(60)"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def begun(world: World, settings: Any, home: Path) -> DBTaskResult:
    """A publication that was asked for an hour ago, and that a worker began."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    jobs.ask_for(purpose="care", by=world.staff("Nina Sorrel"), at=datetime.now(UTC))
    job = DBTaskResult.objects.get()
    job.claim("a-worker")
    DBTaskResult.objects.update(started_at=datetime.now(UTC) - timedelta(hours=1))
    return job


def state() -> str:
    found = queries.publishing(at=datetime.now(UTC))
    assert found is not None
    return found.state


def let_time_pass(home: Path) -> None:
    an_hour_ago = time.time() - 3600
    os.utime(home / "publishing.lock", (an_hour_ago, an_hour_ago))


def test_it_is_running_while_its_worker_lives_and_stopped_once_it_is_killed(
    begun: DBTaskResult, tmp_path: Path, world: World
) -> None:
    publisher = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert publisher.stdout is not None
    try:
        assert publisher.stdout.readline() == "holding\n"
        let_time_pass(tmp_path)
        assert state() == "running"
        assert jobs.take_back(at=datetime.now(UTC)) == 0
        with pytest.raises(CannotProceed, match="being published already"):
            jobs.ask_for(purpose="care", by=world.staff("Nina Sorrel"), at=datetime.now(UTC))
    finally:
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
        publisher.stdout.close()
    assert state() == "stopped"


def test_one_just_begun_and_one_just_done_have_not_stopped(begun: DBTaskResult, tmp_path: Path) -> None:
    DBTaskResult.objects.update(started_at=datetime.now(UTC))
    assert state() == "running"  # it takes its lock next
    DBTaskResult.objects.update(started_at=datetime.now(UTC) - timedelta(hours=1))
    with alone.publishing(tmp_path):
        pass
    assert state() == "running"  # it writes down next that it is done
    let_time_pass(tmp_path)
    assert state() == "stopped"


def test_a_new_worker_takes_back_what_was_left_and_tries_it_once_more(begun: DBTaskResult) -> None:
    assert jobs.take_back(at=datetime.now(UTC)) == 1
    assert state() == "queued"
    again = DBTaskResult.objects.get()
    again.claim("another-worker")
    DBTaskResult.objects.update(started_at=datetime.now(UTC) - timedelta(hours=1))
    assert jobs.take_back(at=datetime.now(UTC)) == 0
    assert state() == "failed"  # what brings a worker down twice is not tried a third time


def test_the_page_says_that_it_stopped_and_lets_it_be_asked_for_again(begun: DBTaskResult, signed_in: SignedIn) -> None:  # noqa: F811
    analyst = signed_in("Nina Sorrel")
    page = analyst.get("/place").content.decode()
    assert "the program that published it ended before it was done" in page
    assert "Publish now" in page
    assert analyst.post("/place/publish", {"purpose": "care"}).status_code == 302
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    assert state() == "queued"


def test_two_publications_are_not_made_at_once(begun: DBTaskResult, tmp_path: Path) -> None:
    with alone.publishing(tmp_path), pytest.raises(CannotProceed, match="being published already"):
        actions.publish(purpose="care", by=SYSTEM, at=datetime.now(UTC))
    assert Release.objects.count() == 0


@pytest.mark.parametrize(
    "job",
    [
        "joinedup.planning.segments.jobs.work_out_segments",
        "joinedup.planning.cohorts.jobs.count_cohorts",
        "joinedup.planning.risk.jobs.see_risks",
    ],
)
@pytest.mark.parametrize(("begun_before", "then"), [(1, "READY"), (2, "FAILED")])
@pytest.mark.django_db
def test_whatever_a_killed_worker_was_at_is_begun_again_once(
    home: Path, job: str, begun_before: int, then: str
) -> None:
    left = DBTaskResult.objects.create(
        task_path=job, status="RUNNING", args_kwargs={"args": ["a-release"], "kwargs": {}}, backend_name="default",
        run_after=datetime.now(UTC), worker_ids=["a-worker"] * begun_before, started_at=datetime.now(UTC),
    )  # fmt: skip
    take_back(at=datetime.now(UTC))
    left.refresh_from_db()
    assert left.status == then
