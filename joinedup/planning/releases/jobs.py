"""Publishing apart from a page: queued there, run by the worker, and taken back where a worker ended in the middle."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from joinedup.planning.releases import actions, queries
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, CannotProceed

TRIES = 2


@task()
def publish_release(purpose: str, actor: dict[str, Any]) -> str:
    """Publish a release for whoever asked, and return its name."""
    return actions.publish(purpose=purpose, by=Actor(**actor), at=datetime.now(UTC)).name


def ask_for(*, purpose: str, by: Actor, at: datetime) -> None:
    """Queue a publishing. Raises NotAllowed, BadInput for an unknown purpose, CannotProceed while one is under way."""
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput("Nobody said what the release is for.", now="Choose what it is for.")
    last = queries.publishing(at=at)
    if last and last.under_way:
        raise CannotProceed("A release is being published already.", now="Wait until it is done, then ask again.")
    for left in queries.left_behind(at=at):
        _give_up(left)  # whoever asks again has seen that it stopped
    publish_release.enqueue(purpose, asdict(by))


def take_back(*, at: datetime) -> int:
    """Queue again what a worker left behind, and return how much; what stopped before is given up. For a new worker.

    What brings a worker down twice is not tried a third time.
    """
    found = 0
    for left in queries.left_behind(at=at):
        if len(left.worker_ids) < TRIES:
            found += DBTaskResult.objects.filter(pk=left.pk, status="RUNNING").update(status="READY", started_at=None)
        else:
            _give_up(left)
    return found


@transaction.atomic
def _give_up(left: DBTaskResult) -> None:
    still = DBTaskResult.objects.select_for_update().filter(pk=left.pk, status="RUNNING").first()
    if still is not None:
        still.set_failed(CannotProceed("The worker stopped before it was done.", now="Ask for the release again."))
