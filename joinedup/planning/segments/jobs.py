"""Working segments out apart from a page: queued when a release is published, after its measures.

Every command loads this module; what it works with (statistics, SQL) is loaded by whoever does the work.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from joinedup.planning.releases.models import Release


@task()
def work_out_segments(name: str) -> bool:
    """Work out the segments of the release called ``name`` where they are not kept beside it; return whether any."""
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.segments import queries  # noqa: PLC0415

    return queries.work_out(releases.release_named(name))


def when_published(*, release: Release, **_: Any) -> None:
    """Queue the working out of a release that was just published, once it is certain."""
    transaction.on_commit(lambda: work_out_segments.enqueue(release.name))
