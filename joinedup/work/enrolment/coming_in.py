"""How people come onto a model of care: a person is referred to it, those whom it finds are offered it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from joinedup.insight.models_of_care import known, model_named
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Person
from joinedup.record.sharing.choices import queries as choices
from joinedup.record.sharing.gate import open_person, open_several
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment import writing
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.models import Enrolment, Service
from joinedup.work.enrolment.services import service_for, version_for
from joinedup.work.enrolment.state import Phase

PROACTIVE = "proactive"


@transaction.atomic
def refer(
    model: str,
    *,
    person_id: int,
    route: str,
    why: str = "",
    team: str = "",
    agreed: bool = False,
    source: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
    key: str = "",
    happened_at: datetime | None = None,
) -> Enrolment:
    """Refer a person to a model of care, to ``team`` or to the one that takes people of their practice.

    ``agreed``: the person said that they want it, which is needed where they object to sharing and another organisation
    runs it. ``source`` is kept with the event: the form, or the enrolment from which they come. Who is on it already
    stays as they are. Raises NotAllowed, NoRelationship, NotFound, BadInput, CannotProceed.
    """
    opened = open_person(person_id, by=by, reason=f"Referring to {model}", at=at, act="care.refer")
    loaded = _chosen(model)
    if not route:
        raise BadInput("It is not said who asks.", now="Choose who asks for this.")
    if route not in loaded.how_in.routes and route not in known().words("routes"):
        raise BadInput("Nobody comes by this way.", now=f"Choose: {', '.join(loaded.how_in.routes)}.")
    if opened.demographics.death_date:
        raise CannotProceed("This person has died.", now="Nothing is offered to them.")
    _hold([opened.person_id, person_id])
    there = on_it(model, [person_id]).get(person_id) or _by_key(model, key)
    if there is not None:
        return there
    service = _service(model, team, practice=opened.demographics.registered_practice, at=at)
    ours = service.team.organisation.ods_code in senders_of(by.organisation)
    if not ours and not agreed and choices.choices_of(person_id, at).objects_to_sharing:
        raise CannotProceed(
            "They object to sharing, and another organisation runs this.", now="Ask them, and say that they agree."
        )
    details = {"route": route, "agreed": agreed, **(source or {})}
    event = Happened(Kind.REFERRED, happened_at or at, key or str(uuid4()), at, why=why.strip()[:400],
                     account=by.account_id, details=details)  # fmt: skip
    held = writing.told(_row(person_id, service, at=event.at), [])
    return writing.append(held, [event], by=by, at=at).enrolment


def _chosen(model: str) -> ModelOfCare:
    """Return the model to which someone is referred. Raises BadInput where none was chosen, or none is called so."""
    try:
        return model_named(model).model
    except NotFound as error:
        raise BadInput("No model of care was chosen.", now="Choose what they are referred to.") from error


def _hold(people: Iterable[int]) -> None:
    """Hold people until the transaction ends, so that who is referred by several at once is on a model once.

    Always in one order, so that two who refer the same people never wait for each other.
    """
    list(Person.objects.select_for_update().filter(pk__in=set(people)).order_by("pk").values_list("pk", flat=True))


def _service(model: str, team: str, *, practice: str, at: datetime) -> Service:
    if not team:
        return service_for(model, practice=practice, at=at)
    running = Service.objects.filter(team__code=team, model=model, ends_at=None, starts_at__lte=at)
    found = running.select_related("team__organisation", "version")
    if (service := found.first()) is None:
        raise CannotProceed("That team does not run this model of care.", now="Choose a team that does.")
    return service


def _row(person_id: int, service: Service, *, at: datetime) -> Enrolment:
    return Enrolment.objects.create(
        person_id=person_id, model=service.model, started_at=at, service=service,
        version=version_for(service, at=at), phase=Phase.REFERRED.value,
    )  # fmt: skip


def _by_key(model: str, key: str) -> Enrolment | None:
    """Return the enrolment that this very referral made before, whether or not it has ended since."""
    return Enrolment.objects.filter(model=model, events__key=key).first() if key else None


def on_it(model: str, people: Sequence[int]) -> dict[int, Enrolment]:
    """Return the open enrolments on a model of these people, by who they are now."""
    there = Enrolment.objects.filter(model=model, ended_at=None).annotate(now=person_now("person_id"))
    wanted = set(people)
    return {row.now: row for row in there.filter(now__in=wanted)}


@transaction.atomic
def offer_several(
    model: str, found: Mapping[int, str], *, team: str, by: Actor, at: datetime
) -> tuple[list[int], dict[int, str]]:
    """Offer a model to people whom it finds, each with the reason for which they were found, which is kept.

    Returns the enrolments, and for those who were left out why: nothing relates them to the team, they are on it
    already, they object to sharing, or they have died. Cost: some ten queries, however many they are.
    """
    service = _service(model, team, practice="", at=at)
    opened = {
        one.person_id: one for one in
        open_several(list(found), by=by, reason=f"Offering {model}", at=at, act="care.refer")
    }  # fmt: skip
    _hold(opened)
    left = {person: "Nothing on record says that your team cares for them." for person in found if person not in opened}
    objecting = set(choices.objecting_to_sharing(at).filter(pk__in=list(opened)).values_list("pk", flat=True))
    left |= dict.fromkeys(on_it(model, list(opened)), "They are on it already.")
    left |= dict.fromkeys(objecting, "They object to sharing.")
    left |= {person: "They have died." for person, one in opened.items() if one.demographics.death_date}
    version = version_for(service, at=at)
    rows = Enrolment.objects.bulk_create(
        (
            Enrolment(person_id=person, model=model, started_at=at, service=service, version=version,
                      phase=Phase.REFERRED.value)
            for person in found if person not in left
        ),
        batch_size=writing.CHUNK,
    )  # fmt: skip
    held = [(writing.told(row, []), _found(found[row.person_id], by, at)) for row in rows]
    writing.append_several(held, by=by, at=at)
    return [row.pk for row in rows], left


def _found(why: str, by: Actor, at: datetime) -> list[Happened]:
    details = {"route": PROACTIVE}
    first = Happened(Kind.REFERRED, at, str(uuid4()), at, why=why[:400], account=by.account_id, details=details)
    return [first, Happened(Kind.OFFERED, at, str(uuid4()), at, account=by.account_id)]
