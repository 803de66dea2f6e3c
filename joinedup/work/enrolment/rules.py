"""Where an enrolment stands, worked out from its events: nothing is kept, so any past moment can be shown. Pure.

Events are read in the order in which they happened, however they arrived. What was undone within its ten seconds never
counts once it was undone. A pause and a stopped clock move nothing: what they excuse still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from joinedup.words.models_of_care import Calendar, Clock, Due, ModelOfCare, Reason, due
from joinedup.words.models_of_care.clocks import Stop
from joinedup.words.models_of_care.definition import Branch, Step
from joinedup.words.models_of_care.running import starts
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import Errand, Phase, State, StepAt

DIED = "died"
DECLINED = "declined"
#: With which outcome a change ends care, where the file says that it does.
OUTCOME_OF = {"moved_away": "moved_away", "new_practice": "referred_on", "hospital_stay": "admitted", DIED: DIED}
_CAUSE = "the cause of "


def state_of(
    model: ModelOfCare, events: Iterable[Happened], calendar: Calendar, *, at: datetime | None = None
) -> State:
    """Return where an enrolment in ``model`` stands, of what had happened by ``at`` (None: of all).

    ``model`` is the version that held then. Raises CannotProceed for years of which no bank holidays are known.
    """
    story = _Story(model)
    for event in in_force(events, at=at):
        if story.ended_at is None or event.kind in _AFTER_THE_END:
            _TOLD[event.kind](story, event)
    return _state(story, calendar)


def in_force(events: Iterable[Happened], *, at: datetime | None = None) -> list[Happened]:
    """Return what had happened by ``at``, in order, without what had been undone by then."""
    known = sorted((event for event in events if at is None or event.at <= at), key=lambda event: event.order)
    undone = {event.details.get("undoes") for event in known if event.kind is Kind.UNDONE}
    return [event for event in known if event.kind is not Kind.UNDONE and event.key not in undone]


@dataclass
class _Story:
    """What was told so far."""

    model: ModelOfCare
    first: Happened | None = None
    offered_at: datetime | None = None
    agreed: dict[str, datetime] = field(default_factory=dict)
    accepted_at: datetime | None = None
    key_worker: int | None = None
    done: dict[tuple[str, int], Happened] = field(default_factory=dict)
    answered: dict[tuple[str, int], list[Happened]] = field(default_factory=dict)
    entered: dict[str, datetime] = field(default_factory=dict)
    fired: dict[tuple[str, int, int], datetime] = field(default_factory=dict)
    """When each branch of a time of a step was started: (step, nth, its place among the step's branches)."""
    errands_done: dict[str, Happened] = field(default_factory=dict)
    stops: dict[str, list[Stop]] = field(default_factory=dict)
    tried: list[datetime] = field(default_factory=list)
    paused: Happened | None = None
    resumed_at: datetime | None = None
    limit_at: datetime | None = None
    extended: int = 0
    changes: list[str] = field(default_factory=list)
    ended_at: datetime | None = None
    outcome: str = ""
    ended_why: str = ""
    outside: str = ""
    died_at: datetime | None = None
    transfer_to: int | None = None
    transferred_at: datetime | None = None
    service: int | None = None
    version: str = ""

    def end(self, at: datetime, outcome: str, why: str = "") -> None:
        """End it, once."""
        self.ended_at, self.outcome, self.ended_why, self.transfer_to = at, outcome, why, None


def _referred(story: _Story, event: Happened) -> None:
    story.first = story.first or event


def _offered(story: _Story, event: Happened) -> None:
    story.offered_at = story.offered_at or event.at


def _agreed(story: _Story, event: Happened) -> None:
    story.agreed.setdefault(str(event.details.get("party", "person")), event.at)
    story.tried.clear()


def _declined(story: _Story, event: Happened) -> None:
    story.end(event.at, DECLINED, event.why)


def _accepted(story: _Story, event: Happened) -> None:
    story.accepted_at = story.accepted_at or event.at
    story.key_worker = event.details.get("key_worker", story.key_worker)


def _allocated(story: _Story, event: Happened) -> None:
    story.key_worker = event.details.get("key_worker")


def _moved_version(story: _Story, event: Happened) -> None:
    story.version = str(event.details["version"])


def _entered(story: _Story, event: Happened) -> None:
    story.entered.setdefault(str(event.details["place"]), event.at)


def _tried(story: _Story, event: Happened) -> None:
    story.tried.append(event.at)


def _risk(story: _Story, event: Happened) -> None:
    for branch in event.details.get("branches", ()):
        story.fired.setdefault((event.step, event.nth, int(branch)), event.at)


def _answered(story: _Story, event: Happened) -> None:
    story.answered.setdefault((event.step, event.nth), []).append(event)
    story.tried.clear()
    _risk(story, event)


def _step_done(story: _Story, event: Happened) -> None:
    story.done.setdefault((event.step, event.nth), event)
    story.tried.clear()
    _risk(story, event)
    for (step, nth, place), _ in sorted(story.fired.items()):
        branch = branch_at(story.model, step, place)
        if (step, nth) == (event.step, event.nth) and branch and branch.act == "end" and story.ended_at is None:
            story.end(event.at, branch.target)


def _errand_done(story: _Story, event: Happened) -> None:
    story.errands_done.setdefault(event.step, event)


def _stopped(story: _Story, event: Happened) -> None:
    reason = Reason(event.details["reason"])
    story.stops.setdefault(event.step, []).append(Stop(event.at, reason, tuple(story.tried)))


def _paused(story: _Story, event: Happened) -> None:
    story.paused = story.paused or event


def _resumed(story: _Story, event: Happened) -> None:
    story.paused, story.resumed_at = None, event.at


def _extended(story: _Story, event: Happened) -> None:
    story.limit_at, story.extended = datetime.fromisoformat(event.details["until"]), story.extended + 1


def _changed(story: _Story, event: Happened) -> None:
    """Do what the file says of a move, another practice or a stay in hospital; a death ends all, whatever it says."""
    change = str(event.details["change"])
    story.changes.append(change)
    if change == DIED:
        story.died_at = event.at
        story.stops.setdefault("", []).append(Stop(event.at, Reason.DIED))
    does = "end" if change == DIED else dict(story.model.ends.changes).get(change, "carry_on")
    if does == "end":
        story.end(event.at, OUTCOME_OF[change], event.why)
    elif does == "pause":
        _paused(story, event)


def _transfer_asked(story: _Story, event: Happened) -> None:
    story.transfer_to = int(event.details["service"])


def _transfer_refused(story: _Story, event: Happened) -> None:
    story.transfer_to = None


def _transferred(story: _Story, event: Happened) -> None:
    story.service, story.transfer_to, story.key_worker = int(event.details["service"]), None, None
    story.transferred_at = event.at


def _ended(story: _Story, event: Happened) -> None:
    story.end(event.at, str(event.details["outcome"]), event.why)
    story.outside = str(event.details.get("outside", ""))


def _nothing(story: _Story, event: Happened) -> None:
    """A decision is an event of its own, and moves nothing: doing the step that it is of does."""


_TOLD: dict[Kind, Callable[[_Story, Happened], None]] = {
    Kind.REFERRED: _referred, Kind.OFFERED: _offered, Kind.AGREED: _agreed, Kind.DECLINED: _declined,
    Kind.ACCEPTED: _accepted, Kind.ALLOCATED: _allocated, Kind.MOVED_VERSION: _moved_version, Kind.ENTERED: _entered,
    Kind.TRIED: _tried, Kind.RISK: _risk, Kind.ANSWERED: _answered, Kind.STEP_DONE: _step_done,
    Kind.ERRAND_DONE: _errand_done,
    Kind.DECIDED: _nothing, Kind.STOPPED: _stopped, Kind.PAUSED: _paused, Kind.RESUMED: _resumed,
    Kind.EXTENDED: _extended, Kind.CHANGED: _changed, Kind.TRANSFER_ASKED: _transfer_asked,
    Kind.TRANSFER_REFUSED: _transfer_refused, Kind.TRANSFERRED: _transferred, Kind.ENDED: _ended,
}  # fmt: skip
#: What still counts of someone whose care here has ended: what was asked of others is still to be done.
_AFTER_THE_END = frozenset((Kind.ERRAND_DONE, Kind.DECIDED))


def branch_at(model: ModelOfCare, step: str, place: int) -> Branch | None:
    """Return the branch at a place of a step; None where this version of the model has no such."""
    found = next((each for each in model.steps if each.name == step), None)
    return found.then[place] if found is not None and place < len(found.then) else None


def _state(story: _Story, calendar: Calendar) -> State:
    first, happened = story.first, _happened(story)
    limit = story.model.ends.limit
    limit_at = story.limit_at or (limit.later(story.accepted_at, calendar) if limit and story.accepted_at else None)
    return State(
        phase=_phase(story),
        route=str(first.details.get("route", "")) if first else "",
        why=first.why if first else "",
        referred_at=first.at if first else None,
        offered_at=story.offered_at,
        agreed=dict(story.agreed),
        agreed_at=_agreed_at(story),
        accepted_at=story.accepted_at,
        key_worker=story.key_worker,
        steps=_steps(story, happened, calendar),
        errands=_errands(story, happened, calendar),
        tried=tuple(story.tried),
        paused_at=story.paused.at if story.paused else None,
        paused_why=_paused_why(story.paused),
        limit_at=limit_at,
        extended=story.extended,
        changes=tuple(story.changes),
        ended_at=story.ended_at,
        outcome=story.outcome,
        ended_why=story.ended_why,
        outside=story.outside,
        died_at=story.died_at,
        transfer_to=story.transfer_to,
        service=story.service,
        version=story.version,
        happened=happened,
    )


def _paused_why(paused: Happened | None) -> str:
    if paused is None:
        return ""
    return paused.why or str(paused.details.get("change", "")).replace("_", " ")


def _agreed_at(story: _Story) -> datetime | None:
    """Return when the last of all whom the file asks agreed; of a file that asks nobody, when anybody did."""
    asked = story.model.how_in.agree or tuple(story.agreed)
    said = [story.agreed.get(party) for party in asked]
    given = [at for at in said if at is not None]
    return max(given) if given and len(given) == len(said) else None


def _phase(story: _Story) -> Phase:
    if story.ended_at:
        return Phase.ENDED
    if story.paused:
        return Phase.PAUSED
    if story.accepted_at:
        return Phase.ACTIVE
    if _agreed_at(story):
        return Phase.AGREED
    return Phase.OFFERED if story.offered_at else Phase.REFERRED


def _happened(story: _Story) -> dict[str, datetime]:
    """Return the instant of each thing that clocks may count from; a step that comes round has happened at its last."""
    at = {
        "referred": story.first.at if story.first else None,
        "offered": story.offered_at,
        "agreed": _agreed_at(story),
        "accepted": story.accepted_at,
        "paused": story.paused.at if story.paused else None,
        "resumed": story.resumed_at,
        "transferred": story.transferred_at,
    }
    happened = {name: when for name, when in at.items() if when is not None} | story.entered
    for step in story.model.steps:
        last = (step.times or 1) if comes_round(step) else 1
        if done := story.done.get((step.name, last)):
            happened[step.name] = done.at
    return happened


def comes_round(step: Step) -> bool:
    """Return whether a step is to be done again and again."""
    return step.due is not None and step.due.kind == "every"


def _started(story: _Story) -> dict[str, datetime]:
    """Return when branches started steps: the first time of each."""
    found: dict[str, datetime] = {}
    for (step, _, place), at in sorted(story.fired.items(), key=lambda each: (each[1], each[0])):
        branch = branch_at(story.model, step, place)
        if branch is not None and branch.act == "step":
            found.setdefault(branch.target, at)
    return found


def _steps(story: _Story, happened: Mapping[str, datetime], calendar: Calendar) -> tuple[StepAt, ...]:
    started = _started(story)
    causes = {_CAUSE + step: at for step, at in started.items()}
    began = starts(story.model, {**happened, **causes}, started={step: _CAUSE + step for step in started})
    found: list[StepAt] = []
    for step in story.model.steps:
        times = {nth for name, nth in story.done if name == step.name}
        start = began.get(step.name)
        if start is not None and (comes_round(step) or not times):
            nxt = max(times, default=0) + 1
            times |= {nxt} if step.times is None or nxt <= step.times else set()
        for nth in sorted(times):
            found.append(_step_at(story, step, nth, start or story.done[step.name, nth].at, calendar))
    return tuple(found)


def _step_at(story: _Story, step: Step, nth: int, began: datetime, calendar: Calendar) -> StepAt:
    done = story.done.get((step.name, nth))
    return StepAt(
        step.name, nth, step.title, step.by, began,
        due=_due(step.due, began, story.stops.get("", []) + story.stops.get(step.name, []), calendar, nth),
        clock=str(step.due) if step.due else "",
        urgent=step.due is not None and step.due.urgent,
        done_at=done.at if done else None,
        done_by=done.account if done else None,
        forms=step.forms,
        answered=tuple(dict.fromkeys(str(e.details["form"]) for e in story.answered.get((step.name, nth), ()))),
        repeats=comes_round(step),
    )  # fmt: skip


def _due(clock: Clock | None, start: datetime, stops: list[Stop], calendar: Calendar, nth: int = 1) -> Due | None:
    return due(clock, start, calendar, stops, nth=nth) if clock is not None else None


def _errands(story: _Story, happened: Mapping[str, datetime], calendar: Calendar) -> tuple[Errand, ...]:
    """Return what branches ask of others. Once someone has died nobody is sent to them: see ``outlives``."""
    found = []
    for (step, nth, place), at in sorted(story.fired.items(), key=lambda each: (each[1], each[0])):
        branch = branch_at(story.model, step, place)
        if branch is None or branch.act not in ("refer", "tell", "call"):
            continue
        key = f"{step}.{nth}.{place}"
        done = story.errands_done.get(key)
        if done is None and story.died_at and not outlives(branch):
            continue
        start = happened.get(branch.due.anchor, at) if branch.due else at
        by_when = _due(branch.due, start, [], calendar)
        who = (done.at, done.account) if done else (None, None)
        found.append(Errand(key, step, branch, at, by_when, *who))
    return tuple(found)


def outlives(branch: Branch) -> bool:
    """Return whether a branch is to be followed after a death: others are still told, and still kept safe."""
    return branch.act == "tell" or bool(branch.hidden_from)
