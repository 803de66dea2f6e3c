"""What is due of everyone, worked out anew from the events: in sets, and put right where the columns say otherwise.

Columns and tasks are worked out when an event is added. They are wrong where what they rest on has changed since, as
when a bank holiday is proclaimed, so the clock of the place asks once a day.

What events come to depends on their order; instants only fill it in. So enrolments of one **shape** (the same version
and the same things in the same order) are worked out once, and each of them then only asks by when. A stop depends on
whether it came before what was due, and undoing on what it undoes: those are worked out one by one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import Clock, ModelOfCare, due, england
from joinedup.work.enrolment import writing
from joinedup.work.enrolment.events import RANK, Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Event, ModelVersion
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.state import Weight
from joinedup.work.enrolment.versions import model_of

#: What depends on more than the order of events.
ONE_BY_ONE = frozenset((Kind.STOPPED.value, Kind.UNDONE.value, Kind.ENTERED.value))
CHUNK = 500
READ_AT_ONCE = 20_000
Next = tuple[str, datetime | None]
"""What is due first and when; '' and None where nothing is."""
_Told = tuple[Any, ...]
_ENROLMENT, _KIND, _STEP, _NTH, _BRANCHES, _PARTY, _CHANGE, _AT, _RECORDED, _KEY, _VERSION = range(11)
_SHAPE = itemgetter(_KIND, _STEP, _NTH, _BRANCHES, _PARTY, _CHANGE)
NOON = time(12)
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def due_dates() -> dict[int, Next]:
    """Return what is due first of every enrolment, worked out from the events alone, in two queries and no others."""
    models = {version.pk: model_of(version) for version in ModelVersion.objects.all()}
    shapes: dict[tuple[Any, ...], list[_Owed]] = {}
    found: dict[int, Next] = {}
    odd: list[int] = []
    for enrolment, told in _stories():
        if any(each[_KIND] in ONE_BY_ONE for each in told):
            odd.append(enrolment)
            continue
        shape = (told[0][_VERSION], *map(_SHAPE, told))
        if (owed := shapes.get(shape)) is None:
            owed = shapes[shape] = _owed(models[told[0][_VERSION]], told)
        found[enrolment] = min(
            ((each.by_when(_instant(told[each.since][_AT])), each.key) for each in owed), default=(None, "")
        )[::-1]  # fmt: skip
    return found | _one_by_one(odd)


def rebuild(*, by: Actor, at: datetime, enrolments: Sequence[int] | None = None) -> int:
    """Have the columns and tasks of enrolments (None: all) say what their events come to; return how many there are.

    A few hundred at a time, each in a transaction of its own, so that nobody waits for all of them.
    """
    numbers = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True)) if enrolments is None else enrolments
    for start in range(0, len(numbers), CHUNK):
        with transaction.atomic():
            held = _held(numbers[start : start + CHUNK], lock=True)
            writing.settle([(each.enrolment, each.model, each.events) for each in held], by=by, at=at)
    return len(numbers)


def put_right(*, at: datetime) -> int:
    """Put right the enrolments of which something else is due than their columns say; return how many these were."""
    told = dict(due_dates())
    kept = Enrolment.objects.values_list("pk", "next_step", "next_due_at")
    return rebuild(by=SYSTEM, at=at, enrolments=[pk for pk, *said in kept if tuple(said) != told.get(pk, ("", None))])


def _stories() -> Iterator[tuple[int, list[_Told]]]:
    """Give every enrolment with what happened in it, in order. Instants stay text: few of them are asked for."""
    events = Event.objects.order_by("enrolment_id", "at", "recorded_at").values_list(
        "enrolment_id", "kind", "step", "nth", KT("details__branches"), KT("details__party"), KT("details__change"),
        Cast("at", TextField()), Cast("recorded_at", TextField()), "key", "enrolment__version_id",
    )  # fmt: skip
    for enrolment, told in groupby(events.iterator(chunk_size=READ_AT_ONCE), key=itemgetter(_ENROLMENT)):
        yield enrolment, _in_order(list(told))


def _instant(text: str) -> datetime:
    """Return the instant that a database has written: in UTC, which one of the two says."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _in_order(told: list[_Told]) -> list[_Told]:
    """Return them as ``Happened.order`` has it: the database has sorted by instant, of which few are the same."""
    instants = {each[_AT] for each in told}
    if len(instants) < len(told):
        told.sort(key=lambda each: (each[_AT], each[_RECORDED], RANK[Kind(each[_KIND])], each[_NTH], each[_KEY]))
    return told


@dataclass(frozen=True, slots=True)
class _Owed:
    """One step that is owed in a shape: from which of its events its clock counts, and by when, of that instant."""

    key: str
    since: int
    by_when: Callable[[datetime], datetime]


def _owed(model: ModelOfCare, told: Sequence[_Told]) -> list[_Owed]:
    """Return what is owed in a shape: played once, its events a minute apart, so that each is told by its instant."""
    events = [
        Happened(
            Kind(each[_KIND]), _START + timedelta(minutes=place), str(place), _START + timedelta(minutes=place),
            each[_STEP], each[_NTH], details=_details(each),
        )
        for place, each in enumerate(told)
    ]  # fmt: skip
    found = []
    for step in state_of(model, events, england()).chased:
        clock = model.step(step.step).due
        if clock is not None:
            since = int((step.began_at - _START) / timedelta(minutes=1))
            found.append(_Owed(step.key, since, _by_when(clock, step.nth)))
    return found


def _details(told: _Told) -> dict[str, Any]:
    branches = [int(each) for each in (told[_BRANCHES] or "[]").strip("[]").split(",") if each.strip()]
    return {
        "branches": branches, "party": told[_PARTY] or "person", "change": told[_CHANGE] or "", "form": "",
        "service": 0, "outcome": "-", "until": _START.isoformat(), "version": "",
        "weight": Weight.USUAL.value,
    }  # fmt: skip


@functools.lru_cache(maxsize=512)
def _by_when(clock: Clock, nth: int) -> Callable[[datetime], datetime]:
    """Return by when something is due, of its start. What counts in days is asked once for each day."""
    calendar = england()
    if clock.urgent or clock.kind == "by":
        return lambda start: due(clock, start, calendar, nth=nth).at

    @functools.cache
    def on_day(day: date) -> datetime:
        return due(clock, datetime.combine(day, NOON, tzinfo=LONDON), calendar, nth=nth).at

    return lambda start: on_day(start.astimezone(LONDON).date())


def _one_by_one(enrolments: Sequence[int]) -> dict[int, Next]:
    found: dict[int, Next] = {}
    for start in range(0, len(enrolments), CHUNK):
        for each in _held(enrolments[start : start + CHUNK]):
            first = each.state.next
            found[each.enrolment.pk] = (first.key, first.due.at) if first and first.due else ("", None)
    return found


def _held(numbers: Sequence[int], *, lock: bool = False) -> list[writing.Told]:
    """Return enrolments with what happened in them, in two queries."""
    rows = Enrolment.objects.filter(pk__in=numbers).select_related("version", "service").order_by("pk")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    events: dict[int, list[Event]] = {number: [] for number in numbers}
    for event in Event.objects.filter(enrolment_id__in=numbers).order_by("pk"):
        events[event.enrolment_id].append(event)
    return [writing.told(row, events[row.pk]) for row in rows]
