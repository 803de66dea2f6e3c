"""Nobody in danger falls silent, is referred twice, keeps a task that nobody sees, or is shared against their word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.record.tasks import queries as tasks
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.rebuilding import put_right
from tests.spec.work.team import PRESCRIBING, URGENT, a_team
from tests.spec.work.test_whose_list_someone_is_on import accepted
from tests.world.drawn import instant
from tests.world.world import World

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
