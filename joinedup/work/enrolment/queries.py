"""Every read of enrolments that others may use. A list and its count are one query, of the team's organisation only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from joinedup.insight.forms import catalogue as forms
from joinedup.insight.forms import why_closed
from joinedup.insight.models_of_care import known
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import roles_held, senders_of
from joinedup.record.linkage.queries import current_person, person_now
from joinedup.record.people.queries import called
from joinedup.record.sharing.gate import Opened
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment import readiness, versions
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.models import Enrolment, Event, ModelVersion, Service
from joinedup.work.enrolment.relating import AFTERWARDS
from joinedup.work.enrolment.rows import Row, named, rows_of, theirs
from joinedup.work.enrolment.state import WAITING, Phase
from joinedup.work.enrolment.whole import Line, Whole, as_seen, whole

__all__ = [
    "KEPT_IN_SIGHT", "LISTS", "Filters", "Line", "Own", "Row", "Running", "Whole", "as_seen", "condition",
    "counted_in", "counts", "enrolments_of", "every", "going_on", "is_of", "listed", "models_run", "narrowed",
    "own_services", "people_on", "rows_of", "running_for", "services", "services_ever", "wanting", "whole",
]  # fmt: skip

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
    found = page_of(named(_listed(name, by=by, at=at, filters=filters or Filters())), number=page, size=size)
    return Page(rows_of(found.items), found.number, found.total, found.size)


def every(name: str, *, by: Actor, at: datetime, filters: Filters | None = None) -> list[Row]:
    """Return all of which ``listed`` gives a page, as for a download."""
    return rows_of(named(_listed(name, by=by, at=at, filters=filters or Filters())))


def counts(*, by: Actor, at: datetime, filters: Filters | None = None) -> dict[str, int]:
    """Return how many each list has, in one query whose conditions are those of the lists."""
    base = narrowed(by, filters or Filters())
    return base.aggregate(**{name: Count("pk", filter=condition(name, at)) for name in LISTS})


def models_run(*, by: Actor, at: datetime) -> list[Running]:
    """Return each model that a team of the organisation of ``by`` runs, with the count of each list, in two queries."""
    access.require(by, "care.see")
    codes = senders_of(by.organisation)
    numbers = {f"n_{name}": Count("enrolments", filter=condition(name, at, "enrolments__")) for name in LISTS}
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
    found = Service.objects.filter(model=model, team__organisation__ods_code__in=codes)
    return list(found.select_related("team").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Own:
    """A team of one's organisation that runs a model, or did: how many are on it, and by which versions.

    ``version`` is the one by which people come now. ``older`` are the enrolments by another, that may be moved.
    """

    service: Service
    version: ModelVersion
    people: int
    versions: tuple[tuple[str, int], ...]
    older: tuple[int, ...]


def own_services(model: str, *, by: Actor, at: datetime) -> list[Own]:
    """Return the teams of the organisation of ``by`` that run a model, and those that stopped, the newest first."""
    access.require(by, "care.run")
    found = Service.objects.filter(model=model, team__organisation__ods_code__in=senders_of(by.organisation))
    services = list(found.select_related("team", "version").order_by(F("ends_at").desc(nulls_first=True), "team__name"))
    rows = Enrolment.objects.filter(service__in=services, ended_at=None).order_by("pk")
    there: dict[int, list[tuple[int, int, str]]] = {service.pk: [] for service in services}
    for runs, enrolment, by_version, name in rows.values_list("service_id", "pk", "version_id", "version__version"):
        there[runs].append((enrolment, by_version, name))
    newest = versions.version_now(model, at=at) if services else None
    own = []
    for service in services:
        version, on_it = service.version or newest, there[service.pk]
        if version is not None:
            older = tuple(enrolment for enrolment, pk, _ in on_it if pk != version.pk)
            numbers = Counter(name for _, _, name in on_it)
            own.append(Own(service, version, len(on_it), tuple(sorted(numbers.items())), older))
    return own


def wanting(model: ModelOfCare, warnings: Sequence[str], *, by: Actor, at: datetime) -> list[tuple[str, list[str]]]:
    """Return what the organisation of ``by`` still wants to run a model well: see ``readiness``."""
    access.require(by, "care.run")
    today = at.astimezone(LONDON).date()
    closed = {
        form: why_closed(forms()[form], today) if form in forms() else f"There is no form called {form} here yet."
        for form in model.forms
    }
    running = {service.model for service in services()}
    here = readiness.Here(closed, running, roles_held(by.organisation, at=at), tuple(warnings))
    return readiness.wanting(model, here, known())


def people_on(model: str) -> set[int]:
    """Return who is on a model now, or waits for it, with any team."""
    there = Enrolment.objects.filter(model=model, ended_at=None)
    return set(there.annotate(now=person_now("person_id")).values_list("now", flat=True))


def enrolments_of(opened: Opened) -> list[Row]:
    """Return every enrolment of a person whose record is open, of every organisation, those that go on first."""
    found = Enrolment.objects.annotate(now=person_now("person_id")).filter(now=opened.person_id)
    return rows_of(named(found).order_by(F("ended_at").desc(nulls_first=True), "-started_at"))


def going_on(person_id: int, *, by: Actor) -> list[int]:
    """Return the enrolments of someone, with teams of one's own organisation, whom they have accepted."""
    access.require(by, "care.see")
    ours = Enrolment.objects.filter(service__team__organisation__ods_code__in=senders_of(by.organisation))
    theirs_now = ours.annotate(now=person_now("person_id")).filter(now=current_person(person_id), ended_at=None)
    return list(theirs_now.exclude(accepted_at=None).order_by("pk").values_list("pk", flat=True))


def counted_in(answered: Collection[int]) -> list[tuple[int, str, int]]:
    """Return for which steps answered forms counted, whoever's team it is: (enrolment, step, which time of it)."""
    events = Event.objects.filter(kind=Kind.ANSWERED, details__answered__in=list(answered)).order_by("pk")
    return list(events.values_list("enrolment_id", "step", "nth").distinct())


def is_of(enrolment_id: int, *, by: Actor) -> bool:
    """Return whether an enrolment is of a team of the organisation of ``by``."""
    return access.may(by, "care.see").allowed and theirs(by).filter(pk=enrolment_id).exists()


def narrowed(by: Actor, filters: Filters) -> QuerySet[Enrolment]:
    """Return the enrolments of one's organisation that fit. Raises NotAllowed."""
    access.require(by, "care.see")
    asked = {
        "model": filters.model, "service__team__code": filters.team, "key_worker_id": filters.key_worker,
        "route": filters.route, "next_step": filters.step, "outcome": filters.outcome,
    }  # fmt: skip
    found = theirs(by).filter(**{name: value for name, value in asked.items() if value})
    if filters.words.strip():
        found = found.annotate(now=person_now("person_id")).filter(now__in=called(filters.words))
    return found


def condition(name: str, at: datetime, of: str = "") -> Q:
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
    found = narrowed(by, filters).filter(condition(name, at))
    if filters.order == "newest":
        return found.order_by("-started_at", "-pk")
    if name == "waiting":
        return found.order_by("started_at", "pk")
    if name == "ended":
        return found.order_by("-ended_at", "pk")
    return found.order_by(F("next_due_at").asc(nulls_last=True), "started_at", "pk")


def _title(model: str) -> str:
    from joinedup.insight.models_of_care import catalogue  # noqa: PLC0415 (a file that is gone leaves its name)

    return catalogue()[model].model.title if model in catalogue() else model
