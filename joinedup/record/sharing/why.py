"""Why someone may open a person's record, or not: every reason that their post could have, and which of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.gate import may_open
from joinedup.record.sharing.relationships import queries as relationships
from joinedup.record.sharing.relationships.kinds import kinds_for
from joinedup.record.sharing.relationships.lasting import after
from joinedup.record.sharing.rules import Decision, Relation


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of relationship that a post can have: its words, how long it lasts, and that of this person or None."""

    title: str
    sentence: str
    days: int
    declared: bool
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class Why:
    """The decision, and all the reasons it was made from."""

    decision: Decision
    reasons: tuple[Reason, ...]


def why(person_id: int, *, by: Actor, at: datetime) -> Why:
    """Return whether ``by`` may open a person's record and why; that it was asked is in the journal.

    It tells nothing of the person but whether ``by``'s own organisation cares for them.
    """
    decision = may_open(person_id, by=by, at=at)
    held = {relation.kind: relation for relation in relationships.relations(person_id, by=by, at=at)}
    journal.write("record.why", by=by, at=at, about=person_id, reason=decision.because)
    reasons = tuple(
        Reason(
            title=kind.title,
            sentence=kind.sentence.format(organisation=by.organisation_name),
            days=after(kind).days,
            declared=kind.declared,
            relation=held.get(kind.id),
        )
        for kind in kinds_for(by.role)
    )
    return Why(decision, reasons)
