# ruff: noqa: F811 (a fixture that is imported is asked for by its name)
"""At ten past two: what to know of Edna in one screen, what is missing or out of date in so many words, and the crew's own."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import Aim, How
from joinedup.work.plans import actions
from joinedup.work.plans.models import Feedback
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_plan_pages import CREW, GP, adds, edna, part, shown  # noqa: F401 (edna is a fixture)
from tests.spec.work.a_plan import DNACPR, MINUTE
from tests.world.world import NOW, World

FACTS = """
    kind     | happened   | text                      | status   | reaction
    ---------+------------+---------------------------+----------+---------
    allergy  | 2010-05-04 | Penicillin                | active   | Rash
    problem  | 2017-09-05 | Type 2 diabetes           | active   |
    problem  | 2001-01-01 | Appendicitis              | resolved |
    medicine | 2020-06-01 | Metformin 500mg tablets   | active   |
    alert    | 2024-01-01 | Dog in the house          | active   |
"""
FOR_RESUSCITATION = """
    kind       | happened   | text                                          | code      | item
    -----------+------------+-----------------------------------------------+-----------+--------------
    preference | 2025-02-01 | For attempted cardiopulmonary resuscitation   | 450475007 | resuscitation
"""
NOTHING_DECIDED = "No resuscitation decision is shown here. That is not a decision"


def at(world: World, path: str = "", name: str = "Edna Marsh") -> str:
    return f"/people/{world.person(name)}/urgent{path}"


def with_them(world: World, client: Client, name: str = "Edna Marsh") -> Client:
    """Say that one is with the person now, as the button of the list of those found does."""
    answer = client.post(f"/people/{world.person(name)}/with-them", {"then": "urgent"})
    assert (answer.status_code, answer["Location"]) == (302, at(world, name=name))
    return client


def text(page: str) -> str:
    """Return the words of what stands between the headings and the foot of a page."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#34;", '"').split())


@pytest.fixture
def crew(edna: World, signed_in: SignedIn) -> Client:
    """A paramedic who is with Edna, of whom her surgery tells too."""
    edna.tells("Hillside Surgery", of="Edna Marsh", table=FACTS)
    return with_them(edna, signed_in(CREW))


def test_a_crew_that_is_with_edna_reads_the_decision_first_and_where_its_original_is(edna: World, crew: Client) -> None:
    page = text(shown(crew, at(edna)))
    order = [
        "MARSH, Edna", "Do not attempt resuscitation", "Decided 14 January 2026 by Dr Priya Nair, GP.",
        "Review by 14 January 2027.", "Original: Yellow folder, kitchen drawer.",
        "Written here by Dr Priya Nair, GP, Hillside Surgery, 1 April 2026.", "Penicillin (rash)", "Dog in the house",
        "If I fall", "Sit with me", "Judith Warrender (daughter) 07700 900123", "Type 2 diabetes", "Metformin 500mg",
        "My garden",
    ]  # fmt: skip
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Appendicitis" not in page
    assert "These do not agree" not in page
    assert JournalLine.objects.filter(act="record.open", person_id=edna.person("Edna Marsh")).count() == 1


def test_nobody_who_does_not_care_for_edna_sees_it_and_a_paramedic_is_one_tap_from_it(
    edna: World,
    signed_in: SignedIn,
) -> None:
    page = shown(signed_in("Dr Owen Pryce"), at(edna), 403)
    assert "Do not attempt" not in page
    page = shown(signed_in(CREW), at(edna), 403)
    assert "Yes, open the record" in page
    assert '<input type="hidden" name="then" value="urgent">' in page


def test_an_emergency_leads_back_to_what_to_know(edna: World, signed_in: SignedIn) -> None:
    typed = {"emergency": "life", "because": "collapsed at the bus station", "then": "urgent"}
    other = signed_in("Dr Owen Pryce")
    answer = other.post(f"/people/{edna.person('Edna Marsh')}/emergency", typed)
    assert answer["Location"] == at(edna)
    assert "Do not attempt" in shown(other, at(edna))


def test_where_nobody_wrote_a_plan_that_and_the_missing_decision_are_said(world: World, signed_in: SignedIn) -> None:
    page = text(shown(with_them(world, signed_in(CREW)), at(world)))
    assert NOTHING_DECIDED in page
    assert "look for a form with the person, and ask." in page
    assert "No plan has been written here." in page
    assert "Nobody is written down to be called." in page


