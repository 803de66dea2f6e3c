"""Every write of enrolments. Each is an event: who, when, why. Nothing is changed; what is said twice is once.

``key`` is the event's own: whoever sends the same again, as a telephone without signal does, records it once.
``happened_at`` is when it happened, where that was earlier than it is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.tasks.actions import require_works_there
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.models_of_care import england
from joinedup.work.enrolment.checks import require_event, require_reason, require_who_agrees
from joinedup.work.enrolment.coming_in import offer_several, refer, run, stop_running
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Service
from joinedup.work.enrolment.nexts import over_caseload, why_not_stop, why_not_undo
from joinedup.work.enrolment.queries import people_of
from joinedup.work.enrolment.rules import DIED, OUTCOME_OF
from joinedup.work.enrolment.state import State, StepAt
from joinedup.work.enrolment.writing import Told, append, hold, require_work

__all__ = [
    "accept", "agree", "allocate", "answer_transfer", "answered", "change", "decide", "decline", "do_errand",
    "do_step", "end", "extend", "hand_over", "move_version", "offer", "offer_several", "pause", "refer", "resume",
    "risk", "run", "stop_clock", "stop_running", "transfer", "tried", "undo",
]  # fmt: skip


def _event(
    kind: Kind, *, at: datetime, key: str = "", happened_at: datetime | None = None, step: str = "", nth: int = 0,
    why: str = "", by: Actor, **details: Any,
) -> Happened:  # fmt: skip
    if happened_at is not None and happened_at > at:
        raise BadInput("That is in the future.", now="Write when it happened.")
    return Happened(kind, happened_at or at, key or str(uuid4()), at, step, nth, why.strip(), by.account_id, details)


def _record(
    enrolment_id: int, kind: Kind, make: Callable[[Told], Happened | None], *, by: Actor, at: datetime, key: str = "",
    receiving: bool = False,
) -> State:  # fmt: skip
    """Add what ``make`` makes of the enrolment, where that may happen; nothing for what is known by its key."""
    require_work(by)
    held = hold(enrolment_id, by=by, receiving=receiving)
    if key and any(event.key == key for event in held.events):
        return held.state
    event = make(held)
    if event is None:
        return held.state
    require_event(kind, held)
    require_reason(event)
    return append(held, [event], by=by, at=at).state


@transaction.atomic
def offer(enrolment_id: int, *, by: Actor, at: datetime, key: str = "", happened_at: datetime | None = None) -> State:
    """Record that a place was offered to the person. Raises NotAllowed, NotFound, CannotProceed."""
    return _record(
        enrolment_id, Kind.OFFERED,
        lambda held: _event(Kind.OFFERED, by=by, at=at, key=key, happened_at=happened_at), by=by, at=at, key=key,
    )  # fmt: skip


@transaction.atomic
def agree(
    enrolment_id: int, *, party: str = "person", how: str = "in_person", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that one of those whom the file asks agreed; the same said twice is once. Raises BadInput for another."""

    def make(held: Told) -> Happened | None:
        require_who_agrees(held.model, party)
        if party in held.state.agreed:
            return None
        return _event(Kind.AGREED, by=by, at=at, key=key, happened_at=happened_at, party=party, how=how)

    return _record(enrolment_id, Kind.AGREED, make, by=by, at=at, key=key)


