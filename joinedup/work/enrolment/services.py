"""Which team runs a model of care, from when and by which version of its file; and who stops it, with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from joinedup.insight.models_of_care import model_named
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Team
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON, start_of_day
from joinedup.work.enrolment import versions
from joinedup.work.enrolment.models import ModelVersion, Service

LONGEST_WHY = 400


@transaction.atomic
def run(
    model: str, *, team: str, on: date | None = None, keep_version: bool = False, by: Actor, at: datetime
) -> Service:
    """Have a team of one's organisation run a model from a day (None: now); again does nothing.

    ``keep_version``: who comes onto it does so by the file as it is today, until someone says otherwise; else by what
    the file says on their day. Raises NotAllowed, NotFound, BadInput.
    """
    access.require(by, "care.run")
    loaded, found = model_named(model), _team(team, by, at)
    if loaded.model.about != "person":
        raise BadInput("This model is not about people, so that nobody is on it.", now="Choose another.")
    if on is not None and on < at.astimezone(LONDON).date():
        raise BadInput("That day is over.", now="Write today, or a day to come.")
    begins = max(at, start_of_day(on)) if on is not None else at
    service, made = Service.objects.get_or_create(
        team=found, model=loaded.id, ends_at=None,
        defaults={"starts_at": begins, "version": versions.version_now(loaded.id, at=at) if keep_version else None},
    )  # fmt: skip
    if made:
        journal.write("care.run", by=by, at=at, details={"service": service.pk, "model": loaded.id})
    return service


@transaction.atomic
def stop_running(service_id: int, *, why: str, by: Actor, at: datetime) -> Service:
    """Have a team take nobody new onto a model, for a reason; who is on it stays on it until their care ends.

    What had not begun yet is as if it had never been asked for. Raises NotAllowed, NotFound, BadInput.
    """
    access.require(by, "care.run")
    why = why.strip()
    if not why or len(why) > LONGEST_WHY:
        raise BadInput("Nobody said why, or at great length.", now="Write the reason in a few words.")
    service = _held(service_id, by, ended=False)
    journal.write("care.stop_running", by=by, at=at, reason=why, details={"service": service.pk})
    if service.starts_at >= at:
        service.delete()
        return service
    service.ends_at, service.stopped_why = at, why
    service.save(update_fields=["ends_at", "stopped_why"])
    return service


@transaction.atomic
def run_again(service_id: int, *, by: Actor, at: datetime) -> Service:
    """Take back that a team stopped: it takes people again. Raises NotAllowed, NotFound, CannotProceed."""
    access.require(by, "care.run")
    service = _held(service_id, by, ended=True)
    if Service.objects.filter(team=service.team, model=service.model, ends_at=None).exists():
        raise CannotProceed("The team runs it again already.", now="Look at the list.")
    service.ends_at, service.stopped_why = None, ""
    service.save(update_fields=["ends_at", "stopped_why"])
    journal.write("care.run_again", by=by, at=at, details={"service": service.pk})
    return service


@transaction.atomic
def choose_version(service_id: int, *, keep: bool, by: Actor, at: datetime) -> Service:
    """Have whoever comes from now on do so by the file as it is today (``keep``), or by what it says on their day.

    Who is on it stays on the version with which they began. Raises NotAllowed, NotFound.
    """
    access.require(by, "care.run")
    service = _held(service_id, by, ended=False)
    service.version = versions.version_now(service.model, at=at) if keep else None
    service.save(update_fields=["version"])
    journal.write("care.version_chosen", by=by, at=at, details={"service": service.pk, "keep": keep})
    return service


def version_for(service: Service, *, at: datetime) -> ModelVersion:
    """Return the version by which someone comes onto a model with a team."""
    return service.version or versions.version_now(service.model, at=at)


def service_for(model: str, *, practice: str, at: datetime) -> Service:
    """Return who takes people of a practice onto a model: the team that serves it, or else the first that runs it.

    Raises CannotProceed where nobody runs it.
    """
    running = Service.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), model=model, starts_at__lte=at)
    found = list(running.select_related("team", "version").order_by("pk"))
    if not found:
        raise CannotProceed("No team runs this model of care here.", now="Ask who plans services to start it.")
    serving = set(running.filter(team__serves__practice__ods_code=practice).values_list("pk", flat=True))
    return next((service for service in found if service.pk in serving), found[0])


def _team(code: str, by: Actor, at: datetime) -> Team:
    """Return a team of one's own organisation; the system may have any."""
    found = Team.objects.select_related("organisation").filter(code=code).first()
    if found is None or not _ours(found, by) or (found.closed_on and found.closed_on <= at.date()):
        raise NotFound("Your organisation has no team by this code.", now="Choose one of its teams.")
    return found


def _ours(team: Team, by: Actor) -> bool:
    return by.role == "system" or team.organisation.ods_code in senders_of(by.organisation)


def _held(service_id: int, by: Actor, *, ended: bool) -> Service:
    held = Service.objects.select_for_update(of=("self",)).select_related("team__organisation", "version")
    service = held.filter(pk=service_id, ends_at__isnull=not ended).first()
    if service is None or not _ours(service.team, by):
        raise NotFound("No team of yours runs this now.", now="Look at who runs this model of care.")
    return service
