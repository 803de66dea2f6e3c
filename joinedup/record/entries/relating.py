"""The kinds of relationship that entries tell of: staying somewhere, and being seen, referred or supported there.

Whoever the organisation itself has told us about is theirs for as long as they stay or are seen, and some time after.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.entries.models import Entry
from joinedup.record.sharing.relationships.kinds import Asking, RelationshipKind
from joinedup.record.sharing.relationships.kinds import register as add
from joinedup.words.vocabulary.kinds import Kind

STAYS = (Kind.ADMISSION, Kind.MENTAL_HEALTH_STAY)
CARE_HOMES = ("care_home_resident",)
CARE = (
    Kind.REFERRAL, Kind.PACKAGE, Kind.COMMUNITY_CONTACT, Kind.MENTAL_HEALTH_CONTACT, Kind.CONTACT, Kind.APPOINTMENT,
    Kind.ATTENDANCE, Kind.ASSESSMENT,
)  # fmt: skip
CALLS = (Kind.URGENT_CALL, Kind.AMBULANCE_CALL)
# What has no end while it goes on. Of anything else, an end that is not told is its start.
GOES_ON = (*STAYS, Kind.REFERRAL, Kind.PACKAGE, Kind.ADMINISTRATION)
# A referral or a stay that nobody ever closed is not a reason for ever.
OPEN_FOR = timedelta(days=3 * 365)


def _told(asking: Asking, after: timedelta, *, kinds: Collection[Kind], feeds: Collection[str] = ()) -> Q:
    """Return which entries make a relationship when it is asked: begun, and not over for longer than ``after``."""
    since = asking.at - after
    what = Q(kind__in=kinds) & (Q(feed__in=feeds) if feeds else Q())
    ended = Q(ended_at__gt=since) | (Q(ended_at=None) & ~Q(kind__in=GOES_ON) & Q(happened_at__gt=since))
    going_on = Q(ended_at=None, kind__in=GOES_ON, happened_at__gt=asking.at - OPEN_FOR)
    return what & Q(recorded_until=None, happened_at__lte=asking.at) & (ended | going_on)


def _spells(
    asking: Asking, after: timedelta, *, kinds: Collection[Kind], feeds: Collection[str] = ()
) -> QuerySet[Any, Any]:
    return (
        Entry.objects.filter(
            _told(asking, after, kinds=kinds, feeds=feeds),
            source_record__sender__in=asking.codes,
            source_record__links__ended_at=None,
        )
        .annotate(about=F("source_record__links__person_id"), starts=F("happened_at"), ends=_ENDS)
        .values("about", "starts", "ends")
    )


_GOING_ON = When(ended_at=None, kind__in=GOES_ON, then=Value(None, output_field=DateTimeField()))
_ENDS = Case(_GOING_ON, default=Coalesce("ended_at", "happened_at"))


def register() -> None:
    """Put the kinds of this area in the register."""
    add(
        RelationshipKind(
            "staying", "Staying with us", "They stay with {organisation}, or left not long ago.", CARE_ROLES, 90,
            partial(_spells, kinds=STAYS),
        ),
        RelationshipKind(
            "living", "Living with us", "They live at {organisation}, or moved out not long ago.", CARE_ROLES, 30,
            partial(_spells, kinds=(Kind.ADMINISTRATION,), feeds=CARE_HOMES),
        ),
        RelationshipKind(
            "contact", "In our care", "{organisation} sees or supports them, or did not long ago.", CARE_ROLES, 365,
            partial(_spells, kinds=CARE),
        ),
        RelationshipKind(
            "call", "A call to us", "{organisation} was called about them not long ago.", CARE_ROLES, 3,
            partial(_spells, kinds=CALLS),
        ),
    )  # fmt: skip
