"""Writing down that a list of people at work was shown or taken away: whom it named, to whom, and which list it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal


def note_listed(people: Iterable[int], *, of: str, exported: bool = False, by: Actor, at: datetime) -> None:
    """Write down which people a list named; nothing where it named nobody. ``of`` says which list, in a word."""
    named = sorted(set(people))
    if named:
        act = "care.exported" if exported else "care.listed"
        journal.write(act, by=by, at=at, reason=f"The list: {of}", details={"list": of, "people": named})