@transaction.atomic
def decline(
    enrolment_id: int, *, why: str = "", party: str = "person", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that the person (or ``party``: the team too) says no before anything began; it ends."""
    return _record(
        enrolment_id, Kind.DECLINED,
        lambda held: _event(Kind.DECLINED, by=by, at=at, key=key, happened_at=happened_at, why=why, party=party),
        by=by, at=at, key=key,
    )  # fmt: skip


@transaction.atomic
def accept(
    enrolment_id: int, *, key_worker: int | None = None, by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> tuple[State, str]:  # fmt: skip
    """Accept someone, with who is their key worker where that is known; return a warning where that one has many.

    Raises CannotProceed where someone whom the file asks has not agreed.
    """
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        require_event(Kind.ACCEPTED, held)
        require_who_agrees(held.model, "", person_id=held.enrolment.person_id)
        warning = _require_holder(held, key_worker, at=at)
        return _event(Kind.ACCEPTED, by=by, at=at, key=key, happened_at=happened_at, key_worker=key_worker)

    return _record(enrolment_id, Kind.ACCEPTED, make, by=by, at=at, key=key), warning


def _require_holder(held: Told, account_id: int | None, *, at: datetime) -> str:
    """Return a warning where someone would hold more people than the file wants. Raises CannotProceed for outsiders."""
    require_works_there(account_id, held.enrolment.service.team.organisation.ods_code, at=at)
    if account_id is None:
        return ""
    held_already = people_of(account_id, held.model.id) - (held.state.key_worker == account_id)
    return over_caseload(held.model, held_already + 1)


@transaction.atomic
def allocate(
    enrolment_id: int, *, key_worker: int | None, why: str = "", by: Actor, at: datetime, key: str = ""
) -> tuple[State, str]:
    """Say who is someone's key worker from now (None: nobody yet); return a warning where that one has many."""
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        warning = _require_holder(held, key_worker, at=at)
        return _event(Kind.ALLOCATED, by=by, at=at, key=key, why=why, key_worker=key_worker)

    return _record(enrolment_id, Kind.ALLOCATED, make, by=by, at=at, key=key), warning


@transaction.atomic
def hand_over(
    enrolment_ids: Sequence[int], *, key_worker: int | None, why: str = "", by: Actor, at: datetime
) -> list[str]:
    """Give several people to another key worker of the same team; return the warnings, each once."""
    warnings = [allocate(each, key_worker=key_worker, why=why, by=by, at=at)[1] for each in enrolment_ids]
    return list(dict.fromkeys(warning for warning in warnings if warning))[-1:]


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
        return _event(Kind.STEP_DONE, by=by, at=at, key=key, happened_at=happened_at, step=step, nth=owed.nth, why=why,
                      branches=list(branches), forms=dict(forms or {}))  # fmt: skip

    return _record(enrolment_id, Kind.STEP_DONE, make, by=by, at=at, key=key)


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
        return _event(Kind.ANSWERED, by=by, at=at, key=key, happened_at=happened_at, step=step,
                      nth=owed.nth if owed else max(nth, 1), form=form, answered=answered_id, branches=list(branches),
                      elsewhere=elsewhere)  # fmt: skip

    return _record(enrolment_id, Kind.ANSWERED, make, by=by, at=at, key=key)


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
        return _event(Kind.RISK, by=by, at=at, key=key, step=step, nth=number, form=form, branches=list(branches))

    return _record(enrolment_id, Kind.RISK, make, by=by, at=at, key=key)


@transaction.atomic
def do_errand(
    enrolment_id: int, errand: str, *, why: str = "", enrolled: int | None = None, by: Actor, at: datetime,
    key: str = "",
) -> State:  # fmt: skip
    """Record that what a branch asked for was done: a referral sent, a practice told. Twice is once."""

    def make(held: Told) -> Happened | None:
        asked = next((each for each in held.state.errands if each.key == errand), None)
        if asked is None:
            raise CannotProceed("Nothing like this is asked for.", now="Choose one of what is to be done.")
        if asked.done_at:
            return None
        return _event(
            Kind.ERRAND_DONE, by=by, at=at, key=key, step=errand, why=why, enrolled=enrolled,
            elsewhere=enrolled is not None,
        )  # fmt: skip

    return _record(enrolment_id, Kind.ERRAND_DONE, make, by=by, at=at, key=key)


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
        return _event(Kind.DECIDED, by=by, at=at, key=key, step=step, why=why, question=question, decision=decision,
                      criteria=criteria, evidence=evidence, dissent=dissent, review_on=review_on)  # fmt: skip

    return _record(enrolment_id, Kind.DECIDED, make, by=by, at=at, key=key)


@transaction.atomic
def tried(
    enrolment_id: int, *, step: str = "", how: str = "phone", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that someone tried to reach the person, in vain."""
    return _record(
        enrolment_id, Kind.TRIED,
        lambda held: _event(Kind.TRIED, by=by, at=at, key=key, happened_at=happened_at, step=step, how=how),
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
        return _event(Kind.STOPPED, by=by, at=at, key=key, step=step, why=why, reason=reason)

    return _record(enrolment_id, Kind.STOPPED, make, by=by, at=at, key=key)


@transaction.atomic
def pause(enrolment_id: int, *, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Pause someone's care for a reason: nothing is chased, and what falls due still counts."""
    return _record(
        enrolment_id, Kind.PAUSED, lambda held: _event(Kind.PAUSED, by=by, at=at, key=key, why=why), by=by, at=at,
        key=key,
    )  # fmt: skip


@transaction.atomic
def resume(enrolment_id: int, *, why: str = "", by: Actor, at: datetime, key: str = "") -> State:
    """Go on after a pause."""
    return _record(
        enrolment_id, Kind.RESUMED, lambda held: _event(Kind.RESUMED, by=by, at=at, key=key, why=why), by=by, at=at,
        key=key,
    )  # fmt: skip


@transaction.atomic
def extend(
    enrolment_id: int, *, until: datetime | None = None, why: str, by: Actor, at: datetime, key: str = ""
) -> State:
    """Extend care past its limit, for a reason: until an instant, or for the limit's length once more."""

    def make(held: Told) -> Happened:
        require_event(Kind.EXTENDED, held)
        limit, last = held.model.ends.limit, held.state.limit_at
        later = until or (limit.later(last, england()) if limit and last else None)
        if later is None or (last and later <= last) or later <= at:
            raise BadInput("That is no later than it ends already.", now="Choose a later day.")
        return _event(Kind.EXTENDED, by=by, at=at, key=key, why=why, until=later.isoformat())

    return _record(enrolment_id, Kind.EXTENDED, make, by=by, at=at, key=key)


@transaction.atomic
def change(
    enrolment_id: int, what: str, *, why: str = "", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that the person moved away, changed practice, went into hospital or died; the file says what that does."""

    def make(held: Told) -> Happened:
        if what not in OUTCOME_OF:
            raise BadInput("That is not a change that ends or pauses care.", now=f"Choose: {', '.join(OUTCOME_OF)}.")
        return _event(Kind.CHANGED, by=by, at=at, key=key, happened_at=happened_at, why=why, change=what)

    return _record(enrolment_id, Kind.CHANGED, make, by=by, at=at, key=key)


@transaction.atomic
def transfer(enrolment_id: int, *, to: int, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Ask another team that runs the same model to take someone over; until they do, this team goes on."""

    def make(held: Told) -> Happened:
        other = Service.objects.filter(pk=to, model=held.enrolment.model, ends_at=None).first()
        if other is None or other.pk == held.enrolment.service_id:
            raise BadInput("That team does not run this model of care.", now="Choose another team that does.")
        return _event(Kind.TRANSFER_ASKED, by=by, at=at, key=key, why=why, service=to)

    return _record(enrolment_id, Kind.TRANSFER_ASKED, make, by=by, at=at, key=key)


@transaction.atomic
def answer_transfer(enrolment_id: int, *, yes: bool, why: str = "", by: Actor, at: datetime, key: str = "") -> State:
    """Say whether one's team takes someone over; a no has its reason. Only the team that was asked may."""
    kind = Kind.TRANSFERRED if yes else Kind.TRANSFER_REFUSED

    def make(held: Told) -> Happened:
        return _event(kind, by=by, at=at, key=key, why=why, service=held.state.transfer_to)

    return _record(enrolment_id, kind, make, by=by, at=at, key=key, receiving=True)


@transaction.atomic
def end(
    enrolment_id: int, *, outcome: str, why: str = "", outside: str = "", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """End someone's care with an outcome of its file; ``outside`` names who takes them on, outside the network."""
    if outcome == DIED:
        return change(enrolment_id, DIED, why=why, by=by, at=at, key=key, happened_at=happened_at)

    def make(held: Told) -> Happened:
        if outcome not in held.model.ends.outcomes:
            raise BadInput(
                "That is not an outcome of this model of care.", now=f"Choose: {', '.join(held.model.ends.outcomes)}."
            )
        return _event(Kind.ENDED, by=by, at=at, key=key, happened_at=happened_at, why=why, outcome=outcome,
                      outside=outside.strip())  # fmt: skip

    return _record(enrolment_id, Kind.ENDED, make, by=by, at=at, key=key)


@transaction.atomic
def move_version(enrolment_ids: Sequence[int], *, why: str, by: Actor, at: datetime) -> list[int]:
    """Move people deliberately to what their model says now; return those who were moved.

    Nobody is moved whose done or owed steps the new version does not have: their way on would be lost.
    """
    from joinedup.work.enrolment.versions import model_of, version_now  # noqa: PLC0415 (only here)

    moved = []
    for each in enrolment_ids:
        require_work(by)
        held = hold(each, by=by)
        new = version_now(held.enrolment.model, at=at)
        names = {step.name for step in model_of(new).steps}
        if new.pk == held.enrolment.version_id or not {step.step for step in held.state.steps} <= names:
            continue
        event = _event(Kind.MOVED_VERSION, by=by, at=at, why=why, version=new.hash)
        require_event(Kind.MOVED_VERSION, held)
        require_reason(event)
        held.enrolment.version = new
        held.enrolment.save(update_fields=["version"])
        append(Told(held.enrolment, model_of(new), held.events, held.state), [event], by=by, at=at)
        moved.append(each)
    return moved


@transaction.atomic
def undo(enrolment_id: int, key: str, *, by: Actor, at: datetime) -> State:
    """Undo the last thing that one recorded, within ten seconds. It is an event of its own; all is as it was before."""
    require_work(by)
    held = hold(enrolment_id, by=by)
    from joinedup.work.enrolment.rules import in_force  # noqa: PLC0415

    standing = in_force(held.events)
    event = next((each for each in held.events if each.key == key), None)
    if event is None or event not in standing:
        return held.state
    last = max(standing, key=lambda each: (each.recorded_at, each.order))
    if problem := why_not_undo(event, last, by=by.account_id, at=at):
        raise CannotProceed(problem, now="Record what is so now instead.")
    return append(held, [_event(Kind.UNDONE, by=by, at=at, undoes=key)], by=by, at=at).state
