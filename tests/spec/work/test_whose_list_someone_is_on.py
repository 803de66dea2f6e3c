"""Who sees whom: a team its own people, those offered a place only while they are, and nobody another team's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.insight.models_of_care import model_named
from joinedup.record.access.actor import Actor
from joinedup.record.linkage import actions as linkage
from joinedup.record.people.models import Demographics, Person
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import may_open
from joinedup.record.tasks import actions as task_actions
from joinedup.record.tasks import queries as tasks
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.caseloads import caseloads
from joinedup.work.enrolment.facts import facts
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.queries import Filters
from tests.spec.work.team import FALLS, PRESCRIBING, a_team
from tests.world.drawn import instant
from tests.world.world import World

pytestmark = pytest.mark.django_db
AT = instant("2026-03-30 10:00")
LATER = instant("2026-04-20 10:00")


def referred(world: World, name: str = "Edna Marsh", model: str = PRESCRIBING) -> int:
    return actions.refer(model, person_id=world.person(name), route="gp", by=world.staff("Dr Priya Nair"), at=AT).pk


def accepted(world: World, name: str = "Edna Marsh", *, of: str | None = "Lena Osei", model: str = PRESCRIBING) -> int:
    lena, enrolment = world.staff("Lena Osei"), referred(world, name, model)
    actions.agree(enrolment, by=lena, at=AT)
    actions.accept(enrolment, key_worker=world.staff(of).account_id if of else None, by=lena, at=AT)
    return enrolment


def test_a_team_may_open_whom_it_looks_after_and_nobody_before_they_came_to_it(world: World) -> None:
    a_team(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    assert not may_open(edna, by=lena, at=AT).allowed
    enrolment = accepted(world)
    decision = may_open(edna, by=lena, at=AT)
    assert decision.because == "Northmoor Community looks after them on a model of care, or did not long ago."
    actions.end(enrolment, outcome="goals_met", by=lena, at=LATER)
    assert may_open(edna, by=lena, at=instant("2026-05-19 10:00")).allowed
    assert not may_open(edna, by=lena, at=instant("2026-05-21 10:00")).allowed


def test_whoever_declines_a_place_is_known_to_the_team_only_while_it_was_offered(world: World) -> None:
    a_team(world)
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    enrolment = referred(world)
    assert may_open(edna, by=lena, at=AT).because == "They were referred to Northmoor Community, or offered a place."
    actions.decline(enrolment, why="Has company enough", by=lena, at=LATER)
    assert not may_open(edna, by=lena, at=LATER).allowed


def test_an_enrolment_of_another_organisation_is_not_there_whatever_is_tried(world: World) -> None:
    a_team(world)
    enrolment, gp, lena = accepted(world), world.staff("Dr Priya Nair"), world.staff("Lena Osei")
    for attempt in (
        lambda: queries.whole(enrolment, by=gp, at=AT),
        lambda: actions.end(enrolment, outcome="goals_met", by=gp, at=AT),
        lambda: actions.do_step(enrolment, "guided_conversation", by=gp, at=AT),
        lambda: tasks.team_board("north", by=gp, at=AT),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.listed("caseload", by=gp, at=AT).total == 0
    task = tasks.my_day(by=lena, at=AT).page.items[0]
    with pytest.raises(NotFound):
        task_actions.take(task.id, by=gp, at=AT)


def test_who_gives_no_care_sees_no_list_and_does_nothing(world: World) -> None:
    a_team(world)
    analyst, enrolment = world.staff("Nina Sorrel"), referred(world)
    for attempt in (
        lambda: queries.listed("waiting", by=analyst, at=AT),
        lambda: tasks.my_day(by=analyst, at=AT),
        lambda: actions.offer(enrolment, by=analyst, at=AT),
        lambda: referred_by(world, analyst),
        lambda: actions.run(PRESCRIBING, team="north", by=analyst, at=AT),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def referred_by(world: World, by: Any) -> int:
    return actions.refer(PRESCRIBING, person_id=world.person("Thomas Knight"), route="gp", by=by, at=AT).pk


def test_nobody_is_referred_by_whom_nothing_relates_to_them(world: World) -> None:
    a_team(world)
    with pytest.raises(NoRelationship):
        referred_by(world, world.staff("Dr Owen Pryce"))
    assert not Enrolment.objects.exists()


def test_who_is_referred_twice_is_on_it_once_and_nobody_comes_by_an_unknown_way(world: World) -> None:
    a_team(world)
    assert referred(world) == referred(world)
    gp, thomas = world.staff("Dr Priya Nair"), world.person("Thomas Knight")
    with pytest.raises(BadInput, match="Nobody comes by this way"):
        actions.refer(PRESCRIBING, person_id=thomas, route="owl", by=gp, at=AT)
    with pytest.raises(CannotProceed, match="No team runs this"):
        actions.refer(FALLS, person_id=thomas, route="gp", by=gp, at=AT)
    with pytest.raises(CannotProceed, match="That team does not run"):
        actions.refer(PRESCRIBING, person_id=thomas, route="gp", team="south", by=gp, at=AT)
    with pytest.raises(CannotProceed, match="has died"):
        actions.refer(PRESCRIBING, person_id=world.person("Arthur Marsh"), route="gp", by=gp, at=AT)


def test_who_objects_to_sharing_is_sent_elsewhere_only_when_they_agree(world: World) -> None:
    a_team(world)
    edna, gp = world.person("Edna Marsh"), world.staff("Dr Priya Nair")
    choices.object_to(edna, What.NO_SHARING, how=How.PHONE, by=gp, at=AT)
    with pytest.raises(CannotProceed, match="They object to sharing"):
        referred(world)
    assert actions.refer(PRESCRIBING, person_id=edna, route="gp", agreed=True, by=gp, at=AT).pk


def test_whoever_must_all_say_yes_to_taking_part_is_asked_before_anyone_is_accepted(world: World) -> None:
    services = a_team(world)
    title = queries.models_run(by=world.staff("Lena Osei"), at=AT)[0].title
    assert services
    edna, gp, lena = world.person("Edna Marsh"), world.staff("Dr Priya Nair"), world.staff("Lena Osei")
    asked = choices.ask_to_take_part(edna, purpose=title, parties=["The person", "Their sister"], by=gp, at=AT)
    enrolment = referred(world)
    actions.agree(enrolment, by=lena, at=AT)
    with pytest.raises(CannotProceed, match="Not everyone"):
        actions.accept(enrolment, by=lena, at=AT)
    for party in ("The person", "Their sister"):
        choices.say_for(asked.pk, party=party, yes=True, how=How.PHONE, by=gp, at=AT)
    assert actions.accept(enrolment, by=lena, at=AT)[0].accepted_at
    with pytest.raises(BadInput, match="does not ask them"):
        actions.agree(referred(world, "Thomas Knight"), party="carer", by=lena, at=AT)


def test_those_whom_a_model_finds_are_offered_it_at_once_each_with_the_reason_and_others_told_why_not(
    world: World,
) -> None:
    a_team(world)
    gp = world.staff("Dr Priya Nair")
    names = ("Edna Marsh", "Thomas Knight", "Mohammed Iqbal", "William Okafor", "Arthur Marsh", "Amy Thompson")
    people = {name: world.person(name) for name in names}
    choices.object_to(people["Thomas Knight"], What.NO_SHARING, how=How.PHONE, by=gp, at=AT)
    referred(world, "Mohammed Iqbal")
    made, left = actions.offer_several(
        PRESCRIBING, dict.fromkeys(people.values(), "65 or over and lives alone"), team="north", by=gp, at=AT
    )
    assert {names[list(people.values()).index(person)]: why for person, why in left.items()} == {
        "Thomas Knight": "They object to sharing.",
        "Mohammed Iqbal": "They are on it already.",
        "William Okafor": "Nothing on record says that your team cares for them.",
        "Arthur Marsh": "They have died.",
    }
    told = [each for each in facts(PRESCRIBING, at=AT) if each.enrolment in made]
    assert {(each.route, each.why, each.phase) for each in told} == {
        ("proactive", "65 or over and lives alone", "offered")
    }


def test_a_list_and_its_count_are_one_thing_and_each_list_has_who_belongs_on_it(world: World) -> None:
    a_team(world)
    lena = world.staff("Lena Osei")
    accepted(world, "Edna Marsh")
    accepted(world, "Mohammed Iqbal", of=None)
    paused = accepted(world, "Thomas Knight", of="Carys Penhale")
    actions.pause(paused, why="In Spain", by=lena, at=AT)
    referred(world, "Amy Thompson")
    actions.decline(referred(world, "Jo Thompson"), by=lena, at=AT)
    counts = queries.counts(by=lena, at=LATER)
    assert counts == {"caseload": 3, "waiting": 1, "unallocated": 1, "overdue": 2, "paused": 1, "ended": 1,
                      "transfers": 0, "all": 5}  # fmt: skip
    for name in queries.LISTS:
        assert (
            queries.listed(name, by=lena, at=LATER).total == counts[name] == len(queries.every(name, by=lena, at=LATER))
        )
    assert queries.models_run(by=lena, at=LATER)[0].counts == counts
    loads = caseloads(model_named(PRESCRIBING).model, by=lena, at=LATER)
    assert {one.name: one.people for one in loads if one.people} == {
        "Lena Osei": 1, "Carys Penhale": 1, "Nobody yet": 1,
    }  # fmt: skip
    only = Filters(model=PRESCRIBING, team="north", key_worker=lena.account_id, words="mar ed")
    assert [row.name for row in queries.listed("caseload", by=lena, at=LATER, filters=only).items] == ["MARSH, Edna"]
    assert queries.listed("caseload", by=lena, at=LATER, filters=Filters(model=FALLS)).total == 0
    newest = queries.listed("all", by=lena, at=LATER, filters=Filters(order="newest")).items
    assert newest[0].name == "THOMPSON, Jo"
    with pytest.raises(NotFound):
        queries.listed("everyone", by=lena, at=LATER)


def test_my_day_is_what_i_hold_and_what_of_my_team_is_for_my_post_and_nobodys(world: World) -> None:
    a_team(world, runs=(PRESCRIBING, FALLS))
    lena, carys, gp = world.staff("Lena Osei"), world.staff("Carys Penhale"), world.staff("Dr Priya Nair")
    accepted(world, "Edna Marsh")
    accepted(world, "Thomas Knight", of="Carys Penhale")
    accepted(world, "Edna Marsh", of=None, model=FALLS)
    mine = {(row.name, row.title) for row in tasks.my_day(by=lena, at=AT).page.items}
    assert ("MARSH, Edna", "Guided conversation") in mine and ("KNIGHT, Thomas", "Guided conversation") not in mine
    assert ("MARSH, Edna", "Risk read from the page") in mine, "nobody has it, and her post does it"
    board = tasks.team_board("north", by=lena, at=AT)
    assert {row.account_name for row in board.page.items} == {"Lena Osei", "Carys Penhale", ""}
    risk = next(row for row in board.page.items if row.title.startswith("Risk"))
    task_actions.take(risk.id, by=carys, at=AT)
    with pytest.raises(CannotProceed, match="Someone else has this"):
        task_actions.take(risk.id, by=lena, at=AT)
    task_actions.give(risk.id, account_id=lena.account_id, by=carys, at=AT)
    with pytest.raises(CannotProceed, match="do not work in this team"):
        task_actions.give(risk.id, account_id=gp.account_id, by=carys, at=AT)
    actions.allocate(risk.source_id, key_worker=carys.account_id, by=lena, at=AT)
    held = {row.id: row.account_name for row in tasks.team_board("north", by=lena, at=AT).page.items}
    assert held[risk.id] == "Lena Osei", "who took a task keeps it, whoever becomes key worker"
    assert [team.code for team in tasks.teams_of(lena)] == ["north"]


def test_the_parts_of_a_day_are_counted_by_the_query_that_lists_them(world: World) -> None:
    a_team(world)
    lena = world.staff("Lena Osei")
    accepted(world, "Edna Marsh")
    accepted(world, "Thomas Knight", of=None)
    referred(world, "Amy Thompson")
    at = instant("2026-04-15 09:00")
    counts = tasks.my_day(by=lena, at=at).counts
    assert {name: counts[name] for name in ("overdue", "today", "undated", "unallocated", "all")} == {
        "overdue": 0, "today": 2, "undated": 2, "unallocated": 3, "all": 4,
    }  # fmt: skip
    for part in tasks.PARTS:
        found = tasks.my_day(by=lena, at=at, filters=tasks.Filters(part=part))
        assert found.page.total == len(found.page.items) == counts[part]
    assert tasks.my_day(by=lena, at=instant("2026-04-16 09:00")).counts["overdue"] == 2
    named = tasks.my_day(by=lena, at=at, filters=tasks.Filters(words="marsh", model=PRESCRIBING))
    assert [row.name for row in named.page.items] == ["MARSH, Edna"]
    assert len(tasks.every(by=lena, at=at)) == 4 == len(tasks.every(by=lena, at=at, team="north"))
    with pytest.raises(NotFound):
        tasks.my_day(by=lena, at=at, filters=tasks.Filters(part="whenever"))
    with pytest.raises(NotFound):
        tasks.team_board("south", by=lena, at=at)


def test_two_models_that_ask_for_someone_in_one_week_are_offered_as_one_visit(world: World) -> None:
    a_team(world, runs=(PRESCRIBING, FALLS))
    lena = world.staff("Lena Osei")
    accepted(world, "Edna Marsh")
    falls = accepted(world, "Edna Marsh", model=FALLS)
    actions.do_step(falls, "risk_read", branches=[0], by=lena, at=AT)
    day = tasks.team_board("north", by=lena, at=instant("2026-04-13 09:00"))
    assert [{row.title for row in visit} for visit in day.visits] == [{"Guided conversation", "Advice and information"}]


def test_a_day_of_two_hundred_people_costs_no_more_queries_than_one_of_two(world: World) -> None:
    a_team(world)
    lena, gp = world.staff("Lena Osei"), world.staff("Dr Priya Nair")
    people = Person.objects.bulk_create(Person(created_at=AT) for _ in range(200))
    Demographics.objects.bulk_create(
        Demographics(person=person, family_name=f"Invented{n}", registered_practice="X90001", birth_date="1940-01-01")
        for n, person in enumerate(people)
    )
    numbers = [person.pk for person in people]
    actions.offer_several(PRESCRIBING, dict.fromkeys(numbers[:2], "Found"), team="north", by=gp, at=AT)
    few = _queries(world, lena)
    made, left = actions.offer_several(PRESCRIBING, dict.fromkeys(numbers[2:], "Found"), team="north", by=gp, at=AT)
    assert (len(made), left) == (198, {})
    assert _queries(world, lena) == few
    assert tasks.my_day(by=lena, at=AT, size=500).page.total == 200


def _queries(world: World, by: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tasks.my_day(by=by, at=AT, size=500)
        queries.listed("waiting", by=by, at=AT)
    return len(asked)


def test_who_is_found_to_be_another_is_on_the_list_under_who_they_are_now(world: World) -> None:
    a_team(world)
    lena, steward = world.staff("Lena Osei"), world.staff("Tariq Bell")
    enrolment = accepted(world, "Thomas Knight")
    thomas, mohammed = world.person("Thomas Knight"), world.person("Mohammed Iqbal")
    linkage.merge(gone=thomas, into=mohammed, reason="One man with two names", by=steward, at=AT)
    assert [row.person_id for row in queries.listed("caseload", by=lena, at=AT).items] == [mohammed]
    assert [row.person_id for row in tasks.my_day(by=lena, at=AT).page.items] == [mohammed]
    assert may_open(mohammed, by=lena, at=AT).allowed
    assert [row.id for row in queries.enrolments_of(world.open("Mohammed Iqbal", at=AT))] == [enrolment]
    assert referred(world, "Mohammed Iqbal") == enrolment, "on it once, whoever they were"


def test_a_day_of_nobody_is_an_empty_list(world: World) -> None:
    a_team(world)
    day = tasks.my_day(by=world.staff("Lena Osei"), at=AT)
    assert (day.page.items, day.page.total, day.visits) == ([], 0, ())
    assert set(day.counts.values()) == {0}
    with pytest.raises(NotAllowed):
        tasks.my_day(by=NOBODY, at=AT)


NOBODY = Actor(None, "Nobody", "volunteer", "Volunteer", "XN2", "Northmoor Community")
