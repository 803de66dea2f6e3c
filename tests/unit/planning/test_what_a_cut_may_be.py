"""A saved cut of segments: its name, and how it stands in an address."""

from __future__ import annotations

import pytest

from joinedup.planning.segments import rules
from joinedup.words.basics.errors import BadInput


def test_a_name_is_kept_without_the_spaces_that_nobody_sees() -> None:
    assert rules.named("  Frail   and alone ") == "Frail and alone"
    assert len(rules.named("x" * rules.LONGEST_NAME)) == rules.LONGEST_NAME


@pytest.mark.parametrize(("name", "wrong"), [("   ", "no name"), ("x" * (rules.LONGEST_NAME + 1), "too long")])
def test_a_cut_without_a_name_or_with_too_long_a_one_is_refused(name: str, wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        rules.named(name)


def test_a_cut_comes_back_from_its_address_and_what_is_no_filter_is_left_out() -> None:
    dimensions = {"age": None, "sex": None}
    address = rules.as_address({"sex": "female"}, "age")
    assert rules.from_address({**address, "page": "2", "age": ""}, dimensions) == ({"sex": "female"}, "age")
    assert rules.from_address({}, dimensions) == ({}, "age")
