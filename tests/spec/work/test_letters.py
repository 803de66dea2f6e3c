"""Edna's GP is told by 09:00, by a letter that is checked, signed and read; nobody else reads it, and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from joinedup.insight.letters import letter_named
from joinedup.journeys import letters as journey
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Post
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.sensitivity import PERSON, Reader
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.enrolment import actions as care
from joinedup.work.enrolment.models import Event
from joinedup.work.enrolment.whole import whole as whole_of
from joinedup.work.letters import actions, queries
from joinedup.work.letters.copies import copy_of_letters
from joinedup.work.letters.models import Letter
from joinedup.work.letters.rules import Stand, stands
from joinedup.work.plans import actions as plans
from tests.spec.work.forms import CONVERSATION, gives
from tests.spec.work.team import URGENT, a_team, takes_on
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


def signed(world: World, letter: Letter, *, at: datetime = THEN) -> Letter:
    return journey.sign(letter.pk, based_on=queries.last_version(letter).number, by=world.staff("Lena Osei"), at=at)


def opened_for(world: World, by: Actor) -> Opened:
    return open_person(world.person("Edna Marsh"), by=by, reason="A letter", at=THEN, act="letter.write")


def to_do(letter: Letter) -> list[str]:
    still = Task.objects.filter(source="letter", source_id=letter.pk, done_at=None, cancelled_at=None)
    return sorted(still.values_list("key", flat=True))


def said(letter: Letter) -> str:
    last = queries.last_version(letter)
    return f"{last.subject} {last.parts}"


def test_a_letter_goes_from_draft_to_read_and_back(world: World, enrolment: int) -> None:
    lena, priya = world.staff("Lena Osei"), world.staff("Dr Priya Nair")
    letter = drafted(world, enrolment)
    assert "Edna" in said(letter)
    assert "Lonely now" in said(letter)
    assert to_do(letter) == ["finish"]
    assert queries.listed("to_sign", by=lena, at=THEN).counts["to_sign"] == 1
    assert not queries.listed("unread", by=priya, at=THEN).page.items
    letter = signed(world, letter)
    assert (stands(letter), to_do(letter)) == (Stand.SENT, [])
    found = queries.listed("unread", by=priya, at=THEN)
    assert ([row.id for row in found.page.items], found.counts["unread"]) == ([letter.pk], 1)
    assert [row.id for row in queries.arrived(by=priya, at=THEN, since=THEN - timedelta(hours=1))] == [letter.pk]
    assert not queries.arrived(by=priya, at=THEN, since=THEN)
    actions.acknowledge(letter.pk, by=priya, at=THEN)
    assert queries.listed("read", by=priya, at=THEN).page.items[0].acknowledged_by == "Dr Priya Nair"
    with pytest.raises(CannotProceed, match="It was read there"):
        actions.acknowledge(letter.pk, by=priya, at=THEN)
    actions.acknowledge(letter.pk, read=False, by=priya, at=THEN)
    assert queries.listed("unread", by=priya, at=THEN).counts["unread"] == 1


@pytest.mark.parametrize(
    ("seen", "told_by", "late"),
    [
        ("2026-03-10 10:00", "2026-03-11 09:00", "2026-03-11 09:01"),  # a Tuesday
        ("2026-03-27 16:00", "2026-03-30 09:00", "2026-03-30 09:01"),  # a Friday; the clocks go forward on the Sunday
        ("2026-04-02 16:00", "2026-04-07 09:00", "2026-04-07 09:01"),  # before Good Friday and Easter Monday
        ("2026-10-23 16:00", "2026-10-26 09:00", "2026-10-26 09:01"),  # the clocks go back on the Sunday
    ],
)  # fmt: skip
def test_the_gp_is_told_by_nine_on_the_next_working_day(world: World, seen: str, told_by: str, late: str) -> None:
    """The clock of two-hour response: sending the letter does the step, in time or late."""
    a_team(world, runs=(URGENT,))
    lena, at = world.staff("Lena Osei"), instant(seen)
    started = care.refer(
        URGENT, person_id=world.person("Edna Marsh"), route="gp", why="A fall", by=world.staff("Dr Priya Nair"), at=at
    )
    care.agree(started.pk, by=lena, at=at)
    care.accept(started.pk, key_worker=lena.account_id, by=lena, at=at)
    care.do_step(started.pk, "first_visit", by=lena, at=at)
    [told] = [step for step in whole_of(started.pk, by=lena, at=at).state.owed if step.step == "practice_told"]
    assert told.due is not None
    assert told.due.at == instant(told_by)
    letter = drafted(world, started.pk, "seen-to-gp", at=at, work=f"step:{started.pk}:practice_told:{told.nth}")
    assert letter.due_at == instant(told_by)
    with pytest.raises(BadInput, match="not whole yet"):
        signed(world, letter, at=at)
    asked = queries.last_version(letter).parts
    texts = [part["text"] or "Well enough to be at home." for part in asked]
    subject = queries.last_version(letter).subject
    actions.change(letter.pk, subject=subject, texts=texts, based_on=1, by=lena, at=at)
    still = Task.objects.filter(source="enrolment", source_id=started.pk, key="practice_told", done_at=None)
    assert still.filter(due_at__lt=instant(late)).exists(), "until it goes, the task stands and is then overdue"
    signed(world, letter, at=at)
    assert not still.exists()


def test_whom_nobody_reads_for_here_is_written_to_on_paper_and_stays_to_be_done(world: World, enrolment: int) -> None:
    lena = world.staff("Lena Osei")
    Post.objects.filter(organisation__name="Hillside Surgery").update(ends_at=THEN, starts_at=F("starts_at"))
    letter = signed(world, drafted(world, enrolment))
    assert (stands(letter), to_do(letter)) == (Stand.TO_POST, ["post"])
    with pytest.raises(BadInput, match="how it was sent"):
        journey.post(letter.pk, how="pigeon", by=lena, at=THEN)
    letter = journey.post(letter.pk, how="nhsmail", by=lena, at=THEN)
    assert (stands(letter), to_do(letter)) == (Stand.SENT, [])


def test_a_letter_is_withdrawn_while_nobody_opened_it_and_is_in_error_after(world: World, enrolment: int) -> None:
    lena, priya = world.staff("Lena Osei"), world.staff("Dr Priya Nair")
    first = signed(world, drafted(world, enrolment))
    with pytest.raises(BadInput, match="why it is taken back"):
        actions.take_back(first.pk, why=" ", by=lena, at=THEN)
    first = actions.take_back(first.pk, why="Wrong day", by=lena, at=THEN)
    assert (stands(first), to_do(first)) == (Stand.WITHDRAWN, [])
    with pytest.raises(NotFound):
        queries.whole(first.pk, by=priya)
    second = signed(world, drafted(world, enrolment))
    actions.opened(second, by=priya, at=THEN)
    second = actions.take_back(second.pk, why="Wrong person", by=lena, at=THEN)
    assert (stands(second), to_do(second)) == (Stand.IN_ERROR, ["again"])
    assert queries.whole(second.pk, by=priya).stand is Stand.IN_ERROR
    third = signed(world, drafted(world, enrolment))
    assert (to_do(second), to_do(third)) == ([], [])


def test_two_who_change_a_letter_at_once_lose_nothing_and_sign_what_they_read(world: World, enrolment: int) -> None:
    lena, letter = world.staff("Lena Osei"), drafted(world, enrolment)
    texts = [part["text"] for part in queries.last_version(letter).parts]
    actions.change(letter.pk, subject="One", texts=texts, based_on=1, by=lena, at=THEN)
    with pytest.raises(CannotProceed, match="Someone else changed"):
        actions.change(letter.pk, subject="Two", texts=texts, based_on=1, by=world.staff("Carys Penhale"), at=THEN)
    with pytest.raises(CannotProceed, match="changed since you read it"):
        journey.sign(letter.pk, based_on=1, by=lena, at=THEN)
    actions.change(letter.pk, subject="One", texts=texts, based_on=2, by=lena, at=THEN)
    assert [version.subject for version in letter.versions.order_by("number")][1:] == ["One"]
    for wrong, told in (({"texts": texts[1:]}, "other parts"), ({"subject": " "}, "no subject"),
                        ({"texts": ["x" * 10_001, *texts[1:]]}, "10,000")):  # fmt: skip
        with pytest.raises(BadInput, match=told):
            actions.change(letter.pk, **{"subject": "One", "texts": texts, **wrong}, based_on=2, by=lena, at=THEN)  # type: ignore[arg-type]


def test_others_read_write_and_sign_nothing(world: World, enrolment: int) -> None:
    letter = drafted(world, enrolment)
    for name in ("Dr Owen Pryce", "Ines Vaughan"):
        with pytest.raises((NotFound, NotAllowed)):
            queries.whole(letter.pk, by=world.staff(name))
        with pytest.raises((NotFound, NotAllowed, NoRelationship)):
            journey.draft(enrolment, "accepted-to-gp", key=uuid4(), by=world.staff(name), at=THEN)
        with pytest.raises((NotFound, NotAllowed)):
            journey.sign(letter.pk, based_on=1, by=world.staff(name), at=THEN)
    with pytest.raises(NotFound):
        queries.whole(letter.pk, by=world.staff("Dr Priya Nair"))  # not sent to her yet
    sent = signed(world, letter)
    with pytest.raises(CannotProceed, match="for others to deal with"):
        actions.take_back(sent.pk, why="Not ours", by=world.staff("Dr Priya Nair"), at=THEN)
    with pytest.raises(CannotProceed, match="for others to deal with"):
        actions.acknowledge(sent.pk, by=world.staff("Lena Osei"), at=THEN)
    assert not queries.listed("unread", by=world.staff("Dr Owen Pryce"), at=THEN).page.items


def test_a_letter_begun_twice_is_one(world: World, enrolment: int) -> None:
    key, lena = uuid4(), world.staff("Lena Osei")
    one, two = (journey.draft(enrolment, "accepted-to-gp", key=key, by=lena, at=THEN) for _ in range(2))
    assert one.pk == two.pk
    with pytest.raises(CannotProceed, match="begun already"):
        journey.draft(enrolment, "accepted-to-gp", key=key, by=world.staff("Carys Penhale"), at=THEN)


def test_what_is_not_known_stops_a_letter(world: World, enrolment: int) -> None:
    with pytest.raises(CannotProceed, match="cannot be written yet"):
        drafted(world, enrolment, "ended-to-gp")
    Demographics.objects.filter(family_name="Marsh", given_names="Edna").update(nhs_number="")
    with pytest.raises(CannotProceed, match="Not known: the NHS number"):
        drafted(world, enrolment)
    Demographics.objects.filter(family_name="Marsh", given_names="Edna").update(registered_practice="")
    with pytest.raises(CannotProceed, match="with which practice"):
        drafted(world, enrolment)


def test_a_letter_says_nothing_that_its_reader_may_not_know(world: World, enrolment: int) -> None:
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    priya = world.staff("Dr Priya Nair")
    wish = plans.add(edna, "matters", {"words": "Seeing my sister"}, key=uuid4(), by=lena, at=THEN)
    assert "Seeing my sister" in said(drafted(world, enrolment))
    plans.write(wish.part_id, {"words": "Afraid of her son"}, based_on=1, for_person=False, by=priya, at=THEN)
    Event.objects.filter(enrolment=enrolment, kind="referred").update(details={"source": {"enrolment": 1}})
    to_her = journey.known_of(
        letter_named("first-to-person"), whole_of(enrolment, by=lena, at=THEN), opened_for(world, lena),
        journey.Recipient("", "Edna", Reader(PERSON)),
    )  # fmt: skip
    assert (to_her["what_matters"], to_her["reason"]) == ("", "")
    for template in ("accepted-to-gp", "first-to-person"):
        told = said(drafted(world, enrolment, template))
        assert "Lonely now" not in told
        assert "Afraid" not in told


def test_a_letter_of_safeguarding_is_read_only_by_the_posts_that_read_it(world: World, enrolment: int) -> None:
    letter = signed(world, drafted(world, enrolment))
    Letter.objects.filter(pk=letter.pk).update(tells="safeguarding", drafted_by=None)
    priya, carys = world.staff("Dr Priya Nair"), world.staff("Carys Penhale")
    assert queries.listed("unread", by=priya, at=THEN).counts["unread"] == 1
    with pytest.raises(NotFound):
        queries.whole(letter.pk, by=carys)
    assert queries.listed("sent", by=carys, at=THEN).kept == 1


def test_what_a_branch_asks_of_the_practice_is_done_by_the_letter_that_goes_and_not_before(
    world: World, enrolment: int
) -> None:
    lena, edna = world.staff("Lena Osei"), world.person("Edna Marsh")
    gives("guided-conversation", person=edna, work=f"enrolment:{enrolment}:guided_conversation", by=lena, at=THEN,
          answered={**CONVERSATION, "health_need": [True], "health_need_more": ["Ankles"], "safeguarding": [True],
                    "safeguarding_more": ["Her son shouts"]})  # fmt: skip
    asked = {each.branch.target: each.key for each in whole_of(enrolment, by=lena, at=THEN).state.errands}
    work = f"errand:{enrolment}:{asked['registered_practice']}"
    assert work in dict(journey.works(whole_of(enrolment, by=lena, at=THEN)))
    for wrong in (f"errand:{enrolment}:{asked['multi-agency-safeguarding-hub']}", f"errand:{enrolment + 1}:x"):
        with pytest.raises(CannotProceed):
            drafted(world, enrolment, "asked-of-gp", work=wrong)
    letter = drafted(world, enrolment, "asked-of-gp", work=work)

    def done() -> list[str]:
        errands = whole_of(enrolment, by=lena, at=THEN).state.errands
        return [each.branch.target for each in errands if each.done_at]

    says = queries.last_version(letter)
    texts = [part["text"] or "Her ankles swell." for part in says.parts]
    actions.change(letter.pk, subject=says.subject, texts=texts, based_on=1, by=lena, at=THEN)
    assert done() == []
    signed(world, letter)
    assert done() == ["registered_practice"]


def test_whoever_referred_is_told_of_the_end(world: World, enrolment: int) -> None:
    lena = world.staff("Lena Osei")
    gives("guided-conversation", person=world.person("Edna Marsh"), work=f"enrolment:{enrolment}:guided_conversation",
          by=lena, at=THEN, answered=CONVERSATION)  # fmt: skip
    care.end(enrolment, outcome="goals_met", why="Said so", by=lena, at=THEN)
    letter = drafted(world, enrolment, "ended-to-referrer")
    assert letter.to_name == "Hillside Surgery"
    assert "Said so" in said(letter)


def test_someone_has_a_copy_of_the_letters_about_them_but_of_what_must_be_looked_at_first(
    world: World, enrolment: int
) -> None:
    signed(world, drafted(world, enrolment))
    drafted(world, enrolment)
    kept = signed(world, drafted(world, enrolment))
    Letter.objects.filter(pk=kept.pk).update(tells="safeguarding")
    theirs = open_person(world.person("Edna Marsh"), by=world.staff("Dr Priya Nair"), reason="Asked for it", at=THEN,
                         act="record.export")  # fmt: skip
    copy = copy_of_letters(theirs)
    assert (len(copy.letters), copy.held_back) == (1, 2)
    assert b"Social prescribing link worker, Northmoor Community" in copy.as_json()
    assert b"Lena" not in b"".join(line for line in copy.as_json().splitlines() if b"signed_by" in line)
