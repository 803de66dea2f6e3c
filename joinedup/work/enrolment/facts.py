"""What a model of care has done so far, as plain rows that a report counts: without names, one row a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joinedup.record.linkage.queries import person_now
from joinedup.words.models_of_care import Standing, england
from joinedup.work.enrolment.events import in_force
from joinedup.work.enrolment.models import Enrolment, Event, Service
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.state import Phase, State
from joinedup.work.enrolment.versions import model_of
from joinedup.work.enrolment.writing import happened_of


@dataclass(frozen=True, slots=True)
class StepFact:
    """One time of a step of someone: since when, by when, when done, how it stood; ``stopped`` is why, where it was."""

    enrolment: int
    step: str
    nth: int
    began_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    standing: Standing
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A form that was given in a step: ``answered`` is the id of the answers, of which the record has the scores."""

    enrolment: int
    step: str
    nth: int
    form: str
    answered: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentFact:
    """One enrolment at a moment: how they came, how far they are, how it ended, and each of its steps and forms."""

    enrolment: int
    person_id: int
    team: str
    version: str
    route: str
    why: str
    phase: Phase
    referred_at: datetime
    offered_at: datetime | None
    agreed_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    outcome: str
    key_worker: int | None
    extended: int
    steps: tuple[StepFact, ...]
    forms: tuple[GivenFact, ...]


def facts(model: str, *, at: datetime, teams: list[str] | None = None) -> list[EnrolmentFact]:
    """Return every enrolment that there was on a model by ``at``, as it then stood; of ``teams`` alone where given."""
    return list(_facts(model, at, teams))


def _facts(model: str, at: datetime, teams: list[str] | None) -> Iterator[EnrolmentFact]:
    rows = Enrolment.objects.filter(model=model, started_at__lte=at).select_related("version", "service__team")
    if teams is not None:
        rows = rows.filter(service__team__code__in=teams)
    rows = rows.annotate(now=person_now("person_id")).order_by("pk")
    told: defaultdict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(enrolment__in=rows.values("pk").order_by(), at__lte=at).order_by("pk").iterator():
        told[event.enrolment_id].append(event)
    for row in rows:
        events = [happened_of(event) for event in told[row.pk]]
        state = state_of(model_of(row.version), events, england(), at=at)
        if state.referred_at is None:
            continue
        given = tuple(
            GivenFact(row.pk, each.step, each.nth, str(each.details["form"]), int(each.details["answered"]), each.at)
            for each in in_force(events, at=at) if each.kind == "answered"
        )  # fmt: skip
        yield EnrolmentFact(
            row.pk, row.now, row.service.team.code, row.version.version, state.route, state.why, state.phase,
            state.referred_at, state.offered_at, state.agreed_at, state.accepted_at, state.ended_at, state.outcome,
            state.key_worker, state.extended, _steps(row.pk, state, at), given,
        )  # fmt: skip


def _steps(enrolment: int, state: State, at: datetime) -> tuple[StepFact, ...]:
    """Return each time of each step; one that was not done when care ended stood as it did at that instant."""
    until = min(state.ended_at or at, at)
    return tuple(
        StepFact(
            enrolment, step.step, step.nth, step.began_at, step.due.at if step.due else None, step.done_at,
            step.stands(until), step.due.stopped.reason.value if step.due and step.due.stopped else "",
        )
        for step in state.steps
    )  # fmt: skip


#: The columns of each row of ``spells``, in order.
SPELLS = ("person_id", "model", "version", "route", "referred_at", "accepted_at", "ended_at", "outcome")


def spells() -> Iterator[tuple[Any, ...]]:
    """Yield a row for each time that someone was accepted onto a model, with whose it is now: what publication reads.

    Instants are UTC. Cost: one query, read some thousands at a time.
    """
    accepted = Enrolment.objects.filter(accepted_at__isnull=False).annotate(now=person_now("person_id"))
    told = accepted.order_by("pk").values_list(
        "now", "model", "version__version", "route", "started_at", "accepted_at", "ended_at", "outcome"
    )
    yield from told.iterator(chunk_size=5_000)


def running() -> list[tuple[str, str, datetime, datetime | None]]:
    """Return each model that a team runs, or did: (model, team, from, until)."""
    return list(Service.objects.order_by("pk").values_list("model", "team__code", "starts_at", "ends_at"))
