"""Laws of phrases: all that the grammar gives can be read, and says the same when it is said again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.criteria import phrases
from joinedup.words.criteria.phrases import GRAMMAR, NotAPhrase
from tests.properties.grammar import Grammar

NUMBERS = st.integers(0, 1000).map(str) | st.decimals("0.1", "999.9", places=1).map(str)
WORDS = st.sampled_from(["diabetes", "copd", "heart_failure", "emergency admissions", "A&E attendances", "falls"])
TERMINALS = {
    "number": NUMBERS,
    "whole": st.integers(1, 100).map(str),
    "unit": st.sampled_from(["years", "mmol/mol", "mm[Hg]", "kg", "%"]),
    "item": WORDS,
    "thing": WORDS,
}
GRAMMAR_OF_CRITERIA = Grammar(GRAMMAR, TERMINALS)

READERS = {
    "span": phrases.span,
    "window": phrases.window,
    "share": phrases.share,
    "some": phrases.some,
    "counted": phrases.counted,
    "measured": phrases.measured,
    "recent": phrases.recent,
    "choice": phrases.choice,
    "yes_or_no": phrases.yes_or_no,
}
# What the grammar cannot say and a reader refuses: meaning, not form.
MEANING = ("comes before", "one end is in", "said twice", "nobody can have", "longer than a life", "a share is over 0%")


def test_the_grammar_names_every_reader_and_nothing_else():
    assert set(GRAMMAR_OF_CRITERIA.rules) - {"quantity", "stretch", "period"} == set(READERS)


@pytest.mark.parametrize("rule", READERS)
@given(data=st.data())
def test_every_phrase_of_the_grammar_is_read_and_says_the_same_again(rule, data):
    text = data.draw(GRAMMAR_OF_CRITERIA.sentences(rule))
    try:
        found = READERS[rule](text)
    except NotAPhrase as wrong:
        assert any(meaning in str(wrong) for meaning in MEANING), wrong
        return
    if rule not in ("choice", "yes_or_no"):
        assert READERS[rule](str(found)) == found


@given(st.text(max_size=40), st.sampled_from(sorted(READERS)))
def test_anything_else_is_refused_in_words_and_never_breaks(text, rule):
    try:
        READERS[rule](text)
    except NotAPhrase as wrong:
        assert str(wrong).startswith(f"'{text}'")
