"""The kinds of relationship that entries tell of: staying somewhere, and being seen, referred or supported there.

Whoever the organisation itself has told us about is theirs for as long as they stay or are seen, and some time after.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.entries.models import Entry
from joinedup.record.sharing.relationships.kinds import Asking, Lasting, RelationshipKind, Source
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.words.vocabulary.kinds import Kind

STAYS = (Kind.ADMISSION, Kind.MENTAL_HEALTH_STAY)
CARE = (
    Kind.REFERRAL, Kind.PACKAGE, Kind.COMMUNITY_CONTACT, Kind.MENTAL_HEALTH_CONTACT, Kind.CONTACT, Kind.APPOINTMENT,
    Kind.ATTENDANCE, Kind.ASSESSMENT,
)  # fmt: skip
CALLS = (Kind.URGENT_CALL, Kind.AMBULANCE_CALL)
# What has no end while it goes on. Of anything else, an end that is not told is its start.
GOES_ON = (*STAYS, Kind.REFERRAL, Kind.PACKAGE, Kind.ADMINISTRATION)
# A referral or a stay in hospital that nobody ever closed is not a reason for ever; homes and packages are told anew.
FORGOTTEN = (*STAYS, Kind.REFERRAL)
OPEN_FOR = timedelta(days=3 * 365)
# Whoever sees someone soon prepares for it.
EXPECTED_IN = timedelta(days=14)

STAYING = RelationshipKind(
    "staying", "Staying with us", "They stay with {organisation}, or left not long ago.", CARE_ROLES, 90
)
LIVING = RelationshipKind(
    "living", "Living with us", "They live at {organisation}, or moved out not long ago.", CARE_ROLES, 30
)
CONTACT = RelationshipKind(
    "contact", "In our care", "{organisation} sees or supports them, or did not long ago.", CARE_ROLES, 365
)
CALL = RelationshipKind("call", "A call to us", "{organisation} was called about them not long ago.", CARE_ROLES, 3)
# Which entries tell of each kind.
_WHAT: dict[str, Q] = {
    STAYING.id: Q(kind__in=STAYS),
    LIVING.id: Q(kind=Kind.ADMINISTRATION, feed="care_home_resident"),
    CONTACT.id: Q(kind__in=CARE),
    CALL.id: Q(kind__in=CALLS),
}
_GOING_ON = When(ended_at=None, kind__in=GOES_ON, then=Value(None, output_field=DateTimeField()))
_ENDS = Case(_GOING_ON, default=Coalesce("ended_at", "happened_at"))
_OF = Case(*(When(what, then=Value(kind)) for kind, what in _WHAT.items()), output_field=CharField())


def _spells(asking: Asking, lasting: Lasting) -> QuerySet[Any, Any]:
    told = Q()
    for kind, after in lasting.items():
        told |= _WHAT[kind] & _not_over(asking, after)
    begun = Q(happened_at__lte=asking.at) | Q(kind=Kind.APPOINTMENT, happened_at__lte=asking.at + EXPECTED_IN)
    expected = When(happened_at__gt=asking.at, then=Value(None, output_field=DateTimeField()))
    starts = Case(expected, default=F("happened_at"))
    # What a practice writes makes nobody theirs: being on its list does.
    return (
        Entry.objects.exclude(source_record__feed_group="gp").filter(
            told, begun, recorded_until=None, source_record__sender__in=asking.codes,
            source_record__links__ended_at=None,
        )
        .annotate(of=_OF, about=F("source_record__links__person_id"), starts=starts, ends=_ENDS)
        .values("of", "about", "starts", "ends")
    )  # fmt: skip


def _not_over(asking: Asking, after: timedelta) -> Q:
    """Return the condition for what has not been over for longer than ``after`` when it is asked."""
    since = asking.at - after
    ended = Q(ended_at__gt=since) | (Q(ended_at=None) & ~Q(kind__in=GOES_ON) & Q(happened_at__gt=since))
    forgotten = Q(kind__in=FORGOTTEN, happened_at__lte=asking.at - OPEN_FOR)
    return ended | (Q(ended_at=None, kind__in=GOES_ON) & ~forgotten)


def register() -> None:
    """Put the kinds of this area in the register."""
    add(Source((STAYING, LIVING, CONTACT, CALL), _spells))
