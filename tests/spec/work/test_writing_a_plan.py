"""One person, one plan: in versions, by several hands, with nothing overwritten and nothing lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from joinedup.record.access.actor import SYSTEM
from joinedup.record.sharing.choices.rules import How
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.plans import actions, feedback
from joinedup.work.plans.errors import NotYet
from joinedup.work.plans.models import Agreed, Part, PartVersion, Plan
from tests.spec.work.a_plan import DAY, DNACPR, GP, MINUTE, NURSE, OTHER_GP, adds, plan, said, writes
from tests.world.world import NOW, World

pytestmark = pytest.mark.django_db


# One plan a person


def test_edna_has_one_plan_whoever_starts_it_and_however_often(world: World) -> None:
    first = actions.start(world.person("Edna Marsh"), by=world.staff(GP), at=NOW)
    again = actions.start(world.person("Edna Marsh"), by=world.staff(NURSE), at=NOW + DAY)
    by_itself = actions.start(world.person("Edna Marsh"), by=SYSTEM, at=NOW + DAY)
    assert first.pk == again.pk == by_itself.pk
    assert (Plan.objects.count(), first.organisation) == (1, "X90001")
    assert world.journal() == ["plan.started done"]


def test_nobody_starts_a_plan_for_someone_who_is_not_known_here(world: World) -> None:
    with pytest.raises(NotFound, match=r"no person by this number here\. Find the person again"):
        actions.start(999, by=world.staff(GP), at=NOW)


def test_a_paramedic_reads_a_plan_and_writes_none(world: World) -> None:
    with pytest.raises(NotAllowed, match=r"Your post \(Paramedic\) does not include this"):
        adds(world, "Edna Marsh", "matters", says="My cat", by="Jude Carver")


def test_what_matters_to_edna_starts_her_plan_and_opens_it(world: World) -> None:
    version = adds(world, "Edna Marsh", "matters", says="My garden, and Saturdays with Judith.")
    found = plan(world, "Edna Marsh")
    assert said(found, "matters") == ["My garden, and Saturdays with Judith."]
    assert found.parts[0].now.written_at == NOW
    assert found.who(found.parts[0].now) == "Dr Priya Nair, GP, Hillside Surgery"
    assert (version.number, version.based_on, version.beside) == (1, 0, False)


def test_a_page_sent_twice_writes_one_wish(world: World) -> None:
    key = uuid4()
    first = adds(world, "Edna Marsh", "wish", says="A window that opens", key=key)
    again = adds(world, "Edna Marsh", "wish", says="A window that opens", key=key, at=NOW + MINUTE)
    assert first.pk == again.pk
    assert said(plan(world, "Edna Marsh"), "wish") == ["A window that opens"]


def test_a_page_that_was_sent_for_thomas_writes_nothing_for_edna(world: World) -> None:
    key, crew = uuid4(), world.staff("Jude Carver")
    adds(world, "Thomas Knight", "wish", says="A window that opens", key=key)
    actions.tell(world.person("Thomas Knight"), happened="Fell", key=key, by=crew, at=NOW)
    with pytest.raises(BadInput, match=r"This page was sent for someone else\. Open it again"):
        adds(world, "Edna Marsh", "wish", says="A window that opens", key=key)
    with pytest.raises(BadInput, match=r"This page was sent for someone else\. Open it again"):
        actions.tell(world.person("Edna Marsh"), happened="Fell", key=key, by=crew, at=NOW)
    assert said(plan(world, "Edna Marsh"), "wish") == []


def test_of_someone_whose_place_is_hidden_it_is_not_said_where_those_work_who_wrote(world: World) -> None:
    adds(world, "Grace Hidden", "matters", says="My music", by=OTHER_GP)
    actions.tell(world.person("Grace Hidden"), happened="Fell", key=uuid4(), by=world.staff(OTHER_GP), at=NOW)
    found = plan(world, "Grace Hidden", by=OTHER_GP)
    assert "Riverside" not in found.who(found.parts[0].now)
    [told] = feedback.feedback_on(world.open("Grace Hidden", by=OTHER_GP))
    assert told.told_by == "Dr Owen Pryce, GP"


def test_everything_wrong_with_a_part_is_told_at_once_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(NotYet) as stopped:
        adds(world, "Edna Marsh", "goal", answers={"words": "Walk to the shop", "importance": "11", "status": "maybe"})
    assert [problem.words for problem in stopped.value.problems] == [
        "What do you want? Begin with “I”: begin with “I” or “My”, as they say it themselves.",
        "How important is it to you, from 0 to 10: write a whole number from 0 to 10.",
        "How it stands: choose one of the list.",
    ]
    assert not Part.objects.exists()


def test_an_action_stands_under_its_goal_and_a_goal_under_its_need(world: World) -> None:
    need = adds(world, "Edna Marsh", "need", says="I fall when I turn round")
    goal = adds(world, "Edna Marsh", "goal", says="I want to walk to the shop again", under=need.part_id)
    action = adds(
        world, "Edna Marsh", "action", under=goal.part_id,
        answers={"words": "Twelve weeks of balance classes", "owner": "me", "due": "2026-05-01", "status": "to_do"},
    )  # fmt: skip
    found = plan(world, "Edna Marsh")
    assert [(part.kind.id, part.under) for part in found.parts] == [
        ("need", None), ("goal", need.part_id), ("action", goal.part_id),
    ]  # fmt: skip
    assert found.part(action.part_id).says("owner") == f"account:{world.account(GP).pk}", "“me” is who wrote it"


def test_a_goal_of_edna_never_stands_under_a_need_of_thomas(world: World) -> None:
    theirs = adds(world, "Thomas Knight", "need", says="I sleep badly")
    with pytest.raises(NotFound, match="There is no such part in this plan"):
        adds(world, "Edna Marsh", "goal", says="I want to sleep", under=theirs.part_id)
    mine = adds(world, "Edna Marsh", "goal", says="I want to sleep")
    with pytest.raises(NotFound):
        adds(world, "Edna Marsh", "goal", says="I want more", under=mine.part_id)


# Versions


def test_a_part_written_again_keeps_what_it_said_before_and_who_said_it(world: World) -> None:
    part = adds(world, "Edna Marsh", "matters", says="My garden").part_id
    writes(world, part, "My garden and my cat", based_on=1, by=NURSE, at=NOW + DAY)
    found = plan(world, "Edna Marsh", at=NOW + DAY).part(part)
    assert [(each.number, each.content["words"], each.name) for each in found.versions] == [
        (1, "My garden", "Dr Priya Nair"),
        (2, "My garden and my cat", "Sam Whitlock"),
    ]
    assert found.says("words") == "My garden and my cat"


def test_the_same_written_again_is_no_new_version(world: World) -> None:
    part = adds(world, "Edna Marsh", "matters", says="My garden").part_id
    again = writes(world, part, "My garden", based_on=1, at=NOW + DAY)
    assert (again.number, PartVersion.objects.count()) == (1, 1)


def test_where_two_write_at_once_nobodys_words_are_lost_and_both_are_shown_until_someone_has_read_both(
    world: World,
) -> None:
    part = adds(world, "Edna Marsh", "matters", says="My garden").part_id
    writes(world, part, "My garden and my cat", based_on=1, by=GP, at=NOW + MINUTE)
    second = writes(world, part, "My garden, and church", based_on=1, by=NURSE, at=NOW + 2 * MINUTE)
    assert second.beside
    both = plan(world, "Edna Marsh", at=NOW + DAY).part(part)
    assert [each.content["words"] for each in both.standing.all] == ["My garden and my cat", "My garden, and church"]
    writes(world, part, "My garden, my cat and church", based_on=both.standing.latest, at=NOW + DAY)
    settled = plan(world, "Edna Marsh", at=NOW + DAY).part(part)
    assert [each.content["words"] for each in settled.standing.all] == ["My garden, my cat and church"]
    assert len(settled.versions) == 4, "and all that was written is kept"


def test_two_who_first_write_what_matters_at_once_both_have_it_kept(world: World) -> None:
    first = adds(world, "Edna Marsh", "matters", says="My garden")
    second = adds(world, "Edna Marsh", "matters", says="Seeing Judith", by=NURSE, at=NOW + MINUTE)
    assert (first.part_id, second.beside) == (second.part_id, True)
    found = plan(world, "Edna Marsh").of("matters")
    assert [[each.content["words"] for each in part.standing.all] for part in found] == [["My garden", "Seeing Judith"]]


def test_a_part_that_was_ended_while_someone_wrote_in_it_is_not_over(world: World) -> None:
    part = adds(world, "Edna Marsh", "wish", says="A window that opens").part_id
    writes(world, part, "A window to the garden", based_on=1, at=NOW + MINUTE)
    actions.end(part, based_on=1, why="She moved", by=world.staff(NURSE), at=NOW + 2 * MINUTE)
    assert [each.id for each in plan(world, "Edna Marsh").current] == [part]


def test_a_part_that_is_over_is_kept_and_can_be_brought_back(world: World) -> None:
    part = adds(world, "Edna Marsh", "wish", says="A window that opens").part_id
    actions.end(part, based_on=1, why="She has one now", by=world.staff(GP), at=NOW + DAY)
    over = plan(world, "Edna Marsh", at=NOW + DAY)
    assert ([each.id for each in over.current], [each.now.why for each in over.over]) == ([], ["She has one now"])
    with pytest.raises(CannotProceed, match="This part is over already"):
        actions.end(part, based_on=2, why="Again", by=world.staff(GP), at=NOW + DAY)
    actions.bring_back(part, number=1, based_on=2, by=world.staff(GP), at=NOW + DAY)
    assert said(plan(world, "Edna Marsh", at=NOW + DAY), "wish") == ["A window that opens"]
    with pytest.raises(NotFound, match="no such version"):
        actions.bring_back(part, number=9, based_on=3, by=world.staff(GP), at=NOW + DAY)


def test_a_part_ends_only_with_a_reason(world: World) -> None:
    part = adds(world, "Edna Marsh", "wish", says="A window that opens").part_id
    with pytest.raises(BadInput, match="Nobody said why it holds no more"):
        actions.end(part, based_on=1, why="  ", by=world.staff(GP), at=NOW)


def test_nobody_writes_on_a_version_that_was_never_written(world: World) -> None:
    part = adds(world, "Edna Marsh", "matters", says="My garden").part_id
    with pytest.raises(BadInput, match="That version was never written"):
        writes(world, part, "My cat", based_on=7)
    with pytest.raises(NotFound, match="no such part"):
        writes(world, 999, "My cat", based_on=1)
    with pytest.raises(NotFound, match="A plan has no such part"):
        adds(world, "Edna Marsh", "horoscope", says="Aries")


def test_the_database_itself_keeps_one_part_of_a_kind_that_is_had_once_and_shows_no_proxy_more_than_the_person(
    world: World,
) -> None:
    version = adds(world, "Edna Marsh", "matters", says="My garden")
    with pytest.raises(IntegrityError, match=r"unique|UNIQUE"), transaction.atomic():
        Part.objects.create(plan=version.part.plan, kind="matters", once=True, key=uuid4())
    with pytest.raises(IntegrityError, match="what_a_proxy_sees_the_person_sees_too"), transaction.atomic():
        PartVersion.objects.filter(pk=version.pk).update(for_person=False, for_proxy=True)


# A resuscitation decision is a clinician's


def test_a_key_worker_cannot_write_a_resuscitation_decision_and_a_gp_can(world: World) -> None:
    with pytest.raises(NotAllowed, match=r"Your post \(Key worker\) does not include this"):
        adds(world, "Edna Marsh", "resuscitation", answers=DNACPR, by="Carys Penhale")
    adds(world, "Edna Marsh", "resuscitation", answers=DNACPR)
    [decision] = plan(world, "Edna Marsh").of("resuscitation")
    assert decision.kind.choice("decision", decision.says("decision")) == "Do not attempt resuscitation"


def test_a_resuscitation_decision_without_its_clinician_its_day_or_its_original_is_not_kept(world: World) -> None:
    with pytest.raises(NotYet) as stopped:
        adds(world, "Edna Marsh", "resuscitation", answers={"decision": "not_for"})
    assert [problem.answer for problem in stopped.value.problems] == [
        "decided_on", "clinician", "clinician_role", "original",
    ]  # fmt: skip


# Agreed by the person


def test_edna_agrees_her_plan_and_what_was_written_since_is_said(world: World) -> None:
    adds(world, "Edna Marsh", "matters", says="My garden", at=NOW - 2 * DAY)
    actions.agree(world.person("Edna Marsh"), agreed_at=NOW - DAY, how=How.IN_PERSON, by=world.staff(GP), at=NOW - DAY)
    adds(world, "Edna Marsh", "wish", says="A window that opens")
    found = plan(world, "Edna Marsh")
    assert found.agreement is not None
    assert (found.agreement.yes, found.agreement.representative) == (True, "")
    assert [part.kind.id for part in found.since_agreed] == ["wish"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"agreed_at": NOW + DAY}, "That day is in the future"),
        ({"representative": "Judith Warrender"}, "Nobody said what they are to the person"),
        ({"note": "x" * 401}, "A name or the note is too long"),
    ],
)
def test_what_cannot_be_agreed_is_refused_in_words(world: World, more: dict, why: str) -> None:
    adds(world, "Edna Marsh", "matters", says="My garden")
    asked = {"agreed_at": NOW, "how": How.IN_PERSON, "by": world.staff(GP), "at": NOW} | more
    with pytest.raises(BadInput, match=why):
        actions.agree(world.person("Edna Marsh"), **asked)
    assert not Agreed.objects.exists()


def test_an_empty_plan_is_agreed_by_nobody(world: World) -> None:
    actions.start(world.person("Edna Marsh"), by=world.staff(GP), at=NOW)
    with pytest.raises(CannotProceed, match=r"nothing to agree yet\. Write a part of the plan first"):
        actions.agree(world.person("Edna Marsh"), agreed_at=NOW, how=How.PHONE, by=world.staff(GP), at=NOW)
