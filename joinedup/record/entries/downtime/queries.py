"""Finding who is in a team's downtime pack: one query, whatever the team's size."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Value, When

from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import practices_served_by, senders_of
from joinedup.record.entries.downtime import rules
from joinedup.record.entries.downtime.rules import Rank
from joinedup.record.entries.models import Entry, HeardFeed
from joinedup.record.entries.relating import CARE, OPEN_FOR, STAYS
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.agreements.queries import feeds_off
from joinedup.record.sharing.relationships.queries import only_related
from joinedup.words.vocabulary.kinds import Kind

_LIVING = Q(kind=Kind.ADMINISTRATION, feed="care_home_resident")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is in a pack (id and why), the most urgent first, and how many more there were no room for."""

    people: tuple[tuple[int, Rank], ...]
    left_out: int


def wanted(*, by: Actor, at: datetime, most: int = rules.MOST) -> Wanted:
    """Return who is in the pack of ``by``: those they may open by a relationship on record, who are alive."""
    codes = frozenset(senders_of(by.organisation))
    found = _flowing(_told(by, codes, at), at)
    alive = Demographics.objects.filter(person_id=OuterRef("about"), death_date=None)
    theirs = only_related(found.filter(Exists(alive)), by=by, at=at, person="about", declared=False)
    ranked = (
        theirs.order_by()
        .values("about")
        .annotate(first=Min("rank"), last=Max("happened_at"))
        .order_by("first", "-last", "about")
    )
    total = ranked.count()
    people = ranked.values_list("about", "first")[:most]
    return Wanted(tuple((person, Rank(rank)) for person, rank in people), max(0, total - most))


def _told(by: Actor, codes: frozenset[str], at: datetime) -> QuerySet[Any, Any]:
    """Return the current entries that put someone in the pack, each with whom it is ``about`` and its ``rank``."""
    soon = at + rules.EXPECTED_WITHIN
    why = {
        Rank.HERE: _own(codes) & _goes_on(at) & (_staying(at) | _LIVING),
        Rank.LISTED: _listed(codes | practices_served_by(by.team)),
        Rank.EXPECTED: _own(codes) & Q(kind=Kind.APPOINTMENT, happened_at__gt=at, happened_at__lte=soon),
        Rank.SUPPORTED: _own(codes) & _goes_on(at) & Q(kind=Kind.PACKAGE),
        Rank.SEEN: _own(codes) & _seen(at),
    }  # fmt: skip
    some = Q()
    for condition in why.values():
        some |= condition
    rank = Case(*(When(told, then=Value(int(rank))) for rank, told in why.items()), output_field=IntegerField())
    now = Entry.objects.filter(some, recorded_until=None, source_record__links__ended_at=None)
    return now.annotate(about=F("source_record__links__person_id"), rank=rank)


def _own(codes: frozenset[str]) -> Q:
    return Q(source_record__sender__in=codes)


def _goes_on(at: datetime) -> Q:
    return (Q(ended_at=None) | Q(ended_at__gt=at)) & Q(happened_at__lte=at)


def _staying(at: datetime) -> Q:
    """Return the condition for stays in hospital; one that nobody ever closed is not for ever, as for relationships."""
    return Q(kind__in=STAYS, happened_at__gt=at - OPEN_FOR)


def _listed(practices: frozenset[str] | set[str]) -> Q:
    """Return the condition for what lists someone of these practices: whoever sent it."""
    here = Q(source_record__links__person__demographics__registered_practice__in=practices)
    coded = Q(kind=Kind.PROBLEM, code__in=rules.LISTED_CODES, ended_at=None)
    return here & (coded | Q(feed=rules.END_OF_LIFE_FEED, ended_at=None))


def _seen(at: datetime) -> Q:
    by_practice = Q(source_record__feed_group="gp", happened_at__gt=at - rules.SEEN_BY_PRACTICE)
    by_others = ~Q(source_record__feed_group="gp") & Q(happened_at__gt=at - rules.SEEN_BY_OTHERS)
    return Q(kind__in=(*CARE, Kind.CONSULTATION), happened_at__lte=at) & (by_practice | by_others)


def _flowing(found: QuerySet[Any, Any], at: datetime) -> QuerySet[Any, Any]:
    """Leave out what no sharing agreement lets flow for care."""
    off = feeds_off(at=at)
    senders: defaultdict[str, list[str]] = defaultdict(list)
    for feed, sender in () if off.idle else off.among(HeardFeed.objects.values_list("feed", "sender")):
        senders[feed].append(sender)
    for feed, of_it in senders.items():  # one condition for a feed, however many send it
        found = found.exclude(feed=feed, source_record__sender__in=of_it)
    return found
