"""Nobody in danger falls silent, is referred twice, keeps a task that nobody sees, or is shared against their word."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.journeys import care
from joinedup.record.linkage import actions as linkage
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.record.tasks import actions as task_actions
from joinedup.record.tasks import queries as tasks
from joinedup.words.basics.errors import BadInput
from joinedup.work.enrolment import actions, following, queries
from joinedup.work.enrolment.among import models_on
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.rebuilding import put_right
from tests.spec.work.forms import CONVERSATION, gives
from tests.spec.work.team import PRESCRIBING, URGENT, a_team, tasks_asked_by
from tests.spec.work.test_what_follows_a_form import buddies
from tests.spec.work.test_whose_list_someone_is_on import accepted
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
    assert [row.id for row in queries.listed("overdue", by=lena, at=late).items] == [urgent]
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
    assert [row.title for row in tasks_asked_by(enrolment, at=SOON)] == [f"Refer to the model of care {PRESCRIBING}"]


def test_a_person_is_held_before_it_is_asked_whether_they_are_on_a_model_already(world: World) -> None:
    """Of four who refer Edna at once, three wait, and then find her there: two databases say so in their own way."""
    a_team(world)
    gp, edna = world.staff("Dr Priya Nair"), world.person("Edna Marsh")

    def refers(key: str) -> int:
        return actions.refer(PRESCRIBING, person_id=edna, route="gp", by=gp, at=AT, key=key).pk

    def offers() -> object:
        return actions.offer_several(PRESCRIBING, {edna: "Found"}, team="north", by=gp, at=AT)

    for comes_in in (lambda: refers("0"), offers):
        with CaptureQueriesContext(connection) as asked:
            comes_in()
        said = [each["sql"] for each in asked]
        held = next(place for place, sql in enumerate(said) if sql.startswith('SELECT "people_person"."id"'))
        there = next(place for place, sql in enumerate(said) if sql.startswith('SELECT "enrolment_enrolment"."id"'))
        assert held < there
    assert len({refers(key) for key in "0123"}) == 1


def test_a_stay_in_hospital_is_followed_under_who_they_are_now(world: World) -> None:
    a_team(world)
    enrolment, steward = accepted(world, "Thomas Knight"), world.staff("Tariq Bell")
    linkage.merge(gone=world.person("Thomas Knight"), into=world.person("Mohammed Iqbal"),
                  reason="One man with two names", by=steward, at=AT)  # fmt: skip
    world.tells(
        "Northmoor Hospital", of="Mohammed Iqbal", at=SOON,
        table="kind | happened | text | key\nadmission | 2026-03-31 11:00 | Emergency admission | stay-1",
    )  # fmt: skip
    assert following.follow(at=SOON) == 1
    assert Enrolment.objects.get(pk=enrolment).phase == "paused"


def test_a_mistyped_year_does_not_have_care_begin_before_the_person_came(world: World) -> None:
    a_team(world)
    enrolment, lena = accepted(world), world.staff("Lena Osei")
    with pytest.raises(BadInput, match="before they were referred"):
        actions.do_step(enrolment, "guided_conversation", happened_at=instant("2025-03-31 12:00"), by=lena, at=SOON)
    with pytest.raises(BadInput, match="before they were referred"):
        actions.tried(enrolment, happened_at=AT - timedelta(days=1), by=lena, at=SOON)
    actions.do_step(enrolment, "guided_conversation", happened_at=AT + timedelta(days=1), by=lena, at=SOON)
    with pytest.raises(BadInput, match="before this step was to be done"):
        actions.do_step(enrolment, "progress_call", happened_at=AT, by=lena, at=SOON)
    late = {"happened_at": AT - timedelta(days=9), "key": "a-form"}
    with pytest.raises(BadInput, match="before they were referred"):
        actions.answered(enrolment, "follow_up", form="wellbeing-wheel", answered_id=1, by=lena, at=SOON, **late)


def test_two_who_were_one_for_a_while_are_each_on_their_own_models_again(world: World) -> None:
    a_team(world, runs=(PRESCRIBING, URGENT))
    edna, thomas = world.person("Edna Marsh"), world.person("Thomas Knight")
    gp, steward = world.staff("Dr Priya Nair"), world.staff("Tariq Bell")
    for person, model in ((edna, PRESCRIBING), (thomas, URGENT)):
        actions.refer(model, person_id=person, route="gp", why="Asked", by=gp, at=AT)
    assert models_on([edna, thomas]) == {edna: (PRESCRIBING,), thomas: (URGENT,)}
    linkage.merge(gone=thomas, into=edna, reason="A slip", by=steward, at=AT + timedelta(hours=1))
    assert models_on([edna]) == {edna: (PRESCRIBING, URGENT)}
    linkage.unmerge(gone=thomas, reason="They are two", by=steward, at=AT + timedelta(hours=2))
    assert models_on([edna, thomas]) == {edna: (PRESCRIBING,), thomas: (URGENT,)}


def holder(enrolment: int, at: datetime) -> set[tuple[str, str]]:
    """Return of what is to be done of an enrolment which team has it, and who of it."""
    return {(row.team, row.account_name) for row in tasks_asked_by(enrolment, at=at)}


def test_what_a_link_worker_took_goes_with_a_hand_over_and_to_the_team_that_takes_someone_over(world: World) -> None:
    a_team(world)
    there = a_team(world, "south", of="Falls team", serves="Riverside Practice")[PRESCRIBING]
    lena, carys, ruth = (world.staff(name) for name in ("Lena Osei", "Carys Penhale", "Ruth Adeyemi"))
    enrolment = accepted(world)
    task = tasks.my_day(by=lena, at=AT).page.items[0]
    task_actions.take(task.id, by=lena, at=AT)
    actions.tried(enrolment, by=lena, at=AT)
    assert holder(enrolment, AT) == {("north", "Lena Osei")}, "what else happens takes it from nobody"
    actions.hand_over([enrolment], key_worker=carys.account_id, why="Leave", by=lena, at=AT)
    assert holder(enrolment, AT) == {("north", "Carys Penhale")}
    task_actions.take(task.id, by=carys, at=AT)
    actions.transfer(enrolment, to=there.pk, why="She has moved", by=lena, at=SOON)
    actions.answer_transfer(enrolment, yes=True, by=ruth, at=SOON)
    assert holder(enrolment, SOON) == {("south", "")}
    assert "Guided conversation" in [row.title for row in tasks.team_board("south", by=ruth, at=SOON).page.items]


def test_a_risk_starts_what_asks_for_it_and_nothing_else_before_the_form_is_given(world: World) -> None:
    a_team(world)
    enrolment, lena, edna = accepted(world), world.staff("Lena Osei"), world.person("Edna Marsh")
    answers = {"immediate_danger": ("yes",), "more_support": ("yes",), "health_need": ("yes",)}
    care.risk_told(enrolment, "guided_conversation", person_id=edna, form="guided-conversation", answers=answers,
                   risky=["immediate_danger"], by=lena, at=SOON, key="risk-1-1")  # fmt: skip
    assert [row.title for row in tasks.my_day(by=lena, at=SOON).page.items] == ["Call 999 now", "Guided conversation"]
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:guided_conversation", by=lena, at=SOON,
          answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    assert "Refer to a buddy service" in [row.title for row in tasks.my_day(by=lena, at=SOON).page.items]


def test_what_an_answer_that_was_put_right_had_asked_for_is_not_needed_for_a_reason(world: World) -> None:
    a_team(world)
    enrolment, lena, edna = accepted(world), world.staff("Lena Osei"), world.person("Edna Marsh")
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:guided_conversation", by=lena, at=SOON,
          answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    errand = queries.whole(enrolment, by=lena, at=SOON).state.errands[0].key
    with pytest.raises(BadInput, match="why it is not needed"):
        actions.do_errand(enrolment, errand, needed=False, why=" ", by=lena, at=SOON)
    actions.do_errand(enrolment, errand, needed=False, why="Ticked by mistake", by=lena, at=SOON)
    assert [row.title for row in tasks.my_day(by=lena, at=SOON).page.items] == ["Guided conversation"]
    last = queries.whole(enrolment, by=lena, at=SOON).history[-1].event
    assert (last.why, last.details["needed"]) == ("Not needed: Ticked by mistake", False)
