"""The one gate to a person: fetching, permission and the journal are one call, with a reason.

What lies behind (entries, links) is read with the ``Opened`` that the gate returns, so nothing can be read
without having passed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.relationships import queries as relationships
from joinedup.record.sharing.rules import IN_AN_EMERGENCY, Decision, Relation, decide
from joinedup.words.basics.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """A person whose record ``by`` may read now, why they may, and the reason that was written down.

    ``codes`` are those of the organisation of ``by`` and of all that is part of it: what these sent, it sent itself.
    """

    person_id: int
    demographics: Demographics
    by: Actor
    at: datetime
    reason: str
    decision: Decision
    codes: frozenset[str] = frozenset()

    @property
    def relation(self) -> Relation | None:
        """Return the relationship through which it was opened, where it was through one."""
        return self.decision.relation

    @property
    def broke_glass(self) -> bool:
        """Return whether it was opened in an emergency: with no relationship on record, or to see what is sealed."""
        return self.decision.emergency_until is not None


def open_person(person_id: int, *, by: Actor, reason: str, at: datetime, act: str = "record.open") -> Opened:
    """Return the person, opened for ``by``; the look is in the journal. ``act`` is another where it is no plain look.

    Raises NotAllowed where the post does not include it, NoRelationship where nothing on record gives a reason (each
    refusal is in the journal too), and NotFound.
    """
    codes = frozenset(senders_of(by.organisation))
    decision = may_open(person_id, by=by, at=at, act=act, codes=codes)
    demographics = Demographics.objects.filter(person_id=person_id).first()
    if not decision.allowed:
        # In a transaction of its own that has ended before the error is raised, so that the refusal stays.
        with transaction.atomic():
            journal.write(act, by=by, at=at, about=person_id, reason=decision.because, outcome=Outcome.REFUSED)
        if not access.may(by, act).allowed:
            raise NotAllowed(decision.because, now="If you care for this person in another post, choose that post.")
        if demographics is not None:
            raise NoRelationship(decision, person_id=person_id)
    if demographics is None:
        raise NotFound("There is no person by this number here.", now="Find the person again.")
    journal.write(act, by=by, at=at, about=person_id, reason=reason, details=_through(decision))
    return Opened(person_id, demographics, by, at, reason, decision, codes)


@transaction.atomic
def open_several(people: Sequence[int], *, by: Actor, reason: str, at: datetime, act: str) -> list[Opened]:
    """Return those of ``people`` whom ``by`` may do ``act`` about, opened, in the order given; each look is written.

    Those whom a relationship on record does not open are left out, as they are of any list: an emergency or a post
    opens one person at a time. Raises NotAllowed where the post does not include the act. Cost: four queries and the
    journal's lines, however many there are.
    """
    access.require(by, act)
    codes = frozenset(senders_of(by.organisation))
    related = relationships.relations_to(people, by=by, at=at, codes=codes)
    known = Demographics.objects.in_bulk(list(related))
    opened = []
    for person_id in people:
        decision = decide(by, act, relations=related.get(person_id, ()), emergency_until=None, at=at)
        if decision.relation is not None and person_id in known:
            opened.append(Opened(person_id, known[person_id], by, at, reason, decision, codes))
    about = [(one.person_id, _through(one.decision)) for one in opened]
    journal.write_several(act, by=by, at=at, about=about, reason=reason)
    return opened


def may_open(
    person_id: int, *, by: Actor, at: datetime, act: str = "record.open", codes: frozenset[str] | None = None
) -> Decision:
    """Return whether ``by`` may do ``act`` about a person, and why. Asking tells nothing of the person.

    Cost: two queries, none where the post forbids it.
    """
    if not access.may(by, act).allowed:
        return decide(by, act, relations=(), emergency_until=None, at=at)
    related = relationships.relations(person_id, by=by, at=at, codes=codes)
    until = relationships.emergency_until(person_id, by=by, at=at) if act in IN_AN_EMERGENCY else None
    return decide(by, act, relations=related, emergency_until=until, at=at)


def _through(decision: Decision) -> dict[str, Any]:
    """Return what the journal keeps of why: the kind of relationship, or that it was an emergency."""
    through: dict[str, Any] = {"relation": decision.relation.kind} if decision.relation is not None else {}
    return through | ({"emergency": True} if decision.emergency_until else {})
