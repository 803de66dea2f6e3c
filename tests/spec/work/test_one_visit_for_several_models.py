"""One form, given once, closes the steps of several models that ask for it in one visit: where someone ticks that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from joinedup.insight.forms import form_named
from joinedup.insight.models_of_care import catalogue, model_named
from joinedup.journeys import filling, forms, visits
from joinedup.record.answers import actions as answers
from joinedup.record.answers.models import Answered
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.rules import one_visit
from joinedup.work.enrolment import actions, queries
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.forms import CONVERSATION, WHEEL
from tests.spec.work.team import PRESCRIBING, a_team, takes_on
from tests.world.drawn import instant, rows
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
AT = instant("2026-04-15 10:00")
OTHER = "long-term-conditions-link-worker"
FORM = "guided-conversation"

DUE = """
    at               | due              | besides          | together | why
    -----------------+------------------+------------------+----------+------------------
    2026-04-15 10:00 | 2026-04-22 10:00 |                  | yes      | within a week
    2026-04-15 10:00 | 2026-04-22 10:01 |                  | no       | later than that
    2026-04-15 10:00 | 2026-04-01 12:00 |                  | yes      | late already
    2026-04-15 10:00 | 2026-04-30 12:00 | 2026-04-27 09:00 | yes      | near the other
    2026-04-15 10:00 | 2026-06-30 12:00 | 2026-04-27 09:00 | no       | a later round
    2026-04-15 10:00 |                  |                  | yes      | no day of its own
