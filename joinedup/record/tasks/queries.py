"""Every read of tasks: one's own day, a team's board; only of people whom one who asks may see.

A list and its counts are the same query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Team
from joinedup.record.access.queries import senders_of
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.queries import called
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.relationships.queries import relations_to
from joinedup.record.sharing.rules import counts
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.store.pages import SIZE, Page, page_within
from joinedup.record.tasks import rules
from joinedup.record.tasks.models import Task
from joinedup.record.tasks.rows import Row, named, rows_of
from joinedup.words.basics.errors import NotFound

__all__ = ["PARTS", "Filters", "Listed", "Pressing", "Row", "Theirs"]

PARTS = rules.PARTS


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; '' or None: not. ``part`` is one of ``PARTS``, ``words`` are looked for in names."""

    part: str = "all"
    model: str = ""
    team: str = ""
    role: str = ""
    account: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of tasks, how many each part of the same list has, and which of the page could be one visit.

    ``kept`` is how many more fit, that tell of what the post of one who asks does not read.
    """

    page: Page[Row]
    counts: Mapping[str, int] = field(default_factory=dict)
    visits: tuple[tuple[Row, ...], ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Pressing:
    """A task of a team that is urgent or overdue, of whom, and what it tells of. It names nobody."""

    person_id: int
    title: str
    source: str
    tells: str
    urgent: bool
    begins_at: datetime
    due_at: datetime | None


def pressing(team_id: int, *, at: datetime) -> list[Pressing]:
    """Return what of a team's work is urgent or overdue now, the most urgent first. One query.

    Whoever shows whose it is asks who may see them: a meeting's agenda does so for each who comes.
    """
    late = Q(urgent=True) | Q(due_at__lt=at, stopped_at=None)
    tasks = _open().filter(late, team_id=team_id, begins_at__lte=at).annotate(now=person_now("person_id"))
    told = ("now", "title", "source", "tells", "urgent", "begins_at", "due_at")
    return [Pressing(*row) for row in tasks.order_by(*_ORDER).values_list(*told)]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is to be done for one person, and how many more things tell of what one who asks does not read."""

    rows: list[Row]
    kept: int


def my_day(*, by: Actor, at: datetime, filters: Filters | None = None, page: int = 1, size: int = SIZE) -> Listed:
    """Return what ``by`` holds, and what of their team nobody holds yet and is for someone in their post.

    Seven small queries, however many people.
    """
    return _listed(_day(by, at, filters or Filters()), at=at, page=page, size=size)


