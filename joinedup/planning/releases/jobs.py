"""Publishing apart from a page: queued there, run by the worker."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks import task

from joinedup.planning.releases import actions
from joinedup.record.access.actor import Actor


@task()
def publish_release(
    purpose: str, account_id: int, name: str, role: str, role_title: str, organisation: str, organisation_name: str
) -> str:
    """Publish a release for whoever asked, and return its name."""
    by = Actor(account_id, name, role, role_title, organisation, organisation_name)
    return actions.publish(purpose=purpose, by=by, at=datetime.now(UTC)).name
