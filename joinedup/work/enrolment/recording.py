"""How an event is made and added: seen to be possible, once, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput
from joinedup.work.enrolment.checks import require_event, require_reason, require_then
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.writing import Told, append, hold, require_work


def event_of(
    kind: Kind, *, at: datetime, key: str = "", happened_at: datetime | None = None, step: str = "", nth: int = 0,
    why: str = "", by: Actor, **details: Any,
) -> Happened:  # fmt: skip
    """Return an event that ``by`` records at ``at``; ``details`` are its own. Raises BadInput for one in the future."""
    if happened_at is not None and happened_at > at:
        raise BadInput("That is in the future.", now="Write when it happened.")
    return Happened(kind, happened_at or at, key or str(uuid4()), at, step, nth, why.strip(), by.account_id, details)


def record(
    enrolment_id: int, kind: Kind, make: Callable[[Told], Happened | None], *, by: Actor, at: datetime, key: str = "",
    receiving: bool = False,
) -> State:  # fmt: skip
    """Add what ``make`` makes of the enrolment, where that may happen; nothing for what is known by its key."""
    require_work(by)
    held = hold(enrolment_id, by=by, receiving=receiving)
    if key and any(event.key == key for event in held.events):
        return held.state
    event = make(held)
    if event is None:
        return held.state
    require_event(kind, held)
    require_reason(event)
    require_then(event, held)
    return append(held, [event], by=by, at=at).state
