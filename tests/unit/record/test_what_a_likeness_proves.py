"""What a likeness proves, in words that a steward can weigh; and two people's particulars, line by line."""

from __future__ import annotations

import pytest

from joinedup.record.linkage.rules import Line, odds_in_words, side_by_side, strength
from tests.world.drawn import rows

STRENGTHS = """
    bits  | said
    ------+-------------------------------
    0     | hardly any evidence either way
    0.99  | hardly any evidence either way
    -0.99 | hardly any evidence either way
    1     | weak evidence for
    -1    | weak evidence against
    2.9   | weak evidence for
    3     | moderate evidence for
    -6.9  | moderate evidence against
    7     | strong evidence for
    11.9  | strong evidence for
    12    | very strong evidence for
    -20   | very strong evidence against
"""


@pytest.mark.parametrize("row", rows(STRENGTHS), ids=lambda row: row["bits"])
def test_each_bit_doubles_the_odds_and_words_follow_the_bits(row):
    assert strength(float(row["bits"])) == row["said"]


ODDS = """
    bits | said
    -----+----------------------------------------------------------
    0    | +0.0: as likely one person as two
    0.58 | +0.6: as likely one person as two
    -0.4 | -0.4: as likely one person as two
    0.59 | +0.6: about 2 to 1 that they are one person
    10   | +10.0: about 1,024 to 1 that they are one person
    -10  | -10.0: about 1,024 to 1 that they are two people
    19   | +19.0: about 524,288 to 1 that they are one person
    44   | +44.0: more than a million to 1 that they are one person
    -44  | -44.0: more than a million to 1 that they are two people
"""


@pytest.mark.parametrize("row", rows(ODDS), ids=lambda row: row["bits"])
def test_the_odds_are_told_as_so_many_to_one_and_end_at_a_million(row):
    assert odds_in_words(float(row["bits"])) == row["said"]


EDNA = {
    "nhs_number": "9990000018", "family_name": "Marsh", "given_names": "Edna", "birth_date": "1938-05-14",
    "address": "4 Mill Lane", "postcode": "QQ1 1AA", "email": "", "sex": "female",
}  # fmt: skip
EDIE = {"family_name": "MARSH", "given_names": "Edie", "birth_date": "1938-05-14", "phone": "01632 960001"}


def test_ednas_two_records_stand_line_by_line_without_what_neither_says():
    assert side_by_side(EDNA, EDIE, sensitive=False) == [
        Line("NHS number", "9990000018", ""),
        Line("Family name", "Marsh", "MARSH"),
        Line("Given names", "Edna", "Edie"),
        Line("Born", "1938-05-14", "1938-05-14"),
        Line("Sex", "female", ""),
        Line("Address", "4 Mill Lane", ""),
        Line("Postcode", "QQ1 1AA", ""),
        Line("Phone", "", "01632 960001"),
    ]


def test_lines_that_say_the_same_are_marked_whatever_the_capitals_and_silence_agrees_with_nothing():
    same = [line.label for line in side_by_side(EDNA, EDIE, sensitive=False) if line.same]
    assert same == ["Family name", "Born"]
    assert not Line("Email", "", "").same


def test_where_one_of_them_is_sensitive_no_line_tells_where_either_is():
    lines = side_by_side(EDNA, EDIE, sensitive=True)
    hidden = [line for line in lines if line.hidden]
    assert [line.label for line in hidden] == ["Address", "Postcode", "Phone", "Email", "Practice"]
    assert {(line.first, line.second) for line in hidden} == {("", "")}
    assert [line.label for line in lines if not line.hidden] == [
        "NHS number",
        "Family name",
        "Given names",
        "Born",
        "Sex",
    ]
