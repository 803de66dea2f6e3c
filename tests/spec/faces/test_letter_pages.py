"""The pages of letters: Lena writes to Edna's practice, Dr Nair reads it, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.spec.work.team import a_team, takes_on
from tests.world.world import World

SignedIn = Callable[[str], Client]


@pytest.fixture
def enrolment(world: World) -> int:
    a_team(world)
    return takes_on(world, at=datetime.now(UTC) - timedelta(hours=3))


def page(client: Client, name: str, status: int = 200, query: str = "", **named: object) -> str:
    answer = client.get(reverse(name, kwargs=named) + query)
    assert answer.status_code == status
    return answer.content.decode() if not answer.streaming else b"".join(answer).decode()


def do(client: Client, name: str, letter: int, status: int = 200, **typed: str) -> str:
    answer = client.post(reverse("letter_act", kwargs={"letter_id": letter, "name": name}), typed, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def begun(client: Client, enrolment: int, template: str = "accepted-to-gp") -> int:
    told = page(client, "letter_new", enrolment_id=enrolment)
    key = told.split('name="key" value="')[1].split('"')[0]
    address = reverse("letter_new", kwargs={"enrolment_id": enrolment})
    answer = client.post(address, {"key": key, "template": template})
    assert answer.status_code == 302
    return int(answer.headers["Location"].split("/")[2])


def test_a_letter_is_written_checked_signed_read_and_filed_by_forms_alone(
    signed_in: SignedIn, world: World, enrolment: int
) -> None:
    lena, priya = signed_in("Lena Osei"), signed_in("Dr Priya Nair")
    letter = begun(lena, enrolment)
    told = page(lena, "letter_write", letter_id=letter)
    assert "Lonely now" in told
    texts = [part.split("</textarea>")[0].split(">", 1)[1].strip() for part in told.split("<textarea")[1:]]
    hostile = "<script>alert(1)</script> =1+1"
    address = reverse("letter_write", kwargs={"letter_id": letter})
    kept = lena.post(address, {"version": "1", "subject": "", "text": [hostile, *texts[1:]]})
    assert kept.status_code == 422
    assert "&lt;script&gt;alert(1)" in kept.content.decode(), "what was typed is not lost"
    lena.post(address, {"version": "1", "subject": "Edna", "text": [hostile, *texts[1:]]})
    told = page(lena, "letter", letter_id=letter)
    assert "&lt;script&gt;alert(1)" in told
    assert "Not signed yet" in told
    assert "Edna" in page(lena, "letters", query="?list=to_sign")
    assert "changed since you read it" in do(lena, "sign", letter, 422, version="1")
    assert "The letter is signed and sent." in do(lena, "sign", letter, version="2")
    told = page(priya, "letters")
    assert "MARSH, Edna" in told
    assert page(priya, "letters_file").count("MARSH, Edna") == 1
    assert "Signed by Lena Osei" in page(priya, "letter", letter_id=letter)
    assert "Opened first by Dr Priya Nair" in page(lena, "letter", letter_id=letter)
    assert "Recorded: the letter was read." in do(priya, "acknowledge", letter)
    assert "There is no letter to read." in page(priya, "letters")
    assert len(page(priya, "letters_file").splitlines()) == 1, "no rows, and still its headings"
    assert "with the letters to read again" in do(priya, "unacknowledge", letter)
    edna = world.person("Edna Marsh")
    assert "They are on a model of care" in page(priya, "letters_of", person_id=edna)
    acts = [line.split()[0] for line in world.journal()]
    assert {"letter.drafted", "letter.changed", "letter.sent", "letter.acknowledged"} <= set(acts)
    pdf = priya.get(reverse("letter_pdf", kwargs={"letter_id": letter}))
    assert pdf.content.startswith(b"%PDF-1.7")


def test_a_letter_in_error_says_so_to_who_read_it_and_asks_to_tell_them(signed_in: SignedIn, enrolment: int) -> None:
    lena, priya = signed_in("Lena Osei"), signed_in("Dr Priya Nair")
    letter = begun(lena, enrolment)
    do(lena, "sign", letter, version="1")
    page(priya, "letter", letter_id=letter)
    assert "why it is taken back" in do(lena, "take-back", letter, 422, why="")
    assert "The letter is taken back." in do(lena, "take-back", letter, why="It is about someone else")
    told = page(priya, "letter", letter_id=letter)
    assert "It is about someone else" in told
    assert "Do not act on it." in told
    assert "A letter was entered in error: tell whom it went to" in page(lena, "my_day")
    assert "Recorded: they were told." in do(lena, "told-again", letter)
    assert "tell whom it went to" not in page(lena, "my_day")


def test_a_letter_to_the_person_is_printed_and_its_author_says_how_it_went(signed_in: SignedIn, enrolment: int) -> None:
    lena = signed_in("Lena Osei")
    letter = begun(lena, enrolment, "first-to-person")
    assert "Say in short words who will call or come" in page(lena, "letter", letter_id=letter)
    told = page(lena, "letter_write", letter_id=letter)
    texts = [part.split("</textarea>")[0].split(">", 1)[1].strip() or "I will ring you on Monday." for part in
             told.split("<textarea")[1:]]  # fmt: skip
    lena.post(reverse("letter_write", kwargs={"letter_id": letter}),
              {"version": "1", "subject": "Helping you", "text": texts})  # fmt: skip
    assert "Print it and send it, then say how." in do(lena, "sign", letter, version="2")
    assert "Print a letter, and send it by post or NHSmail" in page(lena, "my_day")
    assert "Recorded: the letter was sent." in do(lena, "post", letter, how="hand")
    assert "Print a letter" not in page(lena, "my_day")


def test_who_guesses_a_letters_number_finds_nothing(signed_in: SignedIn, enrolment: int) -> None:
    letter = begun(signed_in("Lena Osei"), enrolment)
    for name in ("Dr Owen Pryce", "Dr Priya Nair", "Nina Sorrel"):
        client = signed_in(name)
        for row in ("letter", "letter_pdf", "letter_write"):
            assert client.get(reverse(row, kwargs={"letter_id": letter})).status_code in (403, 404), (name, row)
        for act in ("sign", "post", "take-back", "told-again", "acknowledge", "hug"):
            answer = client.post(reverse("letter_act", kwargs={"letter_id": letter, "name": act}), {"version": "1"})
            assert answer.status_code in (403, 404), (name, act)
    owen = signed_in("Dr Owen Pryce")
    assert owen.get(reverse("letter_new", kwargs={"enrolment_id": enrolment})).status_code in (403, 404)


def test_what_cannot_be_is_said_on_the_page(signed_in: SignedIn, enrolment: int) -> None:
    lena = signed_in("Lena Osei")
    address = reverse("letter_new", kwargs={"enrolment_id": enrolment})
    for typed, told in (
        ({}, "No letter was chosen."),
        ({"template": "accepted-to-gp", "key": "x"}, "This page cannot be read."),
        ({"template": "ended-to-gp", "key": "1" * 32}, "cannot be written yet"),
        ({"template": "accepted-to-gp", "key": "1" * 32, "work": "step:999:a:1"}, "for other care"),
        ({"template": "accepted-to-gp", "key": "1" * 32, "work": f"step:{enrolment}:no:1"}, "not to be done now"),
        ({"template": "accepted-to-gp", "key": "1" * 32, "work": f"errand:{enrolment}:no"}, "Nothing like this"),
        ({"template": "accepted-to-gp", "key": "1" * 32, "work": "nonsense"}, "what this letter is for"),
    ):
        answer = lena.post(address, typed)
        assert answer.status_code == 422, typed
        assert told in answer.content.decode(), typed
