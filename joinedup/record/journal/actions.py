"""Writing in the journal: the one way in, and nothing is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from joinedup.record.access.actor import Actor
from joinedup.record.journal.models import JournalLine, Outcome


def write(
    act: str,
    *,
    by: Actor,
    at: datetime,
    about: int | None = None,
    reason: str = "",
    outcome: Outcome = Outcome.DONE,
    details: dict[str, Any] | None = None,
) -> JournalLine:
    """Append one line. ``about`` is a person's id; ``details`` never holds a value of a personal column."""
    return JournalLine.objects.create(
        at=at,
        act=act,
        outcome=outcome,
        account_id=by.account_id,
        role=by.role,
        organisation=by.organisation,
        person_id=about,
        reason=reason,
        details=details or {},
    )


def write_several(
    act: str, *, by: Actor, at: datetime, about: Iterable[tuple[int, dict[str, Any]]], reason: str = ""
) -> None:
    """Append a line for each person of ``about``, who comes with the line's own details; all at once."""
    JournalLine.objects.bulk_create(
        (
            JournalLine(
                at=at, act=act, account_id=by.account_id, role=by.role, organisation=by.organisation, person_id=person,
                reason=reason, details=details,
            )
            for person, details in about
        ),
        batch_size=500,
    )  # fmt: skip
