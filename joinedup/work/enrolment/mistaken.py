"""A form of a step was given about the wrong person: what it did is undone, and done again where that is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.linkage.queries import current_person, person_now
from joinedup.words.basics.errors import CannotProceed
from joinedup.work.enrolment.events import Happened, Kind, in_force
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.recording import event_of
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.writing import append, hold, require_work


def rests_on(event: Happened, answered: int, draft: int | None) -> bool:
    """Return whether an event was recorded because of an answered form: it was given, told of a risk, did a step."""
    if event.kind is Kind.RISK:
        return draft is not None and event.key.startswith(f"risk-{draft}-")
    return event.details.get("answered") == answered or answered in event.details.get("forms", {}).values()


@transaction.atomic
def unanswered(
    enrolment_id: int, answered_ids: Iterable[int], *, draft: int | None, why: str, by: Actor, at: datetime
) -> State:
    """Undo what these versions of a form did in an enrolment: its step is to be done again, its tasks with it.

    What others were told stays done. Raises NotAllowed, NotFound, and CannotProceed where it would open again the care
    of someone who is on the model anew.
    """
    require_work(by)
    held, ids = hold(enrolment_id, by=by), list(answered_ids)
    wrong = [
        event for event in in_force(held.events)
        if event.kind in (Kind.RISK, Kind.ANSWERED, Kind.STEP_DONE) and any(rests_on(event, pk, draft) for pk in ids)
    ]  # fmt: skip
    if not wrong:
        return held.state
    undone = append(
        held, [event_of(Kind.UNDONE, by=by, at=at, why=why, undoes=event.key, answered=ids) for event in wrong],
        by=by, at=at,
    )  # fmt: skip
    whose = current_person(held.enrolment.person_id)
    there = Enrolment.objects.filter(model=held.enrolment.model, ended_at=None)
    anew = there.annotate(now=person_now("person_id")).filter(now=whose)
    if held.state.ended_at and not undone.state.ended_at and anew.exclude(pk=enrolment_id).exists():
        raise CannotProceed("They are on this model of care anew.", now="End that care first, or leave this as it is.")
    return undone.state


@transaction.atomic
def answered_after_all(enrolment_id: int, answered_ids: Iterable[int], *, by: Actor, at: datetime) -> State:
    """Record again what ``unanswered`` undid of these versions, each as it happened. Raises NotAllowed, NotFound."""
    require_work(by)
    held, ids = hold(enrolment_id, by=by), list(answered_ids)
    undone = [each for each in held.events if each.kind is Kind.UNDONE and each.details.get("answered") == ids]
    last = max((each.recorded_at for each in undone), default=None)
    keys = {each.details["undoes"] for each in undone if each.recorded_at == last}
    again = [
        replace(event, key=f"{event.key[:25]}~{at.timestamp():.0f}", recorded_at=at, account=by.account_id)
        for event in held.events if event.key in keys
    ]  # fmt: skip
    return append(held, again, by=by, at=at).state
