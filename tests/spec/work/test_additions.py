"""Whom clinicians add by name to those whom a model of care finds: why, by whom, seen at once, withdrawn, published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.planning.finding import queries as finding
from joinedup.planning.releases import actions as releases
from joinedup.record.access.actor import SYSTEM
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.models_of_care import Known, ModelOfCare, read
from joinedup.work.additions import actions, queries
from joinedup.work.additions.copies import copy_of_additions
from joinedup.work.additions.models import Addition
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.published import publish_town
from tests.world.world import World

pytestmark = pytest.mark.django_db
AT = instant("2026-04-01 09:00")
LIST = "looked-after"
WHY = "Falls, and nobody at home since Arthur died"


def model(who: str = f"any: [{{age: 5 to 11}}, {{clinical_judgement: {LIST}}}]") -> ModelOfCare:
    """Return a model that finds children, and whomever a clinician adds."""
    text = f"""
id: {LIST}
title: Looked after
version: 2026-04
source: invented
who: {{{who}}}
how_in: {{routes: [proactive], agree: [person]}}
team: {{key_worker: care_coordinator, roles: [care_coordinator]}}
steps:
  - hello: {{by: key_worker, due: within 10 working days of accepted}}
"""
    return read(text, file="model.yaml", known=Known()).model


def add(world: World, name: str = "Edna Marsh", *, by: str = "Dr Priya Nair", reason: str = WHY, to: str = LIST) -> int:
    lists = (LIST, "another-list")
    return actions.add(to, person_id=world.person(name), reason=reason, lists=lists, by=world.staff(by), at=AT)


def found(world: World, *, by: str = "Dr Priya Nair") -> dict[str, str]:
    page = finding.found(model(), by=world.staff(by), at=AT, reason="Choosing whom to offer it")
    return {one.person.given_names: one.added.reason if one.added else "" for one in page.people.items}


def test_whom_a_clinician_adds_is_found_at_once_with_the_reason_and_no_more_once_it_is_withdrawn(world: World) -> None:
    """Scenario 28, the second half: those whom a clinician adds, with a reason, are found beside those of the score."""
    world.person("Edna Marsh")
    publish_town(world, at=AT - timedelta(days=1))
    assert found(world) == {"Amy": "", "Jo": ""}
    added = add(world)
    assert found(world) == {"Edna": WHY, "Amy": "", "Jo": ""}
    holds, reasons, _ = finding.why(model(), world.person("Edna Marsh"), whole=True)
    assert holds
    assert [line.english for line in reasons if line.holds] == ["whom a clinician added with a reason"]
    edna, sam = world.person("Edna Marsh"), world.staff("Sam Whitlock")
    actions.withdraw(added, person_id=edna, why="She is on the falls model now", by=sam, at=AT)
    assert found(world) == {"Amy": "", "Jo": ""}
    assert world.journal().count("care.add done") == 2


def test_a_release_for_care_tells_of_additions_and_one_for_planning_of_none(world: World) -> None:
    withdrawn = add(world, "Amy Thompson")
    add(world)
    amy, priya = world.person("Amy Thompson"), world.staff("Dr Priya Nair")
    actions.withdraw(withdrawn, person_id=amy, why="Her mother asked", by=priya, at=AT + timedelta(hours=1))
    for_care = publish_town(world, at=AT + timedelta(days=1))
    assert for_care.manifest["rows"]["addition"] == 2
    assert found(world) == {"Edna": WHY, "Amy": "", "Jo": ""}
    checked(at=AT)
    planned = releases.publish(purpose="planning", project="A study", by=SYSTEM, at=AT + timedelta(days=1))
    assert (planned.manifest["rows"]["addition"], planned.manifest["rows"]["form_answer"]) == (0, 0)


@pytest.mark.parametrize(
    ("name", "by", "reason", "error"),
    [
        ("Edna Marsh", "Dr Priya Nair", "   ", (BadInput, "It does not say why")),
        ("Edna Marsh", "Dr Priya Nair", "x" * 401, (BadInput, "longer than 400 letters")),
        ("Edna Marsh", "Dr Owen Pryce", WHY, (NoRelationship, "Nothing on record")),
        ("Edna Marsh", "Lena Osei", WHY, (NotAllowed, "does not include this")),
        ("Arthur Marsh", "Dr Priya Nair", WHY, (CannotProceed, "This person has died")),
    ],
)
def test_nobody_is_added_without_a_reason_by_a_clinician_who_is_not_theirs_or_after_their_death(
    world: World, name: str, by: str, reason: str, error: tuple[type[Exception], str]
) -> None:
    with pytest.raises(error[0], match=error[1]):
        add(world, name, by=by, reason=reason)
    assert not Addition.objects.exists()


def test_who_is_added_twice_is_added_once_and_each_list_is_its_own(world: World) -> None:
    assert add(world) == add(world, by="Sam Whitlock", reason="Her daughter is worried too")
    other = add(world, to="another-list")
    opened = open_person(world.person("Edna Marsh"), by=world.staff("Dr Priya Nair"), reason="Care", at=AT)
    told = [(each.model, each.reason, each.by) for each in queries.additions_of(opened)]
    priya = "Dr Priya Nair, GP, Hillside Surgery"
    assert sorted(told) == [("another-list", WHY, priya), (LIST, WHY, priya)]
    actions.withdraw(other, person_id=opened.person_id, why="A slip", by=world.staff("Dr Priya Nair"), at=AT)
    again = add(world, to="another-list", reason="Not a slip")
    assert [(each.id, each.withdrawn_why) for each in queries.additions_of(opened) if each.model != LIST] == [
        (again, ""), (other, "A slip")
    ]  # fmt: skip


def test_an_addition_is_withdrawn_once_with_a_reason_and_only_as_its_own_persons(world: World) -> None:
    edna, priya = world.person("Edna Marsh"), world.staff("Dr Priya Nair")
    added = add(world)
    with pytest.raises(BadInput, match="Nobody is added to this model by name"):
        add(world, to="falls-and-balance")
    with pytest.raises(NotFound, match="no such addition of this person"):
        actions.withdraw(added, person_id=world.person("Mohammed Iqbal"), why="Not mine", by=priya, at=AT)
    with pytest.raises(BadInput, match="It does not say why"):
        actions.withdraw(added, person_id=edna, why="", by=priya, at=AT)
    with pytest.raises(NoRelationship):
        actions.withdraw(added, person_id=edna, why="Not mine", by=world.staff("Dr Owen Pryce"), at=AT)
    actions.withdraw(added, person_id=edna, why="Better now", by=priya, at=AT)
    actions.withdraw(added, person_id=edna, why="Said again", by=priya, at=AT + timedelta(hours=1))
    assert (Addition.objects.get().withdrawn_at, Addition.objects.get().withdrawn_why) == (AT, "Better now")


def test_to_a_model_that_asks_no_clinician_nobody_is_added_however_long_the_list(world: World) -> None:
    publish_town(world, at=AT)
    add(world)
    page = finding.found(model("age: 5 to 11"), by=world.staff("Dr Priya Nair"), at=AT, reason="Choosing")
    assert [(one.person.given_names, one.added) for one in page.people.items] == [("Amy", None), ("Jo", None)]


def test_the_copy_of_her_record_says_to_what_she_was_added_and_why_and_by_which_post(world: World) -> None:
    added = add(world)
    edna, priya = world.person("Edna Marsh"), world.staff("Dr Priya Nair")
    actions.withdraw(added, person_id=edna, why="Better now", by=priya, at=AT + timedelta(days=1))
    opened = open_person(edna, by=world.staff("Moira Quayle"), reason="Asked", at=AT, act="record.export")
    assert copy_of_additions(opened) == (
        {"list": LIST, "why": WHY, "from": AT, "by": "GP, Hillside Surgery", "until": AT + timedelta(days=1),
         "why_no_longer": "Better now"},
    )  # fmt: skip
