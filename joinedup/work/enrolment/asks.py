"""What an enrolment asks to be done, as tasks: worked out from where it stands, and from nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from joinedup.record.tasks.rules import SAFEGUARDING, Asked, end_of_day
from joinedup.words.models_of_care import Known, ModelOfCare
from joinedup.words.models_of_care.definition import KEY_WORKER, Branch
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment.state import Errand, Phase, State, StepAt

SOURCE = "enrolment"
ADDRESS = "/care/{id}"
#: How long before its limit whoever leads someone's care is asked to end or extend it.
BEFORE_LIMIT = timedelta(days=14)
#: How long after a pause began it is asked whether it can end.
ASK_AFTER_PAUSE = timedelta(days=14)
WORRIED = "A volunteer is worried: ring them, and read what was seen"
INTAKE = {
    Phase.REFERRED: "Read the referral, and offer a place",
    Phase.OFFERED: "Find out whether they agree",
    Phase.AGREED: "Accept them, and say who is their key worker",
}


@dataclass(frozen=True, slots=True)
class About:
    """The enrolment of which tasks are asked: whose it is, with which team, and the team asked to take it over."""

    id: int
    person_id: int
    team_id: int
    takes_over: int | None = None
    """The team that is asked to take it over."""


def asked_of(state: State, model: ModelOfCare, about: About, known: Known | None = None) -> list[Asked]:
    """Return all that is asked, with what was done: each once, by its key."""
    found = [*_intake(state, model, about), *_steps(state, model, about), *_errands(state, about, known or Known())]
    found += [
        *_worries(state, about),
        *_limit(state, about),
        *_paused(state, about),
        *_transfer(state, about),
        *_bereaved(state, about),
    ]
    return [replace(asked, model=model.id) for asked in found]


def _one(about: About, key: str, title: str, begins: datetime) -> Asked:
    return Asked(about.person_id, about.id, key, title, about.team_id, begins, address=ADDRESS.format(id=about.id))


def _intake(state: State, model: ModelOfCare, about: About) -> Iterator[Asked]:
    title, since = INTAKE.get(state.phase), state.agreed_at or state.offered_at or state.referred_at
    if title and since:
        yield _one(about, state.phase.value, title, since)
    if state.accepted_at and not state.ended_at and state.key_worker is None and model.team.key_worker:
        yield _one(about, "key_worker", "Say who is their key worker", state.accepted_at)


def _steps(state: State, model: ModelOfCare, about: About) -> Iterator[Asked]:
    for step in state.steps:
        if state.ended_at and not step.done_at:
            continue
        asked = replace(
            _one(about, step.key, step.title, step.began_at),
            role=model.team.key_worker if step.by == KEY_WORKER else step.by,
            account_id=state.key_worker if step.by in (KEY_WORKER, model.team.key_worker) else None,
            due_at=step.due.at if step.due else None,
            due_said=step.clock,
            urgent=step.urgent,
            done_at=step.done_at,
            done_by_id=step.done_by,
        )
        yield _stopped(asked, state, step)
        if step.due and step.due.welfare_check and not step.done_at:
            yield replace(asked, key=f"{step.key}.welfare", title="Welfare check: go and see them", due_said="",
                          urgent=True, welfare_check=True)  # fmt: skip


def _stopped(asked: Asked, state: State, step: StepAt) -> Asked:
    """Return it as it need not be chased: its clock was stopped, or all is paused. A pause stops no urgent clock."""
    if asked.done_at:
        return asked
    if step.due and step.due.stopped:
        return replace(asked, stopped_at=step.due.stopped.at, stopped_why=step.due.stopped.reason.value)
    if state.paused_at and not step.urgent:
        return replace(asked, stopped_at=state.paused_at, stopped_why="paused")
    return asked


def _errands(state: State, about: About, known: Known) -> Iterator[Asked]:
    for errand in state.errands:
        yield replace(
            _one(about, f"errand.{errand.key}", errand_title(errand, known), errand.asked_at),
            account_id=state.key_worker,
            due_at=errand.due.at if errand.due else None,
            due_said=str(errand.branch.due) if errand.branch.due else "",
            urgent=errand.branch.act == "call",
            hidden_from=",".join(errand.branch.hidden_from),
            done_at=errand.done_at,
            done_by_id=errand.done_by,
            tells=tells_of(errand.branch),
        )


def tells_of(branch: Branch) -> str:
    """Return what following a branch gives away: safeguarding, where it goes there or is hidden from anyone."""
    return SAFEGUARDING if branch.hidden_from or "safeguarding" in branch.target else ""


def errand_title(errand: Errand, known: Known) -> str:
    """Return what a branch asks for, in words: Refer to the falls service; Tell the practice; Call 999 now."""
    target = errand.branch.target
    match errand.branch.act:
        case "call":
            return f"Call {target} now"
        case "tell":
            said = "roles" if target in known.words("roles") else "services"
            return f"Tell {'the key worker' if target == KEY_WORKER else title_of(said, target, known)}"
        case _:
            return f"Refer to {known.services.get(target) or title_of('services', target, known)}"[:200]


def _worries(state: State, about: About) -> Iterator[Asked]:
    """Ask whoever leads someone's care to act on what worries a volunteer; of the whole team where nobody does yet."""
    for worry in () if state.died_at else state.worries:
        yield replace(
            _one(about, f"worry.{worry.key}", WORRIED, worry.told_at),
            account_id=state.key_worker, due_at=end_of_day(worry.told_at), due_said="the same day", urgent=True,
            done_at=worry.met_at, done_by_id=worry.met_by,
        )  # fmt: skip


def _limit(state: State, about: About) -> Iterator[Asked]:
    if state.limit_at and not state.ended_at:
        yield replace(
            _one(about, f"limit.{state.extended}", "End it, or extend it with a reason", state.limit_at - BEFORE_LIMIT),
            account_id=state.key_worker, due_at=state.limit_at,
        )  # fmt: skip


def _paused(state: State, about: About) -> Iterator[Asked]:
    """Ask after whoever is paused, so that nobody is forgotten there."""
    if state.paused_at and not state.ended_at:
        asked = _one(about, "paused", "Paused: ask whether they can go on", state.paused_at)
        yield replace(asked, account_id=state.key_worker, due_at=state.paused_at + ASK_AFTER_PAUSE)


def _transfer(state: State, about: About) -> Iterator[Asked]:
    if state.transfer_to and about.takes_over:
        asked = _one(about, "transfer", "Take them over from another team, or say why not", state.happened["accepted"])
        yield replace(asked, team_id=about.takes_over)


def _bereaved(state: State, about: About) -> Iterator[Asked]:
    """Ask one thing after a death: that those close to someone who was looked after are thought of."""
    if state.died_at and state.accepted_at:
        asked = _one(about, "bereavement", "They died: think of those close to them", state.died_at)
        yield replace(asked, account_id=state.key_worker)
