"""What the record tells of people on a model of care: a death ends it, a stay in hospital does what its file says.

The clock of the place asks every minute, so that nobody who died is written to or rung up. Four queries where nothing
has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import NegatedExpression

from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.words.basics.moments import start_of_day
from joinedup.words.vocabulary.kinds import Kind as Told
from joinedup.work.enrolment import writing
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Event
from joinedup.work.enrolment.state import Phase
from joinedup.work.enrolment.story import DIED
from joinedup.work.enrolment.versions import model_of

STAY = "hospital_stay"


def follow(*, at: datetime) -> int:
    """Have open enrolments follow what the record tells of their people; return how many did."""
    return follow_deaths(at=at) + follow_stays(at=at)


@transaction.atomic
def follow_deaths(*, at: datetime) -> int:
    """End the care of those who have died; what is owed to those close to them, and to others, is asked for."""
    dead = Demographics.objects.filter(death_date__isnull=False)
    open_now = Enrolment.objects.filter(ended_at=None)
    theirs = open_now.filter(Q(person_id__in=dead.values("pk")) | _gone()).annotate(now=person_now("person_id"))
    died = {
        row.pk: row.died
        for row in theirs.annotate(died=Subquery(dead.filter(pk=OuterRef("now")).values("death_date")[:1]))
        if row.died
    }
    held = _held(open_now.filter(pk__in=list(died)))
    new = []
    for each in held:
        last = max((event.at for event in each.events), default=each.enrolment.started_at)
        when = min(max(start_of_day(died[each.enrolment.pk]), last), at)
        new.append((each, [_changed(DIED, "died", when, at)]))
    writing.append_several(new, by=SYSTEM, at=at)
    return len(new)


@transaction.atomic
def follow_stays(*, at: datetime) -> int:
    """Pause or end the care of those who went into hospital, where the file of their model says so."""
    last = _stays(
        at, source_record__links__person_id=OuterRef("now"), happened_at__gt=OuterRef("accepted_at")
    ).order_by("-happened_at")  # fmt: skip
    there = Q(person_id__in=_stays(at).values("source_record__links__person_id")) | _gone()
    active: QuerySet[Any] = Enrolment.objects.filter(there, phase=Phase.ACTIVE.value)
    theirs = active.annotate(now=person_now("person_id")).annotate(
        stay=Subquery(last.values("pk")[:1]), since=Subquery(last.values("happened_at")[:1])
    )
    found = {row.pk: row for row in theirs.select_related("version") if row.stay}
    asked = [row.pk for row in found.values() if dict(model_of(row.version).ends.changes).get(STAY) in ("end", "pause")]
    known = set(Event.objects.filter(enrolment_id__in=asked, kind=Kind.CHANGED).values_list("enrolment_id", "key"))
    new = [
        (each, [_changed(STAY, key, found[each.enrolment.pk].since, at)])
        for each in _held(Enrolment.objects.filter(pk__in=asked))
        if (each.enrolment.pk, key := f"stay-{found[each.enrolment.pk].stay}") not in known
    ]
    writing.append_several(new, by=SYSTEM, at=at)
    return len(new)


def _stays(at: datetime, **more: Any) -> QuerySet[Entry]:
    """Return the stays in hospital that go on at an instant, by the records that are someone's now."""
    return Entry.objects.filter(
        kind=Told.ADMISSION, recorded_until=None, ended_at=None, happened_at__lte=at,
        source_record__links__ended_at=None, **more,
    )  # fmt: skip


def _gone() -> NegatedExpression | Exists:
    """Return the condition that who an enrolment names was joined into someone since."""
    return ~Exists(Demographics.objects.filter(pk=OuterRef("person_id")))


def _changed(change: str, key: str, when: datetime, at: datetime) -> Happened:
    return Happened(Kind.CHANGED, when, key, at, details={"change": change})


def _held(rows: QuerySet[Enrolment]) -> Sequence[writing.Told]:
    """Return enrolments with what happened in them, held until the transaction ends; two queries."""
    held = list(rows.select_for_update(of=("self",)).select_related("version", "service").order_by("pk"))
    events: dict[int, list[Event]] = {row.pk: [] for row in held}
    for event in Event.objects.filter(enrolment_id__in=list(events)).order_by("pk"):
        events[event.enrolment_id].append(event)
    return [writing.told(row, events[row.pk]) for row in held]
