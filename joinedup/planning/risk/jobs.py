"""Seeing what trained models say of a new release apart from a page: queued when one is published.

Every command loads this module; what it works with (statistics, SQL) is loaded by whoever does the work.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from joinedup.planning.releases.models import Release


@task()
def see_risks(name: str) -> int:
    """Work out drift and bands of every trained model in the release called ``name``; return of how many models."""
    from joinedup.insight.risk.definition import catalogue  # noqa: PLC0415
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.risk import queries  # noqa: PLC0415

    release = releases.release_named(name)
    trained = [(risk, kept) for risk in catalogue().values() if (kept := queries.kept(risk.id)) is not None]
    for risk, kept in trained:
        queries.seen(release, risk, kept)
    return len(trained)


def when_published(*, release: Release, **_: Any) -> None:
    """Queue that for a release that was just published, once it is certain."""
    transaction.on_commit(lambda: see_risks.enqueue(release.name))
