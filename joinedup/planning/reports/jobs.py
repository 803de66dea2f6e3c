"""Making reports apart from a page: queued when a release is published, when one is asked for, and by the clock.

Every command loads this module; what it works with is loaded by whoever does the work.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from joinedup.planning.taking_back import begin_all_again
from joinedup.record.access.actor import SYSTEM

MAKING_TASK = "joinedup.planning.reports.jobs.make_due"


@task()
def make_due() -> int:
    """Make every report that is due, and return how many were."""
    from joinedup.planning.reports import actions  # noqa: PLC0415

    return len(actions.make_due(by=SYSTEM, at=datetime.now(UTC)))


def ask_for() -> None:
    """Queue the making of what is due, once what was written before is certain."""
    transaction.on_commit(make_due.enqueue)


def when_published(**_: Any) -> None:
    """Queue the making of what a publication makes due; its measures are worked out first, by the queue's order."""
    ask_for()


def look(*, at: datetime) -> bool:
    """Queue the making of what is due where something is and nobody is at it; return whether. For the clock."""
    from joinedup.planning.reports import queries  # noqa: PLC0415

    if DBTaskResult.objects.filter(task_path=MAKING_TASK, status__in=["READY", "RUNNING"]).exists():
        return False
    if not queries.due(at=at):
        return False
    make_due.enqueue()
    return True


def take_back() -> int:
    """Queue again what a worker left behind; return how much. For a new worker, at its start."""
    return begin_all_again(MAKING_TASK)
