"""The file of the national data opt-out check: its name, its lines, and what its answer says of whom."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.exchange.optouts import rules
from joinedup.words.basics.errors import ManyMistakes
from tests.world.drawn import instant, rows

EDNA, ARTHUR, WILLIAM = "9990127549", "9990255083", "9990318859"
KEY = b"k" * 32


def test_a_list_is_named_for_its_mailbox_its_day_in_london_and_its_number() -> None:
    late = instant("2026-06-30 23:30")  # half past ten at night in UTC
    assert rules.file_name("X26HC001", at=late, number=3) == "X26HC001-300626-0003.dat"
    with pytest.raises(ValueError, match="capital letters and figures"):
        rules.file_name("../x", at=late, number=1)
    for number in (0, 10_000):
        with pytest.raises(ValueError, match="9,999 lists"):
            rules.file_name("X26HC001", at=late, number=number)


def test_a_line_is_a_number_a_comma_and_a_line_feed() -> None:
    assert "".join(rules.lines([EDNA, ARTHUR])) == f"{EDNA},\n{ARTHUR},\n"
    assert rules.numbers_in([f"{EDNA},\n", f"{ARTHUR}\r\n", "\n"], file="a.dat") == [EDNA, ARTHUR]


def test_lines_that_are_no_number_are_told_by_place_alone_twenty_at_most() -> None:
    with pytest.raises(ManyMistakes) as wrong:
        rules.numbers_in([f"{EDNA},", "9990127540,", "name,"], file="a.dat")
    assert str(wrong.value).startswith("a.dat, row 2: no NHS number\na.dat, row 3: no NHS number\n")
    with pytest.raises(ManyMistakes) as many:
        rules.numbers_in(["x"] * 50, file="a.dat")
    assert len(many.value.mistakes) == 20


def test_what_the_answer_says_of_each_person() -> None:
    asked = np.sort(rules.hashed([EDNA, ARTHUR], key=KEY))
    out = rules.hashed([ARTHUR], key=KEY)
    drawn = """
        who     | number     | why not
        --------+------------+--------
        Edna    | 9990127549 |
        Arthur  | 9990255083 | national data opt-out
        William | 9990318859 | not among those asked about in the check
        Nobody  |            | no NHS number to ask about
    """
    told = rules.standings([row["number"] or None for row in rows(drawn)], key=KEY, asked=asked, opted_out=out)
    assert told == [row["why not"] for row in rows(drawn)]
    nobody = np.array([], dtype="S24")
    assert rules.standings([EDNA], key=KEY, asked=asked, opted_out=nobody) == [""]


def test_the_same_number_is_another_hash_under_another_key_and_none_holds_the_number() -> None:
    one, other = rules.hashed([EDNA], key=KEY)[0], rules.hashed([EDNA], key=b"o" * 32)[0]
    assert one != other
    assert EDNA.encode() not in one
