"""Forms of given names, how far apart words are, and postcodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.basics import postcodes
from joinedup.words.basics.given_names import distance, forms_of, names_of
from joinedup.words.basics.names import first_key, sound, written_name
from tests.world.drawn import rows


@pytest.mark.parametrize(
    ("one", "other"), [("bill", "william"), ("kate", "katherine"), ("peggy", "margaret"), ("jack", "john")]
)
def test_forms_of_a_name_are_known_both_ways(one, other):
    assert other in forms_of(one)
    assert one in forms_of(other)


def test_a_name_in_no_line_is_its_own_only_form():
    assert forms_of("zebedee") == {"zebedee"}
    assert names_of("zebedee") == ("zebedee",)


@pytest.mark.parametrize(("written", "first"), [("Edna May", "edna"), (" Zoë-Anne", "zoe"), ("", ""), ("17", "")])
def test_the_first_of_some_given_names_is_the_one_that_finds_edna(written, first):
    assert first_key(written) == first


# What is heard is the same; without the rule for that beginning or ending it would not be.
SPELT = """
    one      | other   | because
    ---------+---------+-------------------------------
    MacKay   | McCay   | Mac is Mc, and k is c
    Knowles  | Nowles  | the k of Kn is not heard
    Karl     | Carl    | K is C
    Phelan   | Felan   | Ph is F
    Pfeiffer | Feiffer | Pf is F
    Schmitt  | Smitt   | Sch is S
    Lee      | Ly      | ee at the end is y
    Annie    | Anny    | ie at the end is y
    Bradt    | Brad    | dt at the end is d
    Hart     | Had     | rt at the end is d
    Ward     | Wad     | rd at the end is d
    Grant    | Grad    | nt at the end is d
    Bond     | Bod     | nd at the end is d
    Iqbal    | Igbal   | q is g
    Suzan    | Susan   | z is s
    Hamson   | Hanson  | m is n
    Baker    | Bacer   | k inside is c
    Josephson| Josefson| ph inside is f
    John     | Jon     | h beside a consonant is not heard
    Lloyd    | Lloid   | y before a last letter is a vowel
    Os       | O       | s at the end is not heard
    A        | Aa      | a name of one vowel is heard
"""


@pytest.mark.parametrize("row", rows(SPELT), ids=lambda row: row["because"])
def test_two_spellings_are_heard_as_one_name(row):
    assert sound(row["one"]) == sound(row["other"]) != ""


def test_of_a_long_name_the_first_twenty_letters_are_heard():
    assert sound("bdfg" * 7) == "bdfg" * 5
    assert sound("Ж" * 30) == "ж" * 20


STEPS = """
    one   | other | steps
    ------+-------+------
    marsh | marsh | 0
    marsh | mrash | 1
    edna  | dena  | 1
    marsh | march | 1
    marsh | mars  | 1
          | ab    | 2
    smith | jones | 5
"""


@pytest.mark.parametrize("row", rows(STEPS), ids=lambda row: f"{row['one']} {row['other']}")
def test_how_many_letters_apart_two_words_are(row):
    assert distance(row["one"], row["other"]) == int(row["steps"])


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_two_words_are_as_far_apart_either_way(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) is (one == other)


POSTCODES = """
    written       | kept
    --------------+---------
    ls14ab        | LS1 4AB
    EC1A 1BB      | EC1A 1BB
    m1 1ae        | M1 1AE
    LS1-4AB       | LS1 4AB
    LS1           |
    1 High Street |
"""


@pytest.mark.parametrize("row", rows(POSTCODES), ids=lambda row: row["written"])
def test_a_postcode_is_kept_in_its_usual_form_and_nothing_else_is_one(row):
    assert postcodes.normalise(row["written"]) == row["kept"]


@pytest.mark.parametrize(
    ("family", "given", "title", "written"),
    [
        ("Marsh", "Edna", "Mrs", "MARSH, Edna (Mrs)"),
        ("Marsh", "Edna", "", "MARSH, Edna"),
        ("Marsh", "", "", "MARSH"),
        ("", "Edna", "Mrs", "Edna (Mrs)"),
    ],
)
def test_a_name_is_written_as_the_nhs_writes_it(family, given, title, written):
    assert written_name(family, given, title) == written
