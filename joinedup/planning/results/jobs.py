"""Refreshing results apart from a page: queued when a release is published, and at start-up where it is owed.

Every command loads this module; what it works with (statistics, SQL) is loaded by whoever does the work.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from joinedup.planning.releases.models import Release
from joinedup.planning.taking_back import begin_all_again
from joinedup.record.access import rules as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.words.basics.errors import CannotProceed


@task()
def refresh_release(name: str, actor: dict[str, Any]) -> int:
    """Work out what is owed of the release called ``name``, and return how many measures were."""
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.results import actions  # noqa: PLC0415

    release = releases.release_named(name)
    done = actions.refresh(release, by=Actor(**actor), at=datetime.now(UTC))
    releases.seen(release)  # what the Place page shows is kept with the rest
    return done


def ask_for(release: Release, *, by: Actor) -> None:
    """Queue a refresh. Raises NotAllowed, and CannotProceed where nothing is owed or it is queued already."""
    from joinedup.planning.results import queries  # noqa: PLC0415

    access.require(by, "release.publish")
    state = queries.progress(release).state
    if state != "waiting":
        said = "Every measure is worked out." if state == "done" else "The measures are being worked out already."
        raise CannotProceed(said, now="Look at the page again.")
    refresh_release.enqueue(release.name, asdict(by))


def when_published(*, release: Release, by: Actor, **_: Any) -> None:
    """Queue the working out of a release that was just published, once it is certain."""
    transaction.on_commit(lambda: refresh_release.enqueue(release.name, asdict(by)))


def take_back() -> int:
    """Queue what the newest releases are owed and nobody is at; return for how many. For a new worker, at its start.

    A refresh that a worker left behind is begun again: it goes on where it was.
    """
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415

    begin_all_again(refresh_release.module_path)
    newest = [release for purpose in Release.Purpose.values if (release := releases.latest(purpose))]
    waiting = [release for release in newest if _is_owed(release)]
    for release in waiting:
        refresh_release.enqueue(release.name, asdict(SYSTEM))
    return len(waiting)


def _is_owed(release: Release) -> bool:
    """Return whether something of a release is to be worked out, and nobody is at it."""
    from joinedup.planning.results import population, queries  # noqa: PLC0415

    state = queries.progress(release).state
    return state == "waiting" or (state == "done" and not population.people_kept(release))
