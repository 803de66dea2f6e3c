"""Whose word is taken for who someone is, and how a source is named where its name would tell too much."""

from __future__ import annotations

import pytest

from joinedup.record.people.rules import SOURCE_ORDER, names_for_sources, source_of, trust


@pytest.mark.parametrize(
    ("group", "source"),
    [
        ("GP", "gp"),
        (" Primary care ", "gp"),
        ("general-practice", "gp"),
        ("PDS", "demographics"),
        ("Social care", "social_care"),
        ("Library", "library"),
    ],
)
def test_a_feeds_group_is_known_by_one_word_however_it_is_written(group, source):
    assert source_of(group) == source


def test_the_practice_is_trusted_first_then_demographics_and_a_stranger_last():
    assert [trust("GP"), trust("PDS"), trust("Hospital")] == [0, 1, 2]
    assert trust("Library") == len(SOURCE_ORDER) > trust("Voluntary")


def test_sources_of_a_sensitive_person_are_lettered_and_each_keeps_its_letter():
    assert names_for_sources(["RXX", "Y00001", "RXX", "C01"]) == {
        "C01": "Source A", "RXX": "Source B", "Y00001": "Source C",
    }  # fmt: skip
    assert names_for_sources([]) == {}


def test_after_twenty_six_sources_come_two_letters():
    names = list(names_for_sources(f"{number:04d}" for number in range(704)).values())
    assert names[25:28] == ["Source Z", "Source AA", "Source AB"]
    assert names[51:53] == ["Source AZ", "Source BA"]
    assert names[701:703] == ["Source ZZ", "Source AAA"]
    assert len(set(names)) == 704
