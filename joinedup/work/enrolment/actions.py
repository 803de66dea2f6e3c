"""Every write of enrolments. Each is an event: who, when, why. Nothing is changed; what is said twice is once.

``key`` is the event's own: whoever sends the same again, as a telephone without signal does, records it once.
``happened_at`` is when it happened, where that was earlier than it is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.models_of_care import england
from joinedup.work.enrolment import versions
from joinedup.work.enrolment.beginning import accept, agree, allocate, decline, hand_over, offer, weigh
from joinedup.work.enrolment.checks import require_event, require_reason
from joinedup.work.enrolment.coming_in import offer_several, refer
from joinedup.work.enrolment.doing import answered, decide, do_errand, do_step, meet_worry, risk, stop_clock, tried
from joinedup.work.enrolment.events import Happened, Kind, in_force
from joinedup.work.enrolment.models import Service
from joinedup.work.enrolment.nexts import why_not_undo
from joinedup.work.enrolment.recording import event_of, record
from joinedup.work.enrolment.services import choose_version, run, run_again, stop_running, version_for
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.story import DIED, OUTCOME_OF
from joinedup.work.enrolment.writing import Told, append, hold, require_work

__all__ = [
    "accept", "agree", "allocate", "answer_transfer", "answered", "change", "choose_version", "decide", "decline",
    "do_errand", "do_step", "end", "extend", "hand_over", "meet_worry", "move_version", "offer", "offer_several",
    "pause", "refer", "resume", "risk", "run", "run_again", "stop_clock", "stop_running", "transfer", "tried",
    "undo", "weigh",
]  # fmt: skip


@transaction.atomic
def pause(enrolment_id: int, *, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Pause someone's care for a reason: nothing is chased, and what falls due still counts."""
    return record(
        enrolment_id, Kind.PAUSED, lambda held: event_of(Kind.PAUSED, by=by, at=at, key=key, why=why), by=by, at=at,
        key=key,
    )  # fmt: skip


@transaction.atomic
def resume(enrolment_id: int, *, why: str = "", by: Actor, at: datetime, key: str = "") -> State:
    """Go on after a pause."""
    return record(
        enrolment_id, Kind.RESUMED, lambda held: event_of(Kind.RESUMED, by=by, at=at, key=key, why=why), by=by, at=at,
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
        return event_of(Kind.EXTENDED, by=by, at=at, key=key, why=why, until=later.isoformat())

    return record(enrolment_id, Kind.EXTENDED, make, by=by, at=at, key=key)


@transaction.atomic
def change(
    enrolment_id: int, what: str, *, why: str = "", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that the person moved away, changed practice, went into hospital or died; the file says what that does."""

    def make(held: Told) -> Happened:
        if what not in OUTCOME_OF:
            raise BadInput("That is not a change that ends or pauses care.", now=f"Choose: {', '.join(OUTCOME_OF)}.")
        return event_of(Kind.CHANGED, by=by, at=at, key=key, happened_at=happened_at, why=why, change=what)

    return record(enrolment_id, Kind.CHANGED, make, by=by, at=at, key=key)


@transaction.atomic
def transfer(enrolment_id: int, *, to: int, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Ask another team that runs the same model to take someone over; until they do, this team goes on."""

    def make(held: Told) -> Happened:
        running = Service.objects.filter(model=held.enrolment.model, ends_at=None, starts_at__lte=at)
        other = running.filter(pk=to).first()
        if other is None or other.pk == held.enrolment.service_id:
            raise BadInput("That team does not run this model of care.", now="Choose another team that does.")
        return event_of(Kind.TRANSFER_ASKED, by=by, at=at, key=key, why=why, service=to)

    return record(enrolment_id, Kind.TRANSFER_ASKED, make, by=by, at=at, key=key)


@transaction.atomic
def answer_transfer(enrolment_id: int, *, yes: bool, why: str = "", by: Actor, at: datetime, key: str = "") -> State:
    """Say whether one's team takes someone over; a no has its reason. Only the team that was asked may."""
    kind = Kind.TRANSFERRED if yes else Kind.TRANSFER_REFUSED

    def make(held: Told) -> Happened:
        return event_of(kind, by=by, at=at, key=key, why=why, service=held.state.transfer_to)

    return record(enrolment_id, kind, make, by=by, at=at, key=key, receiving=True)


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
        return event_of(Kind.ENDED, by=by, at=at, key=key, happened_at=happened_at, why=why, outcome=outcome,
                      outside=outside.strip())  # fmt: skip

    return record(enrolment_id, Kind.ENDED, make, by=by, at=at, key=key)


@transaction.atomic
def move_version(enrolment_ids: Sequence[int], *, why: str, by: Actor, at: datetime) -> list[int]:
    """Move people deliberately to what their model says now; return those who were moved.

    Nobody is moved whose done or owed steps the new version does not have: their way on would be lost.
    """
    moved = []
    for each in enrolment_ids:
        require_work(by)
        held = hold(each, by=by)
        new = version_for(held.enrolment.service, at=at)
        names = {step.name for step in versions.model_of(new).steps}
        if new.pk == held.enrolment.version_id or not {step.step for step in held.state.steps} <= names:
            continue
        event = event_of(Kind.MOVED_VERSION, by=by, at=at, why=why, version=new.hash)
        require_event(Kind.MOVED_VERSION, held)
        require_reason(event)
        held.enrolment.version = new
        held.enrolment.save(update_fields=["version"])
        append(Told(held.enrolment, versions.model_of(new), held.events, held.state), [event], by=by, at=at)
        moved.append(each)
    return moved


@transaction.atomic
def undo(enrolment_id: int, key: str, *, by: Actor, at: datetime) -> State:
    """Undo the last thing that one recorded, within ten seconds. It is an event of its own; all is as it was before."""
    require_work(by)
    held = hold(enrolment_id, by=by)
    standing = in_force(held.events)
    event = next((each for each in held.events if each.key == key), None)
    if event is None or event not in standing:
        return held.state
    last = max(standing, key=lambda each: (each.recorded_at, each.order))
    if problem := why_not_undo(event, last, by=by.account_id, at=at):
        raise CannotProceed(problem, now="Record what is so now instead.")
    return append(held, [event_of(Kind.UNDONE, by=by, at=at, undoes=key)], by=by, at=at).state
