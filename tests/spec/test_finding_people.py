"""Finding a person: what may be typed, who is shown, why, and what the journal keeps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.record.journal.models import JournalLine
from joinedup.record.people import queries
from joinedup.words.basics.errors import BadInput, NotAllowed
from tests.world.drawn import rows
from tests.world.world import NOW

FINDS = """
    typed                            | shown           | because
    ---------------------------------+-----------------+------------------------------------------
    999 012 7549                     | Edna Marsh      | Same NHS number
    999-012-7549                     | Edna Marsh      | Same NHS number
    9990127549                       | Edna Marsh      | Same NHS number
    Marsh 3/4/1938                   | Edna Marsh      | Same date of birth
    edna marsh 3.4.38                | Edna Marsh      | Same given name
    MARSH, Edna (Mrs) 3 April 1938   | Edna Marsh      | Same family name
    Marsh Edna 03041938              | Edna Marsh      | Same family name
    Marsch 3/4/1938                  | Edna Marsh      | Family name sounds the same
    Mrash 3/4/1938                   | Edna Marsh      | Family name is spelt nearly the same
    Edna, Marsh 1938-04-03           | Edna Marsh      | Names the other way round
    Marsh 4/3/1938                   | Edna Marsh      | Day and month of birth the other way round
    Marsh 3/4/1939                   | Edna Marsh      | One digit of the date of birth differs
    Marsh 13/4/1938                  | Edna Marsh      | One digit of the date of birth differs
    Bill Okafor                      | William Okafor  | Another form of the given name
    will okafor 22/7/51              | William Okafor  | Another form of the given name
    Kate Doyle 29 Feb 1964           | Katherine Doyle | Another form of the given name
    Muhammad Iqbal                   | Mohammed Iqbal  | Another form of the given name
    Tom Night                        | Thomas Knight   | Family name sounds the same
    ZZ2 1DD                          | Katherine Doyle | Same postcode
    doyle zz21dd                     | Katherine Doyle | Same postcode
    A Marsh 12 Nov 36                | Arthur Marsh    | Given name begins the same
"""


@pytest.mark.parametrize("row", rows(FINDS), ids=lambda row: row["typed"])
def test_what_is_typed_finds_the_person_first_and_says_why(world, row):
    world.everyone()
    first = queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text=row["typed"])[0]
    assert f"{first.given_names} {first.family_name}" == row["shown"]
    assert row["because"] in first.because


def test_twins_are_both_shown_and_a_given_name_tells_them_apart(world):
    world.everyone()
    found = queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text="Jo Tompson 15/6/2019")
    assert [person.given_names for person in found] == ["Jo", "Amy"]


def test_someone_with_another_name_and_another_birth_is_not_shown(world):
    world.everyone()
    assert queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text="Zebedee Quill 1/1/1901") == []


def test_boxes_of_their_own_find_as_one_box_does(world):
    world.everyone()
    found = queries.find(
        by=world.staff("Dr Priya Nair"), at=NOW, family_name="Edna", given_name="Marsh", birth_date="3/4/1938"
    )
    assert (found[0].given_names, "Names the other way round" in found[0].because) == ("Edna", True)


def test_a_sensitive_person_is_found_by_name_and_shows_no_place(world):
    world.everyone()
    (found,) = queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text="Grace Hidden 5/12/1990")
    assert (found.sensitive, found.address, found.postcode, found.registered_practice) == (True, "", "", "")


@pytest.mark.parametrize("typed", ["ZZ4 4SS", "Hidden ZZ4 4SS"])
def test_a_sensitive_persons_place_cannot_be_found_out_by_searching_for_it(world, typed):
    world.everyone()
    found = queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text=typed)
    assert all("Same postcode" not in person.because for person in found)
    if typed == "ZZ4 4SS":
        assert found == []


def test_the_dead_are_found_and_their_age_is_that_at_death(world):
    world.everyone()
    (found,) = queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text="Arthur Marsh 12/11/1936")
    assert found.age(NOW.date()) == 87


def test_the_journal_keeps_how_it_was_searched_and_whom_it_showed_but_not_what_was_typed(world):
    edna = world.person("Edna Marsh")
    queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text="Marsh 3/4/1938")
    line = JournalLine.objects.latest("pk")
    assert (line.act, line.outcome, line.details) == (
        "person.find",
        "done",
        {"by": ["name", "birth_date"], "people": [edna]},
    )


def test_a_post_without_care_is_refused_and_the_refusal_is_in_the_journal(world):
    with pytest.raises(NotAllowed, match="Your post \\(Analyst\\) does not include this"):
        queries.find(by=world.staff("Nina Sorrel"), at=NOW, text="Marsh")
    assert world.journal() == ["person.find refused"]


REFUSED = """
    typed          | said
    ---------------+----------------------------------------------------------
                   | There is nothing to search with.
    999 012 7540   | its last digit does not agree
    Marsh 31/2/38  | not in the calendar
    M              | A family name of at least two letters is needed
"""


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: row["said"])
def test_what_cannot_be_searched_with_is_said_without_repeating_it(world, row):
    with pytest.raises(BadInput, match=row["said"]) as refused:
        queries.find(by=world.staff("Dr Priya Nair"), at=NOW, text=row["typed"])
    assert not row["typed"] or row["typed"] not in str(refused.value)


@pytest.mark.parametrize("typed", ["Marsh", "Edna Marsh 3/4/1938", "999 012 7549", "ZZ1 4AB"])
def test_a_search_is_two_queries_at_most_and_one_line_of_the_journal(world, typed):
    world.everyone()
    by = world.staff("Dr Priya Nair")
    with CaptureQueriesContext(connection) as asked:
        queries.find(by=by, at=NOW, text=typed)
    assert len(asked) <= 3
