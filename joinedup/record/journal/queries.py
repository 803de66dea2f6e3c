"""Reading the journal: when someone last looked, and who looked at whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import JournalLine, Outcome
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.moments import start_of_day

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


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines are wanted; what is empty is any. ``people`` are ids; both days are in London and count."""

    people: tuple[int, ...] = ()
    accounts: tuple[int, ...] | None = None
    act: str = ""
    refused: bool = False
    first_day: date | None = None
    last_day: date | None = None


def lines(sought: Sought, *, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Page[JournalLine]:
    """Return one page of the journal, the latest line first; that it was read is in the journal too."""
    found = page_of(_found(sought, by=by), number=page, size=size)
    _note("journal.read", sought, by=by, at=at)
    return found


def every_line(sought: Sought, *, by: Actor, at: datetime) -> Iterator[JournalLine]:
    """Return all the lines of which ``lines`` gives a page; that they were taken away is in the journal too."""
    # Up to the newest line of now: the line that this writes, and what comes meanwhile, are not among them.
    newest = JournalLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = _found(sought, by=by).filter(pk__lte=newest)
    _note("journal.downloaded", sought, by=by, at=at)
    return found.iterator()


def _found(sought: Sought, *, by: Actor) -> QuerySet[JournalLine]:
    rules.require(by, "journal.see")
    found = JournalLine.objects.order_by("-pk")
    if sought.people:
        found = found.filter(person_id__in=sought.people)
    if sought.accounts is not None:
        found = found.filter(account_id__in=sought.accounts)
    if sought.act:
        found = found.filter(act=sought.act)
    if sought.refused:
        found = found.filter(outcome=Outcome.REFUSED)
    if sought.first_day:
        found = found.filter(at__gte=start_of_day(sought.first_day))
    if sought.last_day:
        found = found.filter(at__lt=start_of_day(sought.last_day + timedelta(days=1)))
    return found


def _note(act: str, sought: Sought, *, by: Actor, at: datetime) -> None:
    """Write that the journal was read: once for each person whose lines were asked for."""
    for person in sought.people or (None,):
        journal.write(act, by=by, at=at, about=person)
