"""What a model of care is, as frozen values: who it is for, how they come in, its steps, its ends, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from joinedup.words.criteria import Expression
from joinedup.words.criteria.amounts import Measured, Span
from joinedup.words.models_of_care.clocks import Clock, Length

#: What happens to everyone in a model, beside its steps: clocks may count from these.
EVENTS = ("referred", "offered", "agreed", "accepted", "paused", "resumed", "transferred")
KEY_WORKER = "key_worker"


@dataclass(frozen=True, slots=True)
class Condition:
    """What was answered to one item of a form (``form`` is '' where only one asks it): a value, or a number."""

    item: str
    values: tuple[str, ...] = ()
    span: Span | None = None
    form: str = ""

    def __str__(self) -> str:
        named = f"{self.form}.{self.item}" if self.form else self.item
        return f"{named} {self.span}" if self.span else f"{named} is {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Branch:
    """What is done when every one of ``when`` holds: ``act`` (refer, call, step, tell, end) and its ``target``."""

    when: tuple[Condition, ...]
    act: str
    target: str
    due: Clock | None = None
    hidden_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. Without a clock that counts from something, it begins when a branch starts it.

    ``times``: how often a clock that comes round does so (None: until the model ends). ``decides``: the question that
    a decision answers. ``place``: the place of the model that it fills.
    """

    name: str
    title: str
    by: str
    due: Clock | None = None
    times: int | None = None
    forms: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    decides: str = ""
    place: str = ""
    then: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class HowIn:
    """By whom people come, the form that asks for it, and who agrees before work starts."""

    routes: tuple[str, ...] = ()
    form: str = ""
    agree: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caseload:
    """At most so many people for each worker of a role."""

    people: int
    role: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who works in the model; ``key_worker`` is the role of whoever holds a person's care together."""

    key_worker: str = ""
    roles: tuple[str, ...] = ()
    caseload: Caseload | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """How it ends, after how long at most, and what a move, another practice or a stay in hospital does."""

    outcomes: tuple[str, ...] = ()
    limit: Length | None = None
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """One signal that is watched. It is off unless it says what it is meant for, its device status and its maker."""

    signal: Measured
    watched_by: str
    hours: str
    out_of_hours: str
    unseen: Length
    escalate_to: str
    intended_purpose: str = ""
    device_status: str = ""
    manufacturer: str = ""

    @property
    def on(self) -> bool:
        """Return whether it may be switched on."""
        return bool(self.intended_purpose and self.device_status and self.manufacturer)


@dataclass(frozen=True, slots=True)
class Place:
    """What the model fills: places of a kind, so many where it says; a group meets ``sessions`` times."""

    name: str
    kind: str
    places: int | None = None
    sessions: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure of the model. ``kind``: catalogue, clock (a step within its own), change (of a form), ended.

    ``of`` is the measure, step, form or outcome; ``first`` and ``last`` are the steps between which a form changes.
    """

    kind: str
    of: str
    said: str
    first: str = ""
    last: str = ""
    target: Span | None = None


@dataclass(frozen=True, slots=True)
class Evaluate:
    """How it will be seen whether it works: what it is compared with, what is looked at, for how long."""

    compare: str
    outcomes: tuple[str, ...]
    follow_up: Length


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money (``unit`` £), or a share of a whole (%)."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        if self.unit == "%":
            return f"{self.value:f}%"
        return f"{'-' if self.value < 0 else ''}£{abs(self.value):,f}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of payment: an amount, or for each of several things an amount or a target."""

    name: str
    amount: Amount | None = None
    each: tuple[tuple[str, Amount | Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid by, and on which terms."""

    by: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A low, a likely and a high figure, and where they come from."""

    low: Amount
    likely: Amount
    high: Amount
    source: str


@dataclass(frozen=True, slots=True)
class Simulate:
    """What a simulation takes as given: who takes it up, what it changes, what it costs."""

    uptake: Guess | None = None
    cost_per_person: Guess | None = None
    effects: tuple[tuple[str, Guess], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelOfCare:
    """One version of a model of care. ``who`` is None where it is not about people, whom alone criteria describe."""

    id: str
    title: str
    version: str
    source: str
    who: Expression | None
    steps: tuple[Step, ...]
    about: str = "person"
    summary: str = ""
    how_in: HowIn = HowIn()
    team: Team = Team()
    ends: Ends = Ends()
    monitor: tuple[Watch, ...] = ()
    places: tuple[Place, ...] = ()
    measures: tuple[Asked, ...] = ()
    evaluate: Evaluate | None = None
    pay: Pay | None = None
    simulate: Simulate | None = None

    def step(self, name: str) -> Step:
        """Return the step called ``name``. Raises KeyError."""
        return {step.name: step for step in self.steps}[name]

    @property
    def forms(self) -> tuple[str, ...]:
        """Return every form it asks, each once."""
        first = (self.how_in.form,) if self.how_in.form else ()
        return tuple(dict.fromkeys((*first, *(form for step in self.steps for form in step.forms))))
