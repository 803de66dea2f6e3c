"""The kinds of relationship that are known without any entry: being registered with a practice, and being with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When

from joinedup.record.access.queries import practices_served_by
from joinedup.record.access.rules import CARE_ROLES, URGENT_ROLES
from joinedup.record.linkage.models import Link
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.kinds import Asking, Lasting, RelationshipKind, Source
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.record.sharing.relationships.models import Declared

REGISTERED = RelationshipKind(
    "registered", "Registered practice", "They are registered with {organisation}.", CARE_ROLES
)
TEAM = RelationshipKind(
    "team", "Your neighbourhood team", "Your team serves the practice where they are registered.", CARE_ROLES
)
WITH_THEM_NOW = RelationshipKind(
    "with_them_now", "With them now", "You said that you are with them, or on a call about them.", URGENT_ROLES,
    declared=True,
)  # fmt: skip
_NEVER = Value(None, output_field=DateTimeField())


def registered_with(practices: Collection[str]) -> Q:
    """Return the condition for someone's demographics to be of a patient of these practices.

    Where no place of someone is kept, their practice's own word counts.
    """
    own_word = Link.objects.filter(
        person_id=OuterRef("pk"), ended_at=None, source_record__sender__in=practices,
        source_record__particulars__recorded_until=None,
        source_record__particulars__registered_practice__in=practices,
    )  # fmt: skip
    return Q(registered_practice__in=practices) | Q(Exists(own_word), sensitive=True)


def _of_practices(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    """Return whom a practice, or the practices that a team serves, have on their lists."""
    served = (practices_served_by(asking.by.team) if asking.by.team else set()) - asking.codes
    of_team = When(registered_practice__in=served, then=Value(TEAM.id))
    return (
        Demographics.objects.filter(registered_with(asking.codes) | Q(registered_practice__in=served))
        .annotate(
            of=Case(of_team, default=Value(REGISTERED.id), output_field=CharField()),
            about=F("person_id"), starts=_NEVER, ends=_NEVER,
        )
        .values("of", "about", "starts", "ends")
    )  # fmt: skip


def _declared(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    return (
        Declared.objects.filter(
            account_id=asking.by.account_id or 0,
            role=asking.by.role,
            organisation=asking.by.organisation,
            starts_at__lte=asking.at,
            ends_at__gt=asking.at - lasting[WITH_THEM_NOW.id],
        )
        .annotate(
            of=Value(WITH_THEM_NOW.id, output_field=CharField()), about=person_now("person_id"), starts=F("starts_at"),
            ends=F("ends_at"),
        )
        .values("of", "about", "starts", "ends")
    )  # fmt: skip


def register() -> None:
    """Put the kinds of this area in the register."""
    add(Source((REGISTERED, TEAM), _of_practices))
    add(Source((WITH_THEM_NOW,), _declared))
