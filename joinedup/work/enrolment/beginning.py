"""What happens before someone is looked after, and who leads their care: offered, agreed, accepted, allocated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.actions import require_works_there
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.enrolment.asks import SOURCE
from joinedup.work.enrolment.caseloads import load_of
from joinedup.work.enrolment.checks import require_event, require_who_agrees
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.nexts import over_caseload
from joinedup.work.enrolment.recording import event_of, record
from joinedup.work.enrolment.state import State, Weight
from joinedup.work.enrolment.writing import Told, hold, require_work


@transaction.atomic
def offer(enrolment_id: int, *, by: Actor, at: datetime, key: str = "", happened_at: datetime | None = None) -> State:
    """Record that a place was offered to the person. Raises NotAllowed, NotFound, CannotProceed."""
    return record(
        enrolment_id, Kind.OFFERED,
        lambda held: event_of(Kind.OFFERED, by=by, at=at, key=key, happened_at=happened_at), by=by, at=at, key=key,
    )  # fmt: skip


@transaction.atomic
def agree(
    enrolment_id: int, *, party: str = "person", how: str = "in_person", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that one of those whom the file asks agreed; the same said twice is once. Raises BadInput for another."""

    def make(held: Told) -> Happened | None:
        require_who_agrees(held.model, party)
        if party in held.state.agreed:
            return None
        return event_of(Kind.AGREED, by=by, at=at, key=key, happened_at=happened_at, party=party, how=how)

    return record(enrolment_id, Kind.AGREED, make, by=by, at=at, key=key)


@transaction.atomic
def decline(
    enrolment_id: int, *, why: str = "", party: str = "person", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Record that the person (or ``party``: the team too) says no before anything began; it ends."""
    return record(
        enrolment_id, Kind.DECLINED,
        lambda held: event_of(Kind.DECLINED, by=by, at=at, key=key, happened_at=happened_at, why=why, party=party),
        by=by, at=at, key=key,
    )  # fmt: skip


@transaction.atomic
def accept(
    enrolment_id: int, *, key_worker: int | None = None, why: str = "", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> tuple[State, str]:  # fmt: skip
    """Accept someone, with who is their key worker where that is known; return a warning where that one has many.

    Raises CannotProceed where someone whom the file asks has not agreed, and as ``allocate`` does.
    """
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        require_event(Kind.ACCEPTED, held)
        require_who_agrees(held.model, "", person_id=held.enrolment.person_id)
        warning = _require_holder(held, key_worker, why, at=at)
        return event_of(
            Kind.ACCEPTED, by=by, at=at, key=key, happened_at=happened_at, why=why, key_worker=key_worker,
            **_over(warning),
        )  # fmt: skip

    return record(enrolment_id, Kind.ACCEPTED, make, by=by, at=at, key=key), warning


class _NoRoom(CannotProceed):
    """Someone would have more people than the file of a model wants."""


def _require_holder(held: Told, account_id: int | None, why: str, *, at: datetime) -> str:
    """Return a warning where someone would hold more people than the file wants, and it is said why they do.

    Raises CannotProceed where nobody said why, and for outsiders.
    """
    require_works_there(account_id, held.enrolment.service.team.organisation.ods_code, at=at)
    if account_id is None or held.state.key_worker == account_id:
        return ""
    warning = over_caseload(held.model, load_of(account_id, held.model.id) + held.state.weight.people)
    if warning and not why.strip():
        raise _NoRoom(warning, now="Choose someone who has room, or write why they go over it.")
    return warning


def _over(warning: str) -> dict[str, Any]:
    """Return what an event keeps of a limit that it goes over."""
    return {"over": warning} if warning else {}


@transaction.atomic
def allocate(
    enrolment_id: int, *, key_worker: int | None, why: str = "", by: Actor, at: datetime, key: str = ""
) -> tuple[State, str]:
    """Say who is someone's key worker from now (None: nobody yet); return a warning where that one has many.

    What the one before had taken of it is theirs no longer. Whoever has as many as the file wants gets more only where
    it is said why, which is kept: else raises CannotProceed.
    """
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        warning = _require_holder(held, key_worker, why, at=at)
        before = held.state.key_worker
        if before is not None and before != key_worker:
            tasks.release(SOURCE, enrolment_id, account_id=before)
        return event_of(
            Kind.ALLOCATED, by=by, at=at, key=key, why=why, key_worker=key_worker, **_over(warning)
        )  # fmt: skip

    return record(enrolment_id, Kind.ALLOCATED, make, by=by, at=at, key=key), warning


@transaction.atomic
def hand_over(
    enrolment_ids: Sequence[int], *, key_worker: int | None, why: str = "", by: Actor, at: datetime
) -> tuple[int, str]:
    """Give several people to another key worker of the same team, as far as there is room for them.

    Returns how many were given, and why the others were not: a list never takes anyone over what a file wants.
    """
    given, full = 0, ""
    for each in enrolment_ids:
        require_work(by)
        try:
            _require_holder(hold(each, by=by), key_worker, "", at=at)
        except _NoRoom as no_room:
            full = no_room.problem
            continue
        allocate(each, key_worker=key_worker, why=why, by=by, at=at)
        given += 1
    return given, full


@transaction.atomic
def weigh(enrolment_id: int, weight: str, *, why: str, by: Actor, at: datetime, key: str = "") -> State:
    """Say how much of a worker's time someone takes, and why: light counts as half a person, heavy as two.

    It takes nobody off a caseload that it makes too heavy: whoever leads the team sees that it is.
    """
    if weight not in [each.value for each in Weight]:
        raise BadInput("That is not a weight.", now="Choose light, usual or heavy.")
    return record(
        enrolment_id, Kind.WEIGHED, lambda held: event_of(Kind.WEIGHED, by=by, at=at, key=key, why=why, weight=weight),
        by=by, at=at, key=key,
    )  # fmt: skip
