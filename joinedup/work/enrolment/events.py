"""What happens in an enrolment: the kinds of event, and one event as a plain value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What happened, in the order in which things of one instant are read."""

    REFERRED = "referred"
    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ALLOCATED = "allocated"
    WEIGHED = "weighed"
    """How much of a worker's time they take was said: ``details["weight"]``."""
    WORRIED = "worried"
    """A volunteer saw something that worries them: ``why`` says what."""
    WORRY_MET = "worry_met"
    """What was done about a worry: ``step`` is the key of the event that told it."""
    MOVED_VERSION = "moved_version"
    ENTERED = "entered"
    """They came into a place of the model: a bed, a group."""
    TRIED = "tried"
    """Someone tried to reach them, in vain."""
    RISK = "risk"
    """An answer of a form that is still being filled in told of a risk: its branches wait for nothing."""
    ANSWERED = "answered"
    """A form of a step was given; ``details["branches"]`` are those of the step's branches that its answers start."""
    STEP_DONE = "step_done"
    ERRAND_DONE = "errand_done"
    """What a branch asked for was done: a referral sent, a practice told."""
    DECIDED = "decided"
    """The question that a step decides was answered: criteria, evidence, dissent and review are in ``details``."""
    STOPPED = "stopped"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    CHANGED = "changed"
    """They moved away, changed practice, went into hospital or died: ``details["change"]``."""
    TRANSFER_ASKED = "transfer_asked"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    UNDONE = "undone"


RANK = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``at`` is when it happened, ``recorded_at`` when it was written; ``key`` is its own for ever."""

    kind: Kind
    at: datetime
    key: str
    recorded_at: datetime
    step: str = ""
    nth: int = 0
    why: str = ""
    account: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, datetime, int, int, str]:
        """Return what events are sorted by: the same however they arrive."""
        return (self.at, self.recorded_at, RANK[self.kind], self.nth, self.key)


def in_force(events: Iterable[Happened], *, at: datetime | None = None) -> list[Happened]:
    """Return what had happened by ``at``, in order, without what had been undone by then."""
    known = sorted((event for event in events if at is None or event.at <= at), key=lambda event: event.order)
    undone = {event.details.get("undoes") for event in known if event.kind is Kind.UNDONE}
    return [event for event in known if event.kind is not Kind.UNDONE and event.key not in undone]
