"""Every read of enrolments that others may use. A list and its count are one query, of the team's organisation only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import account_names, senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.people.queries import called
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import NotFound
from joinedup.words.models_of_care import ModelOfCare, england
from joinedup.work.enrolment import sight
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Event, Service
from joinedup.work.enrolment.nexts import may_next
from joinedup.work.enrolment.relating import AFTERWARDS
from joinedup.work.enrolment.rules import in_force, state_of
from joinedup.work.enrolment.state import PHASE_TITLES, WAITING, Phase, State
from joinedup.work.enrolment.versions import model_of
from joinedup.work.enrolment.writing import happened_of

#: The lists, by what they are called in an address.
LISTS = ("caseload", "waiting", "unallocated", "overdue", "paused", "ended", "transfers", "all")


KEPT_IN_SIGHT = timedelta(days=AFTERWARDS)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; '' or None: not. ``words`` are looked for in names; ``order``: due, newest, name."""

    model: str = ""
    team: str = ""
    key_worker: int | None = None
    route: str = ""
    step: str = ""
    outcome: str = ""
    words: str = ""
    order: str = "due"


@dataclass(frozen=True, slots=True)
class Row:
    """One enrolment of a list, with whose it is now and what is due first."""

    id: int
    person_id: int
    name: str
    nhs_number: str
    birth_date: Any
    died: bool
    model: str
    title: str
    version: str
    team: str
    team_name: str
    phase: Phase
    route: str
    key_worker: int | None
    key_worker_name: str
    started_at: datetime
    accepted_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    outcome: str
    limit_at: datetime | None
    next_step: str
    next_due_at: datetime | None

    @property
    def phase_title(self) -> str:
        """Return how far they are, in a word."""
        return PHASE_TITLES[self.phase]


