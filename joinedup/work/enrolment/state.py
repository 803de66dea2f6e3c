"""Where an enrolment stands at a moment, as frozen values. ``rules.state_of`` works it out from the events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from joinedup.words.models_of_care import Due, Standing, standing
from joinedup.words.models_of_care.definition import Branch


class Phase(StrEnum):
    """How far someone is."""

    REFERRED = "referred"
    OFFERED = "offered"
    AGREED = "agreed"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Weight(StrEnum):
    """How much of a worker's time someone takes."""

    LIGHT = "light"
    USUAL = "usual"
    HEAVY = "heavy"

    @property
    def people(self) -> float:
        """Return as how many people someone counts against a limit."""
        return {"light": 0.5, "usual": 1.0, "heavy": 2.0}[self.value]


#: Before anyone has accepted: whoever is in one of these waits.
WAITING = (Phase.REFERRED, Phase.OFFERED, Phase.AGREED)
PHASE_TITLES = {
    Phase.REFERRED: "Referred", Phase.OFFERED: "Offered", Phase.AGREED: "Agreed", Phase.ACTIVE: "Active",
    Phase.PAUSED: "Paused", Phase.ENDED: "Ended",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepAt:
    """One time of a step: since when it is owed, by when it is due, when it was done, and by whom.

    ``key`` is its own within the enrolment. ``answered`` are the forms of it that were given.
    """

    step: str
    nth: int
    title: str
    by: str
    began_at: datetime
    due: Due | None = None
    clock: str = ""
    urgent: bool = False
    done_at: datetime | None = None
    done_by: int | None = None
    forms: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def key(self) -> str:
        """Return its key: guided_conversation, or classes.3."""
        return f"{self.step}.{self.nth}" if self.repeats else self.step

    def stands(self, at: datetime) -> Standing:
        """Return how it stands at a moment; without a clock it waits until it is done."""
        if self.due is None:
            return Standing.MET if self.done_at else Standing.WAITING
        return standing(self.due, now=at, done=self.done_at)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a branch asks for once its condition held: refer, tell or call ``branch.target``; ``key`` is its own."""

    key: str
    step: str
    branch: Branch
    asked_at: datetime
    due: Due | None = None
    done_at: datetime | None = None
    done_by: int | None = None


@dataclass(frozen=True, slots=True)
class Worry:
    """What worried a volunteer, and when someone did something about it; ``key`` is its event's own."""

    key: str
    told_at: datetime
    why: str
    met_at: datetime | None = None
    met_by: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where an enrolment stands. Instants are None for what has not happened."""

    phase: Phase = Phase.REFERRED
    route: str = ""
    why: str = ""
    """The reason for which they were referred or found."""
    referred_at: datetime | None = None
    offered_at: datetime | None = None
    agreed: Mapping[str, datetime] = field(default_factory=dict)
    """Who agreed, and when; without those who took it back."""
    agreed_at: datetime | None = None
    """When the last of all who must agree did."""
    accepted_at: datetime | None = None
    key_worker: int | None = None
    weight: Weight = Weight.USUAL
    weight_why: str = ""
    steps: tuple[StepAt, ...] = ()
    errands: tuple[Errand, ...] = ()
    worries: tuple[Worry, ...] = ()
    tried: tuple[datetime, ...] = ()
    """When someone tried to reach them in vain, since they were last reached."""
    paused_at: datetime | None = None
    paused_why: str = ""
    limit_at: datetime | None = None
    extended: int = 0
    changes: tuple[str, ...] = ()
    ended_at: datetime | None = None
    outcome: str = ""
    ended_why: str = ""
    outside: str = ""
    """To whom outside the network they were handed, where they were."""
    died_at: datetime | None = None
    transfer_to: int | None = None
    """The service that is asked to take them over."""
    service: int | None = None
    """The service that took them over, where one did."""
    version: str = ""
    """The hash of the version to which they were moved deliberately."""
    happened: Mapping[str, datetime] = field(default_factory=dict)
    """The instant of each event, and of each step done, from which clocks may count."""

    @property
    def owed(self) -> tuple[StepAt, ...]:
        """Return the steps that are to be done, what is due first coming first; none once it has ended."""
        if self.ended_at:
            return ()
        return tuple(sorted((step for step in self.steps if not step.done_at), key=_first))

    @property
    def chased(self) -> tuple[StepAt, ...]:
        """Return the steps with a clock that runs, what is due first coming first. A pause stops no urgent clock."""
        running = (step for step in self.owed if step.due and not step.due.stopped)
        return tuple(step for step in running if step.urgent or not self.paused_at)

    @property
    def next(self) -> StepAt | None:
        """Return the step that is due first, of those that are chased; None where none is."""
        return next(iter(self.chased), None)


def _first(step: StepAt) -> tuple[bool, float, str]:
    return (step.due is None, step.due.at.timestamp() if step.due else 0.0, step.key)
