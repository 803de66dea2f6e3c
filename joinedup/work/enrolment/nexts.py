"""What may happen next in an enrolment, and why not. Pure: decided from where it stands and what its file says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import ModelOfCare
from joinedup.words.models_of_care.clocks import TRIES
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import WAITING, Phase, State

#: What cannot be taken back: another team, or another version, has gone on with it.
TELLS_OTHERS = frozenset({Kind.REFERRED, Kind.TRANSFERRED, Kind.MOVED_VERSION, Kind.WORRIED})
#: How long after a try another is one of its own.
BETWEEN_TRIES = timedelta(hours=1)
UNDO_WITHIN = timedelta(seconds=10)
#: What a model calls whoever helps without a post of care.
VOLUNTEER = "volunteer"
HAS_ENDED = "Their care here has ended."
#: What needs its reason said, in words.
REASONED = frozenset({
    Kind.STOPPED, Kind.PAUSED, Kind.EXTENDED, Kind.TRANSFER_ASKED, Kind.TRANSFER_REFUSED, Kind.MOVED_VERSION,
    Kind.WEIGHED, Kind.WORRIED, Kind.WORRY_MET,
})  # fmt: skip


def why_not(kind: Kind, state: State, model: ModelOfCare) -> str:
    """Return why this cannot happen now, in a sentence; '' where it may."""
    if state.ended_at and kind not in (Kind.ERRAND_DONE, Kind.WORRY_MET, Kind.UNDONE):
        return HAS_ENDED
    refuse = _REFUSED.get(kind)
    return refuse(state, model) if refuse else ""


def may_next(state: State, model: ModelOfCare) -> Mapping[Kind, str]:
    """Return for every kind of event why it cannot happen now ('': it may)."""
    return {kind: why_not(kind, state, model) for kind in Kind if kind not in (Kind.REFERRED, Kind.UNDONE)}


def _offer(state: State, model: ModelOfCare) -> str:
    return "" if state.phase is Phase.REFERRED else "It was offered already."


def _before_acceptance(state: State, model: ModelOfCare) -> str:
    return "" if state.phase in WAITING else "They were accepted already."


def _accept(state: State, model: ModelOfCare) -> str:
    if state.phase not in WAITING:
        return "They were accepted already."
    wanting = [party for party in model.how_in.agree if party not in state.agreed]
    if wanting:
        said = " and ".join(title_of("agrees", party) for party in wanting)
        return f"{said[0].upper()}{said[1:]} {'has' if len(wanting) == 1 else 'have'} not agreed yet."
    return ""


def _accepted(state: State, model: ModelOfCare) -> str:
    return "They are not accepted yet." if state.phase in WAITING else ""


def _pause(state: State, model: ModelOfCare) -> str:
    return "It is paused already." if state.phase is Phase.PAUSED else _accepted(state, model)


def _resume(state: State, model: ModelOfCare) -> str:
    return "" if state.phase is Phase.PAUSED else "It is not paused."


def _extend(state: State, model: ModelOfCare) -> str:
    if not model.ends.limit:
        return "This model of care has no limit of time."
    return _accepted(state, model)


def _transfer(state: State, model: ModelOfCare) -> str:
    return "Another team is asked already." if state.transfer_to else _accepted(state, model)


def _transferred(state: State, model: ModelOfCare) -> str:
    return "" if state.transfer_to else "No other team is asked to take them over."


def _worry_met(state: State, model: ModelOfCare) -> str:
    return "" if any(each.met_at is None for each in state.worries) else "Nobody told of a worry that is still open."


def _step(state: State, model: ModelOfCare) -> str:
    return "" if state.owed else "Nothing is to be done now."


_REFUSED: dict[Kind, Callable[[State, ModelOfCare], str]] = {
    Kind.OFFERED: _offer, Kind.AGREED: _before_acceptance, Kind.DECLINED: _before_acceptance, Kind.ACCEPTED: _accept,
    Kind.ALLOCATED: _accepted, Kind.WEIGHED: _accepted, Kind.WORRIED: _accepted,
    Kind.WORRY_MET: _worry_met, Kind.PAUSED: _pause, Kind.RESUMED: _resume,
    Kind.EXTENDED: _extend,
    Kind.TRANSFER_ASKED: _transfer, Kind.TRANSFERRED: _transferred, Kind.TRANSFER_REFUSED: _transferred,
    Kind.STEP_DONE: _step,
}  # fmt: skip


def why_not_stop(state: State, step: str, reason: str) -> str:
    """Return why the clock of a step cannot be stopped for a reason: nobody is not reached before three tries.

    An urgent clock is not stopped by them, but asks someone to go and see, for which nobody waits an hour.
    """
    owed = next((each for each in state.owed if each.step == step), None)
    if owed is None:
        return "This step is not to be done now."
    tries = len(set(state.tried)) if owed.urgent else tries_apart(state.tried)
    if reason == "not reached" and tries < TRIES:
        return f"{tries} of {TRIES} tries to reach them are recorded."
    return ""


def tries_apart(tried: Iterable[datetime]) -> int:
    """Return how many tries these are: one less than an hour after the last that counts is the same try."""
    counted: list[datetime] = []
    for at in sorted(tried):
        if not counted or at - counted[-1] >= BETWEEN_TRIES:
            counted.append(at)
    return len(counted)


def why_not_then(event: Happened, state: State) -> str:
    """Return why an event cannot have happened on its day: before they were referred, or before its step began."""
    on = _day(event.at)
    if state.referred_at and on < _day(state.referred_at):
        return "That is before they were referred."
    step = next((each for each in state.steps if (each.step, each.nth) == (event.step, event.nth)), None)
    return "That is before this step was to be done." if step and on < _day(step.began_at) else ""


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def why_not_undo(event: Happened, last: Happened | None, *, by: int | None, at: datetime) -> str:
    """Return why an event cannot be undone: it must be the last, one's own, within ten seconds, and only here."""
    if last is None or event.key != last.key:
        return "Something else has happened since."
    if event.account != by:
        return "Someone else recorded this."
    if at - event.recorded_at > UNDO_WITHIN:
        return "It is longer than ten seconds ago."
    if event.details.get("elsewhere") or event.kind in TELLS_OTHERS:
        return "Others were told of it already."
    return ""


def over_caseload(model: ModelOfCare, people: float) -> str:
    """Return a warning where so many people, as they weigh, are more than the file wants for one worker; else ''."""
    wanted = model.team.caseload
    if wanted is None or people <= wanted.people:
        return ""
    role = title_of("roles", model.team.key_worker if wanted.role == "key_worker" else wanted.role)
    return f"They would have {people:g} people; this model of care wants at most {wanted.people} for each {role}."


def room_for(model: ModelOfCare, people: float) -> float | None:
    """Return how many more people of the usual weight a worker has room for; None where the file has no limit."""
    wanted = model.team.caseload
    return None if wanted is None else max(0.0, wanted.people - people)
