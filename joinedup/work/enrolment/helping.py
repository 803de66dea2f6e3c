"""What a volunteer records of someone whom their own team helps now: a visit done, nobody reached, a worry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import CannotProceed, NotFound
from joinedup.work.enrolment.checks import require_event, require_reason, require_then
from joinedup.work.enrolment.events import Happened, Kind, in_force
from joinedup.work.enrolment.nexts import VOLUNTEER, why_not_undo
from joinedup.work.enrolment.recording import event_of
from joinedup.work.enrolment.state import Phase, State, StepAt
from joinedup.work.enrolment.writing import Told, append, hold


def done(enrolment_id: int, task: str, *, by: Actor, at: datetime, key: str = "") -> State:
    """Record that what was asked of a volunteer was done; ``task`` is the step's own key. Done twice is done once.

    Raises NotAllowed, NotFound for whom their team does not help now, CannotProceed for what is not asked of them.
    """

    def make(held: Told) -> Happened:
        step = _theirs(held.state, task)
        return event_of(Kind.STEP_DONE, by=by, at=at, key=key, step=step.step, nth=step.nth, branches=[], forms={})

    return _record(enrolment_id, make, by=by, at=at, key=key)


def not_reached(enrolment_id: int, task: str, *, by: Actor, at: datetime, key: str = "") -> State:
    """Record that a volunteer could not reach someone; what they were to do stays to be done. Raises as ``done``."""

    def make(held: Told) -> Happened:
        return event_of(Kind.TRIED, by=by, at=at, key=key, step=_theirs(held.state, task).step, how="visit")

    return _record(enrolment_id, make, by=by, at=at, key=key)


def worried(enrolment_id: int, *, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Tell whoever leads someone's care what worries a volunteer: an urgent task of theirs. Raises as ``done``."""
    return _record(
        enrolment_id, lambda held: event_of(Kind.WORRIED, by=by, at=at, key=key, why=why), by=by, at=at, key=key
    )


@transaction.atomic
def take_back(enrolment_id: int, key: str, *, by: Actor, at: datetime) -> State:
    """Take back what one recorded last, within ten seconds; a worry was told already, and is not."""
    held = _hold(enrolment_id, by)
    standing = in_force(held.events)
    event = next((each for each in standing if each.key == key), None)
    if event is None:
        return held.state
    last = max(standing, key=lambda each: (each.recorded_at, each.order))
    if problem := why_not_undo(event, last, by=by.account_id, at=at):
        raise CannotProceed(problem, now="Tell whoever leads their care.")
    return append(held, [event_of(Kind.UNDONE, by=by, at=at, undoes=key)], by=by, at=at).state


@transaction.atomic
def _record(enrolment_id: int, make: Callable[[Told], Happened], *, by: Actor, at: datetime, key: str) -> State:
    held = _hold(enrolment_id, by)
    if key and any(event.key == key for event in held.events):
        return held.state
    event = make(held)
    require_event(event.kind, held)
    require_reason(event)
    require_then(event, held)
    return append(held, [event], by=by, at=at).state


def _hold(enrolment_id: int, by: Actor) -> Told:
    """Return whom the own team of a volunteer helps now: who waits, is paused, or has ended, is not among them."""
    access.require(by, "care.help")
    held = hold(enrolment_id, by=by)
    if not by.team or held.enrolment.service.team.code != by.team or held.state.phase is not Phase.ACTIVE:
        raise NotFound("Your team helps nobody under this number.", now="Choose someone on your list.")
    return held


def _theirs(state: State, task: str) -> StepAt:
    step = next((each for each in state.owed if each.key == task and each.by == VOLUNTEER), None)
    if step is None:
        raise CannotProceed("This is not asked of you now.", now="Look at your list again.")
    if step.forms:
        raise CannotProceed("This is done by filling in a form.", now="Ask whoever leads their care to do it with you.")
    return step
