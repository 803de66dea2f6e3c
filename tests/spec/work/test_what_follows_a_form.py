"""A form is given: the step is done, the plan begins, others are asked, and in danger nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from joinedup.insight import models_of_care, own
from joinedup.insight.forms import form_named
from joinedup.journeys import care, filling, forms, risks
from joinedup.record.answers import actions as answers
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import CannotProceed
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Enrolment, Event
from joinedup.work.enrolment.state import Phase
from joinedup.work.plans.models import Plan
from tests.spec.work.forms import CONVERSATION, REFERRAL, WHEEL, gives
from tests.spec.work.team import FALLS, PRESCRIBING, a_team, tasks_asked_by
from tests.world.drawn import instant
from tests.world.world import World

pytestmark = pytest.mark.django_db
AT = instant("2026-03-30 10:00")
SEEN = instant("2026-04-08 14:00")


def accepted(world: World, name: str = "Edna Marsh", model: str = PRESCRIBING) -> int:
    """Return the enrolment of someone whom Lena has accepted."""
    lena, gp = world.staff("Lena Osei"), world.staff("Dr Priya Nair")
    enrolment = actions.refer(model, person_id=world.person(name), route="gp", by=gp, at=AT).pk
    actions.agree(enrolment, by=lena, at=AT)
    actions.accept(enrolment, key_worker=lena.account_id, by=lena, at=AT)
    return enrolment


def converses(world: World, enrolment: int, at: datetime = SEEN, **answers: Any) -> list[str]:
    """Have Lena give both forms of the conversation; return what is then to be done, by title."""
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{enrolment}:guided_conversation"
    more = {name: [value] for name, value in answers.items()}
    gives("guided-conversation", person=edna, work=work, by=lena, at=at, answered=CONVERSATION | more)
    gives("wellbeing-wheel", person=edna, work=work, by=lena, at=at, answered=WHEEL)
    return [row.title for row in tasks_asked_by(enrolment, at=at)]


def test_a_referral_form_refers_its_person_once_however_often_it_is_sent(world: World) -> None:
    a_team(world)
    gp, edna = world.staff("Dr Priya Nair"), world.person("Edna Marsh")
    answered, following = gives(
        "community-referral", person=edna, work=f"refer:{PRESCRIBING}:gp", by=gp, at=AT, answered=REFERRAL
    )
    assert following.said == "The form is given. The person is referred."
    care.refer_with(answered, model=PRESCRIBING, route="gp", by=gp, at=AT)
    row = queries.listed("waiting", by=world.staff("Lena Osei"), at=AT).items[0]
    assert (Enrolment.objects.count(), Event.objects.count()) == (1, 1)
    assert (row.name, row.route, Event.objects.get().why) == ("MARSH, Edna", "gp", "Lonely since Arthur died")
    assert Event.objects.get().details["answered"] == answered.pk


def test_the_step_is_done_when_its_last_form_is_given_and_edna_has_a_plan(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{enrolment}:guided_conversation"
    _, first = gives("guided-conversation", person=edna, work=work, by=lena, at=SEEN, answered=CONVERSATION)
    assert first.said == "The form is given. The step has another form to fill in."
    with pytest.raises(CannotProceed, match="A form of this step is not given yet"):
        care.do_step(enrolment, "guided_conversation", by=lena, at=SEEN)
    assert not Plan.objects.exists()
    _, second = gives("wellbeing-wheel", person=edna, work=work, by=lena, at=SEEN, answered=WHEEL)
    assert second.said == "The form is given. The step is done."
    assert Plan.objects.get().person_id == edna
    assert [step.step for step in queries.whole(enrolment, by=lena, at=SEEN).state.owed] == [
        "progress_call",
        "follow_up",
    ]


def test_what_is_sent_twice_happens_once(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{enrolment}:guided_conversation"
    given, _ = gives("guided-conversation", person=edna, work=work, by=lena, at=SEEN, answered=CONVERSATION)
    before = Event.objects.count()
    care.form_given(given, enrolment_id=enrolment, step="guided_conversation", by=lena, at=SEEN)
    assert Event.objects.count() == before


def test_someone_in_danger_is_a_call_to_make_before_anything_else_even_before_the_step_is_done(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    told = CONVERSATION | {"immediate_danger": [True], "danger_more": ["Chest pain"]}
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:guided_conversation", by=lena, at=SEEN,
          answered=told)  # fmt: skip
    first = tasks.my_day(by=lena, at=SEEN).page.items[0]
    assert (first.title, first.urgent) == ("Call 999 now", True)


def test_a_risk_opens_its_branch_while_the_form_is_still_being_filled_in(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena = world.staff("Lena Osei")
    for _ in range(2):
        care.risk_told(enrolment, "guided_conversation", person_id=world.person("Edna Marsh"),
                       form="guided-conversation", answers={"immediate_danger": ("yes",)},
                       risky=["immediate_danger"], by=lena, at=SEEN, key="risk-1-1")  # fmt: skip
    assert [row.title for row in tasks.my_day(by=lena, at=SEEN).page.items] == ["Call 999 now", "Guided conversation"]
    assert converses(world, enrolment, immediate_danger=True, danger_more="Chest pain").count("Call 999 now") == 1


def test_danger_that_lies_aside_until_someone_chooses_is_a_call_to_make_now(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{enrolment}:guided_conversation"
    form = form_named("guided-conversation")
    draft = answers.begin(form, person_id=edna, work=work, by=lena, at=SEEN)
    filling.write(draft.pk, mine={"immediate_danger": [False]}, was={}, by=lena, at=SEEN)
    saved = filling.write(draft.pk, mine={"immediate_danger": [True]}, was={}, by=lena, at=SEEN)
    assert saved.aside == ("immediate_danger",)
    assert "Call 999 now" in [row.title for row in tasks.my_day(by=lena, at=SEEN).page.items]
    filling.choose(draft.pk, "immediate_danger", use=0, by=lena, at=SEEN)
    assert [line.details["items"] for line in JournalLine.objects.filter(act="form.risk")] == [["immediate_danger"]]


def test_what_is_owed_for_a_form_is_what_it_says_now_and_not_when_a_page_read_it(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{enrolment}:guided_conversation"
    danger, none = {"immediate_danger": [True]}, {"immediate_danger": [False]}
    begun = answers.begin(form_named("guided-conversation"), person_id=edna, work=work, by=lena, at=SEEN)
    read_before = filling.write(begun.pk, mine=danger, was={}, by=lena, at=SEEN).draft
    filling.write(begun.pk, mine=none, was=danger, by=lena, at=SEEN)
    risks.owe(read_before, by=lena, at=SEEN)
    assert not Task.objects.filter(source=risks.SOURCE, cancelled_at=None).exists()


def test_what_mohammed_answers_does_nothing_in_ednas_care(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    accepted(world, "Mohammed Iqbal")
    lena, mohammed = world.staff("Lena Osei"), world.person("Mohammed Iqbal")
    work = f"enrolment:{enrolment}:guided_conversation"
    before = Event.objects.count()
    _, first = gives("guided-conversation", person=mohammed, work=work, by=lena, at=SEEN,
                     answered=CONVERSATION | {"immediate_danger": [True], "danger_more": ["Chest pain"]})  # fmt: skip
    gives("wellbeing-wheel", person=mohammed, work=work, by=lena, at=SEEN, answered=WHEEL)
    assert "about someone else" in first.said
    with pytest.raises(CannotProceed, match="about someone else"):
        care.risk_told(enrolment, "guided_conversation", person_id=mohammed, form="guided-conversation",
                       answers={"immediate_danger": ("yes",)},
                       risky=["immediate_danger"], by=lena, at=SEEN, key="risk-1-1")  # fmt: skip
    with pytest.raises(CannotProceed, match="A form of this step is not given yet"):
        care.do_step(enrolment, "guided_conversation", by=lena, at=SEEN)
    assert (Event.objects.count(), Plan.objects.count()) == (before, 0)


def test_a_form_that_is_none_of_the_steps_neither_does_it_nor_starts_its_branches(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    before = Event.objects.count()
    _, following = gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:progress_call", by=lena,
                         at=SEEN, answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    assert "none of that step" in following.said
    assert (Event.objects.count(), care.answers_of(queries.whole(enrolment, by=lena, at=SEEN))) == (before, {})


def test_a_form_is_begun_for_a_step_only_by_its_own_person_and_step(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena, edna, mohammed = world.staff("Lena Osei"), world.person("Edna Marsh"), world.person("Mohammed Iqbal")
    asks = {"by": lena, "at": SEEN}
    conversation, work = form_named("guided-conversation"), f"enrolment:{enrolment}:guided_conversation"
    forms.require(conversation, person_id=edna, for_work=work, **asks)
    forms.require(conversation, person_id=mohammed, for_work=f"refer:{PRESCRIBING}", **asks)
    with pytest.raises(CannotProceed, match="about someone else"):
        forms.require(conversation, person_id=mohammed, for_work=work, **asks)
    with pytest.raises(CannotProceed, match="none of that step"):
        forms.require(form_named("fft"), person_id=edna, for_work=work, **asks)
    with pytest.raises(CannotProceed, match="no such step"):
        forms.require(conversation, person_id=edna, for_work=f"enrolment:{enrolment}:nothing", **asks)


def test_safeguarding_is_referred_the_same_day_and_kept_from_whoever_acts_for_her(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    lena = world.staff("Lena Osei")
    converses(world, enrolment, safeguarding=True, safeguarding_more="Money is missing")
    row = next(row for row in tasks.my_day(by=lena, at=SEEN).page.items if "safeguarding" in row.title)
    assert row.title == "Refer to the multi-agency safeguarding hub"
    assert (row.hidden_from, row.due_said, row.due_at) == ("proxies", "same day", instant("2026-04-08 23:59:59"))
    actions.do_errand(enrolment, row.key.removeprefix("errand."), by=lena, at=SEEN)
    assert "safeguarding" not in str([each.title for each in tasks.my_day(by=lena, at=SEEN).page.items])


def test_what_is_a_service_elsewhere_is_a_task_to_refer(world: World) -> None:
    a_team(world)
    enrolment = accepted(world)
    titles = converses(world, enrolment, more_support=True, health_need=True, health_need_more="Dizzy")
    assert set(titles) == {"Progress call", "Follow up", "Refer to a buddy service",
                           "Refer to the practice with which the person is registered"}  # fmt: skip


def test_what_is_a_model_that_a_team_here_runs_is_a_referral_there_with_where_it_came_from(
    world: World, buddies: str
) -> None:
    a_team(world, runs=(buddies, PRESCRIBING))
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    enrolment = accepted(world, model=buddies)
    care.do_step(enrolment, "meet", by=lena, at=SEEN)
    work = f"enrolment:{enrolment}:talk"
    gives("guided-conversation", person=edna, work=work, by=lena, at=SEEN,
          answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    there = queries.listed("waiting", by=lena, at=SEEN).items[0]
    referred = Event.objects.get(enrolment_id=there.id)
    assert (there.model, there.route, referred.details["enrolment"]) == (PRESCRIBING, "other_team", enrolment)
    assert referred.why == "Befriending: guided-conversation.more_support is yes"
    assert [row.title for row in tasks_asked_by(enrolment, at=SEEN)] == []


def test_where_no_team_here_runs_the_model_the_task_to_refer_stays(world: World, buddies: str) -> None:
    a_team(world, runs=(buddies,))
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    enrolment = accepted(world, model=buddies)
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:talk", by=lena, at=SEEN,
          answered=CONVERSATION | {"more_support": [True]})  # fmt: skip
    assert [row.title for row in tasks_asked_by(enrolment, at=SEEN)] == [
        "Meet", f"Refer to the model of care {PRESCRIBING}"
    ]  # fmt: skip


BUDDIES = """
id: befriending
title: Befriending
version: 2026-04
source: "Ours"
who: {age: 18 or over}
how_in: {routes: [gp]}
team: {key_worker: buddy, roles: [buddy]}
steps:
  - meet: {by: key_worker, due: within 4 weeks of accepted}
  - talk:
      by: key_worker
      due: within 6 weeks of accepted
      forms: [guided-conversation]
      then: [{when: guided-conversation.more_support is yes, refer: neighbourhood-social-prescribing}]
