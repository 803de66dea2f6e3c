"""The relationship that an action gives: to those whom a meeting asked to do something for someone, as they agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.relationships.kinds import Asking, Lasting, RelationshipKind, Source
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.work.meetings.models import Action

#: So long after it was done a slip can be put right, and a question answered.
AFTERWARDS = 7

ASKED = RelationshipKind(
    "meeting_action", "Asked by a meeting",
    "A meeting asked {organisation} to do something for them, and they agreed.", CARE_ROLES, AFTERWARDS,
)  # fmt: skip


def _asked(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    """Return of whom teams of the organisation were asked something with the person's word, until it is done.

    Being spoken of at a meeting relates nobody to anyone.
    """
    theirs = Action.objects.filter(
        agreed=True, decision__taken_back_at=None, team__organisation__ods_code__in=asking.codes,
        asked_at__lte=asking.at,
    ).exclude(told_at__lte=asking.at - lasting[ASKED.id])  # fmt: skip
    return theirs.annotate(
        of=Value(ASKED.id, output_field=CharField()), about=person_now("person_id"), starts=F("asked_at"),
        ends=F("told_at"),
    ).values("of", "about", "starts", "ends")  # fmt: skip


def register() -> None:
    """Put the kind of this area in the register."""
    add(Source((ASKED,), _asked))
