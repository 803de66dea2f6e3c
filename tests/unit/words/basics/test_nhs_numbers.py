"""An NHS number is ten digits, of which the last checks the nine before it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.words.basics.nhs_number import check_digit, is_test_number, is_valid, normalise, spaced
from tests.world.drawn import rows

NINE = st.text("0123456789", min_size=9, max_size=9)

NUMBERS = """
    number      | valid | because
    ------------+-------+--------------------------------------------------
    9990000018  | yes   | the check digit agrees
    9990000050  | yes   | a check digit of eleven is written as nought
    9999909000  | yes   | the check digit agrees, though it has only nines and noughts
    9990000019  | no    | the last digit is mistyped
    9990000108  | no    | two digits are the wrong way round
    9990000000  | no    | no number begins with these nine: the check is ten
    999000001   | no    | a digit is missing
    99900000018 | no    | there is one digit too many
    999000001X  | no    | the last is a letter
    ٩٩٩٠٠٠٠٠١٨  | no    | the digits are not those of the NHS
    9999999999  | no    | one digit ten times is typed to get past a field
"""


@pytest.mark.parametrize("row", rows(NUMBERS), ids=lambda row: row["because"])
def test_a_number_is_valid_only_where_its_check_digit_agrees(row):
    assert is_valid(row["number"]) is (row["valid"] == "yes")


@given(NINE)
def test_ten_digits_weighted_ten_to_one_add_up_to_a_multiple_of_eleven(nine):
    last = check_digit(nine)
    assume(last is not None)
    assert sum(weight * int(digit) for weight, digit in zip(range(10, 0, -1), f"{nine}{last}", strict=True)) % 11 == 0
    assert 0 <= last <= 9


@given(NINE, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_never_makes_another_valid_number(nine, at, more):
    last = check_digit(nine)
    assume(last is not None)
    mistyped = f"{nine[:at]}{(int(nine[at]) + more) % 10}{nine[at + 1 :]}{last}"
    assert not is_valid(mistyped)


def test_nine_digits_are_asked_for():
    with pytest.raises(ValueError, match="zip"):
        check_digit("99900000")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("999 000 0018", "9990000018"),
        ("999-000-0018", "9990000018"),
        ("999\u00a0000\u00a00018", "9990000018"),
        ("9990000O18", "9990000O18"),  # a letter O is a mistake to be told, not mended
        ("", ""),
        (None, ""),
    ],
)
def test_spaces_and_dashes_that_people_type_are_taken_out_and_nothing_else(typed, kept):
    assert normalise(typed) == kept


def test_a_number_is_shown_as_three_three_and_four_that_no_line_breaks_apart():
    assert spaced("9990000018") == "999\u00a0000\u00a00018"


@pytest.mark.parametrize("not_ten", ["", "999000001", "99900000018"])
def test_what_is_not_ten_digits_is_shown_as_it_is(not_ten):
    assert spaced(not_ten) == not_ten


def test_only_numbers_that_begin_with_999_are_given_to_nobody():
    assert is_test_number("9990000018")
    assert not is_test_number("9980000018")
    assert not is_test_number("0999000018")
