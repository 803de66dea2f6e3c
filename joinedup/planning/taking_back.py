"""What a worker that ended in the middle left behind: queued again by the next one, at its start.

What brings a worker down twice is not tried a third time. Every job can be begun again: it goes on where it was, or
finds that nothing is left to do.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from joinedup.words.basics.errors import CannotProceed

TRIES = 2


def take_back(*, at: datetime) -> None:
    """Queue again what was left behind of every job, and what the newest releases are owed."""
    from joinedup.planning.cohorts.jobs import count_cohorts  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.releases import jobs as releases  # noqa: PLC0415
    from joinedup.planning.reports import jobs as reports  # noqa: PLC0415
    from joinedup.planning.results import jobs as results  # noqa: PLC0415
    from joinedup.planning.risk.jobs import see_risks  # noqa: PLC0415
    from joinedup.planning.segments.jobs import work_out_segments  # noqa: PLC0415

    reports.take_back()
    releases.take_back(at=at)
    results.take_back()
    for job in (work_out_segments, count_cohorts, see_risks):
        begin_all_again(job.module_path)


def begin_all_again(job: str, *, now: str = "Ask for it on the page.") -> int:
    """Queue again what was left behind of one job (module and function), and return how much."""
    left = DBTaskResult.objects.filter(task_path=job, status="RUNNING")
    return sum(begin_again(each, now=now) for each in left)


@transaction.atomic
def begin_again(left: DBTaskResult, *, now: str) -> bool:
    """Queue a job again that its worker left, and return whether; one that was tried often enough has failed."""
    still = DBTaskResult.objects.select_for_update().filter(pk=left.pk, status="RUNNING").first()
    if still is None:
        return False
    if len(still.worker_ids) >= TRIES:
        give_up(still, now=now)
        return False
    still.status, still.started_at = "READY", None
    still.save(update_fields=["status", "started_at"])
    return True


@transaction.atomic
def give_up(left: DBTaskResult, *, now: str) -> None:
    """Say that a job failed because its worker stopped, where that is still so."""
    still = DBTaskResult.objects.select_for_update().filter(pk=left.pk, status="RUNNING").first()
    if still is not None:
        still.set_failed(CannotProceed("The worker stopped before it was done.", now=now))
