"""Laws of enrolments: events come to one state however they arrive, undoing restores what was, later is never sooner.

Stories are drawn by playing what may happen next, so that each is one that people could have recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Account, Organisation, Team
from joinedup.record.people.models import Person
from joinedup.record.tasks.actions import SAID
from joinedup.record.tasks.models import Task
from joinedup.words.models_of_care import Calendar, ModelOfCare, england
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Service
from joinedup.work.enrolment.nexts import why_not, why_not_stop
from joinedup.work.enrolment.rebuilding import due_dates, rebuild
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.versions import model_of, version_now
from joinedup.work.enrolment.writing import PROJECTED, append, told
from tests.unit.work.enrolment.stories import FALLS, LENA, PRESCRIBING, URGENT, model
from tests.world.drawn import instant

START = instant("2026-03-26 09:00")
MODELS = (PRESCRIBING, FALLS, URGENT)
MINUTES = st.integers(1, 60 * 24 * 12)
PLAYED = (
    Kind.OFFERED, Kind.AGREED, Kind.ACCEPTED, Kind.ALLOCATED, Kind.TRIED, Kind.ANSWERED, Kind.STEP_DONE,
    Kind.ERRAND_DONE, Kind.STOPPED, Kind.PAUSED, Kind.RESUMED, Kind.EXTENDED, Kind.CHANGED, Kind.ENDED, Kind.UNDONE,
    Kind.WEIGHED, Kind.WORRIED, Kind.WORRY_MET,
)  # fmt: skip

#: What is drawn of a kind of event, whatever came before it.
DETAILS = {
    Kind.ACCEPTED: st.fixed_dictionaries({"key_worker": st.sampled_from([None, LENA])}),
    Kind.ALLOCATED: st.fixed_dictionaries({"key_worker": st.sampled_from([None, LENA])}),
    Kind.WEIGHED: st.fixed_dictionaries({"weight": st.sampled_from(["light", "usual", "heavy"])}),
    Kind.CHANGED: st.fixed_dictionaries(
        {"change": st.sampled_from(["hospital_stay", "new_practice", "moved_away", "died"])}
    ),
}  # fmt: skip


@st.composite
def stories(draw: st.DrawFn, name: str | None = None) -> tuple[ModelOfCare, list[Happened]]:
    """Draw a story that could have been recorded: at each turn one of what may happen, minutes or days later."""
    of = model(name or draw(st.sampled_from(MODELS)))
    at = START
    events = [Happened(Kind.REFERRED, at, "k0", at, account=LENA, details={"route": "gp"})]
    for _ in range(1, draw(st.integers(2, 14))):
        at += timedelta(minutes=draw(MINUTES))
        kind = draw(st.sampled_from(PLAYED))
        event = _next(draw, of, events, kind=kind, at=at)
        if event is not None:
            events.append(event)
    return of, events


def _next(draw: st.DrawFn, of: ModelOfCare, events: list[Happened], *, kind: Kind, at: datetime) -> Happened | None:
    """Return one event of a kind that may happen next; None where none may."""
    key = f"k{len(events)}"
    state = state_of(of, events, england())
    if kind is Kind.UNDONE:
        return (
            Happened(kind, at, key, at, account=LENA, details={"undoes": events[-1].key}) if len(events) > 1 else None
        )
    if why_not(kind, state, of):
        return None
    step, nth, details = "", 0, {}
    if kind in (Kind.STEP_DONE, Kind.ANSWERED, Kind.STOPPED) and not state.owed:
        return None
    if kind in (Kind.STEP_DONE, Kind.ANSWERED, Kind.STOPPED):
        owed = draw(st.sampled_from(state.owed))
        step, nth = owed.step, owed.nth
        places = range(len(of.step(step).then))
        details = {
            "branches": sorted(draw(st.sets(st.sampled_from(places)))) if places else [],
            "form": "f",
            "answered": 1,
        }
    if kind in DETAILS:
        details = draw(DETAILS[kind])
    match kind:
        case Kind.STOPPED:
            reason = draw(st.sampled_from(["declined", "not reached"]))
            if why_not_stop(state, step, reason):
                return None
            details = {"reason": reason}
        case Kind.ERRAND_DONE:
            waiting = [errand.key for errand in state.errands if not errand.done_at]
            if not waiting:
                return None
            step = draw(st.sampled_from(waiting))
        case Kind.EXTENDED:
            details = {"until": (at + timedelta(days=400)).isoformat()}
        case Kind.WORRY_MET:
            step = next(each.key for each in state.worries if not each.met_at)
        case Kind.ENDED:
            details = {"outcome": of.ends.outcomes[0]}
    return Happened(kind, at, key, at, step, nth, account=LENA, details=details)


@settings(max_examples=40)
@given(stories(), st.randoms())
def test_in_whatever_order_events_arrive_they_come_to_the_same(drawn: tuple, dice: object) -> None:
    of, events = drawn
    shuffled = list(events)
    dice.shuffle(shuffled)
    assert state_of(of, shuffled, england()) == state_of(of, events, england())


@settings(max_examples=40)
@given(stories())
def test_undoing_the_last_thing_gives_exactly_what_was_before(drawn: tuple) -> None:
    of, events = drawn
    last = events[-1]
    if last.kind is Kind.UNDONE:
        return
    at = last.at + timedelta(seconds=5)
    undone = Happened(Kind.UNDONE, at, "undo", at, account=LENA, details={"undoes": last.key})
    assert state_of(of, [*events, undone], england()) == state_of(of, events[:-1], england())


@settings(max_examples=40)
@given(stories(), st.integers(0, 13))
def test_what_was_shown_then_is_what_is_shown_of_then(drawn: tuple, number: int) -> None:
    """Nothing that happened later changes what a past moment shows."""
    of, events = drawn
    then = events[min(number, len(events) - 1)].at
    known = [event for event in events if event.at <= then]
    assert state_of(of, events, england(), at=then) == state_of(of, known, england())


@settings(max_examples=40)
@given(stories(), st.integers(1, 60 * 24 * 400))
def test_a_story_that_starts_later_is_never_due_sooner(drawn: tuple, minutes: int) -> None:
    of, events = drawn
    events = [event for event in events if event.kind is not Kind.EXTENDED]
    later = [replace(event, at=event.at + timedelta(minutes=minutes)) for event in events]
    was, now = state_of(of, events, england()), state_of(of, later, england())
    due = {step.key: step.due for step in was.owed if step.due}
    assert all(step.due.at >= due[step.key].at for step in now.owed if step.due and step.key in due)


@settings(max_examples=40)
@given(stories())
def test_what_is_done_or_dead_is_never_owed_and_each_thing_is_owed_once(drawn: tuple) -> None:
    of, events = drawn
    state = state_of(of, events, england())
    keys = [step.key for step in state.steps]
    assert len(keys) == len(set(keys))
    assert not state.owed or not (state.died_at or state.ended_at)
    assert len({errand.key for errand in state.errands}) == len(state.errands)


@settings(max_examples=40)
@given(stories())
def test_a_calendar_of_no_holidays_is_never_later_than_englands(drawn: tuple) -> None:
    of, events = drawn
    plain = {step.key: step for step in state_of(of, events, Calendar(frozenset(), 2020, 2040)).steps}
    for step in state_of(of, events, england()).steps:
        assert step.due is None or (plain[step.key].due and plain[step.key].due.at <= step.due.at)


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(stories(PRESCRIBING) | stories(FALLS), min_size=1, max_size=3))
def test_the_tables_are_what_is_rebuilt_from_the_events(db: None, drawn: list[tuple]) -> None:
    """One event at a time or all at once: columns and tasks say the same, and rebuilding them changes nothing."""
    rows = []
    for of, events in drawn:
        row = _enrolment(of.id)
        held = told(row, [])
        by = Actor(row.events_by, "Lena Osei", "link_worker", "", "XN2", "Northmoor Community")
        for event in events:
            mine = {**event.details, "key_worker": row.events_by} if event.details.get("key_worker") else event.details
            mine_too = replace(event, details=mine, account=by.account_id)
            held = append(held, [mine_too], by=by, at=event.at)
        rows.append((row, held))
    numbers = [row.pk for row, _ in rows]
    first = {row.pk: (row.next_step, row.next_due_at) for row in Enrolment.objects.filter(pk__in=numbers)}
    assert {pk: due for pk, due in due_dates().items() if pk in numbers} == first, "in sets as one by one"
    columns = list(Enrolment.objects.filter(pk__in=numbers).order_by("pk").values(*PROJECTED))
    asked = tasks_of(numbers)
    Task.objects.filter(source_id__in=numbers).delete()
    Enrolment.objects.filter(pk__in=numbers).update(phase="referred", next_due_at=None, outcome="", key_worker=None)
    rebuild(by=SYSTEM, at=START, enrolments=numbers)
    assert list(Enrolment.objects.filter(pk__in=numbers).order_by("pk").values(*PROJECTED)) == columns
    assert tasks_of(numbers) == asked


def tasks_of(numbers: list[int]) -> set[tuple[object, ...]]:
    there = Task.objects.filter(source="enrolment", source_id__in=numbers, cancelled_at=None)
    return set(there.values_list("source_id", "key", *SAID))


def _enrolment(name: str) -> Enrolment:
    organisation, _ = Organisation.objects.get_or_create(ods_code="XN2", defaults={"name": "Northmoor", "kind": "any"})
    team, _ = Team.objects.get_or_create(
        code="north", defaults={"name": "North", "kind": "neighbourhood", "organisation": organisation}
    )
    service, _ = Service.objects.get_or_create(team=team, model=name, ends_at=None, defaults={"starts_at": START})
    account, _ = Account.objects.get_or_create(username="lena", defaults={"full_name": "Lena Osei"})
    row = Enrolment.objects.create(
        person=Person.objects.create(created_at=START), model=name, started_at=START, service=service,
        version=version_now(name, at=START), phase="referred",
    )  # fmt: skip
    assert model_of(row.version) == model(name)
    row.events_by = account.pk
    return row
