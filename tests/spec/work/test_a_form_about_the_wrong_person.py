"""A form was given about the wrong person: it is marked, counts nowhere, its step is owed again, and can be undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from joinedup.journeys import care, forms
from joinedup.record.answers import actions as answers
from joinedup.record.answers import facts, queries
from joinedup.record.answers.models import Answered, InError
from joinedup.record.entries.queries import record_of
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import CannotProceed, NotAllowed
from joinedup.work.enrolment.queries import whole
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.forms import CONVERSATION, WHEEL, gives
from tests.spec.work.team import a_team, takes_on, tasks_asked_by
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
WHY = "Two people were booked at one time"


@pytest.fixture
def given(world: World) -> tuple[int, Answered]:
    """Edna is on social prescribing, and Lena has given both forms of the first conversation: about someone else."""
    a_team(world)
    enrolment, lena = takes_on(world, at=NOW - 30 * HOUR), world.staff("Lena Osei")
    told = {"person": world.person("Edna Marsh"), "work": f"enrolment:{enrolment}:guided_conversation", "by": lena}
    gives("guided-conversation", at=NOW - 2 * HOUR, answered=CONVERSATION, **told)
    wheel, _ = gives("wellbeing-wheel", at=NOW - HOUR, answered=WHEEL, **told)
    return enrolment, wheel


def owed(world: World, enrolment: int) -> list[str]:
    state = whole(enrolment, by=world.staff("Lena Osei"), at=NOW).state
    return [step.step for step in state.owed]


def test_it_leaves_lists_scores_and_the_record_and_its_step_is_owed_again_until_it_is_taken_back(
    world: World, given: tuple[int, Answered]
) -> None:
    (enrolment, wheel), lena = given, world.staff("Lena Osei")
    before = owed(world, enrolment), [row.title for row in tasks_asked_by(enrolment, at=NOW)]
    assert "guided_conversation" not in before[0]
    assert "is to be done again" in forms.enter_in_error(wheel.pk, why=WHY, by=lena, at=NOW)

    opened = world.open("Edna Marsh", by="Lena Osei", at=NOW)
    assert [each.form_version.form_id for each in queries.answered(opened)] == ["guided-conversation"]
    assert [line.concept for line in record_of(opened).lines if line.kind == "assessment"] == ["guided-conversation"]
    assert queries.scores_of([wheel.pk]) == []
    assert [row for row in facts.scores() if row[1] == "wellbeing-wheel"] == []
    assert list(care.answers_of(whole(enrolment, by=lena, at=NOW))) == ["guided-conversation"]
    assert [line.pk for line in queries.history(opened, wheel.pk)] == [wheel.pk]
    assert list(queries.marked(opened)) == [wheel.pk]
    assert "guided_conversation" in owed(world, enrolment)
    assert any("conversation" in row.title.lower() for row in tasks_asked_by(enrolment, at=NOW))
    with pytest.raises(CannotProceed, match="entered in error"):
        answers.begin_amendment(wheel.pk, by=lena, at=NOW)
    with pytest.raises(CannotProceed, match="entered in error"):
        forms.enter_in_error(wheel.pk, why=WHY, by=lena, at=NOW)

    forms.not_in_error(wheel.pk, by=lena, at=NOW)
    assert (owed(world, enrolment), [row.title for row in tasks_asked_by(enrolment, at=NOW)]) == before
    assert len(queries.scores_of([wheel.pk])) > 0
    with pytest.raises(CannotProceed, match="not marked"):
        forms.not_in_error(wheel.pk, by=lena, at=NOW)
    told = list(JournalLine.objects.filter(act__in=("form.error", "form.not_error")).order_by("pk"))
    assert [(line.act, line.reason) for line in told] == [("form.error", WHY), ("form.not_error", "")]


def test_only_who_wrote_it_or_a_clinician_marks_it_and_only_for_a_reason(
    world: World, given: tuple[int, Answered], signed_in: SignedIn
) -> None:
    _, wheel = given
    edna = world.person("Edna Marsh")
    address = f"/people/{edna}/forms/{wheel.pk}"
    with pytest.raises(NotAllowed, match="Somebody else"):
        forms.enter_in_error(wheel.pk, why=WHY, by=world.staff("Carys Penhale"), at=NOW)
    assert signed_in("Dr Owen Pryce").post(f"{address}/error", {"why": WHY}).status_code == 403
    lena = signed_in("Lena Osei")
    assert "About the wrong person" in lena.get(address).content.decode()
    refused = lena.post(f"{address}/error", {"why": " "})
    assert refused.status_code == 422
    assert "It is not said why this is wrong." in refused.content.decode()
    assert not InError.objects.exists()
    done = lena.post(f"{address}/error", {"why": "<b>Booked</b> twice"}, follow=True).content.decode()
    assert "&lt;b&gt;Booked&lt;/b&gt; twice" in done
    assert "<s>Wellbeing wheel</s>" in lena.get(f"/people/{edna}/forms").content.decode()
    gp = world.staff("Dr Priya Nair")
    forms.not_in_error(wheel.pk, by=gp, at=NOW)
    back = lena.post(f"{address}/not-in-error")
    assert back.status_code == 409


def test_every_version_is_marked_so_that_none_is_in_the_record_as_it_was(world: World) -> None:
    gp, edna = world.staff("Dr Priya Nair"), world.person("Edna Marsh")
    first, _ = gives("wellbeing-wheel", person=edna, work="", by=gp, at=NOW - 3 * HOUR, answered=WHEEL)
    second = answers.amend(
        first.pk, answers=WHEEL, happened_at=NOW - 3 * HOUR, key=uuid4(), why="A slip", by=gp,
        at=NOW - HOUR,
    )  # fmt: skip
    with pytest.raises(CannotProceed, match="amended"):
        forms.enter_in_error(first.pk, why=WHY, by=gp, at=NOW)
    forms.enter_in_error(second.pk, why=WHY, by=gp, at=NOW)
    opened = world.open("Edna Marsh", at=NOW)
    for then in (None, NOW - 2 * HOUR):
        assert [line for line in record_of(opened, as_at=then).lines if line.kind == "assessment"] == []