def test_a_review_that_is_overdue_is_said_with_the_decision(edna: World, crew: Client) -> None:
    actions.write(part("resuscitation"), DNACPR | {"review_on": "2026-03-30"}, based_on=1, by=edna.staff(GP), at=NOW)
    page = text(shown(crew, at(edna)))
    assert re.search(r"Do not attempt resuscitation Out of date: its review was due on 30 March 2026, .* ago\.", page)


def test_two_decisions_that_do_not_agree_are_both_shown_and_that_is_said(edna: World, crew: Client) -> None:
    edna.tells("Saltmarsh Hospice", of="Edna Marsh", table=FOR_RESUSCITATION, feed="end_of_life")
    page = text(shown(crew, at(edna)))
    assert "These do not agree. The latest is of 14 January 2026. Act on the original" in page
    assert "Do not attempt resuscitation" in page
    assert "For attempted cardiopulmonary resuscitation" in page
    assert "In the record, from Saltmarsh Hospice" in page


def test_a_decision_that_only_the_record_tells_of_is_shown_with_what_it_does_not_say(
    world: World, signed_in: SignedIn
) -> None:
    world.tells("Saltmarsh Hospice", of="Edna Marsh", table=FOR_RESUSCITATION, feed="end_of_life")
    page = text(shown(with_them(world, signed_in(CREW)), at(world)))
    assert "For attempted cardiopulmonary resuscitation : recorded 1 February 2025. No review date is given." in page
    assert "Original: not said where; ask." in page
    assert NOTHING_DECIDED not in page


def test_two_who_wrote_the_decision_at_once_are_both_read_and_that_they_differ_is_said(
    edna: World, crew: Client
) -> None:
    actions.write(part("resuscitation"), DNACPR | {"clinician": "Dr A"}, based_on=1, by=edna.staff(GP), at=NOW)
    actions.write(part("resuscitation"), DNACPR | {"decision": "for"}, based_on=1, by=edna.staff(GP), at=NOW + MINUTE)
    page = text(shown(crew, at(edna)))
    assert "These do not agree." in page
    assert "Attempt resuscitation" in page


def test_a_decision_that_was_taken_back_is_shown_no_more(edna: World, crew: Client) -> None:
    actions.end(part("resuscitation"), based_on=1, why="She wants it now", by=edna.staff(GP), at=NOW + MINUTE)
    assert NOTHING_DECIDED in text(shown(crew, at(edna)))


def test_what_edna_sealed_is_said_to_be_kept_and_an_emergency_opens_it(edna: World, signed_in: SignedIn) -> None:
    choices.seal(edna.person("Edna Marsh"), Aim(section="end_of_life"), how=How.IN_PERSON, by=edna.staff(GP), at=NOW)
    page = text(shown(with_them(edna, signed_in(CREW)), at(edna)))
    assert NOTHING_DECIDED in page
    assert "1 part of the plan is sealed by the person. An emergency opens what is sealed." in page
    edna.breaks_glass("Edna Marsh", by=CREW, at=_now())
    assert "Do not attempt resuscitation" in text(shown(signed_in(CREW), at(edna)))


def test_a_post_that_reads_no_decisions_is_told_that_and_not_that_there_is_none(
    edna: World, signed_in: SignedIn
) -> None:
    edna.tells(
        "Northmoor Community", of="Edna Marsh", table="kind | happened | text\ncommunity_contact | 2026-03-20 | Visit"
    )
    page = text(shown(signed_in("Lena Osei"), at(edna)))
    assert "This post does not see resuscitation decisions." in page
    assert NOTHING_DECIDED not in page
    assert "Do not attempt" not in page


def test_long_words_are_cut_on_the_screen_and_whole_in_the_plan(edna: World, crew: Client) -> None:
    adds(edna, "contingency", {"trigger": "If I am breathless", "what": "Sit me up. " * 40})
    for number in range(3):
        adds(edna, "contingency", {"trigger": f"If this {number}", "what": "Ring", "review_on": "2026-01-01"})
    page = text(shown(crew, at(edna)))
    assert "2 more plans for what could go wrong" in page
    assert "Out of date: its review was due on 1 January 2026" in page
    assert len(page) < 3_000


