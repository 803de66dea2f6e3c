"""One person, one plan: in versions, by several hands, with nothing overwritten and nothing lost."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from joinedup.faces.cli.main import joinedup
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Link
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import Aim, How, KeptFor, What
from joinedup.record.sharing.gate import open_person
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.plans import actions, feedback
from joinedup.work.plans.errors import NotYet
from joinedup.work.plans.models import Agreed, Part, PartVersion, Plan
from joinedup.work.plans.queries import PlanNow, plan_of
from tests.world.world import NOW, World

GP, NURSE, OTHER_GP = "Dr Priya Nair", "Sam Whitlock", "Dr Owen Pryce"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOTHING = """
    kind     | happened   | text
    ---------+------------+-----------------------
    medicine | 2025-06-01 | Amlodipine 5 mg tablet
"""
DNACPR = {
    "decision": "not_for",
    "decided_on": "2026-01-14",
    "clinician": "Dr Priya Nair",
    "clinician_role": "GP",
    "review_on": "2027-01-14",
    "original": "Yellow folder, kitchen drawer",
}
pytestmark = pytest.mark.django_db


def adds(world: World, of: str, kind: str, *, by: str = GP, at=NOW, key: UUID | None = None, **more) -> PartVersion:
    """Write a part; ``says`` is its one answer, ``answers`` all of them."""
    answers = more.pop("answers", None) or {"words": more.pop("says")}
    return actions.add(world.person(of), kind, answers, key=key or uuid4(), by=world.staff(by), at=at, **more)


def writes(world: World, part: int, says: str, *, based_on: int, by: str = GP, at=NOW) -> PartVersion:
    return actions.write(part, {"words": says}, based_on=based_on, by=world.staff(by), at=at)


def plan(world: World, of: str, *, by: str = GP, at=NOW, act: str = "plan.see", **more) -> PlanNow:
    opened = open_person(world.person(of), by=world.staff(by), reason="Direct care", at=at, act=act)
    return plan_of(opened, **more)


def said(found: PlanNow, kind: str) -> list[str]:
    return [part.says("words") for part in found.of(kind)]


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


# What is shown to whom


def test_a_part_kept_from_edna_or_from_who_acts_for_her_is_shown_to_staff_only(world: World) -> None:
    adds(world, "Edna Marsh", "wish", says="To all", for_proxy=True)
    adds(world, "Edna Marsh", "wish", says="Not to Judith", at=NOW + MINUTE)
    adds(world, "Edna Marsh", "wish", says="Not to Edna", for_person=False, at=NOW + 2 * MINUTE)
    every = plan(world, "Edna Marsh")
    hers = plan(world, "Edna Marsh", shown_to=[Reader(PERSON)])
    judiths = plan(world, "Edna Marsh", shown_to=[Reader(PROXY, sections=frozenset({Section.ABOUT_ME}))])
    nobodys = plan(world, "Edna Marsh", shown_to=[Reader(PROXY)])
    assert said(every, "wish") == ["Not to Edna", "Not to Judith", "To all"]
    assert said(hers, "wish") == ["Not to Judith", "To all"]
    assert (said(judiths, "wish"), said(nobodys, "wish")) == (["To all"], [])


def test_what_was_kept_from_edna_in_an_earlier_version_stays_kept_from_her(world: World) -> None:
    part = adds(world, "Edna Marsh", "wish", says="Her son must not know", for_person=False).part_id
    writes(world, part, "To be called by her first name", based_on=1, at=NOW + DAY)
    [hers] = plan(world, "Edna Marsh", at=NOW + DAY, shown_to=[Reader(PERSON)]).of("wish")
    assert [each.content["words"] for each in hers.versions] == ["To be called by her first name"]


def test_what_a_proxy_sees_the_person_sees_too(world: World) -> None:
    with pytest.raises(BadInput, match="What someone who acts for them sees, the person sees too"):
        adds(world, "Edna Marsh", "wish", says="A secret", for_person=False, for_proxy=True)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("paramedic", {"matters", "contingency", "resuscitation", "need", "formulation", "contact"}),
        ("link_worker", {"matters", "contingency", "need", "contact"}),
        ("care_home_staff", {"matters", "contingency", "resuscitation", "need", "contact"}),
        ("volunteer", {"matters", "contingency", "contact"}),
    ],
)
def test_each_post_sees_of_a_plan_what_is_proportionate(world: World, role: str, sees: set[str]) -> None:
    for kind in ("matters", "need"):
        adds(world, "Edna Marsh", kind, says="My garden")
    adds(world, "Edna Marsh", "formulation", says="Grief for Arthur")
    adds(world, "Edna Marsh", "contact", answers={"name": "Judith Warrender"})
    adds(world, "Edna Marsh", "contingency", answers={"trigger": "If I fall", "what": "Call the hub"})
    adds(world, "Edna Marsh", "resuscitation", answers=DNACPR)
    found = plan(world, "Edna Marsh", shown_to=[Reader(role)])
    assert {part.kind.id for part in found.parts} == sees
    assert found.kept == ({KeptFor.PART: 6 - len(sees)} if len(sees) < 6 else {})


def test_what_edna_sealed_of_the_surgerys_words_others_see_only_in_an_emergency(world: World) -> None:
    adds(world, "Edna Marsh", "matters", says="My garden")
    adds(world, "Edna Marsh", "resuscitation", answers=DNACPR)
    choices.seal(
        world.person("Edna Marsh"), Aim(sender="X90001", section="about_me"), how=How.IN_PERSON,
        by=world.staff(GP), at=NOW,
    )  # fmt: skip
    own, another = plan(world, "Edna Marsh"), [Reader("gp", frozenset({"X90002"}))]
    assert said(own, "matters") == ["My garden"]
    shown = plan(world, "Edna Marsh", shown_to=another)
    assert ([part.kind.id for part in shown.parts], shown.kept) == (["resuscitation"], {KeptFor.SEALED: 1})
    emergency = [Reader("paramedic", frozenset({"XN4"}), broke_glass=True)]
    assert said(plan(world, "Edna Marsh", shown_to=emergency), "matters") == ["My garden"]


def test_who_objects_to_sharing_has_a_plan_that_only_its_writers_read(world: World) -> None:
    adds(world, "Edna Marsh", "matters", says="My garden")
    choices.object_to(world.person("Edna Marsh"), What.NO_SHARING, how=How.LETTER, by=world.staff(GP), at=NOW)
    shown = plan(world, "Edna Marsh", shown_to=[Reader("gp", frozenset({"X90002"}))])
    assert (shown.parts, shown.kept) == ((), {KeptFor.OBJECTION: 1})
    assert said(plan(world, "Edna Marsh"), "matters") == ["My garden"]


def test_what_mentions_safeguarding_is_for_those_who_need_it_and_for_who_wrote_it(world: World) -> None:
    adds(world, "Edna Marsh", "need", says="Domestic violence by her son, known to safeguarding")
    ours, clinic = [Reader("link_worker", frozenset({"X90001"}))], [Reader("paramedic", frozenset({"XN4"}))]
    others = [Reader("link_worker", frozenset({"XN2"}))]
    assert len(plan(world, "Edna Marsh", shown_to=ours).parts) == 1
    assert len(plan(world, "Edna Marsh", shown_to=clinic).parts) == 1
    assert plan(world, "Edna Marsh", shown_to=others).parts == ()


# People found to be one


def test_two_people_found_to_be_one_have_both_plans_shown_the_newest_part_first_and_parted_again_each_their_own(
    world: World,
) -> None:
    for name in ("Edna Marsh", "Thomas Knight"):
        world.tells("Hillside Surgery", of=name, table=NOTHING)
    Link.objects.update(linked_at=NOW - 30 * DAY)
    edna, thomas = world.person("Edna Marsh"), world.person("Thomas Knight")
    adds(world, "Edna Marsh", "matters", says="My garden")
    adds(world, "Thomas Knight", "matters", says="My allotment", at=NOW + MINUTE)
    linkage.merge(gone=thomas, into=edna, reason="One person", by=SYSTEM, at=NOW + DAY)
    merged = plan(world, "Edna Marsh", at=NOW + DAY)
    assert said(merged, "matters") == ["My allotment", "My garden"]
    assert len(merged.started) == 2
    assert actions.start(edna, by=SYSTEM, at=NOW + DAY).pk in {each.pk for each in merged.started}
    part = merged.of("matters")[0].id
    writes(world, part, "My allotment and my shed", based_on=1, at=NOW + 2 * DAY)
    linkage.unmerge(gone=thomas, reason="Two people after all", by=SYSTEM, at=NOW + 3 * DAY)
    assert said(plan(world, "Edna Marsh", at=NOW + 3 * DAY), "matters") == ["My garden"]
    assert said(plan(world, "Thomas Knight", at=NOW + 3 * DAY), "matters") == ["My allotment and my shed"]


def test_reading_a_plan_costs_the_same_however_long_it_is(world: World, django_assert_num_queries) -> None:
    for number in range(30):
        adds(world, "Edna Marsh", "wish", says=f"Wish {number}", at=NOW + number * MINUTE)
    opened = world.open("Edna Marsh")
    with django_assert_num_queries(6):
        assert len(plan_of(opened).parts) == 30


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


def acts(world: World, owner: str, **more: str) -> PartVersion:
    said = {"words": "Balance classes", "owner": owner, "due": "2026-05-01", "status": "to_do"} | more
    return adds(world, "Edna Marsh", "action", answers=said)


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
