"""Nobody in danger falls silent, is referred twice, keeps a task that nobody sees, or is shared against their word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.journeys import care
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.record.tasks import queries as tasks
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.rebuilding import put_right
from tests.spec.work.forms import CONVERSATION, gives
from tests.spec.work.team import PRESCRIBING, URGENT, a_team
from tests.spec.work.test_whose_list_someone_is_on import accepted
from tests.spec.work.test_what_follows_a_form import buddies
from tests.world.drawn import instant
from tests.world.world import World

__all__ = ["buddies"]
pytestmark = pytest.mark.django_db
AT = instant("2026-03-30 10:00")
SOON = AT + timedelta(days=2)


def test_who_waits_for_an_urgent_visit_is_overdue_though_someone_paused_it(world: World) -> None:
    a_team(world, runs=(URGENT, PRESCRIBING))
    lena = world.staff("Lena Osei")
    urgent, calm = accepted(world, model=URGENT), accepted(world, "Thomas Knight")
    for each in (urgent, calm):
        actions.pause(each, why="At her sister's", by=lena, at=AT)
    late = instant("2026-05-01 10:00")
    assert [row.id for row in queries.overdue(by=lena, at=late).items] == [urgent]
    assert queries.counts(by=lena, at=late)["overdue"] == 1
    assert [row.title for row in tasks.my_day(by=lena, at=AT + timedelta(hours=3)).page.items if row.urgent] == [
        "First visit"
    ]
    assert Enrolment.objects.get(pk=calm).next_due_at is None
    assert put_right(at=SOON) == 0, "the clock of the place finds the same"


def test_who_objects_to_sharing_is_asked_before_a_form_refers_them_elsewhere(world: World, buddies: str) -> None:
    a_team(world, runs=(buddies,))
    a_team(world, "south", of="Falls team", runs=(PRESCRIBING,))
    lena, gp, edna = world.staff("Lena Osei"), world.staff("Dr Priya Nair"), world.person("Edna Marsh")
    enrolment = accepted(world, model=buddies)
    choices.object_to(edna, What.NO_SHARING, how=How.PHONE, by=gp, at=AT)
    care.do_step(enrolment, "meet", by=lena, at=SOON)
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:talk", by=lena, at=SOON,
          answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    assert not Enrolment.objects.filter(model=PRESCRIBING).exists()
    assert [row.title for row in tasks.tasks_asked_by("enrolment", enrolment, at=SOON)] == [
        f"Refer to the model of care {PRESCRIBING}"
    ]
