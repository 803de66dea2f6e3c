"""Finding a person: one box, the boxes apart, why each was found, and what to try when nobody was."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from joinedup.record.journal.models import JournalLine
from tests.spec.faces.conftest import SignedIn
from tests.world.world import World


@pytest.fixture
def nurse(world: World, signed_in: SignedIn) -> Client:
    world.everyone()
    return signed_in("Sam Whitlock")


def search(client: Client, **boxes: str) -> str:
    """Send the form, follow to the results, and return their words without tags."""
    answer = client.post("/people", boxes, follow=True)
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_number_with_spaces_finds_one_person_as_the_nhs_writes_them(nurse: Client) -> None:
    words = search(nurse, text="999 012 7549")
    assert "1 person found" in words
    assert "MARSH, Edna" in words
    assert "3 April 1938" in words
    assert "999\u00a0012\u00a07549" in words


def test_a_name_and_a_date_in_one_box_find_them_and_say_why(nurse: Client) -> None:
    words = search(nurse, text="edna marsh 3/4/1938")
    assert "MARSH, Edna" in words
    assert "date of birth" in words.lower()


def test_what_is_typed_never_stands_in_an_address(nurse: Client) -> None:
    answer = nurse.post("/people", {"text": "edna marsh"})
    assert answer.headers["Location"] == "/people"


def test_the_boxes_apart_find_as_the_one_box_does(nurse: Client) -> None:
    words = search(nurse, family_name="Marsh", given_name="Edna", day="3", month="4", year="1938")
    assert "MARSH, Edna" in words


def test_someone_who_died_is_shown_as_dead(nurse: Client) -> None:
    assert "Died 9 February 2024" in search(nurse, text="Arthur Marsh 12/11/1936")


def test_the_place_of_a_sensitive_person_is_not_shown_nor_found_by(nurse: Client, world: World) -> None:
    words = search(nurse, text="Grace Hidden 5/12/1990")
    assert "Sensitive record" in words
    assert "Address Not shown" in words
    assert "ZZ4 4SS" not in words
    assert "HIDDEN" not in search(nurse, text="ZZ4 4SS")


def test_finding_nobody_says_what_to_try(nurse: Client) -> None:
    words = search(nurse, text="Zebedee Quux")
    assert "Nobody found" in words
    assert "You could try:" in words
    assert "a former or married name" in words


def test_an_unreadable_search_says_what_is_wrong_beside_the_box(nurse: Client) -> None:
    nurse.post("/people", {"text": "31/02/1938"})
    answer = nurse.get("/people")
    assert answer.status_code == 422
    assert 'href="#text"' in answer.content.decode()
    assert "<title>Error: Find a person – JoinedUp</title>" in answer.content.decode()


def test_a_new_search_begins_clean(nurse: Client) -> None:
    search(nurse, text="Edna Marsh")
    assert "MARSH" not in nurse.get("/people?again", follow=True).content.decode()


def test_a_search_is_in_the_journal_without_what_was_typed(nurse: Client, world: World) -> None:
    search(nurse, text="Edna Marsh 3/4/1938")
    line = JournalLine.objects.get(act="person.find")
    assert line.details["people"] == [world.person("Edna Marsh")]
    assert "Marsh" not in str(line.details)


def test_the_reason_that_is_chosen_is_written_down_when_a_record_is_opened(nurse: Client, world: World) -> None:
    search(nurse, text="Edna Marsh", reason="1")
    nurse.get(f"/people/{world.person('Edna Marsh')}")
    line = JournalLine.objects.get(act="record.open")
    assert line.reason == "Direct care: I am answering a call about this person"


def test_what_someone_types_is_shown_as_text_and_never_run(nurse: Client) -> None:
    answer = nurse.post("/people", {"text": '"><script>alert(1)</script> Marsh'}, follow=True)
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_data_steward_finds_people_and_is_led_to_no_record(world: World, signed_in: SignedIn) -> None:
    world.everyone()
    page = signed_in("Tariq Bell").post("/people", {"text": "Edna Marsh"}, follow=True).content.decode()
    assert "MARSH, Edna" in page
    assert f'href="/people/{world.person("Edna Marsh")}"' not in page
    assert f"<dt>Person</dt><dd>{world.person('Edna Marsh')}</dd>" in page
