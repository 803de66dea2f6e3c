"""Where an enrolment stands, worked out from its events: nothing is kept, so any past moment can be shown. Pure.

Events are read in the order in which they happened, however they arrived. What was undone within its ten seconds never
counts once it was undone. A pause and a stopped clock move nothing: what they excuse still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from joinedup.words.models_of_care import Calendar, Clock, Due, ModelOfCare, due
from joinedup.words.models_of_care.clocks import Stop
from joinedup.words.models_of_care.definition import Branch, Step
from joinedup.words.models_of_care.running import starts
from joinedup.work.enrolment.events import Happened
from joinedup.work.enrolment.state import Errand, Phase, State, StepAt, Weight, Worry
from joinedup.work.enrolment.story import Story, branch_at, story_of

_CAUSE = "the cause of "


def state_of(
    model: ModelOfCare, events: Iterable[Happened], calendar: Calendar, *, at: datetime | None = None
) -> State:
    """Return where an enrolment in ``model`` stands, of what had happened by ``at`` (None: of all).

    ``model`` is the version that held then. Raises CannotProceed for years of which no bank holidays are known.
    """
    return _state(story_of(model, events, at=at), calendar)


def _state(story: Story, calendar: Calendar) -> State:
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
        weight=Weight(story.weighed.details["weight"]) if story.weighed else Weight.USUAL,
        weight_why=story.weighed.why if story.weighed else "",
        steps=_steps(story, happened, calendar),
        errands=_errands(story, happened, calendar),
        worries=_worries(story),
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


def _worries(story: Story) -> tuple[Worry, ...]:
    met = story.worries_met
    return tuple(
        Worry(each.key, each.at, each.why, met[each.key].at, met[each.key].account)
        if each.key in met
        else Worry(each.key, each.at, each.why)
        for each in story.worried
    )


def _paused_why(paused: Happened | None) -> str:
    if paused is None:
        return ""
    return paused.why or str(paused.details.get("change", "")).replace("_", " ")


def _agreed_at(story: Story) -> datetime | None:
    """Return when the last of all whom the file asks agreed; of a file that asks nobody, when anybody did."""
    asked = story.model.how_in.agree or tuple(story.agreed)
    said = [story.agreed.get(party) for party in asked]
    given = [at for at in said if at is not None]
    return max(given) if given and len(given) == len(said) else None


def _phase(story: Story) -> Phase:
    if story.ended_at:
        return Phase.ENDED
    if story.paused:
        return Phase.PAUSED
    if story.accepted_at:
        return Phase.ACTIVE
    if _agreed_at(story):
        return Phase.AGREED
    return Phase.OFFERED if story.offered_at else Phase.REFERRED


def _happened(story: Story) -> dict[str, datetime]:
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


def _started(story: Story) -> dict[str, datetime]:
    """Return when branches started steps: the first time of each."""
    found: dict[str, datetime] = {}
    for (step, _, place), at in sorted(story.fired.items(), key=lambda each: (each[1], each[0])):
        branch = branch_at(story.model, step, place)
        if branch is not None and branch.act == "step":
            found.setdefault(branch.target, at)
    return found


def _steps(story: Story, happened: Mapping[str, datetime], calendar: Calendar) -> tuple[StepAt, ...]:
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


def _step_at(story: Story, step: Step, nth: int, began: datetime, calendar: Calendar) -> StepAt:
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


def _errands(story: Story, happened: Mapping[str, datetime], calendar: Calendar) -> tuple[Errand, ...]:
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
