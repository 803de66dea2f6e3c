"""What a task is, how it stands, and which are one visit. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from joinedup.record.access.models import Role
from joinedup.record.sharing.sensitivity import Reader, may_see
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import Standing
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label

# Which posts do what a model asks of a role. What is asked of any other role, anyone of the team may do.
DOES: dict[str, frozenset[str]] = {
    "gp": frozenset({Role.GP, Role.OUT_OF_HOURS_GP}),
    "practice_nurse": frozenset({Role.NURSE}),
    "community_nurse": frozenset({Role.COMMUNITY_NURSE}),
    "community_matron": frozenset({Role.COMMUNITY_NURSE}),
    "urgent_response_clinician": frozenset({Role.HUB_CLINICIAN, Role.COMMUNITY_NURSE, Role.PARAMEDIC}),
    "rehabilitation_nurse": frozenset({Role.COMMUNITY_NURSE}),
    "social_worker": frozenset({Role.SOCIAL_WORKER}),
    "paramedic": frozenset({Role.PARAMEDIC}),
    "care_navigator": frozenset({Role.CARE_NAVIGATOR}),
    "care_coordinator": frozenset({Role.CARE_NAVIGATOR, Role.KEY_WORKER, Role.LINK_WORKER}),
    "social_prescribing_coordinator": frozenset({Role.LINK_WORKER, Role.KEY_WORKER}),
    "buddy": frozenset({Role.LINK_WORKER, Role.KEY_WORKER}),
    "healthy_lifestyles_adviser": frozenset({Role.HEALTH_COACH}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What something asks to be done of a person. ``source_id`` and ``key`` name it within its source, once.

    ``account`` holds it, None where nobody of the team does yet. ``stopped_at`` says since when it need not be chased.
    ``tells`` is what reading it gives away: SAFEGUARDING, MENTAL_HEALTH, or '' for nothing that is kept from a post.
    """

    person_id: int
    source_id: int
    key: str
    title: str
    team_id: int
    begins_at: datetime
    model: str = ""
    role: str = ""
    account_id: int | None = None
    due_at: datetime | None = None
    due_said: str = ""
    urgent: bool = False
    welfare_check: bool = False
    hidden_from: str = ""
    address: str = ""
    done_at: datetime | None = None
    done_by_id: int | None = None
    stopped_at: datetime | None = None
    stopped_why: str = ""
    tells: str = ""


#: What a task, or a line of a history, may tell of that not every post reads.
SAFEGUARDING, MENTAL_HEALTH = Section.SAFEGUARDING.value, Section.MENTAL_HEALTH.value


def reads(tells: str, reader: Reader, *, organisation: str, own: bool) -> bool:
    """Return whether someone reads what tells of this, and was asked of a team of ``organisation``.

    ``own`` is whether they hold it or wrote it: nobody can do, or answer for, what they do not see.
    """
    if not tells or own:
        return True
    if tells == SAFEGUARDING:
        return may_see({Label.SAFEGUARDING}, reader, sender=organisation, kind=Kind.REFERRAL).allowed
    return reader.reads(Section(tells))


def not_for(role: str) -> list[str]:
    """Return what models call the roles that someone in this post does not do: the rest could be theirs."""
    return sorted(word for word, posts in DOES.items() if role not in posts)


def stands(due_at: datetime | None, *, at: datetime, done_at: datetime | None, stopped: bool) -> Standing:
    """Return how a task stands at a moment."""
    if done_at is not None:
        return Standing.MET if due_at is None or done_at <= due_at else Standing.LATE
    if stopped:
        return Standing.STOPPED
    return Standing.WAITING if due_at is None or at <= due_at else Standing.OVERDUE


#: The parts of a list, by what they are called in an address. Each open task is in one of the first six.
PARTS = ("overdue", "today", "week", "later", "undated", "stopped", "urgent", "unallocated", "all")


def parts_of(due_at: datetime | None, *, at: datetime, stopped: bool, urgent: bool, held: bool) -> frozenset[str]:
    """Return the parts of a list to which an open task belongs: what need not be chased is only stopped."""
    if stopped:
        return frozenset({"stopped", "all"})
    tonight = end_of_day(at)
    if due_at is None:
        when = "undated"
    elif due_at < at:
        when = "overdue"
    elif due_at < tonight:
        when = "today"
    else:
        when = "week" if due_at < tonight + timedelta(days=6) else "later"
    also = {name for name, holds in (("urgent", urgent), ("unallocated", not held)) if holds}
    return frozenset({when, "all"} | also)


class Dated(Protocol):
    """Something due of a person."""

    @property
    def person_id(self) -> int:
        """Return of whom."""

    @property
    def model(self) -> str:
        """Return for which model of care."""

    @property
    def due_at(self) -> datetime | None:
        """Return by when."""


def week_of(when: datetime) -> date:
    """Return the Monday of the week, in London, in which an instant lies."""
    day = when.astimezone(LONDON).date()
    return day - timedelta(days=day.weekday())


def visits(tasks: Iterable[Dated]) -> list[tuple[Dated, ...]]:
    """Return which tasks could be one visit: those of several models, of one person, that are due in one week."""
    together: dict[tuple[int, date], list[Dated]] = {}
    for task in tasks:
        if task.due_at is not None:
            together.setdefault((task.person_id, week_of(task.due_at)), []).append(task)
    return [tuple(group) for group in together.values() if len({task.model for task in group}) > 1]


def one_visit(due_at: datetime | None, *, at: datetime, besides: datetime | None) -> bool:
    """Return whether something is of the visit that is made ``at``, for what is due ``besides``.

    It is where it is late already, due within a week of the visit or of the other, or has no day of its own.
    """
    return due_at is None or due_at <= max(at, besides or at) + timedelta(days=7)


def end_of_day(at: datetime) -> datetime:
    """Return the first instant of the next day in London."""
    local = at.astimezone(LONDON).date() + timedelta(days=1)
    return datetime(local.year, local.month, local.day, tzinfo=LONDON)


def differing(fields: Sequence[str], one: object, other: object) -> list[str]:
    """Return in which of its fields one thing differs from another."""
    return [name for name in fields if getattr(one, name) != getattr(other, name)]
