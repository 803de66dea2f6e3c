"""Refreshing results apart from a page: queued when a release is published, run by the worker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django_tasks import task

from joinedup.planning.releases import queries as releases
from joinedup.planning.results import actions
from joinedup.record.access.actor import Actor


@task()
def refresh_release(name: str, actor: dict[str, Any]) -> int:
    """Work out what is owed of the release called ``name``, and return how many measures were."""
    return actions.refresh(releases.release_named(name), by=Actor(**actor), at=datetime.now(UTC))
