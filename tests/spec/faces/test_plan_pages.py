"""Staff read and write a person's one plan together, agree it with them, take it along, and answer what was wrong in it."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions as linkage
from joinedup.work.plans import actions
from joinedup.work.plans.models import Agreed, Feedback, Part, PartVersion
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.a_plan import DNACPR, MINUTE
from tests.world.world import NOW, World

GP, NURSE, CREW = "Dr Priya Nair", "Sam Whitlock", "Jude Carver"


@pytest.fixture
def edna(world: World) -> World:
    """Edna, whose plan says what matters, what to do if she falls, whom to call and what was decided with her."""
    for kind, answers in (
        ("matters", {"words": "My garden, and Saturdays with Judith."}),
        ("contingency", {"trigger": "If I fall", "what": "Sit with me, then help me up. I do not want hospital for a graze.", "who": "Judith Warrender", "role": "Daughter", "contact": "07700 900123"}),
        ("resuscitation", DNACPR),
        ("need", {"words": "I fall when I turn round"}),
    ):  # fmt: skip
        adds(world, kind, answers)
    return world


def adds(world: World, kind: str, answers: dict[str, str], *, by: str = GP, **more) -> PartVersion:
    person = world.person("Edna Marsh")
    return actions.add(person, kind, answers, key=uuid4(), by=world.staff(by), at=more.pop("at", NOW), **more)


def at(world: World, path: str = "", name: str = "Edna Marsh") -> str:
    return f"/people/{world.person(name)}/plan{path}"


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def part(kind: str) -> int:
    return Part.objects.filter(kind=kind).latest("pk").pk


def test_the_plan_opens_with_ednas_own_words_and_says_who_wrote_each_part(edna: World, signed_in: SignedIn) -> None:
    page = shown(signed_in(GP), at(edna))
    places = [
        page.index(words) for words in ("My garden, and Saturdays", "Sit with me", "Do not attempt", "I fall when")
    ]
    assert places == sorted(places)
    assert "Dr Priya Nair, GP, Hillside Surgery, 1 April 2026" in page
    assert "Not agreed yet." in page
    assert JournalLine.objects.filter(act="plan.see", person_id=edna.person("Edna Marsh")).count() == 1


def test_of_someone_without_a_plan_the_page_says_how_to_begin(world: World, signed_in: SignedIn) -> None:
    page = shown(signed_in(GP), at(world))
    assert "Nothing has been written yet. Begin with what matters most to the person, in their own words." in page
    assert "PDF to hand out" not in page


def test_another_practices_gp_is_stopped_before_the_plan_and_every_page_of_it(edna: World, signed_in: SignedIn) -> None:
    other = signed_in("Dr Owen Pryce")
    number = part("matters")
    for path in (
        "", "/print", "/plan.pdf", "/dates.ics", "/agree", "/new/wish", f"/parts/{number}", f"/parts/{number}/write",
    ):  # fmt: skip
        page = shown(other, at(edna, path), 403)
        assert "My garden" not in page
    for path in (
        f"/parts/{number}/end",
        f"/parts/{number}/bring-back",
        f"/parts/{number}/write",
        "/new/wish",
        "/agree",
    ):
        assert other.post(at(edna, path), {"words": "I was here", "key": uuid4(), "why": "x"}).status_code == 403
    assert PartVersion.objects.count() == 4


def test_a_part_of_edna_is_nowhere_in_the_plan_of_thomas(edna: World, signed_in: SignedIn) -> None:
    gp, number = signed_in(GP), part("matters")
    for path in (f"/parts/{number}", f"/parts/{number}/write"):
        assert "My garden" not in shown(gp, at(edna, path, "Thomas Knight"), 404)
    for act, typed in (
        ("write", {"words": "Mine", "based_on": 1}),
        ("end", {"why": "Gone"}),
        ("bring-back", {"number": 1}),
    ):
        assert gp.post(at(edna, f"/parts/{number}/{act}", "Thomas Knight"), typed).status_code == 404
    assert PartVersion.objects.count() == 4


def test_a_link_worker_is_shown_no_resuscitation_decision_and_told_that_a_part_is_not_theirs(
    edna: World, signed_in: SignedIn
) -> None:
    edna.tells(
        "Northmoor Community", of="Edna Marsh", table="kind | happened | text\ncommunity_contact | 2026-03-20 | Visit"
    )
    page = shown(signed_in("Lena Osei"), at(edna))
    assert "My garden" in page
    assert "Do not attempt" not in page
    assert "Your post reads a part of the plan." in page


def test_a_new_wish_is_written_once_however_often_the_page_is_sent(edna: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    page = shown(gp, at(edna, "/new/wish"))
    assert "What do you wish for?" in page
    typed = {"words": "A window that opens", "key": uuid4(), "for_person": "yes"}
    for _ in range(2):
        assert gp.post(at(edna, "/new/wish"), typed, follow=True).status_code == 200
    page = shown(gp, at(edna))
    assert page.count('<p class="ju-plan__words ju-plan__words--own ju-prose">A window that opens</p>') == 1
    assert PartVersion.objects.get(part__kind="wish").for_proxy is False


def test_every_mistake_is_told_beside_its_box_and_what_was_typed_stays(edna: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    typed = {"words": "Walk to the shop", "importance": "12", "key": uuid4()}
    answer = gp.post(at(edna, "/new/goal"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("begin with “I” or “My”, as they say it themselves.", "write a whole number from 0 to 10."):
        assert page.count(words) == 2, "once above, once beside the box"
    assert ">Walk to the shop</textarea>" in page
    assert 'href="#importance"' in page


@pytest.mark.parametrize("key", ["", "not-a-key"])
def test_a_page_without_its_key_writes_nothing_and_keeps_the_words(edna: World, signed_in: SignedIn, key: str) -> None:
    answer = signed_in(GP).post(at(edna, "/new/wish"), {"words": "A window", "key": key})
    assert answer.status_code == 422
    assert "This page was not sent whole." in answer.content.decode()
    assert ">A window</textarea>" in answer.content.decode()


def test_a_goal_and_its_action_are_written_under_their_need(edna: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    page = shown(gp, f"{at(edna, '/new/goal')}?under={part('need')}")
    assert "Under: I fall when I turn round" in page
    gp.post(at(edna, "/new/goal"), {"words": "I want to walk to the shop again", "importance": "9", "confidence": "6", "status": "going", "under": part("need"), "key": uuid4(), "for_person": "yes"})  # fmt: skip
    gp.post(at(edna, "/new/action"), {"words": "Balance classes", "owner": "me", "due-day": "1", "due-month": "5", "due-year": "2126", "status": "to_do", "under": part("goal"), "key": uuid4(), "for_person": "yes"})  # fmt: skip
    page = shown(gp, at(edna))
    assert [page.index(words) for words in ("I fall when", "I want to walk", "9 of 10", "Balance classes")] == sorted(
        page.index(words) for words in ("I fall when", "I want to walk", "9 of 10", "Balance classes")
    )
    assert '<dd class="ju-prose">Dr Priya Nair</dd>' in page
    assert "1 May 2126" in page
    edited = shown(gp, at(edna, f"/parts/{part('action')}/write"))
    assert 'value="2126"' in edited
    assert "selected" in edited


def test_where_two_wrote_at_once_the_second_is_shown_both_and_can_bring_them_together(
    edna: World, signed_in: SignedIn
) -> None:
    number = part("matters")
    nurse = signed_in(NURSE)
    shown(nurse, at(edna, f"/parts/{number}/write"))
    actions.write(number, {"words": "My cat"}, based_on=1, by=edna.staff(GP), at=NOW + MINUTE)
    answer = nurse.post(
        at(edna, f"/parts/{number}/write"), {"words": "My church", "based_on": 1, "for_person": "yes"}, follow=True
    )
    page = answer.content.decode()
    assert "Someone else wrote in this part while you did. Both are kept." in page
    assert "My cat" in page
    assert "My church" in page
    assert ">My cat\nMy church</textarea>" in page, "the boxes begin with all of it"
    assert "Several people wrote this at the same time." in shown(nurse, at(edna))
    nurse.post(
        at(edna, f"/parts/{number}/write"), {"words": "My cat and my church", "based_on": 3, "for_person": "yes"}
    )
    assert "Several people wrote" not in shown(nurse, at(edna))
    page = shown(nurse, at(edna, f"/parts/{number}"))
    assert "4 versions, the newest first" in page
    assert page.index("My cat and my church") < page.index("Written at the same time") < page.index("My garden")


def test_a_part_is_ended_with_its_reason_and_brought_back(edna: World, signed_in: SignedIn) -> None:
    gp, number = signed_in(GP), part("contingency")
    page = gp.post(at(edna, f"/parts/{number}/end"), {"why": ""}, follow=True).content.decode()
    assert "Nobody said why it holds no more." in page
    gp.post(at(edna, f"/parts/{number}/end"), {"why": "She has a frame now", "based_on": 1})
    page = shown(gp, at(edna))
    assert "1 part holds no more" in page
    assert "She has a frame now" in page
    page = shown(gp, at(edna, f"/parts/{number}"))
    assert "Holds no more" in page
    assert "Have it say this again" in page
    assert gp.post(at(edna, f"/parts/{number}/bring-back"), {"number": 9}).status_code == 404
    gp.post(at(edna, f"/parts/{number}/bring-back"), {"number": 1})
    assert "1 part holds no more" not in shown(gp, at(edna))


def test_edna_agrees_her_plan_by_phone_and_later_judith_for_her(edna: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    assert "Read the plan with them first" in shown(gp, at(edna, "/agree"))
    for typed, words in (
        ({}, "Nobody said who agreed."),
        ({"agrees": "person"}, "Nobody said how it was agreed."),
        (
            {"agrees": "person", "how": "phone", "on-day": "31", "on-month": "2", "on-year": "2026"},
            "We could not read the day.",
        ),
        (
            {"agrees": "representative", "how": "phone", "representative": "Judith"},
            "Nobody said what they are to the person.",
        ),
    ):
        answer = gp.post(at(edna, "/agree"), typed)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    gp.post(
        at(edna, "/agree"), {"agrees": "person", "how": "phone", "on-day": "31", "on-month": "3", "on-year": "2026"}
    )
    page = shown(gp, at(edna))
    assert "Agreed by the person on 31 March 2026, by phone." in page
    assert "4 parts have changed since" in page
    gp.post(
        at(edna, "/agree"),
        {"agrees": "representative", "how": "in_person", "representative": "Judith Warrender", "relation": "daughter"},
    )
    page = shown(gp, at(edna))
    assert "Agreed by Judith Warrender (daughter), for the person on" in page
    gp.post(at(edna, "/agree"), {"agrees": "no", "how": "in_person"})
    assert "No longer agreed by the person, since" in shown(gp, at(edna))
    assert Agreed.objects.count() == 3


def test_the_plan_on_paper_says_who_printed_it(edna: World, signed_in: SignedIn) -> None:
    page = shown(signed_in(GP), at(edna, "/print"))
    assert "Printed by Dr Priya Nair, GP, Hillside Surgery" in page
    assert "My garden" in page
    assert ">Change<" not in page


def test_the_pdf_is_tagged_titled_in_english_and_says_all_of_the_plan(edna: World, signed_in: SignedIn) -> None:
    adds(edna, "wish", {"words": '#let x = 1 $ " \\ 你好 — a window'})
    answer = signed_in(GP).get(at(edna, "/plan.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(read.trailer["/Root"]["/Lang"]).startswith("en")
    assert "The plan of Edna Marsh" in str(read.metadata.title if read.metadata else "")
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for words in ("My garden, and Saturdays with Judith.", "Do not attempt resuscitation", "Yellow folder", "a window"):
        assert words in text


def test_an_empty_plan_makes_a_pdf_that_says_so(world: World, signed_in: SignedIn) -> None:
    read = PdfReader(io.BytesIO(signed_in(GP).get(at(world, "/plan.pdf")).content))
    assert "Nothing has been written in this plan yet." in " ".join(read.pages[0].extract_text().split())


def test_the_dates_go_to_a_calendar_and_say_nothing_of_what_they_are_about(edna: World, signed_in: SignedIn) -> None:
    adds(edna, "review", {"review_on": "2126-07-01", "reviewer": "Dr Priya Nair"})
    adds(edna, "action", {"words": "HIV clinic letter", "owner": "person", "due": "2126-05-01", "status": "to_do"})
    adds(edna, "action", {"words": "Done already", "owner": "person", "due": "2126-05-02", "status": "done"})
    answer = signed_in(GP).get(at(edna, "/dates.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().split("\r\n")
    assert [line for line in lines if line.startswith(("DTSTART", "SUMMARY"))] == [
        "DTSTART;VALUE=DATE:20270114", "SUMMARY:Part of the plan is looked at again",
        "DTSTART;VALUE=DATE:21260501", "SUMMARY:Something planned is due",
        "DTSTART;VALUE=DATE:21260701", "SUMMARY:Review of the plan",
    ]  # fmt: skip
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert not any("HIV" in line or "Marsh" in line for line in lines)


def test_someone_merged_leads_on_to_the_plan_of_whom_they_are_now(edna: World, signed_in: SignedIn) -> None:
    for name in ("Edna Marsh", "Thomas Knight"):
        edna.tells(
            "Hillside Surgery", of=name, table="kind | happened | text\nmedicine | 2025-06-01 | Amlodipine 5 mg tablet"
        )
    thomas = edna.person("Thomas Knight")
    linkage.merge(gone=edna.person("Edna Marsh"), into=thomas, reason="One", by=edna.staff("Tariq Bell"), at=NOW)
    answer = signed_in(GP).get(at(edna))
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{thomas}/plan")
    assert "My garden" in shown(signed_in(GP), answer["Location"])


# What crews say


def test_the_crews_words_wait_for_the_gp_are_counted_on_her_home_page_and_answered(
    edna: World, signed_in: SignedIn
) -> None:
    actions.tell(
        edna.person("Edna Marsh"), happened="Fell at 02:10, stayed at home", wrong="The folder is in the hall",
        part_id=part("resuscitation"), key=uuid4(), by=edna.staff(CREW), at=NOW,
    )  # fmt: skip
    gp = signed_in(GP)
    assert "1 answer is owed" in shown(gp, "/")
    page = shown(gp, "/plan-feedback")
    assert "MARSH, Edna" in page
    assert "The folder is in the hall" in page
    assert "About “Resuscitation”." in page
    told = Feedback.objects.get()
    answer = gp.post(f"/plan-feedback/{told.pk}", {"text": " "})
    assert (answer.status_code, "It is not said what was done." in answer.content.decode()) == (422, True)
    gp.post(f"/plan-feedback/{told.pk}", {"text": "Rang Judith. Plan changed."})
    assert "Rang Judith. Plan changed." in shown(gp, at(edna))
    assert "answer is owed" not in shown(gp, "/")
    lines = b"".join(gp.get("/plan-feedback/list.csv").streaming_content).decode().splitlines()
    assert lines[0].endswith("To be answered by,Answer")
    assert "Rang Judith. Plan changed." in lines[1]


def test_another_practice_neither_reads_nor_answers_them_and_its_list_is_an_empty_file(
    edna: World, signed_in: SignedIn
) -> None:
    told = actions.tell(edna.person("Edna Marsh"), happened="Fell", key=uuid4(), by=edna.staff(CREW), at=NOW)
    other = signed_in("Dr Owen Pryce")
    assert "Nobody has said anything of a plan" in shown(other, "/plan-feedback")
    assert other.post(f"/plan-feedback/{told.pk}", {"text": "Ours"}).status_code == 404
    assert len(b"".join(other.get("/plan-feedback/list.csv").streaming_content).decode().splitlines()) == 1


def test_what_is_overdue_and_what_is_kept_from_edna_are_said_with_the_part(edna: World, signed_in: SignedIn) -> None:
    adds(edna, "action", {"words": "Balance classes", "owner": "person", "due": "2026-03-01", "status": "doing"})
    adds(edna, "action", {"words": "Frame", "owner": "person", "due": "2026-03-02", "status": "done"})
    adds(edna, "wish", {"words": "Her son must not know"}, for_person=False)
    adds(edna, "wish", {"words": "Church"}, for_proxy=True)
    page = shown(signed_in(GP), at(edna))
    assert page.count("Overdue: it was to be done by 1 March 2026.") == 1
    assert "2 March 2026." not in page
    assert "For staff only: not shown to the person." in page
    assert "The person and who acts for them may see it." in page
    read = PdfReader(io.BytesIO(signed_in(GP).get(at(edna, "/plan.pdf")).content))
    assert "Overdue: it was to be done by" in " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_two_who_wrote_at_once_are_both_on_paper_and_the_boxes_begin_with_what_only_one_wrote(
    edna: World, signed_in: SignedIn
) -> None:
    number, said = part("contingency"), {"trigger": "If I fall", "what": "Sit with me"}
    actions.write(number, said, based_on=1, by=edna.staff(GP), at=NOW + MINUTE)
    actions.write(
        number,
        said | {"signs": "I hold the table", "what": "Ring Judith"},
        based_on=1,
        by=edna.staff(NURSE),
        at=NOW + 2 * MINUTE,
    )
    page = shown(signed_in(GP), at(edna, f"/parts/{number}/write"))
    assert ">I hold the table</textarea>" in page
    assert ">Sit with me\nRing Judith</textarea>" in page
    read = PdfReader(io.BytesIO(signed_in(GP).get(at(edna, "/plan.pdf")).content))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "Several people wrote this at the same time." in text
    assert "Ring Judith" in text


def test_what_cannot_be_changed_is_said_and_what_is_not_there_is_not_found(edna: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    answer = gp.post(at(edna, f"/parts/{part('matters')}/write"), {"words": " ", "based_on": 1})
    assert (answer.status_code, "this is missing." in answer.content.decode()) == (422, True)
    answer = gp.post(at(edna, f"/parts/{part('matters')}/write"), {"words": "A", "based_on": 99, "for_person": "yes"})
    assert (answer.status_code, "That version was never written." in answer.content.decode()) == (422, True)
    assert gp.get(at(edna, "/new/horoscope")).status_code == 404
    assert gp.get("/people/999999/plan").status_code == 404


def test_a_part_of_a_kind_that_this_version_does_not_know_stops_no_page(edna: World, signed_in: SignedIn) -> None:
    Part.objects.filter(kind="need").update(kind="of_a_later_version")
    page = shown(signed_in(GP), at(edna))
    assert "My garden" in page
    assert "I fall when" not in page
