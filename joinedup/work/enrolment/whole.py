"""One enrolment whole: what happened in it, where it stands, what may happen next, and what of it a post reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import account_names, senders_of
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.basics.errors import NotFound
from joinedup.words.models_of_care import ModelOfCare, england
from joinedup.work.enrolment import sight
from joinedup.work.enrolment.events import Happened, Kind, in_force
from joinedup.work.enrolment.models import Event
from joinedup.work.enrolment.nexts import may_next
from joinedup.work.enrolment.rows import Row, named, rows_of, theirs
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.versions import model_of
from joinedup.work.enrolment.writing import happened_of


@dataclass(frozen=True, slots=True)
class Whole:
    """One enrolment with all that is known of it: what happened, where it stands, what may happen next and why not."""

    row: Row
    model: ModelOfCare
    state: State
    history: tuple[Line, ...]
    may: Mapping[Kind, str]
    organisation: str = ""
    """The code of the organisation whose team it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an enrolment's history: what happened, who recorded it, and whether it was undone."""

    event: Happened
    name: str
    role: str
    organisation: str
    undone: bool = False


def whole(enrolment_id: int, *, by: Actor, at: datetime, as_at: datetime | None = None) -> Whole:
    """Return an enrolment of the organisation of ``by``, as it is, or as it was at ``as_at``. Raises NotFound.

    The person's record is opened elsewhere, through the gate: this is the team's own work.
    """
    access.require(by, "care.see")
    found = theirs(by).filter(pk=enrolment_id)
    row = next(iter(rows_of(named(found))), None)
    enrolment = found.select_related("version", "service__team__organisation").first()
    if row is None or enrolment is None:
        raise NotFound("Your team cares for nobody under this number.", now="Choose someone on your list.")
    events = list(Event.objects.filter(enrolment=enrolment).order_by("at", "recorded_at", "pk"))
    happened = [happened_of(event) for event in events]
    model = model_of(enrolment.version)
    state = state_of(model, happened, england(), at=as_at)
    of = enrolment.service.team.organisation.ods_code
    return Whole(row, model, state, _lines(events, happened, as_at), may_next(state, model), of)


def as_seen(whole: Whole, *, by: Actor) -> tuple[Whole, int]:
    """Return an enrolment as the post of ``by`` reads it, and how many things to do are kept from them."""
    reader = Reader(by.role, frozenset(senders_of(by.organisation)))
    state, kept = sight.seen(whole.state, reader, account=by.account_id, organisation=whole.organisation)
    history = tuple(
        line
        for line in whole.history
        if sight.reads_event(
            line.event, whole.state, whole.model, reader, account=by.account_id, organisation=whole.organisation
        )
    )
    return replace(whole, state=state, history=history), kept


def _lines(events: Sequence[Event], happened: Sequence[Happened], as_at: datetime | None) -> tuple[Line, ...]:
    names = account_names(event.account_id for event in events)
    standing = {event.key for event in in_force(happened, at=as_at)}
    return tuple(
        Line(one, names.get(event.account_id, ""), event.role, event.organisation,
             undone=one.key not in standing and one.kind is not Kind.UNDONE)
        for event, one in zip(events, happened, strict=True) if as_at is None or one.at <= as_at
    )  # fmt: skip
