"""Opening everyone in a team's downtime pack through the gate, and writing down that the pack was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.entries.downtime import rules
from joinedup.record.entries.downtime.queries import wanted
from joinedup.record.entries.downtime.rules import Rank
from joinedup.record.entries.queries import Record, record_of
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.sharing.gate import Opened, open_several
from joinedup.words.basics.errors import CannotProceed


@dataclass(frozen=True, slots=True)
class Downtime:
    """A pack: everyone in it with their record, for whom and when it was made, until when it may be used."""

    by: Actor
    made_at: datetime
    use_until: datetime
    people: tuple[tuple[Opened, Record], ...]
    counted: Mapping[Rank, int]
    left_out: int


@transaction.atomic
def open_for_downtime(*, by: Actor, at: datetime, most: int = rules.MOST) -> Downtime:
    """Return the pack of the team of ``by``; each person in it is a look in the journal, with its reason.

    Raises NotAllowed, and CannotProceed where it would be empty or no sharing agreement lets it leave. Cost: a dozen
    queries for all, and those of ``record_of`` for each person.
    """
    access.require(by, "downtime.pack")
    asked = wanted(by=by, at=at, most=most)
    why = dict(asked.people)
    opened = open_several(list(why), by=by, reason=rules.REASON, at=at, act="downtime.pack")
    people = [(one, record_of(one)) for one in opened]
    people = [
        (one, told) for one, told in people if why[one.person_id] is not Rank.LISTED or rules.still_listed(told.lines)
    ]
    if not people:
        raise CannotProceed(
            f"Nobody is in the care of {by.organisation_name} now, as far as has been told here.",
            now="A pack holds who stays with you, is expected, was seen, is frail or near the end of life.",
        )
    under = agreements.let_leave("pack", "A downtime pack", purpose="own_care", by=by, at=at)
    told = {"people": len(people), "left_out": asked.left_out, "agreements": list(under)}
    journal.write("downtime.made", by=by, at=at, reason=rules.REASON, details=told)
    counted = Counter(why[one.person_id] for one, _ in people)
    return Downtime(by, at, at + rules.USE_FOR, tuple(people), counted, asked.left_out)
