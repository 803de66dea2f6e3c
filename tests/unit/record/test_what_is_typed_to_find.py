"""One box that understands NHS numbers, postcodes, British dates and names, in any order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.people.likeness import Known, compare
from joinedup.record.people.search import near_dates, parse_search, sought_by
from tests.world.drawn import rows

DATES = """
    typed               | dates
    --------------------+----------------------
    3/4/1938            | 1938-04-03
    03/04/1938          | 1938-04-03
    3-4-1938            | 1938-04-03
    3.4.1938            | 1938-04-03
    3 4 1938            | 1938-04-03
    03041938            | 1938-04-03
    1938-04-03          | 1938-04-03
    3 April 1938        | 1938-04-03
    3rd Apr 1938        | 1938-04-03
    3 apr 38            | 1938-04-03 2038-04-03
    3/4/38              | 1938-04-03 2038-04-03
    13/4/1938           | 1938-04-13
    4/13/1938           | 1938-04-13
    29/2/1964           | 1964-02-29
    29 Sept 1964        | 1964-09-29
"""


@pytest.mark.parametrize("row", rows(DATES), ids=lambda row: row["typed"])
def test_a_date_is_read_as_it_is_written_in_britain(row):
    assert [str(day) for day in parse_search(f"Marsh {row['typed']}").born] == row["dates"].split()


BOXES = """
    typed                                | number     | postcode | families                | givens
    -------------------------------------+------------+----------+-------------------------+-------------
    999 012 7549                         | 9990127549 |          |                         |
    999-012-7549 Marsh                   | 9990127549 |          | marsh                   |
    9 9 9 0 1 2 7 5 4 9                  | 9990127549 |          |                         |
    Marsh ls1 4ab                        |            | LS1 4AB  | marsh                   |
    Marsh, Edna                          |            |          | marsh edna              | edna marsh
    Mrs Edna Marsh                       |            |          | edna marsh ednamarsh    | edna marsh
    O'Neill-Smith                        |            |          | oneillsmith             |
    , Edna                               |            |          | edna                    |
    marsh edna LS14AB 3/4/1938 999 012 7549 | 9990127549 | LS1 4AB | marsh edna marshedna | marsh edna
"""


@pytest.mark.parametrize("row", rows(BOXES), ids=lambda row: row["typed"])
def test_one_box_is_taken_apart_into_what_it_asks_for(row):
    sought = parse_search(row["typed"])
    assert (sought.nhs_number, sought.postcode) == (row["number"], row["postcode"])
    assert set(sought.families) == set(row["families"].split())
    assert set(sought.givens) == set(row["givens"].split())
    assert sought.problem == ""


PROBLEMS = """
    box        | typed       | problem
    -----------+-------------+-----------------------------------------------------------
    nhs        | 999012754   | An NHS number has ten digits.
    nhs        | 9990127540  | This is not an NHS number: its last digit does not agree with the others.
    birth_date | spring 1938 | The date of birth is not a date that we can read (3/4/1938 or 3 April 1938).
    birth_date | 31/2/1938   | The date of birth is not in the calendar.
    postcode   | LS1         | This is not a whole postcode.
"""


@pytest.mark.parametrize("row", rows(PROBLEMS), ids=lambda row: row["typed"])
def test_what_cannot_be_read_is_said_without_repeating_it(row):
    problem = sought_by(**{row["box"]: row["typed"]}).problem
    assert problem == row["problem"]
    assert row["typed"] not in problem


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_without_failing(text):
    sought = parse_search(text)
    assert len(sought.parts) <= 4


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
def test_a_near_date_is_near_both_ways(born):
    near = near_dates(born)
    assert born not in near
    assert all(born in near_dates(other) for other in near)


EDNA = Known("9990127549", "marsh", ("edna", "rose"), date(1938, 4, 3), "LS1 4AB")
AGREEMENTS = """
    typed                              | because
    -----------------------------------+------------------------------------------------------------------
    999 012 7549                       | Same NHS number
    999 012 7549 Okafor                | Same NHS number; Another name
    999 012 7549 1/1/1901              | Same NHS number; Another date of birth
    999 025 5083 Marsh                 | Another NHS number; Same family name
    Rose Marsh                         | Same family name; Same given name
    Marsh, E                           | Same family name; Given name begins the same
    Marshall, Edna                     |
    Narsh                              | Family name is spelt nearly the same
    Mar                                | Family name sounds the same
    Ma                                 |
    Marsh 1/1/1901                     |
    Edna Marsh 1/1/1901                | Same family name; Same given name; Another date of birth
    Okafor 3/4/1938                    |
    Ednah Marsh                        | Same family name; Given name is spelt nearly the same
    Edna Okafor 3/4/1938               | Same given name; Same date of birth
    3/4/1938                           | Same date of birth
    LS1 4AB                            | Same postcode
    LS9 9ZZ                            |
    Marsh LS9 9ZZ                      | Same family name
"""


@pytest.mark.parametrize("row", rows(AGREEMENTS), ids=lambda row: row["typed"])
def test_how_far_edna_agrees_is_said_in_words(row):
    agreement = compare(parse_search(row["typed"]), EDNA)
    assert ("; ".join(agreement.because) if agreement else "") == row["because"]


def test_someone_whose_birth_or_name_is_not_known_is_compared_by_the_rest():
    unknown = Known("", "marsh", (), None, "")
    assert compare(parse_search("Edna Marsh 3/4/1938"), unknown) is None
    agreement = compare(parse_search("Marsh"), unknown)
    assert agreement is not None
    assert agreement.because == ("Same family name",)


def test_boxes_with_a_given_name_alone_have_no_family_to_look_up():
    sought = sought_by(given_name="Edna", birth_date="3/4/1938")
    assert (sought.families, sought.givens, sought.parts) == ((), ("edna",), ["name", "birth_date"])


def test_a_name_that_begins_so_is_shown_and_a_given_name_alone_will_do_beside_the_birth():
    robinson = Known("", "robinson", ("edna",), date(1938, 4, 3), "")
    begins, beside = (
        compare(parse_search("Rob"), robinson),
        compare(sought_by(given_name="Edna", birth_date="3/4/1938"), robinson),
    )
    assert begins is not None
    assert beside is not None
    assert begins.because == ("Family name begins the same",)
    assert beside.because == ("Same given name", "Same date of birth")
