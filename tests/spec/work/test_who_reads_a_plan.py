"""What each reader sees of a plan: the person, who acts for them, each post, and nobody else."""

from __future__ import annotations

import pytest

from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Link
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import Aim, How, KeptFor, What
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.plans import actions
from joinedup.work.plans.queries import plan_of
from tests.spec.work.a_plan import DAY, DNACPR, GP, MINUTE, NOTHING, adds, plan, said, writes
from tests.world.world import NOW, World

pytestmark = pytest.mark.django_db


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