@dataclass(frozen=True, slots=True)
class Whole:
    """One enrolment with all that is known of it: what happened, where it stands, what may happen next and why not."""

    row: Row
    model: ModelOfCare
    state: State
    history: tuple[Line, ...]
    may: Mapping[Kind, str]
    organisation: str = ""
    """The code of the organisation whose team it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an enrolment's history: what happened, who recorded it, and whether it was undone."""

    event: Happened
    name: str
    role: str
    organisation: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A model that a team runs, with how many people are on each list."""

    service: int
    model: str
    title: str
    team: str
    team_name: str
    counts: Mapping[str, int]


def listed(
    name: str, *, by: Actor, at: datetime, filters: Filters | None = None, page: int = 1, size: int = SIZE
) -> Page[Row]:
    """Return a page of a list of the organisation of ``by``: one of ``LISTS``. Raises NotAllowed, NotFound."""
    found = page_of(_named(_listed(name, by=by, at=at, filters=filters or Filters())), number=page, size=size)
    return Page(rows_of(found.items), found.number, found.total, found.size)


def every(name: str, *, by: Actor, at: datetime, filters: Filters | None = None) -> list[Row]:
    """Return all of which ``listed`` gives a page, as for a download."""
    return rows_of(_named(_listed(name, by=by, at=at, filters=filters or Filters())))


def counts(*, by: Actor, at: datetime, filters: Filters | None = None) -> dict[str, int]:
    """Return how many each list has, in one query whose conditions are those of the lists."""
    base = _of(by, filters or Filters())
    return base.aggregate(**{name: Count("pk", filter=_condition(name, at)) for name in LISTS})


def models_run(*, by: Actor, at: datetime) -> list[Running]:
    """Return each model that a team of the organisation of ``by`` runs, with the count of each list, in two queries."""
    access.require(by, "care.see")
    codes = senders_of(by.organisation)
    numbers = {f"n_{name}": Count("enrolments", filter=_condition(name, at, "enrolments__")) for name in LISTS}
    services = Service.objects.filter(team__organisation__ods_code__in=codes, ends_at=None).select_related("team")
    return [
        Running(
            service.pk, service.model, _title(service.model), service.team.code, service.team.name,
            {name: getattr(service, f"n_{name}") for name in LISTS},
        )
        for service in services.annotate(**numbers).order_by("model", "team__name")
    ]  # fmt: skip


def running_for(model: str) -> list[Service]:
    """Return the teams that run a model now, as those to whom someone may be transferred."""
    return list(Service.objects.filter(model=model, ends_at=None).select_related("team__organisation").order_by("pk"))


def services() -> list[Service]:
    """Return every team that runs a model now, with the model."""
    return list(Service.objects.filter(ends_at=None).select_related("team").order_by("model", "team__name"))


def services_ever(model: str, codes: Collection[str]) -> list[Service]:
    """Return every team of these organisations that runs a model, or did."""
    theirs = Service.objects.filter(model=model, team__organisation__ods_code__in=codes)
    return list(theirs.select_related("team").order_by("pk"))


def people_on(model: str) -> set[int]:
    """Return who is on a model now, or waits for it, with any team."""
    there = Enrolment.objects.filter(model=model, ended_at=None)
    return set(there.annotate(now=person_now("person_id")).values_list("now", flat=True))


def enrolments_of(opened: Opened) -> list[Row]:
    """Return every enrolment of a person whose record is open, of every organisation, those that go on first."""
    theirs = Enrolment.objects.annotate(now=person_now("person_id")).filter(now=opened.person_id)
    return rows_of(_named(theirs).order_by(F("ended_at").desc(nulls_first=True), "-started_at"))


def whole(enrolment_id: int, *, by: Actor, at: datetime, as_at: datetime | None = None) -> Whole:
    """Return an enrolment of the organisation of ``by``, as it is, or as it was at ``as_at``. Raises NotFound.

    The person's record is opened elsewhere, through the gate: this is the team's own work.
    """
    access.require(by, "care.see")
    found = _theirs(by).filter(pk=enrolment_id)
    row = next(iter(rows_of(_named(found))), None)
    enrolment = found.select_related("version", "service__team__organisation").first()
    if row is None or enrolment is None:
        raise NotFound("Your team cares for nobody under this number.", now="Choose someone on your list.")
    events = list(Event.objects.filter(enrolment=enrolment).order_by("at", "recorded_at", "pk"))
    happened = [happened_of(event) for event in events]
    model = model_of(enrolment.version)
    state = state_of(model, happened, england(), at=as_at)
    of = enrolment.service.team.organisation.ods_code
    return Whole(row, model, state, _lines(events, happened, as_at), may_next(state, model), of)


def as_seen(whole: Whole, *, by: Actor) -> tuple[Whole, int]:
    """Return an enrolment as the post of ``by`` reads it, and how many things to do are kept from them."""
    reader = Reader(by.role, frozenset(senders_of(by.organisation)))
    state, kept = sight.seen(whole.state, reader, account=by.account_id, organisation=whole.organisation)
    history = tuple(
        line
        for line in whole.history
        if sight.reads_event(
            line.event, whole.state, whole.model, reader, account=by.account_id, organisation=whole.organisation
        )
    )
    return replace(whole, state=state, history=history), kept


def _lines(events: Sequence[Event], happened: Sequence[Happened], as_at: datetime | None) -> tuple[Line, ...]:
    names = account_names(event.account_id for event in events)
    standing = {event.key for event in in_force(happened, at=as_at)}
    return tuple(
        Line(one, names.get(event.account_id, ""), event.role, event.organisation,
             undone=one.key not in standing and one.kind is not Kind.UNDONE)
        for event, one in zip(events, happened, strict=True) if as_at is None or one.at <= as_at
    )  # fmt: skip


def is_of(enrolment_id: int, *, by: Actor) -> bool:
    """Return whether an enrolment is of a team of the organisation of ``by``."""
    return access.may(by, "care.see").allowed and _theirs(by).filter(pk=enrolment_id).exists()


def people_of(account_id: int, model: str) -> int:
    """Return how many people of a model someone is key worker of now."""
    return Enrolment.objects.filter(key_worker_id=account_id, model=model, ended_at=None).count()


def loads(model: str, *, by: Actor, at: datetime) -> list[tuple[int | None, str, int]]:
    """Return how many people of a model each worker of one's organisation has: (account, name, people), most first."""
    access.require(by, "care.see")
    rows = _theirs(by).filter(model=model, ended_at=None, accepted_at__isnull=False)
    told = list(rows.values_list("key_worker_id").annotate(n=Count("pk")).order_by("-n"))
    names = account_names(account for account, _ in told)
    return [(account, names[account] if account else "Nobody yet", number) for account, number in told]


