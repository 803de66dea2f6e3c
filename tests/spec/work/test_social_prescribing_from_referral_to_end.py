"""Edna's way through social prescribing: referred, offered, agreed, accepted, seen, followed up, ended."""

from __future__ import annotations

import pytest

from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks import queries as tasks
from joinedup.words.basics.errors import CannotProceed
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.state import Phase
from tests.spec.work.team import PRESCRIBING, a_team
from tests.world.drawn import instant
from tests.world.world import World

pytestmark = pytest.mark.django_db


def test_edna_is_referred_agrees_is_accepted_seen_and_ends_with_her_goals_met(world: World) -> None:
    a_team(world)
    edna, gp, lena = world.person("Edna Marsh"), world.staff("Dr Priya Nair"), world.staff("Lena Osei")
    said = instant("2026-03-30 10:00")
    enrolment = actions.refer(PRESCRIBING, person_id=edna, route="gp", why="Lonely since Arthur died", by=gp, at=said)
    assert [row.name for row in queries.listed("waiting", by=lena, at=said).items] == ["MARSH, Edna"]
    actions.offer(enrolment.pk, by=lena, at=said)
    with pytest.raises(CannotProceed, match="The person has not agreed yet"):
        actions.accept(enrolment.pk, by=lena, at=said)
    actions.agree(enrolment.pk, by=lena, at=said)
    state, warning = actions.accept(enrolment.pk, key_worker=lena.account_id, by=lena, at=said)
    assert (state.phase, warning) == (Phase.ACTIVE, "")
    day = tasks.my_day(by=lena, at=instant("2026-04-15 09:00"))
    assert [(row.name, row.title, str(row.standing)) for row in day.page.items] == [
        ("MARSH, Edna", "Guided conversation", "waiting")
    ]
    assert day.counts["today"] == 1
    seen = instant("2026-04-08 14:00")
    state = actions.do_step(enrolment.pk, "guided_conversation", by=lena, at=seen)
    assert [(step.step, str(step.due)) for step in state.owed] == [
        ("progress_call", "by the end of 29 April 2026"),
        ("follow_up", "by the end of 20 May 2026"),
    ]
    state = actions.end(enrolment.pk, outcome="goals_met", by=lena, at=instant("2026-05-21 12:00"))
    assert (state.phase, state.outcome, state.owed) == (Phase.ENDED, "goals_met", ())
    assert tasks.my_day(by=lena, at=instant("2026-05-21 12:00")).page.total == 0
    acts = list(JournalLine.objects.filter(act__startswith="care.").order_by("pk").values_list("act", flat=True))
    assert acts == ["care.run", "care.refer", "care.referred", "care.offered", "care.agreed", "care.accepted",
                    "care.done", "care.ended"]  # fmt: skip
