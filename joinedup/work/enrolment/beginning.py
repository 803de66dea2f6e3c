"""What happens before someone is looked after, and who leads their care: offered, agreed, accepted, allocated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.actions import require_works_there
from joinedup.work.enrolment.asks import SOURCE
from joinedup.work.enrolment.checks import require_event, require_who_agrees
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.nexts import over_caseload
from joinedup.work.enrolment.queries import people_of
from joinedup.work.enrolment.recording import event_of, record
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.writing import Told


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
    enrolment_id: int, *, key_worker: int | None = None, by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> tuple[State, str]:  # fmt: skip
    """Accept someone, with who is their key worker where that is known; return a warning where that one has many.

    Raises CannotProceed where someone whom the file asks has not agreed.
    """
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        require_event(Kind.ACCEPTED, held)
        require_who_agrees(held.model, "", person_id=held.enrolment.person_id)
        warning = _require_holder(held, key_worker, at=at)
        return event_of(Kind.ACCEPTED, by=by, at=at, key=key, happened_at=happened_at, key_worker=key_worker)

    return record(enrolment_id, Kind.ACCEPTED, make, by=by, at=at, key=key), warning


def _require_holder(held: Told, account_id: int | None, *, at: datetime) -> str:
    """Return a warning where someone would hold more people than the file wants. Raises CannotProceed for outsiders."""
    require_works_there(account_id, held.enrolment.service.team.organisation.ods_code, at=at)
    if account_id is None:
        return ""
    held_already = people_of(account_id, held.model.id) - (held.state.key_worker == account_id)
    return over_caseload(held.model, held_already + 1)


@transaction.atomic
def allocate(
    enrolment_id: int, *, key_worker: int | None, why: str = "", by: Actor, at: datetime, key: str = ""
) -> tuple[State, str]:
    """Say who is someone's key worker from now (None: nobody yet); return a warning where that one has many.

    What the one before had taken of it is theirs no longer.
    """
    warning = ""

    def make(held: Told) -> Happened:
        nonlocal warning
        warning = _require_holder(held, key_worker, at=at)
        before = held.state.key_worker
        if before is not None and before != key_worker:
            tasks.release(SOURCE, enrolment_id, account_id=before)
        return event_of(Kind.ALLOCATED, by=by, at=at, key=key, why=why, key_worker=key_worker)

    return record(enrolment_id, Kind.ALLOCATED, make, by=by, at=at, key=key), warning


@transaction.atomic
def hand_over(
    enrolment_ids: Sequence[int], *, key_worker: int | None, why: str = "", by: Actor, at: datetime
) -> list[str]:
    """Give several people to another key worker of the same team; return the warnings, each once."""
    warnings = [allocate(each, key_worker=key_worker, why=why, by=by, at=at)[1] for each in enrolment_ids]
    return list(dict.fromkeys(warning for warning in warnings if warning))[-1:]