def helping(*, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Listed:
    """Return what is asked of volunteers in the team of ``by`` within two weeks, of whom that team helps now."""
    access.require(by, "care.help")
    codes = frozenset(senders_of(by.organisation))
    theirs = Q(account=None) | Q(account_id=by.account_id or 0)
    soon = Q(due_at=None) | Q(due_at__lt=at + timedelta(days=14))
    tasks = _of_organisation(codes).filter(theirs, soon, role=by.role, team__code=by.team, stopped_at=None)
    return _listed(_found(tasks, codes, by=by, at=at, filters=Filters()), at=at, page=page, size=size)


def team_board(
    team: str, *, by: Actor, at: datetime, filters: Filters | None = None, page: int = 1, size: int = SIZE
) -> Listed:
    """Return everything that a team of one's organisation has to do, whoever holds it. Raises NotAllowed, NotFound."""
    return _listed(_board(team, by, at, filters or Filters()), at=at, page=page, size=size)


def every(*, by: Actor, at: datetime, team: str = "", filters: Filters | None = None) -> list[Row]:
    """Return all of one's day, or of a team's board, as for a download."""
    found = _board(team, by, at, filters or Filters()) if team else _day(by, at, filters or Filters())
    return _rows(found, found.wanted, at)


@dataclass(frozen=True, slots=True)
class Urgent:
    """An urgent task that began lately and is still to be done: who holds it, and of which team it is."""

    id: int
    account: int | None
    team: str
    organisation: str
    role: str
    tells: str


def urgent_since(since: datetime, *, at: datetime) -> list[Urgent]:
    """Return the urgent tasks that began after an instant and are still to be done, of every team; they name nobody."""
    there = _open().filter(urgent=True, stopped_at=None, begins_at__gt=since, begins_at__lte=at).order_by("pk")
    told = ("pk", "account_id", "team__code", "team__organisation__ods_code", "role", "tells")
    return [Urgent(*row) for row in there.values_list(*told)]


def teams_of(by: Actor) -> list[Team]:
    """Return the teams of one's organisation that have anything to do, by name."""
    access.require(by, "care.see")
    tasks = Task.objects.filter(team_id=OuterRef("pk"))
    return list(
        Team.objects.filter(Exists(tasks), organisation__ods_code__in=senders_of(by.organisation)).order_by("name")
    )


def tasks_of(opened: Opened, *, at: datetime) -> Theirs:
    """Return what is still to be done of a person whose record is open, whoever asks for it, as their post reads it."""
    theirs = _open().filter(begins_at__lte=at).annotate(now=person_now("person_id")).filter(now=opened.person_id)
    there = list(named(theirs.select_related("team__organisation").order_by(*_ORDER)))
    reader = reader_of(opened)
    seen = [
        task
        for task in there
        if _reads(task.tells, task.team.organisation.ods_code, task.account_id, opened.by, reader)
    ]
    return Theirs(rows_of(seen, at), len(there) - len(seen))


def _reads(tells: str, organisation: str, account: int | None, by: Actor, reader: Reader) -> bool:
    """Return whether one who asks reads a task: they hold it in their own organisation, or their post reads it."""
    own = account is not None and account == by.account_id and organisation in reader.organisations
    return rules.reads(tells, reader, organisation=organisation, own=own)


_ORDER = (F("urgent").desc(), F("due_at").asc(nulls_last=True), "pk")


def _open() -> QuerySet[Any]:
    return Task.objects.filter(done_at=None, cancelled_at=None)


def _of_organisation(codes: frozenset[str]) -> QuerySet[Any]:
    """Return what is to be done by the teams of an organisation, by its codes."""
    return _open().filter(team__organisation__ods_code__in=codes).annotate(now=person_now("person_id"))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a list may show: its tasks by number, each with the parts of the list that it is in, in their order."""

    tasks: QuerySet[Any]
    parted: list[tuple[int, frozenset[str]]]
    part: str
    kept: int

    @property
    def wanted(self) -> list[int]:
        """Return the numbers of those that are in the part that was asked for."""
        return [pk for pk, parts in self.parted if self.part in parts]


def _day(by: Actor, at: datetime, filters: Filters) -> _Found:
    access.require(by, "care.see")
    theirs = Q(account_id=by.account_id or 0) | (Q(account=None) & ~Q(role__in=rules.not_for(by.role)))
    codes = frozenset(senders_of(by.organisation))
    tasks = _of_organisation(codes).filter(theirs)
    if by.team:
        tasks = tasks.filter(Q(account_id=by.account_id or 0) | Q(team__code=by.team))
    return _found(tasks, codes, by=by, at=at, filters=filters)


def _board(team: str, by: Actor, at: datetime, filters: Filters) -> _Found:
    access.require(by, "care.see")
    codes = frozenset(senders_of(by.organisation))
    if not Team.objects.filter(code=team, organisation__ods_code__in=codes).exists():
        raise NotFound("Your organisation has no such team.", now="Choose one of its teams.")
    return _found(_of_organisation(codes).filter(team__code=team), codes, by=by, at=at, filters=filters)


def _found(tasks: QuerySet[Any], codes: frozenset[str], *, by: Actor, at: datetime, filters: Filters) -> _Found:
    """Return what of tasks one who asks may see, and the parts of each, of one reading of what there is.

    Who may be seen is asked of all people at once; a condition of each row's own would cost more than the rest.
    """
    if filters.part not in PARTS:
        raise NotFound("There is no such list.", now=f"Choose: {', '.join(PARTS)}.")
    narrowed = {
        "model": filters.model, "team__code": filters.team, "role": filters.role, "account_id": filters.account,
    }  # fmt: skip
    tasks = tasks.filter(begins_at__lte=at, **{name: value for name, value in narrowed.items() if value})
    if filters.words.strip():
        tasks = tasks.filter(now__in=called(filters.words))
    told = ("pk", "now", "due_at", "stopped_at", "urgent", "account_id", "tells", "team__organisation__ods_code")
    there = list(tasks.order_by(*_ORDER).values_list(*told))
    related = relations_to({now for _, now, *_ in there}, by=by, at=at, codes=codes)
    seen = {person for person, each in related.items() if any(counts(relation, at) for relation in each)}
    reader = Reader(by.role, codes)
    every_one = [
        (pk, rules.parts_of(due, at=at, stopped=stopped is not None, urgent=urgent, held=account is not None),
         _reads(tells, organisation, account, by, reader))
        for pk, now, due, stopped, urgent, account, tells, organisation in there if now in seen
    ]  # fmt: skip
    parted = [(pk, parts) for pk, parts, read in every_one if read]
    kept = sum(filters.part in parts for _, parts, read in every_one if not read)
    return _Found(tasks, parted, filters.part, kept)


def _rows(found: _Found, wanted: Sequence[int], at: datetime) -> list[Row]:
    there = named(found.tasks).in_bulk(list(wanted))
    return rows_of([there[pk] for pk in wanted if pk in there], at)


def _listed(found: _Found, *, at: datetime, page: int, size: int) -> Listed:
    """Return a page of tasks, and the counts of every part of the same list."""
    wanted = page_within(found.wanted, number=page, size=size)
    rows = _rows(found, wanted.items, at)
    together = tuple(tuple(row for row in visit if isinstance(row, Row)) for visit in rules.visits(rows))
    numbers = {name: sum(name in parts for _, parts in found.parted) for name in PARTS}
    return Listed(Page(rows, wanted.number, wanted.total, size), numbers, together, found.kept)