def _theirs(by: Actor) -> QuerySet[Enrolment]:
    """Return the enrolments of the teams of one's organisation, and of those that are asked to take someone over."""
    codes = senders_of(by.organisation)
    return Enrolment.objects.filter(
        Q(service__team__organisation__ods_code__in=codes) | Q(transfer_to__team__organisation__ods_code__in=codes)
    )


def _of(by: Actor, filters: Filters) -> QuerySet[Enrolment]:
    access.require(by, "care.see")
    narrowed = {
        "model": filters.model, "service__team__code": filters.team, "key_worker_id": filters.key_worker,
        "route": filters.route, "next_step": filters.step, "outcome": filters.outcome,
    }  # fmt: skip
    found = _theirs(by).filter(**{name: value for name, value in narrowed.items() if value})
    if filters.words.strip():
        found = found.annotate(now=person_now("person_id")).filter(now__in=called(filters.words))
    return found


def _condition(name: str, at: datetime, of: str = "") -> Q:
    """Return the condition of a list. Of who is paused only what is urgent is due, so only that is overdue.

    Whose care ended longer ago is on no list: no relationship is left through which their record opens.
    """

    def where(**told: Any) -> Q:
        return Q(**{f"{of}{column}": value for column, value in told.items()})

    accepted = where(phase__in=[Phase.ACTIVE.value, Phase.PAUSED.value])
    return {
        "caseload": accepted,
        "waiting": where(phase__in=[phase.value for phase in WAITING]),
        "unallocated": accepted & where(key_worker=None),
        "overdue": ~where(phase=Phase.ENDED.value) & where(next_due_at__lt=at),
        "paused": where(phase=Phase.PAUSED.value),
        "ended": where(ended_at__gte=at - KEPT_IN_SIGHT),
        "transfers": where(transfer_to__isnull=False),
        "all": where(ended_at=None) | where(ended_at__gte=at - KEPT_IN_SIGHT),
    }[name]


def _listed(name: str, *, by: Actor, at: datetime, filters: Filters) -> QuerySet[Enrolment]:
    if name not in LISTS:
        raise NotFound("There is no such list.", now=f"Choose: {', '.join(LISTS)}.")
    found = _of(by, filters).filter(_condition(name, at))
    if filters.order == "newest":
        return found.order_by("-started_at", "-pk")
    if name == "waiting":
        return found.order_by("started_at", "pk")
    if name == "ended":
        return found.order_by("-ended_at", "pk")
    return found.order_by(F("next_due_at").asc(nulls_last=True), "started_at", "pk")


def _named(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.annotate(is_now=person_now("person_id")).select_related("version", "service__team")


def rows_of(found: Iterable[Any]) -> list[Row]:
    """Return enrolments as rows: one query for them, one for the names of whose they are, one for who leads."""
    rows = list(found)
    now = {row.pk: row.is_now for row in rows}
    known = Demographics.objects.in_bulk(list(set(now.values())))
    workers = account_names(row.key_worker_id for row in rows)
    return [_row(row, now[row.pk], known.get(now[row.pk]), workers) for row in rows]


def _row(row: Enrolment, person: int, known: Demographics | None, workers: Mapping[int | None, str]) -> Row:
    return Row(
        row.pk, person, known.name if known else "", known.nhs_number if known else "",
        known.birth_date if known else None, bool(known and known.death_date), row.model, row.version.title,
        row.version.version, row.service.team.code, row.service.team.name, Phase(row.phase), row.route,
        row.key_worker_id, workers.get(row.key_worker_id, "") if row.key_worker_id else "", row.started_at,
        row.accepted_at, row.paused_at, row.ended_at, row.outcome, row.limit_at, row.next_step, row.next_due_at,
    )  # fmt: skip


def _title(model: str) -> str:
    from joinedup.insight.models_of_care import catalogue  # noqa: PLC0415 (a file that is gone leaves its name)

    return catalogue()[model].model.title if model in catalogue() else model
