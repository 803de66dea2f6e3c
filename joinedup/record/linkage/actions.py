"""Every write of linkage: linking what is new, deciding a review, merging, unmerging, the never-link list.

Each says who and when. Links are ended and begun; nothing else of a record is rewritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage import linking, reading, writing
from joinedup.record.linkage.workspace import workspace
from joinedup.record.store.lock import one_writer

# What is being done, how many steps are done, of how many.
Progress = Callable[[str, int, int], None]
_STEPS = 6


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What one linking did: records looked at, links begun, people made, reviews opened."""

    arrived: int
    linked: int
    people_made: int
    reviews_opened: int


def link_new(*, by: Actor, at: datetime, progress: Progress | None = None) -> LinkReport:
    """Link every source record that is nobody's yet, and work out the demographics of those it touches.

    Raises NotAllowed, and CannotProceed where another command goes on writing.
    """
    access.require(by, "linkage.link")
    steps = iter(range(_STEPS + 1))

    def say(what: str) -> None:
        if progress:
            progress(what, next(steps), _STEPS)

    with one_writer("link"), workspace(_folder()) as space:
        say("Reading what was sent")
        reading.read_sent(space, changed_since=None)
        reading.read_rules(space)
        arrived = int(space.one("SELECT count(*) FROM sent WHERE arriving"))
        if not arrived:
            return LinkReport(0, 0, 0, 0)
        proposals = linking.link(space, say)
        with transaction.atomic():
            say("Writing links")
            linked, made = writing.write_assigned(space, at=at)
            opened = writing.write_reviews(proposals, at=at)
            say("Working out demographics")
            space.run("""
                CREATE OR REPLACE TABLE whose AS
                WITH now AS (
                    SELECT s.record, coalesce(a.person, s.person) AS person
                    FROM sent s LEFT JOIN assigned a USING (record)
                )
                SELECT record, person FROM now WHERE person IN (
                    SELECT person FROM assigned
                    UNION SELECT n.person FROM now n JOIN sent s USING (record) WHERE s.arriving
                )
            """)
            writing.write_demographics(space)
            report = LinkReport(arrived, linked, made, opened)
            journal.write(
                "linkage.linked",
                by=by,
                at=at,
                details={"arrived": arrived, "linked": linked, "people_made": made, "reviews_opened": opened},
            )
        return report


def _folder() -> Path:
    """Return the place's folder for linkage: the model, and what spills while it runs."""
    folder = Path(settings.HOME) / "linkage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
