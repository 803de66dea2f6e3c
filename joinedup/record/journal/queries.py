"""Reading the journal: when someone last looked, and who looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from joinedup.record.journal.models import JournalLine, Outcome

ONE_SITTING = timedelta(minutes=30)
"""Looks that follow one another more closely than this are one look: going to and fro between pages."""


def last_look(*, account_id: int | None, person_id: int, before: datetime) -> datetime | None:
    """Return when an account last opened a person's record before this sitting, or None where it never did."""
    looks = (
        JournalLine.objects.filter(
            account_id=account_id, person_id=person_id, act="record.open", outcome=Outcome.DONE, at__lt=before
        )
        .order_by("-at")
        .values_list("at", flat=True)[:200]
    )
    start = before
    for at in looks:
        if start - at > ONE_SITTING:
            return at
        start = at
    return None
