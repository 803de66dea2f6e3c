"""What stops a letter: a death, another practice, another person, another step, another letter under the same key."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from joinedup.journeys import letters as journey
from joinedup.record.access.models import Organisation
from joinedup.record.linkage import actions as linkage
from joinedup.record.people.models import Demographics
from joinedup.words.basics.errors import CannotProceed
from joinedup.work.enrolment.whole import whole as whole_of
from joinedup.work.letters import actions, queries
from joinedup.work.letters.models import Letter
from tests.spec.work.team import a_team, takes_on
from tests.world.drawn import instant
from tests.world.world import World

THEN = instant("2026-03-10 10:00")


@pytest.fixture
def enrolment(world: World) -> int:
    a_team(world)
    return takes_on(world, at=THEN)


def drafted(
    world: World, enrolment: int, template: str = "accepted-to-gp", *, at: datetime = THEN, work: str = ""
) -> Letter:
    return journey.draft(enrolment, template, work=work, key=uuid4(), by=world.staff("Lena Osei"), at=at)


def whole_now(world: World, letter: Letter) -> int:
    """Write what is still to be written of a letter; return its version."""
    says = queries.last_version(letter)
    texts = [part["text"] or "Lena will call on Monday." for part in says.parts]
    actions.change(letter.pk, subject=says.subject, texts=texts, based_on=says.number, by=world.staff("Lena Osei"),
                   at=THEN)  # fmt: skip
    return queries.last_version(letter).number


def dies(world: World, name: str = "Edna Marsh") -> None:
    Demographics.objects.filter(pk=world.person(name)).update(death_date=date(2026, 3, 10))


def test_nobody_who_died_is_written_to_but_their_practice_is(world: World, enrolment: int) -> None:
    begun = drafted(world, enrolment, "first-to-person")
    version = whole_now(world, begun)
    dies(world)
    with pytest.raises(CannotProceed, match="has died"):
        drafted(world, enrolment, "first-to-person")
    with pytest.raises(CannotProceed, match="has died"):
        journey.sign(begun.pk, based_on=version, by=world.staff("Lena Osei"), at=THEN)
    assert drafted(world, enrolment).to_name == "Hillside Surgery"


def test_a_letter_goes_to_no_practice_that_someone_has_left(world: World, enrolment: int) -> None:
    letter = drafted(world, enrolment)
    other = Organisation.objects.exclude(ods_code=letter.to_organisation).first()
    assert other is not None
    Demographics.objects.filter(pk=world.person("Edna Marsh")).update(registered_practice=other.ods_code)
    with pytest.raises(CannotProceed, match="another practice"):
        journey.sign(letter.pk, based_on=1, by=world.staff("Lena Osei"), at=THEN)


def test_a_letter_about_whom_another_persons_care_is_found_to_be_does_not_go(world: World, enrolment: int) -> None:
    edna, thomas = world.person("Edna Marsh"), world.person("Thomas Knight")
    steward = world.staff("Tariq Bell")
    takes_on(world, "Thomas Knight", at=THEN)
    linkage.merge(gone=edna, into=thomas, reason="One person", by=steward, at=THEN)
    letter = drafted(world, enrolment)
    linkage.unmerge(gone=edna, reason="Two people", by=steward, at=THEN + timedelta(hours=1))
    with pytest.raises(CannotProceed, match="someone else"):
        journey.sign(letter.pk, based_on=1, by=world.staff("Lena Osei"), at=THEN + timedelta(hours=2))


def test_a_step_that_has_forms_or_decides_is_done_by_no_letter(world: World, enrolment: int) -> None:
    [first, *_] = [step for step in whole_of(enrolment, by=world.staff("Lena Osei"), at=THEN).state.owed if step.forms]
    with pytest.raises(CannotProceed, match="not done by a letter"):
        drafted(world, enrolment, work=f"step:{enrolment}:{first.step}:{first.nth}")


def test_another_letter_under_the_same_key_is_not_taken_for_the_first(world: World, enrolment: int) -> None:
    key, lena = uuid4(), world.staff("Lena Osei")
    journey.draft(enrolment, "accepted-to-gp", key=key, by=lena, at=THEN)
    with pytest.raises(CannotProceed, match="begun already"):
        journey.draft(enrolment, "first-to-person", key=key, by=lena, at=THEN)


def test_looking_for_a_name_tells_nobody_that_there_is_a_letter_they_do_not_read(world: World, enrolment: int) -> None:
    letter = drafted(world, enrolment)
    Letter.objects.filter(pk=letter.pk).update(tells="safeguarding", drafted_by=None)
    carys = world.staff("Carys Penhale")
    assert queries.listed("to_sign", by=carys, at=THEN).kept == 1
    assert [queries.listed("to_sign", by=carys, at=THEN, words=words).kept for words in ("Marsh", "Nobody")] == [0, 0]
