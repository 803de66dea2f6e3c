"""Publishing apart from a page: queued there, run by the worker, and taken back where a worker ended in the middle."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django_tasks import task

from joinedup.exchange.optouts import queries as optouts
from joinedup.planning.releases import actions, queries
from joinedup.planning.releases.models import Release
from joinedup.planning.taking_back import begin_again, give_up
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, CannotProceed

_ASK_AGAIN = "Ask for the release again."


@task()
def publish_release(purpose: str, actor: dict[str, Any]) -> str:
    """Publish a release for whoever asked, and return its name."""
    return actions.publish(purpose=purpose, by=Actor(**actor), at=datetime.now(UTC)).name


def ask_for(*, purpose: str, by: Actor, at: datetime) -> None:
    """Queue a publishing. Raises NotAllowed, BadInput for an unknown purpose, CannotProceed while one is under way.

    CannotProceed too for planning where there is no current check of the national data opt-out.
    """
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput("Nobody said what the release is for.", now="Choose what it is for.")
    if purpose == Release.Purpose.PLANNING:
        optouts.required(at=at)  # said now, to whoever asks, and not by a job that failed
    last = queries.publishing(at=at)
    if last and last.under_way:
        raise CannotProceed("A release is being published already.", now="Wait until it is done, then ask again.")
    for left in queries.left_behind(at=at):
        give_up(left, now=_ASK_AGAIN)  # whoever asks again has seen that it stopped
    publish_release.enqueue(purpose, asdict(by))


def take_back(*, at: datetime) -> int:
    """Queue again what a worker left behind, and return how much; what stopped before is given up. For a new worker."""
    return sum(begin_again(left, now=_ASK_AGAIN) for left in queries.left_behind(at=at))
