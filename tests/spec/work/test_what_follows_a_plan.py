"""What follows a plan: a crew's words reach its author, actions are tasks of whoever does them, a copy is the person's."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner

from joinedup.faces.cli.main import joinedup
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.sharing.choices.rules import How
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.plans import actions, feedback
from tests.spec.work.a_plan import DAY, DNACPR, GP, MINUTE, NURSE, OTHER_GP, acts, adds, writes
from tests.world.world import NOW, World

pytestmark = pytest.mark.django_db


# What those who used it say


def test_a_crews_words_reach_who_wrote_the_plan_by_eight_in_the_morning(world: World) -> None:
    adds(world, "Edna Marsh", "resuscitation", answers=DNACPR)
    at_night = NOW.replace(hour=1, minute=10)
    told = actions.tell(
        world.person("Edna Marsh"), happened="Called at 02:10: fall, no injury, stayed at home", wrong="No drawer: it is in the hall",
        key=uuid4(), by=world.staff("Jude Carver"), at=at_night,
    )  # fmt: skip
    assert (told.to_account, told.to_organisation) == (world.account(GP), "X90001")
    assert told.answer_by.isoformat() == "2026-04-01T08:00:00+01:00"
    assert [each.pk for each in feedback.feedback_for(world.staff(NURSE))] == [told.pk], "her colleague sees it too"
    assert (feedback.feedback_waiting(world.staff(GP)), feedback.feedback_waiting(world.staff(OTHER_GP))) == (1, 0)
    with pytest.raises(NotFound, match="no such feedback for you to answer"):
        actions.answer(told.pk, text="Done", by=world.staff(OTHER_GP), at=NOW)
    with pytest.raises(BadInput, match="It is not said what was done"):
        actions.answer(told.pk, text=" ", by=world.staff(GP), at=NOW)
    actions.answer(told.pk, text="Moved to the hall: plan changed", by=world.staff(GP), at=NOW)
    [one] = feedback.feedback_on(world.open("Edna Marsh"))
    assert [(who, text) for _, who, text in one.answers] == [
        ("Dr Priya Nair, GP, Hillside Surgery", "Moved to the hall: plan changed")
    ]
    assert (one.answered, one.told_by) == (True, "Jude Carver, Paramedic, Northmoor Ambulance")
    assert feedback.feedback_waiting(world.staff(GP)) == 0


def test_of_someone_without_a_plan_the_crews_words_reach_their_practice(world: World) -> None:
    told = actions.tell(
        world.person("Edna Marsh"), happened="No plan found", key=uuid4(), by=world.staff("Jude Carver"), at=NOW
    )
    assert (told.to_account, told.to_organisation) == (None, "X90001")


def test_of_someone_whose_place_is_hidden_and_who_has_no_plan_they_stay_with_the_crews_own(world: World) -> None:
    told = actions.tell(
        world.person("Grace Hidden"), happened="No plan found", key=uuid4(), by=world.staff("Jude Carver"), at=NOW
    )
    assert told.to_organisation == "XN4"


def test_words_sent_twice_are_told_once_and_empty_ones_never(world: World) -> None:
    key, crew = uuid4(), world.staff("Jude Carver")
    first = actions.tell(world.person("Edna Marsh"), happened="Stayed at home", key=key, by=crew, at=NOW)
    again = actions.tell(world.person("Edna Marsh"), happened="Stayed at home", key=key, by=crew, at=NOW + MINUTE)
    assert first.pk == again.pk
    with pytest.raises(BadInput, match="It is not said what happened"):
        actions.tell(world.person("Edna Marsh"), happened=" ", key=uuid4(), by=crew, at=NOW)
    with pytest.raises(NotFound, match="no such part in this plan"):
        actions.tell(world.person("Edna Marsh"), happened="A", part_id=99, key=uuid4(), by=crew, at=NOW)


# What a plan asks to be done


def tasks_of(world: World, source: str) -> list[tuple]:
    found = Task.objects.filter(source=source, cancelled_at=None).order_by("pk")
    return [(task.title, task.team.code, task.account_id, task.due_at, bool(task.done_at)) for task in found]


@pytest.fixture
def teams(world: World) -> World:
    """The surgery's team, and the link workers'."""
    access.keep_team(code="hillside", name="Hillside team", kind="practice", organisation=world.organisation("Hillside Surgery"), serves=[], by=SYSTEM, at=NOW)  # fmt: skip
    access.keep_team(code="links", name="Link workers", kind="community", organisation=world.organisation("Northmoor Community"), serves=[], by=SYSTEM, at=NOW)  # fmt: skip
    return world


def test_an_action_of_a_team_is_a_task_of_that_team_due_when_the_day_ends_in_london(teams: World) -> None:
    acts(teams, "team:links")
    due = datetime(2026, 5, 2, 0, 0, tzinfo=LONDON)
    assert tasks_of(teams, "plan") == [("An action in their plan", "links", None, due, False)]


def test_an_action_that_i_take_on_is_my_task_in_my_organisations_team(teams: World) -> None:
    acts(teams, "me", due="")
    assert tasks_of(teams, "plan") == [("An action in their plan", "hillside", teams.account(GP).pk, None, False)]


def test_what_an_action_says_is_read_in_the_plan_and_never_on_a_list(teams: World) -> None:
    acts(teams, "team:links", words="Ring the safeguarding hub about her nephew")
    task = Task.objects.get(source="plan")
    assert task.title == "An action in their plan"
    assert task.address == f"/people/{task.person_id}/plan/parts/{task.source_id}/write"


def test_what_edna_or_her_daughter_does_herself_is_nobodys_task(teams: World) -> None:
    for owner in ("person", "another"):
        acts(teams, owner)
    assert tasks_of(teams, "plan") == []


def test_an_action_done_in_the_plan_is_done_among_the_tasks_and_one_not_needed_is_asked_no_more(teams: World) -> None:
    first, second, third = (acts(teams, "team:links").part_id for _ in range(3))
    said = {"words": "Balance classes", "owner": "team:links", "status": "done"}
    actions.write(first, said, based_on=1, by=teams.staff(GP), at=NOW + DAY)
    actions.write(second, said | {"status": "stopped"}, based_on=1, by=teams.staff(GP), at=NOW + DAY)
    actions.end(third, based_on=1, why="She moved", by=teams.staff(GP), at=NOW + DAY)
    assert [task[-1] for task in tasks_of(teams, "plan")] == [True]


def test_an_action_given_to_another_team_leaves_the_list_of_the_first(teams: World) -> None:
    part = acts(teams, "team:links").part_id
    moved = {"words": "Balance classes", "owner": "team:hillside", "due": "2026-05-01", "status": "to_do"}
    actions.write(part, moved, based_on=1, by=teams.staff(GP), at=NOW + DAY)
    assert [task[1] for task in tasks_of(teams, "plan")] == ["hillside"]


def test_an_answer_is_a_task_of_who_wrote_the_plan_until_it_is_given(teams: World) -> None:
    adds(teams, "Edna Marsh", "matters", says="My garden")
    told = actions.tell(teams.person("Edna Marsh"), happened="Fell", key=uuid4(), by=teams.staff("Jude Carver"), at=NOW)
    due = datetime(2026, 4, 2, 8, 0, tzinfo=LONDON)
    owed = ("Answer what was said of a plan", "hillside", teams.account(GP).pk, due)
    assert tasks_of(teams, "plan_feedback") == [(*owed, False)]
    actions.answer(told.pk, text="Put right", by=teams.staff(NURSE), at=NOW + MINUTE)
    assert tasks_of(teams, "plan_feedback") == [(*owed, True)]


def test_in_an_organisation_without_a_team_the_feedback_is_kept_and_nobodys_task(world: World) -> None:
    adds(world, "Edna Marsh", "matters", says="My garden")
    actions.tell(world.person("Edna Marsh"), happened="Fell", key=uuid4(), by=world.staff("Jude Carver"), at=NOW)
    assert tasks_of(world, "plan_feedback") == []
    assert feedback.feedback_waiting(world.staff(GP)) == 1


# The copy of all that is held about someone


def test_ednas_copy_has_her_plan_in_every_version_without_anyones_name_or_what_is_kept_from_her(
    world: World, tmp_path: Path
) -> None:
    part = adds(world, "Edna Marsh", "matters", says="My garden").part_id
    writes(world, part, "My garden and my cat", based_on=1, by=NURSE, at=NOW + MINUTE)
    adds(world, "Edna Marsh", "wish", says="Her son must not know", for_person=False)
    adds(world, "Edna Marsh", "action", answers={"words": "Ring about a frame", "owner": "me"})
    actions.agree(world.person("Edna Marsh"), agreed_at=NOW, how=How.PHONE, by=world.staff(GP), at=NOW)
    actions.tell(world.person("Edna Marsh"), happened="Fell", key=uuid4(), by=world.staff("Jude Carver"), at=NOW)
    lead = world.account("Moira Quayle").username
    asked = ["person", "export", str(world.person("Edna Marsh")), "--as", lead, "--out", str(tmp_path / "edna.zip")]
    told = CliRunner().invoke(joinedup, [*asked, "--reason", "She asked"])
    assert told.exit_code == 0, told.exception
    assert "1 facts are held back" in told.output
    with zipfile.ZipFile(tmp_path / "edna.zip") as file:
        held, page = json.loads(file.read("plan.json")), file.read("read-me-first.html").decode()
    said = [[row["answer"] for row in version["said"]] for part in held["parts"] for version in part["versions"]]
    assert said == [["My garden"], ["My garden and my cat"], ["Ring about a frame", "Someone of the staff"]]
    assert held["parts"][0]["versions"][0]["said"][0]["prsb"].startswith("csp/About me/")
    assert [version["holds"] for version in held["parts"][0]["versions"]] == [False, True]
    assert (held["agreed"][0]["yes"], held["used"][0]["by"]) == (True, "Paramedic, Northmoor Ambulance")
    assert "My garden and my cat" in page
    for kept in ("Her son must not know", "Priya", "Whitlock", "Carver"):
        assert kept not in page + json.dumps(held)
