"""May they open this person's record, and why: decided from facts that are passed in. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Role

# Acts about a person for which a post is reason enough. Who answers a person's own request to see what is held, or
# keeps what they chose (UK GDPR articles 15, 18 and 21), need not care for them.
BY_POST: dict[str, frozenset[str]] = {
    "record.export": frozenset({Role.PRIVACY_OFFICER}),
    "choice.see": frozenset({Role.PRIVACY_OFFICER}),
}
# What an emergency is a reason for: looking, and nothing that takes away.
IN_AN_EMERGENCY = frozenset({"record.open", "plan.see"})
WITH_THEM = timedelta(hours=12)
"""How long saying "I am with this person" lasts: one shift."""
EMERGENCY = timedelta(hours=4)
"""How long a record stays open after it was opened in an emergency."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Why someone has a reason to open a person's record: of which kind, since when, and until when it counts."""

    kind: str
    title: str
    because: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether they may, why, through what; and where not, what they could do about it."""

    allowed: bool
    because: str
    relation: Relation | None = None
    emergency_until: datetime | None = None
    may_declare: bool = False
    may_break_glass: bool = False


def decide(
    by: Actor, act: str, *, relations: Sequence[Relation], emergency_until: datetime | None, at: datetime
) -> Decision:
    """Return whether ``by`` may do ``act`` about the person to whom they have ``relations``.

    ``emergency_until`` is when the emergency ends in which they opened the record, where they did. The reasons are
    tried in this order: the post must include the act; a post that is reason enough; a relation that counts now; an
    emergency. One who has a relation too may need an emergency, for what the person sealed.
    """
    answer = access.may(by, act)
    if not answer.allowed:
        return Decision(False, answer.because)
    if by.role in BY_POST.get(act, ()):
        return Decision(True, f"{answer.because} This post answers people who ask what is held about them.")
    relation = next((each for each in relations if counts(each, at)), None)
    may_break_glass = act in IN_AN_EMERGENCY and access.may(by, "record.break_glass").allowed
    until = emergency_until if may_break_glass and emergency_until and at < emergency_until else None
    if relation is not None:
        return Decision(True, relation.because, relation, until)
    if until is not None:
        return Decision(True, "You opened it in an emergency.", emergency_until=until)
    return Decision(
        False,
        f"Nothing on record says that {by.organisation_name} cares for this person.",
        may_declare=act in IN_AN_EMERGENCY and by.role in access.URGENT_ROLES,
        may_break_glass=may_break_glass,
    )


def counts(relation: Relation, at: datetime) -> bool:
    """Return whether a relation counts at ``at``: from its start, and until its end."""
    return (relation.since is None or relation.since <= at) and (relation.until is None or at < relation.until)
