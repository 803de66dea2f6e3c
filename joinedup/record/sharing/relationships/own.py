"""The kinds of relationship that are known without any entry: being registered with a practice, and being with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value

from joinedup.record.access.queries import practices_served_by
from joinedup.record.access.rules import CARE_ROLES, URGENT_ROLES
from joinedup.record.linkage.models import Link
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.kinds import Asking, RelationshipKind
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.record.sharing.relationships.models import Declared

_NEVER = Value(None, output_field=DateTimeField())


def _registered(asking: Asking, after: timedelta) -> QuerySet[Any, Any]:
    """Return whom a practice has on its list. Where no place of someone is kept, their practice's own word counts."""
    own_word = Link.objects.filter(
        person_id=OuterRef("pk"), ended_at=None, source_record__sender__in=asking.codes,
        source_record__particulars__recorded_until=None,
        source_record__particulars__registered_practice__in=asking.codes,
    )  # fmt: skip
    return (
        Demographics.objects.filter(
            Q(registered_practice__in=asking.codes) | (Q(sensitive=True) & Exists(own_word)),
        )
        .annotate(about=F("person_id"), starts=_NEVER, ends=_NEVER)
        .values("about", "starts", "ends")
    )


def _declared(asking: Asking, after: timedelta) -> QuerySet[Any, Any]:
    return (
        Declared.objects.filter(
            account_id=asking.by.account_id or 0,
            role=asking.by.role,
            organisation=asking.by.organisation,
            starts_at__lte=asking.at,
            ends_at__gt=asking.at - after,
        )
        .annotate(about=F("person_id"), starts=F("starts_at"), ends=F("ends_at"))
        .values("about", "starts", "ends")
    )


def _team(asking: Asking, after: timedelta) -> QuerySet[Any, Any]:
    served = practices_served_by(asking.by.team) if asking.by.team else ()
    return (
        Demographics.objects.filter(registered_practice__in=served)
        .annotate(about=F("person_id"), starts=_NEVER, ends=_NEVER)
        .values("about", "starts", "ends")
    )


def register() -> None:
    """Put the kinds of this area in the register."""
    add(
        RelationshipKind(
            "registered", "Registered practice", "They are registered with {organisation}.", CARE_ROLES, 0, _registered
        ),
        RelationshipKind(
            "team", "Your neighbourhood team", "Your team serves the practice where they are registered.", CARE_ROLES,
            0, _team,
        ),
        RelationshipKind(
            "with_them_now", "With them now", "You said that you are with them, or on a call about them.",
            URGENT_ROLES, 0, _declared, declared=True,
        ),
    )  # fmt: skip
