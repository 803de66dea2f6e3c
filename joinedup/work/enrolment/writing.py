"""Adding events, and having the columns and the tasks say what they now come to: one way in, for one or for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joinedup.insight.models_of_care import known
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import Asked
from joinedup.words.basics.errors import NotFound
from joinedup.words.models_of_care import ModelOfCare, england
from joinedup.work.enrolment import asks
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Event, ModelVersion, Service
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.versions import model_of

#: Under which act the journal keeps each kind of event.
WRITTEN: dict[Kind, str] = {
    Kind.REFERRED: "care.referred", Kind.OFFERED: "care.offered", Kind.AGREED: "care.agreed",
    Kind.DECLINED: "care.declined", Kind.ACCEPTED: "care.accepted", Kind.ALLOCATED: "care.allocated",
    Kind.WEIGHED: "care.weighed", Kind.WORRIED: "care.worried", Kind.WORRY_MET: "care.worry_met",
    Kind.MOVED_VERSION: "care.version_moved", Kind.ENTERED: "care.entered", Kind.TRIED: "care.tried",
    Kind.RISK: "care.risk", Kind.ANSWERED: "care.answered", Kind.STEP_DONE: "care.done",
    Kind.ERRAND_DONE: "care.errand_done",
    Kind.DECIDED: "care.decided", Kind.STOPPED: "care.stopped", Kind.PAUSED: "care.paused",
    Kind.RESUMED: "care.resumed", Kind.EXTENDED: "care.extended", Kind.CHANGED: "care.changed",
    Kind.TRANSFER_ASKED: "care.transfer_asked", Kind.TRANSFER_REFUSED: "care.transfer_refused",
    Kind.TRANSFERRED: "care.transferred", Kind.ENDED: "care.ended", Kind.UNDONE: "care.undone",
}  # fmt: skip
PROJECTED = (
    "phase", "route", "key_worker_id", "offered_at", "agreed_at", "accepted_at", "paused_at", "ended_at", "outcome",
    "limit_at", "next_step", "next_due_at", "weight", "transfer_to_id", "service_id", "version_id",
)  # fmt: skip
CHUNK = 500


@dataclass(frozen=True)
class Told:
    """An enrolment that is held for writing: its model, all that happened in it, and where it stands."""

    enrolment: Enrolment
    model: ModelOfCare
    events: tuple[Happened, ...]
    state: State


def hold(enrolment_id: int, *, by: Actor, receiving: bool = False) -> Told:
    """Return an enrolment of the organisation of ``by``, held until the transaction ends. Raises NotFound.

    ``receiving``: of the team that is asked to take it over.
    """
    held = Enrolment.objects.select_for_update(of=("self",)).select_related(
        "version", "service__team__organisation", "transfer_to__team__organisation"
    )
    found = held.filter(pk=enrolment_id).first()
    service = None if found is None else found.transfer_to if receiving else found.service
    theirs = service is not None and service.team.organisation.ods_code in senders_of(by.organisation)
    if found is None or not (theirs or by.role == "system"):
        raise NotFound("Your team cares for nobody under this number.", now="Choose someone on your list.")
    return told(found, Event.objects.filter(enrolment=found))


def told(enrolment: Enrolment, events: Iterable[Event]) -> Told:
    """Return an enrolment with what happened in it and where it stands."""
    happened = tuple(happened_of(event) for event in events)
    model = model_of(enrolment.version)
    return Told(enrolment, model, happened, state_of(model, happened, england()))


def happened_of(event: Event) -> Happened:
    """Return an event as a plain value."""
    return Happened(
        Kind(event.kind), event.at, event.key, event.recorded_at, event.step, event.nth, event.why, event.account_id,
        event.details,
    )  # fmt: skip


def append(held: Told, new: Sequence[Happened], *, by: Actor, at: datetime) -> Told:
    """Add events to an enrolment that is held, with their lines of the journal; return it as it then is."""
    Event.objects.bulk_create(_row(held.enrolment.pk, event, by) for event in new)
    for event in new:
        journal.write(
            WRITTEN[event.kind], by=by, at=at, about=held.enrolment.person_id, reason=event.why,
            details={"enrolment": held.enrolment.pk} | ({"step": event.step} if event.step else {}),
        )  # fmt: skip
    return settle([(held.enrolment, held.model, (*held.events, *new))], by=by, at=at)[0]


def append_several(held: Sequence[tuple[Told, Sequence[Happened]]], *, by: Actor, at: datetime) -> list[Told]:
    """Add events to many at once, the same kinds to each; a line of the journal for each person and kind."""
    Event.objects.bulk_create(
        (_row(each.enrolment.pk, event, by) for each, new in held for event in new), batch_size=CHUNK
    )
    kinds = dict.fromkeys(event.kind for _, new in held for event in new)
    for kind in kinds:
        about = [
            (each.enrolment.person_id, {"enrolment": each.enrolment.pk})
            for each, new in held
            if any(event.kind is kind for event in new)
        ]
        journal.write_several(WRITTEN[kind], by=by, at=at, about=about)
    return settle([(each.enrolment, each.model, (*each.events, *new)) for each, new in held], by=by, at=at)


def settle(
    stories: Sequence[tuple[Enrolment, ModelOfCare, tuple[Happened, ...]]], *, by: Actor, at: datetime
) -> list[Told]:
    """Have the columns of enrolments and their tasks say what their events come to. Returns them as they then are."""
    calendar, words = england(), known()
    settled = [Told(each, model, events, state_of(model, events, calendar)) for each, model, events in stories]
    services = {each.state.service for each in settled} | {each.state.transfer_to for each in settled}
    teams = dict(Service.objects.filter(pk__in=[pk for pk in services if pk]).values_list("pk", "team_id"))
    versions = _versions({each.state.version for each in settled} - {""})
    asked: list[Asked] = []
    changed = []
    for each in settled:
        row, state = each.enrolment, each.state
        values = projection(state, row, versions)
        if any(getattr(row, name) != value for name, value in values.items()):
            changed.append(row)
            for name, value in values.items():
                setattr(row, name, value)
        team = teams.get(state.service or 0) or row.service.team_id
        about = asks.About(row.pk, row.person_id, team, teams.get(state.transfer_to or 0))
        asked += asks.asked_of(state, each.model, about, words)
    Enrolment.objects.bulk_update(changed, [name.removesuffix("_id") for name in PROJECTED], batch_size=50)
    tasks.owe(asks.SOURCE, asked, of=[each.enrolment.pk for each in settled], by=by, at=at)
    return settled


def projection(state: State, row: Enrolment, versions: Mapping[str, int]) -> dict[str, Any]:
    """Return what the columns of an enrolment are, by name, of where it stands."""
    first = state.next
    return {
        "phase": state.phase.value,
        "route": state.route,
        "key_worker_id": state.key_worker,
        "offered_at": state.offered_at,
        "agreed_at": state.agreed_at,
        "accepted_at": state.accepted_at,
        "paused_at": state.paused_at,
        "ended_at": state.ended_at,
        "outcome": state.outcome,
        "limit_at": state.limit_at,
        "next_step": first.key if first else "",
        "next_due_at": first.due.at if first and first.due else None,
        "weight": state.weight.value,
        "transfer_to_id": state.transfer_to,
        "service_id": state.service or row.service_id,
        "version_id": versions.get(state.version, row.version_id),
    }


def _versions(hashes: set[str]) -> dict[str, int]:
    if not hashes:
        return {}
    return dict(ModelVersion.objects.filter(hash__in=hashes).values_list("hash", "pk"))


def _row(enrolment_id: int, event: Happened, by: Actor) -> Event:
    return Event(
        enrolment_id=enrolment_id, key=event.key, kind=event.kind.value, at=event.at, recorded_at=event.recorded_at,
        step=event.step, nth=event.nth, why=event.why, details=dict(event.details), account_id=by.account_id,
        role=by.role, organisation=by.organisation,
    )  # fmt: skip


def require_work(by: Actor) -> None:
    """Raise NotAllowed for who may not work in models of care."""
    access.require(by, "care.work")
