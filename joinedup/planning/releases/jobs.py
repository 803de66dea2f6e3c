"""Publishing apart from a page: queued there, run by the worker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django_tasks import task

from joinedup.planning.releases import actions
from joinedup.record.access.actor import Actor


@task()
def publish_release(purpose: str, actor: dict[str, Any]) -> str:
    """Publish a release for whoever asked, and return its name."""
    return actions.publish(purpose=purpose, by=Actor(**actor), at=datetime.now(UTC)).name
