"""Criteria are built line by line in a form, kept as a clinician would write them, and read back into the form."""

from __future__ import annotations

import pytest

from joinedup.planning.cohorts.rules import Line, as_lines, as_written, understood
from joinedup.words.basics.errors import ManyMistakes

FRAIL = [{"age": "65 or over"}, {"any": [{"lives_alone": "yes"}, {"sex": "female"}]}, {"not": [{"age": "90 or over"}]}]
FRAIL_LINES = [
    Line("all", "age", "65 or over"),
    Line("any", "lives_alone", "yes"),
    Line("any", "sex", "female"),
    Line("not", "age", "90 or over"),
]


def test_what_a_form_says_is_written_as_criteria_and_read_back_the_same():
    assert as_written(FRAIL_LINES) == FRAIL
    assert as_lines(FRAIL) == FRAIL_LINES


def test_lines_left_empty_say_nothing_and_spaces_around_a_value_are_not_kept():
    typed = [Line("all", "age", " 65 or over "), Line("all", "", "yes"), Line("not", "sex", "  ")]
    assert as_written(typed) == [{"age": "65 or over"}]


def test_a_yes_or_a_number_of_a_file_is_shown_in_the_form_as_it_is_typed():
    assert as_lines([{"lives_alone": True}, {"age": 65}]) == [
        Line("all", "lives_alone", "yes"),
        Line("all", "age", "65"),
    ]
    assert as_lines([{"lives_alone": False}]) == [Line("all", "lives_alone", "no")]


@pytest.mark.parametrize(
    "who",
    [
        ["frail"],
        [{"age": "65 or over", "sex": "female"}],
        [{"shoe_size": "9"}],
        [{"age": ["65 or over"]}],
        [{"any": [{"not": [{"sex": "male"}]}]}],
        [{"any": [{"age": "65 or over", "sex": "female"}]}],
        [{"not": ["sex"]}],
        [{"any": {"sex": "male", "lives_alone": "yes"}}],
    ],
)
def test_criteria_that_three_parts_cannot_say_are_left_to_the_file(who):
    assert as_lines(who) is None


def test_criteria_are_understood_and_those_that_say_nobody_are_not():
    assert str(understood(FRAIL[:1])) == "aged 65 or over"
    with pytest.raises(ManyMistakes) as told:
        understood([])
    assert str(told.value) == "who: says nobody yet\nAdd at least one line."
