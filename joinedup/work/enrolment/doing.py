"""What is done for someone: steps, their forms and decisions, errands, tries to reach them, clocks stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.enrolment.checks import require_event
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.nexts import why_not_stop
from joinedup.work.enrolment.recording import event_of, record
from joinedup.work.enrolment.state import State, StepAt
from joinedup.work.enrolment.writing import Told


@transaction.atomic
def do_step(
    enrolment_id: int, step: str, *, nth: int = 0, branches: Sequence[int] = (), forms: Mapping[str, int] | None = None,
    why: str = "", by: Actor, at: datetime, key: str = "", happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that a step was done, ``nth`` of one that comes round (0: the one that is due); done twice is done once.

    ``branches`` are the places of the step's branches whose conditions hold, ``forms`` the ids of the answers it had.
    Raises CannotProceed where the step is not to be done now.
    """

    def make(held: Told) -> Happened | None:
        owed = _owed(held.state, step, nth)
        done = [each for each in held.state.steps if each.step == step and each.done_at and nth in (0, each.nth)]
        if owed is None and done:
            return None
        if owed is None:
            require_event(Kind.STEP_DONE, held)
            raise CannotProceed("This step is not to be done now.", now="Choose one of those that are.")
        return event_of(
            Kind.STEP_DONE, by=by, at=at, key=key, happened_at=happened_at, step=step, nth=owed.nth, why=why,
            branches=list(branches), forms=dict(forms or {}),
        )  # fmt: skip

    return record(enrolment_id, Kind.STEP_DONE, make, by=by, at=at, key=key)


def _owed(state: State, step: str, nth: int) -> StepAt | None:
    return next((each for each in state.owed if each.step == step and nth in (0, each.nth)), None)


@transaction.atomic
def answered(
    enrolment_id: int, step: str, *, nth: int = 0, form: str, answered_id: int, branches: Sequence[int] = (),
    elsewhere: bool = False, by: Actor, at: datetime, key: str = "", happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that a form of a step was given, and which branches its answers start. ``elsewhere``: others were told."""

    def make(held: Told) -> Happened:
        owed = _owed(held.state, step, nth)
        return event_of(Kind.ANSWERED, by=by, at=at, key=key, happened_at=happened_at, step=step,
                      nth=owed.nth if owed else max(nth, 1), form=form, answered=answered_id, branches=list(branches),
                      elsewhere=elsewhere)  # fmt: skip

    return record(enrolment_id, Kind.ANSWERED, make, by=by, at=at, key=key)


@transaction.atomic
def risk(
    enrolment_id: int, step: str, *, nth: int = 0, form: str, branches: Sequence[int], by: Actor, at: datetime,
    key: str,
) -> State:  # fmt: skip
    """Record that an answer told of a risk, before its form is given, and which branches it starts at once."""

    def make(held: Told) -> Happened | None:
        owed = _owed(held.state, step, nth)
        number = owed.nth if owed else max(nth, 1)
        started = {place for event in held.events if (event.step, event.nth) == (step, number)
                   for place in event.details.get("branches", ())}  # fmt: skip
        if set(branches) <= started:
            return None
        return event_of(Kind.RISK, by=by, at=at, key=key, step=step, nth=number, form=form, branches=list(branches))

    return record(enrolment_id, Kind.RISK, make, by=by, at=at, key=key)


@transaction.atomic
def do_errand(
    enrolment_id: int, errand: str, *, why: str = "", needed: bool = True, enrolled: int | None = None, by: Actor,
    at: datetime, key: str = "",
) -> State:  # fmt: skip
    """Record that what a branch asked for was done: a referral sent, a practice told. Twice is once.

    ``needed`` False: it was not done, for a reason, as when the answer that asked for it was put right. Raises BadInput
    where nobody says why.
    """

    def make(held: Told) -> Happened | None:
        if not needed and not why.strip():
            raise BadInput("Nobody said why it is not needed.", now="Write the reason in a few words.")
        asked = next((each for each in held.state.errands if each.key == errand), None)
        if asked is None:
            raise CannotProceed("Nothing like this is asked for.", now="Choose one of what is to be done.")
        if asked.done_at:
            return None
        return event_of(
            Kind.ERRAND_DONE, by=by, at=at, key=key, step=errand, why=why if needed else f"Not needed: {why.strip()}",
            enrolled=enrolled, needed=needed, elsewhere=enrolled is not None,
        )  # fmt: skip

    return record(enrolment_id, Kind.ERRAND_DONE, make, by=by, at=at, key=key)


@transaction.atomic
def meet_worry(enrolment_id: int, worry: str, *, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Record what was done about something that worried a volunteer: ``worry`` is its key. Twice is once."""

    def make(held: Told) -> Happened | None:
        told = next((each for each in held.state.worries if each.key == worry), None)
        if told is None:
            raise CannotProceed("Nobody told of this worry.", now="Choose one of what is to be done.")
        return None if told.met_at else event_of(Kind.WORRY_MET, by=by, at=at, key=key, step=worry, why=why)

    return record(enrolment_id, Kind.WORRY_MET, make, by=by, at=at, key=key)


@transaction.atomic
def decide(
    enrolment_id: int, step: str, *, decision: str, criteria: str = "", evidence: str = "", dissent: str = "",
    review_on: str = "", why: str, by: Actor, at: datetime, key: str = "",
) -> State:  # fmt: skip
    """Record a decision that a step asks for: what was decided, on which criteria and evidence, who dissented, why."""

    def make(held: Told) -> Happened:
        question = next((each.decides for each in held.model.steps if each.name == step), "")
        if not question or not decision.strip() or not why.strip():
            raise BadInput("A decision needs its question, an answer and a reason.", now="Write each in a few words.")
        return event_of(Kind.DECIDED, by=by, at=at, key=key, step=step, why=why, question=question, decision=decision,
                      criteria=criteria, evidence=evidence, dissent=dissent, review_on=review_on)  # fmt: skip

    return record(enrolment_id, Kind.DECIDED, make, by=by, at=at, key=key)


@transaction.atomic
def tried(
    enrolment_id: int, *, step: str = "", how: str = "phone", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that someone tried to reach the person, in vain."""
    return record(
        enrolment_id, Kind.TRIED,
        lambda held: event_of(Kind.TRIED, by=by, at=at, key=key, happened_at=happened_at, step=step, how=how),
        by=by, at=at, key=key,
    )  # fmt: skip


@transaction.atomic
def stop_clock(enrolment_id: int, step: str, *, reason: str, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Stop the clock of a step for a reason (declined; not reached, after three tries). It still counts.

    An urgent clock runs on whatever the silence: someone is asked to go and see the person. Raises CannotProceed.
    """

    def make(held: Told) -> Happened:
        if reason not in ("declined", "not reached"):
            raise BadInput("A clock is not stopped for this.", now="Choose: declined, or not reached.")
        if problem := why_not_stop(held.state, step, reason):
            raise CannotProceed(problem, now="Record each try to reach them first.")
        return event_of(Kind.STOPPED, by=by, at=at, key=key, step=step, why=why, reason=reason)

    return record(enrolment_id, Kind.STOPPED, make, by=by, at=at, key=key)
