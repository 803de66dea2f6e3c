"""Publishing apart from a page: queued there, run by the worker."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django_tasks import task

from joinedup.planning.releases import actions, queries
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, CannotProceed


@task()
def publish_release(purpose: str, actor: dict[str, Any]) -> str:
    """Publish a release for whoever asked, and return its name."""
    return actions.publish(purpose=purpose, by=Actor(**actor), at=datetime.now(UTC)).name


def ask_for(*, purpose: str, by: Actor) -> None:
    """Queue a publishing. Raises NotAllowed, BadInput for an unknown purpose, CannotProceed while one is under way."""
    access.require(by, "release.publish")
    if purpose not in Release.Purpose.values:
        raise BadInput("Nobody said what the release is for.", now="Choose what it is for.")
    last = queries.publishing()
    if last and last.under_way:
        raise CannotProceed("A release is being published already.", now="Wait until it is done, then ask again.")
    publish_release.enqueue(purpose, asdict(by))