"""


@pytest.mark.parametrize("row", rows(DUE), ids=lambda row: row["why"])
def test_what_is_of_one_visit(row: dict[str, str]) -> None:
    due, besides = (instant(row[name]) if row[name] else None for name in ("due", "besides"))
    assert one_visit(due, at=instant(row["at"]), besides=besides) is (row["together"] == "yes")


def on_both(world: World, name: str = "Edna Marsh") -> tuple[int, int]:
    """Have someone be on two models whose first step asks for the same form, with one team."""
    a_team(world, runs=(PRESCRIBING, OTHER))
    lena = world.staff("Lena Osei")
    first = takes_on(world, name, at=AT - timedelta(days=3))
    second = actions.refer(
        OTHER, person_id=world.person(name), route=model_named(OTHER).model.how_in.routes[0],
        by=lena, at=AT - timedelta(days=2),
    ).pk  # fmt: skip
    for party in model_named(OTHER).model.how_in.agree:
        actions.agree(second, party=party, by=lena, at=AT - timedelta(days=2))
    actions.accept(second, key_worker=lena.account_id, by=lena, at=AT - timedelta(days=2))
    return first, second


def asks(model: str) -> str:
    return next(step.name for step in catalogue()[model].model.steps if FORM in step.forms)


def given(world: World, work: str, *, at: datetime = AT) -> Answered:
    return answers.give(
        form_named(FORM), person_id=world.person("Edna Marsh"), answers=CONVERSATION, happened_at=at, key=uuid4(),
        work=work, by=world.staff("Lena Osei"), at=at,
    )  # fmt: skip


def answered_in(enrolment: int, world: World, *, at: datetime = AT) -> set[str]:
    whole = queries.whole(enrolment, by=world.staff("Lena Osei"), at=at)
    return {form for step in whole.state.steps for form in step.answered}


def test_one_form_closes_the_steps_of_both_where_it_is_ticked_and_of_one_where_it_is_not(world: World) -> None:
    first, second = on_both(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    work = f"enrolment:{first}:{asks(PRESCRIBING)}"
    [offered] = visits.others(FORM, person_id=edna, work=work, by=lena, at=AT)
    assert (offered.of.enrolment, offered.of.step) == (second, asks(OTHER))
    alone = given(world, work)
    forms.given(alone, form=form_named(FORM), by=lena, at=AT)
    assert (FORM in answered_in(first, world), FORM in answered_in(second, world)) == (True, False)
    told = forms.given(alone, form=form_named(FORM), also=[str(offered.of)], by=lena, at=AT)
    assert offered.title in told.said
    assert FORM in answered_in(second, world)
    again = forms.given(alone, form=form_named(FORM), also=[str(offered.of)], by=lena, at=AT)
    assert "does not ask for this form now" in again.said  # it is done once
    wheel = form_named("wellbeing-wheel")
    if "wellbeing-wheel" in model_named(OTHER).model.step(asks(OTHER)).forms:  # its other form does the step
        last = answers.give(wheel, person_id=edna, answers=WHEEL, happened_at=AT, key=uuid4(),
                            work=str(offered.of), by=lena, at=AT)  # fmt: skip
        forms.given(last, form=wheel, by=lena, at=AT)
        whole = queries.whole(second, by=lena, at=AT)
        assert next(step for step in whole.state.steps if step.step == asks(OTHER)).done_at


def test_never_anothers_step_nor_one_of_another_form_or_team(world: World) -> None:
    first, second = on_both(world)
    thomas, _ = takes_on(world, "Thomas Knight", at=AT - timedelta(days=3)), None
    lena = world.staff("Lena Osei")
    form = given(world, f"enrolment:{first}:{asks(PRESCRIBING)}")
    for wrong in (
        f"enrolment:{thomas}:{asks(PRESCRIBING)}", f"enrolment:{second}:nothing", "enrolment:999999:visit", "refer:x",
        f"enrolment:{first}:{asks(PRESCRIBING)}", "",
    ):  # fmt: skip
        assert (
            "does not ask for this form now"
            in forms.given(form, form=form_named(FORM), also=[wrong], by=lena, at=AT).said
        )
    assert answered_in(thomas, world) == set() == answered_in(second, world)
    priya = world.staff("Dr Priya Nair")
    assert visits.others(FORM, person_id=world.person("Edna Marsh"), work="", by=priya, at=AT) == []


def test_a_form_about_the_wrong_person_is_undone_wherever_it_counted(world: World) -> None:
    first, second = on_both(world)
    lena = world.staff("Lena Osei")
    form = given(world, f"enrolment:{first}:{asks(PRESCRIBING)}")
    also = [f"enrolment:{second}:{asks(OTHER)}"]
    forms.given(form, form=form_named(FORM), also=also, by=lena, at=AT)
    assert FORM in answered_in(second, world)
    forms.enter_in_error(form.pk, why="It was about Thomas", by=lena, at=AT + timedelta(minutes=5))
    assert FORM not in answered_in(first, world) | answered_in(second, world)
    forms.not_in_error(form.pk, by=lena, at=AT + timedelta(minutes=6))
    later = AT + timedelta(minutes=7)
    assert all(
        FORM in {name for step in queries.whole(each, by=lena, at=later).state.steps for name in step.answered}
        for each in (first, second)
    )


def test_a_risk_is_somebodys_where_the_organisation_has_no_team(world: World) -> None:
    priya, sam, edna = world.staff("Dr Priya Nair"), world.staff("Sam Whitlock"), world.person("Edna Marsh")
    draft = answers.begin(form_named(FORM), person_id=edna, by=priya, at=AT)
    for minute in (0, 1):  # told twice, it is one task of one team
        filling.write(draft.pk, mine={"immediate_danger": [True]}, was={}, by=priya, at=AT + timedelta(minutes=minute))
    later = AT + timedelta(minutes=5)
    [team] = tasks.teams_of(sam)
    assert team.name == "On duty at Hillside Surgery"
    [task] = tasks.team_board(team.code, by=sam, at=later).page.items
    assert (task.person_id, task.urgent, task.account) == (edna, True, priya.account_id)
    assert [row.id for row in tasks.my_day(by=priya, at=later).page.items] == [task.id]
    assert tasks.teams_of(world.staff("Dr Owen Pryce")) == []


def test_the_page_on_which_a_form_is_given_asks_whether_the_visit_does_the_others(
    world: World, signed_in: SignedIn
) -> None:
    first, second = on_both(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    draft = answers.begin(
        form_named(FORM), person_id=edna, work=f"enrolment:{first}:{asks(PRESCRIBING)}", by=lena, at=AT
    )
    filling.write(draft.pk, mine=CONVERSATION, was={}, by=lena, at=AT)
    client = signed_in("Lena Osei")
    address = reverse("form_check", kwargs={"person_id": edna, "draft_id": draft.pk})
    also = f"enrolment:{second}:{asks(OTHER)}"
    told = client.get(address).content.decode()
    assert "Does this visit do these too?" in told and f'value="{also}"' in told
    assert "It counts too for: " in client.post(address, {"when": "now", "also": also}, follow=True).content.decode()
    assert FORM in answered_in(second, world, at=datetime.now(UTC))
