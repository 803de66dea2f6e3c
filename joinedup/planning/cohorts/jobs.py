"""Counting saved cohorts in a new release apart from a page: queued when one is published.

They are counted in the order in which they were saved, before anyone builds another: so each has figures of its own,
and what someone builds that is nearly one of them has that one's. Every command loads this module.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from joinedup.planning.releases.models import Release


@task()
def count_cohorts(name: str) -> int:
    """Count every cohort in use in the release called ``name``; return how many could be."""
    from joinedup.planning.cohorts import queries  # noqa: PLC0415
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415

    return queries.count_saved(releases.release_named(name))


def when_published(*, release: Release, **_: Any) -> None:
    """Queue that for a release that was just published, once it is certain."""
    transaction.on_commit(lambda: count_cohorts.enqueue(release.name))