def test_the_crews_words_are_sent_once_and_the_plan_says_that_they_wait(edna: World, crew: Client) -> None:
    page = shown(crew, at(edna, "/tell"))
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert key
    typed = {
        "key": key[1],
        "happened": "Fell, stayed at home",
        "wrong": "The folder is in the hall",
        "part": part("resuscitation"),
    }
    for _ in range(2):
        answer = crew.post(at(edna, "/tell"), typed, follow=True)
        assert "Whoever wrote the plan is asked to answer by 08:00." in answer.content.decode()
    assert Feedback.objects.count() == 1
    page = shown(crew, f"/people/{edna.person('Edna Marsh')}/plan")
    assert "The folder is in the hall" in page
    assert "To be answered by" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"happened": " ", "key": str(uuid4())}, "It is not said what happened."),
        ({"happened": "Fell", "key": "x"}, "This page was not sent whole."),
        ({"happened": "Fell", "key": str(uuid4()), "part": "x"}, "This page was not sent whole."),
        ({"happened": "Fell", "key": str(uuid4()), "part": "999"}, "That part is not in this plan."),
    ],
)
def test_words_that_cannot_be_sent_stay_in_their_box(edna: World, crew: Client, typed: dict, words: str) -> None:
    answer = crew.post(at(edna, "/tell"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f">{typed['happened']}</textarea>" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_nobody_tells_of_someone_whose_record_they_may_not_open(edna: World, signed_in: SignedIn) -> None:
    typed = {"happened": "Fell", "key": str(uuid4())}
    assert signed_in("Dr Owen Pryce").post(at(edna, "/tell"), typed).status_code == 403
    assert not Feedback.objects.exists()


def test_the_list_of_those_found_offers_a_crew_one_tap_to_what_to_know(edna: World, signed_in: SignedIn) -> None:
    found = {"text": edna.nhs_number("Edna Marsh")}
    page = signed_in(CREW).post("/people", found, follow=True).content.decode()
    assert "I am with them: what to know now" in page
    assert "I am with them" not in signed_in(GP).post("/people", found, follow=True).content.decode()
    crew = with_them(edna, signed_in(CREW))
    page = crew.post("/people", found, follow=True).content.decode()
    assert f'href="{at(edna)}"' in page
    assert "I am with them" not in page


def _now():  # the moment of the requests of a test
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.now(UTC)


def test_whom_to_call_comes_first_who_decides_next_then_the_key_worker_and_who_has_no_number_last(
    edna: World, crew: Client
) -> None:
    adds(
        edna,
        "professional",
        {"name": "Ruth Adeyemi", "role": "Community nurse", "key_worker": "yes", "contact": "01632 960201"},
    )
    adds(edna, "professional", {"name": "Hal Ferreira", "team": "Hub", "contact": "01632 960203"})
    adds(edna, "contact", {"name": "Silas", "relationship": "Nephew"})
    adds(edna, "contact", {"name": "Mair", "relationship": "Sister", "contact": "07700 900333", "first": "yes"})
    adds(edna, "attorney", {"name": "Judith Warrender", "contact": "07700 900222"})
    page = text(shown(crew, at(edna)))
    page = page[page.index(" Call Mair") :]
    order = [
        "Mair (sister)",
        "Judith Warrender (may decide for them)",
        "Ruth Adeyemi (community nurse)",
        "Hal Ferreira",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Silas" not in page, "four are shown: who has no number comes last"


def test_a_plan_in_which_nobody_wrote_for_a_year_is_said_to_be_old(world: World, signed_in: SignedIn) -> None:
    adds(world, "matters", {"words": "My garden"}, at=NOW.replace(year=2024))
    adds(world, "review", {"review_on": "2024-12-01", "reviewer": "Dr Priya Nair"}, at=NOW.replace(year=2024))
    page = text(shown(with_them(world, signed_in(CREW)), at(world)))
    assert "Nobody has written in this plan since 1 April 2024: ask whether it still holds." in page
    assert "Out of date: its review was due on 1 December 2024" in page
    assert "It is not recorded that the person agreed this plan." in page


def test_that_edna_no_longer_agrees_is_said(edna: World, crew: Client) -> None:
    agreed = {"agreed_at": NOW, "how": How.PHONE, "by": edna.staff(GP), "at": NOW}
    actions.agree(edna.person("Edna Marsh"), **agreed)
    assert "agreed this plan" not in text(shown(crew, at(edna)))
    actions.agree(edna.person("Edna Marsh"), yes=False, **agreed)
    assert "The person no longer agrees with this plan, since 1 April 2026." in text(shown(crew, at(edna)))


def test_what_edna_refuses_and_what_is_kept_ready_are_on_the_screen(edna: World, crew: Client) -> None:
    adds(edna, "treatment_refused", {"words": "Blood of any kind, even if I would die", "original": "In my purse"})
    adds(edna, "medicines_ready", {"words": "Box of injections", "where": "Wardrobe"})
    page = text(shown(crew, at(edna)))
    assert "Refuses: Blood of any kind, even if I would die Document: In my purse." in page
    assert "Kept ready Box of injections: Wardrobe" in page


def test_several_decisions_of_one_sender_are_told_by_the_latest(world: World, signed_in: SignedIn) -> None:
    later = (
        FOR_RESUSCITATION.replace("2025-02-01", "2026-02-01")
        .replace("450475007", "450476008")
        .replace("For attempted", "Not for    ")
    )
    for table in (later, FOR_RESUSCITATION):
        world.tells("Saltmarsh Hospice", of="Edna Marsh", table=table, feed="end_of_life")
    page = text(shown(with_them(world, signed_in(CREW)), at(world)))
    assert "1 February 2026" in page
    assert "1 February 2025" not in page
    assert "These do not agree" not in page


def both(world: World, kind: str, one: dict[str, str], other: dict[str, str]) -> None:
    """Have two people write a part on the same version at once."""
    adds(world, kind, {name: f"{said} once" for name, said in one.items()})
    actions.write(part(kind), one, based_on=1, by=world.staff(GP), at=NOW)
    actions.write(part(kind), one | other, based_on=1, by=world.staff(GP), at=NOW + MINUTE)


def test_what_two_wrote_at_once_is_read_in_both_ways_and_said_not_to_be_brought_together(
    edna: World, crew: Client
) -> None:
    no_blood = {"words": "Blood of any kind", "original": "In my purse"}
    both(edna, "treatment_refused", no_blood, {"words": "Blood, but not platelets", "original": "In the safe"})
    both(edna, "medicines_ready", {"words": "Box A", "where": "Wardrobe"}, {"words": "Box B", "where": "Fridge"})
    both(edna, "place", {"care": "At home"}, {"care": "The hospice"})
    both(edna, "attorney", {"name": "Judith Warrender", "contact": "07700 900222"}, {"contact": "07700 900444"})
    page = text(shown(crew, at(edna)))
    apart = "two versions, not yet brought together"
    assert f"Refuses: Blood of any kind Document: In my purse. ({apart})" in page
    assert f"Refuses: Blood, but not platelets Document: In the safe. ({apart})" in page
    assert f"Box A: Wardrobe ({apart})" in page
    assert f"Box B: Fridge ({apart})" in page
    assert f"At home ({apart}) ; The hospice ({apart})" in page
    assert f"07700 900222 ({apart})" in page
    assert f"07700 900444 ({apart})" in page


def test_what_one_ended_while_another_wrote_in_it_is_read_as_it_was_written_only(edna: World, crew: Client) -> None:
    refused = adds(edna, "treatment_refused", {"words": "Blood of any kind", "original": "In my purse"}).part_id
    fall = part("contingency")
    for number, stays, goes in (
        (refused, {"words": "Blood, and platelets", "original": "In the safe"}, "She took it back"),
        (fall, {"trigger": "If I fall", "what": "Call Judith, then wait"}, "No longer"),
    ):
        actions.end(number, based_on=1, why=goes, by=edna.staff(GP), at=NOW)
        actions.write(number, stays, based_on=1, by=edna.staff(GP), at=NOW + MINUTE)
    page = text(shown(crew, at(edna)))
    assert "Refuses: Blood, and platelets Document: In the safe." in page
    assert "Blood of any kind" not in page
    assert "Call Judith, then wait" in page
    assert "Sit with me" not in page, "an instruction that was ended is never read in the night"
    assert page.count("someone ended it while another wrote in it: not yet brought together") == 2
