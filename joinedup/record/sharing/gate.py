"""The one gate to a person: fetching, permission and the journal are one call, with a reason.

What lies behind (entries, links) is read with the ``Opened`` that the gate returns, so nothing can be read
without having passed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.models import Demographics
from joinedup.words.basics.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """A person whose record ``by`` may read now, and the reason that was written down."""

    person_id: int
    demographics: Demographics
    by: Actor
    at: datetime
    reason: str


def open_person(person_id: int, *, by: Actor, reason: str, at: datetime, act: str = "record.open") -> Opened:
    """Return the person, opened for ``by``; the look is in the journal. ``act`` is another where it is no plain look.

    Raises NotAllowed (the refusal is in the journal too) and NotFound.
    """
    answer = rules.may(by, act)
    if not answer.allowed:
        # In a transaction of its own that has ended before the error is raised, so that the refusal stays.
        with transaction.atomic():
            journal.write(act, by=by, at=at, about=person_id, reason=answer.because, outcome=Outcome.REFUSED)
        raise NotAllowed(answer.because, now="If you care for this person in another post, choose that post.")
    demographics = Demographics.objects.filter(person_id=person_id).first()
    if demographics is None:
        raise NotFound("There is no person by this number here.", now="Find the person again.")
    journal.write(act, by=by, at=at, about=person_id, reason=reason)
    return Opened(person_id, demographics, by, at, reason)