ends: {outcomes: [goals_met, declined]}
"""


@pytest.fixture
def buddies(tmp_path: Path) -> Iterator[str]:
    """A model of the place's own, from which people go on to social prescribing."""
    folder = tmp_path / "catalogue/models/befriending"
    folder.mkdir(parents=True)
    (folder / "model.yaml").write_text(BUDDIES, encoding="utf-8")
    caches = (models_of_care.catalogue, models_of_care.known)
    own.look_in(tmp_path / "catalogue")
    for each in caches:
        each.cache_clear()
    yield "befriending"
    own.look_in(None)
    for each in caches:
        each.cache_clear()


def test_an_answer_that_ends_care_ends_it_when_the_step_is_done(world: World) -> None:
    a_team(world, runs=(FALLS,))
    gp, lena, edna = world.staff("Dr Priya Nair"), world.staff("Lena Osei"), world.person("Edna Marsh")
    enrolment = actions.refer(FALLS, person_id=edna, route="gp", by=gp, at=AT).pk
    actions.agree(enrolment, by=lena, at=AT)
    actions.accept(enrolment, by=lena, at=AT)
    actions.do_step(enrolment, "risk_read", branches=[0], by=lena, at=AT)
    assert [row.title for row in tasks.my_day(by=gp, at=AT).page.items] == []
    state = actions.do_step(enrolment, "advice", branches=[0], by=lena, at=AT)
    assert (state.phase, state.outcome) == (Phase.ENDED, "signposted")
