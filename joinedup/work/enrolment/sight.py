"""Who reads what of an enrolment: what a branch asks for may tell of safeguarding, and so may its lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import SAFEGUARDING, reads
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment.asks import tells_of
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.story import branch_at


def seen(state: State, reader: Reader, *, account: int | None, organisation: str) -> tuple[State, int]:
    """Return where an enrolment of a team of ``organisation`` stands as someone reads it, and how much is kept.

    Whoever leads someone's care reads all that is asked of them. What is done already is kept, and not counted.
    """
    own = account is not None and account == state.key_worker
    errands = tuple(
        each for each in state.errands if reads(tells_of(each.branch), reader, organisation=organisation, own=own)
    )
    kept = sum(not each.done_at for each in state.errands) - sum(not each.done_at for each in errands)
    return replace(state, errands=errands), kept


def reads_event(
    event: Happened, state: State, model: ModelOfCare, reader: Reader, *, account: int | None, organisation: str
) -> bool:
    """Return whether someone reads a line of an enrolment's history: they wrote it, lead the care, or may know."""
    own = account is not None and account in (state.key_worker, event.account)
    return reads(event_tells(event, model), reader, organisation=organisation, own=own)


def event_tells(event: Happened, model: ModelOfCare) -> str:
    """Return what a line of a history gives away. A branch that is not in this version is taken to be safeguarding."""
    match event.kind:
        case Kind.ERRAND_DONE:
            step, _, place = event.step.rsplit(".", 2)
            places: Sequence[int] = (int(place),)
        case Kind.RISK:
            step, places = event.step, [int(place) for place in event.details.get("branches", ())]
        case _:
            return ""
    branches = [branch_at(model, step, each) for each in places]
    return SAFEGUARDING if any(branch is None or tells_of(branch) for branch in branches) else ""
