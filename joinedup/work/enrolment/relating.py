"""The relationships that enrolments give: to whom a team looks after, and, only while it is offered, to who may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from joinedup.record.access.models import Role
from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.linkage.models import Link
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Person
from joinedup.record.sharing.relationships.kinds import Asking, Lasting, RelationshipKind, Source
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.work.enrolment.models import Enrolment

#: So long after the end letters are written and questions answered.
AFTERWARDS = 30

CASELOAD = RelationshipKind(
    "caseload", "On our caseload", "{organisation} looks after them on a model of care, or did not long ago.",
    CARE_ROLES, AFTERWARDS,
)  # fmt: skip
OFFERED = RelationshipKind(
    "offered", "Referred to us", "They were referred to {organisation}, or offered a place.", CARE_ROLES
)

HELPED = RelationshipKind(
    "helped", "Helped by your team", "They are on a model of care with your team now.", frozenset({Role.VOLUNTEER})
)
"""What a volunteer holds: of their own team only, from the day someone is taken on until the day that it ends."""


def _now() -> Case:
    """Return who the person of an enrolment is now: themselves, unless a record of theirs was ever moved.

    A large organisation has thousands on its lists, and this is asked whenever one of its staff opens a record.
    """
    moved = Link.objects.filter(person_id=OuterRef("person_id"), ended_at__isnull=False)
    return Case(
        When(Exists(moved), then=person_now("person_id")), default=F("person_id"), output_field=BigIntegerField()
    )


def _open_to(asking: Asking) -> QuerySet[Enrolment]:
    """Return the enrolments of those asked about, whoever they were when they came; all where nobody is named."""
    if not asking.about:
        return Enrolment.objects.all()
    records = Link.objects.filter(person_id__in=asking.about, ended_at=None).values("source_record_id")
    ever = Link.objects.filter(source_record_id__in=records).values("person_id")
    themselves = Person.objects.filter(pk__in=asking.about).values("pk")
    return Enrolment.objects.filter(person_id__in=themselves.union(ever))  # one set of numbers, looked up in the index


def _spells(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    """Return whom teams of the organisation look after, or may; a team asked to take someone over may look too."""
    theirs = Q(service__team__organisation__ods_code__in=asking.codes)
    asked = Q(transfer_to__team__organisation__ods_code__in=asking.codes)
    since = asking.at - max(lasting.get(CASELOAD.id, timedelta(0)), lasting.get(OFFERED.id, timedelta(0)))
    over = Q(ended_at__lte=asking.at, accepted_at=None) | Q(ended_at__lte=since)
    return (
        _open_to(asking)
        .filter(theirs | asked, started_at__lte=asking.at)
        .exclude(over)
        .annotate(
            of=Case(When(accepted_at=None, then=Value(OFFERED.id)), default=Value(CASELOAD.id),
                    output_field=CharField()),
            about=_now(), starts=F("started_at"), ends=F("ended_at"),
        )
        .filter(of__in=list(lasting))
        .values("of", "about", "starts", "ends")
    )  # fmt: skip


def _helped(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    return (
        _open_to(asking)
        .filter(
            service__team__code=asking.by.team, accepted_at__lte=asking.at, paused_at=None
        )
        .exclude(ended_at__lte=asking.at - lasting[HELPED.id])
        .annotate(
            of=Value(HELPED.id, output_field=CharField()), about=_now(), starts=F("accepted_at"),
            ends=F("ended_at"),
        )
        .values("of", "about", "starts", "ends")
    )  # fmt: skip


def register() -> None:
    """Put the kinds of this area in the register."""
    add(Source((CASELOAD, OFFERED), _spells))
    add(Source((HELPED,), _helped))
