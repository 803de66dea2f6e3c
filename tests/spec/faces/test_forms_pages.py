"""The pages of forms: choosing, filling in, checking, giving, reading again; by one, by two, and by who may not."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from joinedup.faces.components.words import london_day
from joinedup.insight.forms import form_named
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Post
from joinedup.record.answers import actions
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks.models import Task
from joinedup.words.forms import pages
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.team import a_team, takes_on
from tests.world.forms import visit
from tests.world.world import NOW, World

PRIYA, SAM, OWEN = "Dr Priya Nair", "Sam Whitlock", "Dr Owen Pryce"
PEOPLE, ANOTHER = "Edna Marsh", "Thomas Knight"


@pytest.fixture
def priya(signed_in: SignedIn, world: World) -> Client:
    world.person(PEOPLE)
    return signed_in(PRIYA)


@pytest.fixture
def draft(world: World) -> str:
    """The address of a first visit to Edna that Dr Nair has begun."""
    edna = world.person(PEOPLE)
    begun = actions.begin(visit(), person_id=edna, by=world.staff(PRIYA), at=NOW)
    return f"/people/{edna}/forms/drafts/{begun.pk}"


def begun(client: Client, edna: int, form: str) -> str:
    answer = client.post(f"/people/{edna}/forms/new/{form}", follow=True)
    assert answer.status_code == 200
    return str(answer.redirect_chain[-1][0])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def hidden(answer: Any) -> dict[str, Any]:
    """Return what a page sends besides what is typed."""
    was = re.search(r'name="was" value="([^"]*)"', answer.content.decode())
    assert was
    return {"was": unescape(was[1]), "shown": re.findall(r'name="shown" value="([^"]+)"', text(answer))}


def send(client: Client, page: str, act: str = "on", follow: bool = False, **typed: Any) -> Any:
    """Open a page, type in it as a browser without JavaScript does, and send it."""
    told = {f"q:{key.replace('__', '#')}": value for key, value in typed.items()}
    return client.post(page, {**hidden(client.get(page)), **told, "act": act}, follow=follow)


def test_a_form_is_chosen_filled_in_checked_and_given(priya: Client, world: World) -> None:
    edna = world.person(PEOPLE)
    assert "Wellbeing wheel" in text(priya.get(f"/people/{edna}/forms/new"))
    assert "Start" in text(priya.get(f"/people/{edna}/forms/new/wellbeing-wheel"))
    tasks = begun(priya, edna, "wellbeing-wheel")
    assert "Not started" in text(priya.get(tasks))
    arms = hidden(priya.get(f"{tasks}/pages/wheel"))["shown"]
    following = send(priya, f"{tasks}/pages/wheel", **dict.fromkeys(arms, "7"))["Location"]
    assert following == f"{tasks}/pages/wheel_next"
    check = send(priya, following)["Location"]
    assert check == f"{tasks}/check"
    page = text(priya.get(check))
    assert "Change" in page
    assert "What the answers come to" in page
    assert "It is not a diagnosis" in page
    given = priya.post(check, {"when": "now"}, follow=True)
    assert "The form is given." in text(given)
    kept = Answered.objects.get()
    assert (kept.person_id, kept.role, kept.organisation) == (edna, "gp", "X90001")
    assert "Wellbeing wheel" in text(priya.get(f"/people/{edna}/forms"))
    assert "Wellbeing wheel" in b"".join(priya.get(f"/people/{edna}/forms/list.csv")).decode()
    assert "7" in text(priya.get(f"/people/{edna}/forms/{kept.pk}/print"))


def test_a_page_shows_what_is_missing_with_a_link_to_it_and_keeps_what_was_typed(priya: Client, draft: str) -> None:
    answer = send(priya, f"{draft}/pages/home", key_safe="Box by the door")
    assert answer.status_code == 422
    assert 'href="#q-alone"' in answer.content.decode()
    assert "Box by the door" in text(priya.get(f"{draft}/pages/home"))


def test_what_is_no_number_or_date_is_kept_as_it_was_typed_and_said_to_be_wrong(priya: Client, draft: str) -> None:
    told = {"q:seen-day": "31", "q:seen-month": "2", "q:seen-year": "2026"}
    page = f"{draft}/pages/body"
    answer = priya.post(page, {**hidden(priya.get(page)), **told, "q:weight": "heavy", "act": "on"})
    assert answer.status_code == 422
    shown = text(answer)
    assert all(words in shown for words in ('value="heavy"', 'value="31"', "must be a real date", "must be a number"))


def test_answering_opens_more_questions_on_the_same_page_without_javascript(priya: Client, draft: str) -> None:
    answer = send(priya, f"{draft}/pages/home", alone="no")
    assert "there is more to ask" in text(answer)
    assert "Who lives with you?" in text(answer)
    assert send(priya, f"{draft}/pages/home", alone="no", with_whom="Arthur")["Location"] == f"{draft}/pages/body"


def test_every_type_of_question_is_asked_answered_and_told_again(priya: Client, draft: str) -> None:
    page = f"{draft}/pages/body"
    typed = {
        "weight": "61.50", "falls": "2", "warm": "36.6", "seen-day": "1", "seen-month": "3", "seen-year": "2026",
        "fell-day": "2", "fell-month": "3", "fell-year": "2026", "fell-time": "9:30", "wakes": "7:15",
        "site": "https://garden.example", "walks": "near", "help": ["wash", "eat"], "pet": "own words",
        "pet-words": "A parrot", "letter": "https://letters.example/1", "who": "Practitioner/12", "names": ["Eddie", ""],
    }  # fmt: skip
    answer = priya.post(page, {**hidden(priya.get(page)), **{f"q:{k}": v for k, v in typed.items()}, "act": "on"})
    assert answer.status_code == 302, re.findall(r"Error:</span>([^<]*)", text(answer))
    assert Draft.objects.get().answers == {
        "weight": ["61.5"], "falls": [2], "warm": ["36.6"], "seen": ["2026-03-01"],
        "fell": ["2026-03-02T09:30:00+00:00"], "wakes": ["07:15:00"], "site": ["https://garden.example"],
        "walks": ["near"], "help": ["wash", "eat"], "pet": ["other: A parrot"],
        "letter": ['{"url": "https://letters.example/1"}'], "who": ["Practitioner/12"], "names": ["Eddie"],
    }  # fmt: skip
    again = send(priya, page, **{})
    assert again.status_code == 302
    assert Draft.objects.get().answers == {}, "fields that are sent empty are empty"


def test_a_page_opened_again_has_everything_that_was_written(priya: Client, draft: str) -> None:
    page = f"{draft}/pages/body"
    priya.post(page, {**hidden(priya.get(page)), "q:weight": "61.5", "q:walks": "near", "q:seen-day": "1",
                      "q:seen-month": "3", "q:seen-year": "2026", "q:pet": "cat", "act": "on"})  # fmt: skip
    shown = text(priya.get(page))
    assert 'value="61.5"' in shown
    assert 'value="near" checked' in shown
    assert 'value="cat" checked' in shown
    assert 'value="2026"' in shown
    check = text(priya.get(f"{draft}/check"))
    assert all(words in check for words in ("61.5 kg", "1 March 2026", "In the house", "A cat"))


def test_what_repeats_is_added_to_and_taken_from(priya: Client, draft: str) -> None:
    page = f"{draft}/pages/pills"
    shown = text(send(priya, page, act="add:pill#2", **{"name__1": "Amlodipine"}))
    assert "Medicine 2" in shown
    answer = {**hidden(priya.get(page)), "q:name#1": "Amlodipine", "q:name#2": "Bisoprolol", "act": "on"}
    answer["shown"] = ["name#1", "taken#1", "name#2", "taken#2"]
    assert priya.post(page, answer).status_code == 302
    assert (
        send(priya, page, act="remove:pill#1", **{"name__1": "Amlodipine", "name__2": "Bisoprolol"}).status_code == 302
    )
    assert Draft.objects.get().answers == {"name#1": ["Bisoprolol"]}


def test_a_risk_is_told_at_once_and_not_passed_without_an_answer(priya: Client, draft: str, world: World) -> None:
    answer = send(priya, f"{draft}/pages/home", alone="yes", afraid="yes", follow=True)
    assert answer.redirect_chain[-1][0] == f"{draft}/risk/afraid"
    assert "Ring 999 if there is danger now" in text(answer)
    assert priya.get(f"{draft}/check")["Location"] == f"{draft}/risk/afraid"
    assert priya.post(f"{draft}/check", {"when": "now"})["Location"] == f"{draft}/risk/afraid"
    assert priya.post(f"{draft}/risk/afraid", {"what": " "}).status_code == 422
    assert priya.post(f"{draft}/risk/afraid", {"what": "Rang 999 at 10:05"})["Location"] == draft
    told = JournalLine.objects.filter(act__in=("form.risk", "form.risk_acted")).order_by("pk")
    assert [line.act for line in told] == ["form.risk", "form.risk_acted"]
    assert "Rang 999" not in json.dumps([line.details for line in told])
    priya.post(f"{draft}/check", {"when": "now"})
    kept = Answered.objects.get()
    assert "Rang 999 at 10:05" in text(priya.get(f"/people/{kept.person_id}/forms/{kept.pk}"))


def test_a_risk_is_an_urgent_task_until_it_says_what_was_done_and_goes_with_its_answer(
    priya: Client, draft: str, world: World
) -> None:
    hillside = world.organisation("Hillside Surgery")
    access.keep_team(code="hill", name="Hill team", kind="practice", organisation=hillside, by=SYSTEM, at=NOW)
    page = f"{draft}/pages/home"
    send(priya, page, alone="yes", afraid="yes")
    task = Task.objects.get()
    assert (task.urgent, task.address, task.account_id) == (True, f"{draft}/risk/afraid", world.account(PRIYA).pk)
    assert (task.done_at, task.cancelled_at) == (None, None)
    priya.post(f"{draft}/risk/afraid", {"what": "Rang 999 at 10:05"})
    task.refresh_from_db()
    assert task.done_by_id == world.account(PRIYA).pk
    send(priya, page, alone="yes", afraid="no")
    task.refresh_from_db()
    assert task.cancelled_at is not None
    send(priya, page, alone="yes", afraid="yes")
    again = Task.objects.get(cancelled_at=None)
    assert again.done_at is None, "what was done about an answer that was taken back does not count again"
    answer = priya.post(f"{draft}/delete", follow=True)
    assert answer.redirect_chain[-1][0] == f"{draft}/risk/afraid"
    assert "Act on this before the form is deleted" in text(answer)
    assert Task.objects.filter(cancelled_at=None, done_at=None).count() == 1, "a risk does not go with its form"
    priya.post(f"{draft}/risk/afraid", {"what": "Rang 999 again"})
    priya.post(f"{draft}/delete")
    assert Draft.objects.get().deleted_at is not None
    for _ in range(2):
        assert Task.objects.get(cancelled_at=None).done_by_id == world.account(PRIYA).pk, "what was done stays done"
        priya.post(f"{draft}/bring-back")


def test_two_who_write_the_same_thing_are_both_kept_until_one_chooses(
    priya: Client, draft: str, signed_in: SignedIn
) -> None:
    sam, page = signed_in(SAM), f"{draft}/pages/home"
    hers, his = hidden(priya.get(page)), hidden(sam.get(page))
    assert "Sam Whitlock</strong> is filling this in too" in text(priya.get(page))
    priya.post(page, {**hers, "q:alone": "yes", "q:key_safe": "Box by the door", "act": "on"})
    answer = sam.post(page, {**his, "q:alone": "yes", "q:key_safe": "Ring first", "act": "on"})
    assert answer.status_code == 409
    shown = text(answer)
    assert "Box by the door" in shown
    assert "Ring first" in shown
    assert "Dr Priya Nair" in shown
    assert "Two people answered" in text(priya.post(f"{draft}/check", {"when": "now"}))
    assert sam.post(f"{draft}/choose", {"item": "key_safe", "use": "0"}).status_code == 302
    assert Draft.objects.get().answers["key_safe"] == ["Ring first"]
    assert sam.post(f"{draft}/choose", {"item": "key_safe", "use": "first"}).status_code == 422


@pytest.mark.parametrize(("use", "left"), [("0", 1), ("kept", 0)])
def test_danger_that_only_one_of_two_wrote_down_is_told_at_once_and_not_once_it_is_chosen(
    *, use: str, left: int, priya: Client, draft: str, signed_in: SignedIn, world: World
) -> None:
    hillside = world.organisation("Hillside Surgery")
    access.keep_team(code="hill", name="Hill team", kind="practice", organisation=hillside, by=SYSTEM, at=NOW)
    sam, page = signed_in(SAM), f"{draft}/pages/home"
    hers, his = hidden(priya.get(page)), hidden(sam.get(page))
    priya.post(page, {**hers, "q:alone": "yes", "q:afraid": "no", "act": "on"})
    answer = sam.post(page, {**his, "q:alone": "yes", "q:afraid": "yes", "act": "on"})
    assert answer["Location"] == f"{draft}/risk/afraid"
    assert Draft.objects.get().answers["afraid"] == [False]
    assert JournalLine.objects.filter(act="form.risk").count() == 1
    assert Task.objects.get(cancelled_at=None).urgent
    assert priya.get(f"{draft}/check")["Location"] == f"{draft}/risk/afraid"
    priya.post(f"{draft}/risk/afraid", {"what": "Rang 999 at 10:05"})
    assert "Both answers are kept" in text(priya.get(page))
    priya.post(f"{draft}/choose", {"item": "afraid", "use": use})
    assert Task.objects.filter(cancelled_at=None).count() == left
    assert len(Draft.objects.get().acted) == left, "what was done goes with the answer"


def test_a_page_saves_in_the_background_and_tells_who_else_is_there(
    priya: Client, draft: str, signed_in: SignedIn
) -> None:
    signed_in(SAM).get(f"{draft}/pages/home")
    before = JournalLine.objects.count()
    told = priya.post(f"{draft}/save", {"was": "{}", "shown": ["alone"], "q:alone": "yes"}).json()
    assert told["was"] == {"alone": [True]}
    assert told["present"][0].startswith("Sam Whitlock is filling this in too")
    assert JournalLine.objects.count() == before
    risk = priya.post(f"{draft}/save", {"was": "{}", "shown": ["afraid"], "q:afraid": "yes"}).json()
    assert risk["risk"] == f"{draft}/risk/afraid"
    assert priya.post(f"{draft}/save", {"was": "[broken", "shown": ["nothing"], "q:nothing": "x"}).status_code == 200
    assert "nothing" not in Draft.objects.get().answers


def test_the_whole_form_is_on_one_page_for_a_visit(priya: Client, draft: str) -> None:
    page = priya.get(f"{draft}/visit")
    shown = text(page)
    assert "Only if “Do you live alone?” is No" in shown
    assert "Medicine 3" in shown
    assert "If “Yes”, act now:</strong> Stay with them." in shown, "without a signal nothing else can say it"
    answer = priya.post(
        f"{draft}/visit", {**hidden(page), "q:alone": "no", "q:with_whom": "Arthur", "q:name#2": "Iron"}
    )
    assert answer["Location"] == f"{draft}/check"
    priya.post(f"{draft}/check", {"when": "now"})
    assert Answered.objects.get().answers == {"alone": [False], "with_whom": ["Arthur"], "name#1": ["Iron"]}


def test_a_draft_outlives_signing_out_and_is_deleted_only_by_choice_with_undo(
    priya: Client, draft: str, signed_in: SignedIn
) -> None:
    send(priya, f"{draft}/pages/home", alone="yes", act="later")
    priya.post("/sign-out")
    again = signed_in(PRIYA)
    assert "Done" in text(again.get(draft))
    assert "Delete what was begun?" in text(again.get(f"{draft}/delete"))
    assert "Undo" in text(again.post(f"{draft}/delete", follow=True))
    assert again.get(draft).status_code == 409
    assert again.post(f"{draft}/bring-back", follow=True).status_code == 200
    assert Draft.objects.get().answers == {"alone": [True]}


def test_an_answer_told_before_is_shown_with_who_and_when_and_used_or_asked_again(
    priya: Client, world: World, draft: str
) -> None:
    edna, now = world.person(PEOPLE), datetime.now(UTC)
    told = {"alone": [True], "key_safe": ["Box by the door"]}
    actions.give(visit(), person_id=edna, answers=told, happened_at=now, key=uuid.uuid4(), by=world.staff(SAM), at=now)
    page = text(priya.get(f"{draft}/pages/home"))
    assert f"Told to Hillside Surgery on {london_day(now)}: <strong>Box by the door" in page
    assert page.count("Use this answer") == 1
    send(priya, f"{draft}/pages/home", act="use:alone")
    assert Draft.objects.get().answers == {}, "what its form does not mark is asked"
    send(priya, f"{draft}/pages/home", act="use:key_safe")
    assert Draft.objects.get().answers == {"key_safe": ["Box by the door"]}


def test_amending_says_why_and_what_it_said_before_stays(priya: Client, world: World, draft: str) -> None:
    send(priya, f"{draft}/pages/home", alone="yes")
    priya.post(f"{draft}/check", {"when": "now"})
    first = Answered.objects.get()
    edna = first.person_id
    amending = str(priya.post(f"/people/{edna}/forms/{first.pk}/amend")["Location"]).removesuffix("/check")
    send(priya, f"{amending}/pages/home", alone="no")
    send(priya, f"{amending}/pages/home", alone="no", with_whom="Arthur")
    assert priya.post(f"{amending}/check", {"when": "now"}).status_code == 422
    done = text(priya.post(f"{amending}/check", {"when": "now", "why": "He came back"}, follow=True))
    assert "The form is amended." in done
    second = Answered.objects.get(amends=first)
    page = text(priya.get(f"/people/{edna}/forms/{first.pk}"))
    assert "An earlier version" in page
    assert "He came back" in text(priya.get(f"/people/{edna}/forms/{second.pk}"))
    assert priya.get(f"/people/{edna}/forms/{second.pk}/given").status_code == 200


def test_amending_what_is_kept_from_the_person_shows_that_it_is_and_keeps_it_so(priya: Client, world: World) -> None:
    edna, now = world.person(PEOPLE), datetime.now(UTC)
    first = actions.give(
        visit(), person_id=edna, answers={"alone": [True]}, happened_at=now, key=uuid.uuid4(), hidden_from="person",
        by=world.staff(PRIYA), at=now,
    )  # fmt: skip
    check = str(priya.post(f"/people/{edna}/forms/{first.pk}/amend")["Location"])
    assert re.search(r'value="person" selected', text(priya.get(check)))
    priya.post(check, {"when": "now", "why": "A typing mistake"})
    assert Answered.objects.get(amends=first).hidden_from == "person"


def test_when_the_answers_were_given_is_written_or_refused(priya: Client, draft: str) -> None:
    send(priya, f"{draft}/pages/home", alone="yes")
    when = {"when": "earlier", "happened-day": "1", "happened-month": "3", "happened-year": "2026"}
    for clock in ("", "25:00", "soon"):
        assert priya.post(f"{draft}/check", {**when, "happened-time": clock}).status_code == 422
    priya.post(f"{draft}/check", {**when, "happened-time": "9:30"})
    assert Answered.objects.get().happened_at.isoformat() == "2026-03-01T09:30:00+00:00"


def test_a_form_that_needs_a_licence_does_not_open(priya: Client, world: World) -> None:
    edna = world.person(PEOPLE)
    answer = priya.post(f"/people/{edna}/forms/new/wemwbs")
    assert answer.status_code == 409
    assert "licence" in text(answer)
    assert Draft.objects.count() == 0


# Attacks


SECRET = "Her nephew takes money"


def test_what_a_form_keeps_back_no_colleague_reads_changes_or_guesses_in_its_draft(
    priya: Client, world: World, signed_in: SignedIn
) -> None:
    edna = world.person(PEOPLE)
    sam, post = signed_in(SAM), Post.objects.filter(account=world.account(SAM))
    post.update(role="care_navigator")
    conversation = form_named("guided-conversation")
    draft = actions.begin(conversation, person_id=edna, by=world.staff(PRIYA), at=NOW)
    told = {"safeguarding": [True], "safeguarding_more": [SECRET]}
    actions.save_draft(draft.pk, mine=told, was={}, by=world.staff(PRIYA), at=NOW)
    actions.act_on_risk(draft.pk, "safeguarding", what="Rang the hub", by=world.staff(PRIYA), at=NOW)
    address = f"/people/{edna}/forms/drafts/{draft.pk}"
    page = next(f"{address}/pages/{each.key}" for each in pages(conversation, {}, now=NOW)
                if any(line.key == "safeguarding" for line in each.asked))  # fmt: skip
    for shown in (page, f"{address}/check", f"{address}/visit", address, f"{address}/risk/safeguarding"):
        said = text(sam.get(shown, follow=True))
        assert SECRET not in said
        assert "Rang the hub" not in said
        assert "q:safeguarding" not in said
    assert "kept to those who need it" in text(sam.get(page))
    assert SECRET in text(priya.get(page))
    was = json.loads(hidden(sam.get(page))["was"])
    assert not set(was) & set(told)
    send(sam, page)
    for key, guess in (("safeguarding", "yes"), ("safeguarding", ""), ("safeguarding_more", SECRET)):
        sent = {"was": json.dumps(told), "shown": [key], f"q:{key}": guess}
        assert sam.post(f"{address}/save", sent).json()["was"] == {}
    draft.refresh_from_db()
    assert {key: draft.answers[key] for key in told} == told
    assert sam.post(f"{address}/choose", {"item": "safeguarding", "use": "0"}).status_code == 409
    assert Draft.objects.get().answers["safeguarding"] == [True]


def test_a_form_about_one_person_is_not_begun_for_anothers_care(signed_in: SignedIn, world: World) -> None:
    a_team(world)
    enrolment, mohammed = takes_on(world, at=NOW), world.person("Mohammed Iqbal")
    takes_on(world, "Mohammed Iqbal", at=NOW)
    lena = signed_in("Lena Osei")
    work = {"work": f"enrolment:{enrolment}:guided_conversation"}
    address = f"/people/{mohammed}/forms/new/guided-conversation"
    for answer in (lena.get(address, work), lena.post(address, work)):
        assert answer.status_code == 409
        assert "about someone else" in text(answer)
    assert Draft.objects.count() == 0
    theirs = f"/people/{world.person(PEOPLE)}/forms/new/guided-conversation"
    assert lena.post(theirs, work).status_code == 302


DRAFT = ("", "/pages/home", "/check", "/visit", "/risk/afraid", "/delete", "/bring-back")


@pytest.mark.parametrize("part", DRAFT)
@pytest.mark.parametrize("by", [OWEN, "Nina Sorrel"])
def test_nobody_else_opens_a_draft(part: str, by: str, draft: str, signed_in: SignedIn) -> None:
    answer = signed_in(by).get(draft + part)
    assert answer.status_code == 403
    assert "MARSH" not in text(answer)


@pytest.mark.parametrize("part", DRAFT[:-1])
def test_a_draft_of_one_person_is_not_under_anothers_address(
    part: str, draft: str, priya: Client, world: World
) -> None:
    number = draft.rsplit("/", 1)[1]
    theirs = f"/people/{world.person(ANOTHER)}/forms/drafts/{number}"
    assert priya.get(theirs + part).status_code == 404
    assert priya.post(f"{theirs}/save", {"was": "{}", "shown": ["alone"], "q:alone": "yes"}).status_code == 404
    assert Draft.objects.get().answers == {}


ODD: dict[str, dict[str, Any]] = {
    "what it held is no such thing": {"was": '{"alone": 1, "x": {}}', "shown": ["alone"], "q:alone": "yes"},
    "what it held is a list": {"was": "[[]]", "shown": ["alone"], "q:alone": "yes"},
    "no question": {"was": "{}", "shown": ["home", "words", "../x", "name#0", "name#1#1", "name#99999"], "q:home": "x"},
    "a group to begin that is none": {"was": "{}", "act": "add:alone#2"},
    "a group to begin far away": {"was": "{}", "act": "add:pill#999"},
    "a round to take out that is none": {"was": "{}", "act": "remove:pill"},
    "a round to take out far away": {"was": "{}", "act": f"remove:pill#{10**30}"},
    "an answer to use that was never told": {"was": "{}", "act": "use:__class__"},
    "an act that is none": {"was": "{}", "act": "__class__:x"},
    "a very long text": {"was": "{}", "shown": ["key_safe"], "q:key_safe": "x" * 50_000},
    "signs that are no text": {"was": "{}", "shown": ["key_safe"], "q:key_safe": "a\x07b\u202ec"},
    "two answers to one question": {"was": "{}", "shown": ["alone"], "q:alone": ["yes", "no"]},
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("part", ["pages/home", "pages/pills", "visit", "save"])
def test_whatever_is_sent_does_no_harm(part: str, odd: str, draft: str, priya: Client) -> None:
    answer = priya.post(f"{draft}/{part}", ODD[odd])
    assert answer.status_code < 500
    for page in ("", "/pages/home", "/pages/pills", "/check", "/visit"):
        assert priya.get(draft + page).status_code == 200
    kept = Draft.objects.get().answers
    assert set(kept) <= {"alone", "key_safe"}


def test_what_one_wrote_in_an_answer_is_text_for_all_who_read_it(priya: Client, draft: str) -> None:
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    send(priya, f"{draft}/pages/home", alone="no", key_safe=bad)
    send(priya, f"{draft}/pages/home", alone="no", with_whom=bad, key_safe=bad)
    pages = [priya.get(f"{draft}/{part}") for part in ("pages/home", "check", "visit")]
    priya.post(f"{draft}/check", {"when": "now"})
    kept = Answered.objects.get()
    pages += [priya.get(f"/people/{kept.person_id}/forms/{kept.pk}{part}") for part in ("", "/print")]
    for page in pages:
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "alert(1)" in body


def test_a_form_sent_by_another_organisation_is_not_amended_by_its_number(
    priya: Client, world: World, signed_in: SignedIn
) -> None:
    william = world.person("William Okafor")
    theirs = actions.give(
        visit(), person_id=william, answers={"alone": [True]}, happened_at=NOW, key=uuid.uuid4(),
        by=world.staff(OWEN), at=NOW,
    )  # fmt: skip
    assert priya.post(f"/people/{world.person(PEOPLE)}/forms/{theirs.pk}/amend").status_code == 404
    assert priya.post(f"/people/{william}/forms/{theirs.pk}/amend").status_code == 403
    assert priya.get(f"/people/{world.person(PEOPLE)}/forms/{theirs.pk}").status_code == 404
    assert Draft.objects.count() == 0
