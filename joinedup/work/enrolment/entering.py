"""Someone comes into a place of their model, and a step that fills one is done by coming: again is once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.linkage.queries import people_who_became, person_now
from joinedup.work.enrolment.events import Kind, in_force
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.recording import event_of, record
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.versions import model_of
from joinedup.work.enrolment.writing import append, hold, require_work


@transaction.atomic
def came(
    enrolment_id: int, place: str, *, by: Actor, at: datetime, key: str, happened_at: datetime
) -> State:  # fmt: skip
    """Record that someone came to a place of their model: they entered it, and the step that it fills is done once.

    Nothing follows where no such step is to be done, or their care has ended. Raises NotAllowed, NotFound.
    """
    require_work(by)
    held = hold(enrolment_id, by=by)
    if held.state.ended_at or key in {event.key for event in in_force(held.events)}:
        return held.state
    before = [event for event in held.events if event.key.split("~")[0] == key]
    if place not in held.state.happened:
        record(
            enrolment_id, Kind.ENTERED,
            lambda _: event_of(Kind.ENTERED, by=by, at=at, happened_at=happened_at, place=place), by=by, at=at,
        )  # fmt: skip
        held = hold(enrolment_id, by=by)
    steps = {step.name for step in held.model.steps if step.place == place}
    owed = next((each for each in held.state.owed if each.step in steps), None)
    if owed is None:
        return held.state
    # Who came after all did the time of the step that they had done before that was taken back.
    nth = before[-1].nth if before else owed.nth
    if any(each.step == owed.step and each.nth == nth and each.done_at for each in held.state.steps):
        nth = owed.nth
    when = max(happened_at, owed.began_at)
    done = event_of(
        Kind.STEP_DONE, by=by, at=at, key=f"{key}~{len(before)}" if before else key, happened_at=when,
        step=owed.step, nth=nth, branches=[], forms={},
    )  # fmt: skip
    return append(held, [done], by=by, at=at).state


@transaction.atomic
def did_not_come(enrolment_id: int, *, by: Actor, at: datetime, key: str) -> State:
    """Undo what ``came`` recorded under ``key``, however long ago: they did not come after all."""
    require_work(by)
    held = hold(enrolment_id, by=by)
    done = [event for event in in_force(held.events) if event.key.split("~")[0] == key]
    if not done:
        return held.state
    undone = [event_of(Kind.UNDONE, by=by, at=at, undoes=event.key) for event in done]
    return append(held, undone, by=by, at=at).state


def filling(person_id: int, model: str, place: str, *, organisation_id: int) -> int | None:
    """Return the enrolment of someone, as they are now, that has a step filling a place of an organisation's teams.

    None where there is none: what another organisation looks after is not done by coming here.
    """
    there = Enrolment.objects.filter(model=model, ended_at=None, service__team__organisation_id=organisation_id)
    theirs = there.filter(person_id__in=people_who_became(person_id)).annotate(now=person_now("person_id"))
    found = theirs.filter(now=person_id).select_related("version").order_by("pk").first()
    if found is None or not any(step.place == place for step in model_of(found.version).steps):
        return None
    return int(found.pk)
