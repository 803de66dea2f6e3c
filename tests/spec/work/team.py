"""Edna's link workers, drawn for tests: a team of Northmoor Community that serves Hillside Surgery and runs models."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Organisation, Post, Served, Team
from joinedup.record.linkage.queries import person_now
from joinedup.record.tasks.models import Task
from joinedup.record.tasks.queries import Row, rows_of
from joinedup.work.enrolment import actions
from joinedup.work.enrolment.models import Service
from tests.world.drawn import instant
from tests.world.world import World

PRESCRIBING = "neighbourhood-social-prescribing"
FALLS = "falls-and-balance"
URGENT = "two-hour-urgent-response"


def a_team(
    world: World, code: str = "north", *, of: str = "Northmoor Community", serves: str = "Hillside Surgery",
    runs: tuple[str, ...] = (PRESCRIBING,),
) -> dict[str, Service]:  # fmt: skip
    """Return the services of a team that serves a practice, by model."""
    organisation = Organisation.objects.get(name=of)
    team, _ = Team.objects.get_or_create(
        code=code, defaults={"name": f"The {code} team", "kind": "neighbourhood", "organisation": organisation}
    )
    Served.objects.get_or_create(team=team, practice=world.organisation(serves))
    return {model: actions.run(model, team=code, by=SYSTEM, at=instant("2026-01-01")) for model in runs}


def takes_on(world: World, name: str = "Edna Marsh", *, at: datetime) -> int:
    """Have the link workers of ``a_team`` take someone of Hillside Surgery on at an instant; return the enrolment."""
    gp, lena = world.staff("Dr Priya Nair"), world.staff("Lena Osei")
    person = world.person(name)
    enrolment = actions.refer(PRESCRIBING, person_id=person, route="gp", why="Lonely now", by=gp, at=at)
    actions.offer(enrolment.pk, by=lena, at=at)
    actions.agree(enrolment.pk, by=lena, at=at)
    actions.accept(enrolment.pk, key_worker=lena.account_id, by=lena, at=at)
    return int(enrolment.pk)


def volunteers(world: World, name: str = "Bert Hollis", *, team: str = "north") -> None:
    """Have a volunteer's post be in a team."""
    Post.objects.filter(account=world.account(name)).update(team=Team.objects.get(code=team))


def tasks_asked_by(enrolment: int, *, at: datetime) -> list[Row]:
    """Return what an enrolment asks for and is still to be done, whoever may see it."""
    asked = Task.objects.filter(source="enrolment", source_id=enrolment, begins_at__lte=at)
    still = asked.filter(done_at=None, cancelled_at=None).annotate(now=person_now("person_id"))
    first = (F("urgent").desc(), F("due_at").asc(nulls_last=True), "pk")
    return rows_of(still.select_related("team", "account").order_by(*first), at)
