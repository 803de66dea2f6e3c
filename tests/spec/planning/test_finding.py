"""Whom a model of care finds: only people of the one who asks, each with reasons, every listing written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.planning.finding import queries
from joinedup.planning.releases import actions as releases
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from joinedup.words.models_of_care import Known, ModelOfCare, read
from joinedup.work.enrolment import actions as enrolments
from tests.spec.work.team import a_team
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.published import publish_town
from tests.world.world import World

AT = instant("2026-04-01 09:00")
WHY = "Choosing whom to offer it"
CHILDREN = "age: 5 to 11"
OLDER = "age: 65 or over"


def model(who: str = OLDER, about: str = "") -> ModelOfCare:
    """Return a model of care for those of whom ``who`` holds."""
    text = f"""
id: tea-and-talk
title: Tea and talk
version: 2026-04
source: invented
who: {{{who}}}
how_in: {{routes: [proactive], agree: [person]}}
team: {{key_worker: social_prescribing_coordinator, roles: [social_prescribing_coordinator]}}
steps:
  - hello: {{by: key_worker, due: within 10 working days of accepted}}
ends: {{outcomes: [goals_met], limit: 26 weeks}}
"""
    return read(about or text, file="model.yaml", known=Known()).model


@pytest.fixture
def published(world: World) -> Release:
    return publish_town(world, at=AT)


def found(world: World, who: str, *, by: str, besides: tuple[str, ...] = ()) -> list[str]:
    page = queries.found(
        model(who), by=world.staff(by), at=AT, reason=WHY, besides=[world.person(name) for name in besides]
    )
    return [f"{one.person.given_names} {one.person.family_name}" for one in page.people.items]


@pytest.mark.parametrize(
    ("who", "by", "people"),
    [
        (OLDER, "Dr Priya Nair", ["Edna Marsh"]),
        (OLDER, "Dr Owen Pryce", ["William Okafor"]),
        (CHILDREN, "Dr Priya Nair", ["Amy Thompson", "Jo Thompson"]),
        (CHILDREN, "Dr Owen Pryce", []),
    ],
)
def test_each_practice_is_shown_its_own_living_people(
    world: World, published: Release, who: str, by: str, people: list[str]
) -> None:
    assert found(world, who, by=by) == people


def test_who_is_on_the_model_already_is_left_out(world: World, published: Release) -> None:
    assert found(world, CHILDREN, by="Dr Priya Nair", besides=("Amy Thompson",)) == ["Jo Thompson"]


def test_each_line_says_whether_it_holds_and_who_told_us(world: World, published: Release) -> None:
    who = "any: [{age: 65 or over}, {lives_alone: yes}]"
    page = queries.found(model(who), by=world.staff("Dr Priya Nair"), at=AT, reason=WHY)
    [edna] = page.people.items
    assert [(line.english, line.holds) for line in edna.reasons] == [("aged 65 or over", True), ("living alone", None)]
    assert page.release == published
    assert world.journal()[-1] == "care.found done"


def test_nobody_is_listed_without_a_reason_or_by_someone_who_gives_no_care(world: World, published: Release) -> None:
    with pytest.raises(BadInput, match="Nobody said why"):
        queries.found(model(), by=world.staff("Dr Priya Nair"), at=AT, reason="  ")
    with pytest.raises(NotAllowed):
        queries.found(model(), by=world.staff("Nina Sorrel"), at=AT, reason=WHY)
    assert "refused" in world.journal()[-1]


def test_before_anything_is_published_it_says_what_to_do(world: World) -> None:
    with pytest.raises(CannotProceed, match="Nothing has been published for care yet"):
        queries.found(model(), by=world.staff("Dr Priya Nair"), at=AT, reason=WHY)


def test_why_someone_is_found_is_told_line_by_line_of_one_person(world: World, published: Release) -> None:
    holds, reasons, release = queries.why(model(), world.person("Edna Marsh"), whole=True)
    assert holds
    assert [line.english for line in reasons] == ["aged 65 or over"]
    assert release == published
    assert queries.why(model(), 999_999, whole=True) == (None, (), None)
    holds, _, _ = queries.why(model(CHILDREN), world.person("Edna Marsh"), whole=False)
    assert holds is False


def test_a_day_is_told_only_to_who_reads_the_whole_record(world: World, published: Release) -> None:
    edna = world.person("Edna Marsh")
    _, [to_a_gp], _ = queries.why(model("registered_practice: X90001"), edna, whole=True)
    _, [to_a_link_worker], _ = queries.why(model("registered_practice: X90001"), edna, whole=False)
    assert to_a_gp.on is not None
    assert to_a_link_worker.on is None
    assert to_a_gp.feeds == to_a_link_worker.feeds


def test_who_was_accepted_elsewhere_is_on_that_model_for_every_other_model_once_published(world: World) -> None:
    [service] = a_team(world).values()
    amy, priya, lena = world.person("Amy Thompson"), world.staff("Dr Priya Nair"), world.staff("Lena Osei")
    enrolment = enrolments.refer(service.model, person_id=amy, route="gp", by=priya, at=AT)
    enrolments.agree(enrolment.pk, by=lena, at=AT)
    enrolments.accept(enrolment.pk, by=lena, at=AT)
    publish_town(world, at=AT + timedelta(hours=1))
    assert found(world, f"{CHILDREN}, on_model: {service.model}", by="Dr Priya Nair") == ["Amy Thompson"]
    assert found(world, f"{CHILDREN}, not: {{on_model: {service.model}}}", by="Dr Priya Nair") == ["Jo Thompson"]


def test_who_is_on_which_model_is_in_no_release_for_planning(world: World) -> None:
    [service] = a_team(world).values()
    enrolments.refer(
        service.model, person_id=world.person("Edna Marsh"), route="gp", by=world.staff("Dr Priya Nair"), at=AT
    )
    publish_town(world, at=AT)
    checked(at=AT)
    release = releases.publish(purpose="planning", project="A study", by=SYSTEM, at=AT)
    assert {name: release.manifest["rows"][name] for name in ("enrolment", "form_score", "model_running")} == {
        "enrolment": 0, "form_score": 0, "model_running": 0,
    }  # fmt: skip
