"""Every write of linkage: linking what is new, deciding a review, merging, unmerging, the never-link list.

Each says who and when. Links are ended and begun; nothing else of a record is rewritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import learning, linking, reading, writing
from joinedup.record.linkage.workspace import Workspace, workspace
from joinedup.record.people import actions as people
from joinedup.record.store.lock import one_writer

# What is being done, how many steps are done, of how many.
Progress = Callable[[str, int, int], None]
_STEPS = 7
_LINKED = "linkage.linked"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What one linking did. ``people_joined`` are those found to be someone we had already; their ids lead on."""

    arrived: int = 0
    linked: int = 0
    people_made: int = 0
    people_joined: int = 0
    reviews_opened: int = 0


def link_new(*, by: Actor, at: datetime, progress: Progress | None = None) -> LinkReport:
    """Link every source record that is nobody's yet or that changed, and work out whom it touches.

    A record that someone decided about, and a person whom a general practice knows, are never joined to another by
    rule: that is asked in a review. Raises NotAllowed, and CannotProceed where another command goes on writing.
    """
    access.require(by, "linkage.link")
    steps = iter(range(_STEPS + 1))

    def say(what: str) -> None:
        if progress:
            progress(what, next(steps), _STEPS)

    with one_writer("link"), workspace(learning.folder()) as space:
        say("Reading what was sent")
        known_to = reading.newest_particulars()
        reading.read_sent(space, known_to=_known_to())
        reading.read_rules(space)
        arrived = int(space.one("SELECT count(*) FROM sent WHERE arriving"))
        if not arrived:
            return LinkReport()
        proposals = linking.link(space, lambda made: learning.kept_or_learned(made, at=at), say)
        with transaction.atomic():
            say("Writing links")
            linked, made = writing.write_assigned(space, at=at)
            opened = writing.write_reviews(proposals, at=at)
            joined = _lead_on(space, by=by, at=at)
            say("Working out demographics")
            space.run(_WHOSE)
            writing.write_demographics(space)
            report = LinkReport(arrived, linked, made, joined, opened)
            journal.write(_LINKED, by=by, at=at, details={**asdict(report), "known_to": known_to})
        return report


# Every record of each person who has a new record, a changed one, or one more.
_WHOSE = """
    CREATE OR REPLACE TABLE whose AS
    WITH now AS (
        SELECT s.record, coalesce(a.person, s.person) AS person, s.arriving
        FROM sent s LEFT JOIN assigned a USING (record)
    )
    SELECT record, person FROM now
    WHERE person IN (SELECT person FROM assigned UNION SELECT person FROM now WHERE arriving)
"""


def _known_to() -> int | None:
    """Return the number of the newest particulars that the last linking saw."""
    last = JournalLine.objects.filter(act=_LINKED).order_by("-pk").first()
    return None if last is None else int(last.details["known_to"])


def _lead_on(space: Workspace, *, by: Actor, at: datetime) -> int:
    """Write down whom the linking found to be another we had: no demographics, and a line in the journal."""
    gone = space.rows("SELECT DISTINCT was, person FROM assigned WHERE was IS NOT NULL ORDER BY 1")
    people.forget_demographics(was for was, _ in gone)
    for was, person in gone:
        journal.write("linkage.joined", by=by, at=at, about=was, details={"into": person})
    return len(gone)
