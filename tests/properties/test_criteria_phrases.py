"""Laws of phrases: all that the grammar gives can be read, and says the same when it is said again."""

from __future__ import annotations

import functools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.criteria import phrases
from joinedup.words.criteria.phrases import GRAMMAR, NotAPhrase

NUMBERS = st.integers(0, 1000).map(str) | st.decimals("0.1", "999.9", places=1).map(str)
WORDS = st.sampled_from(["diabetes", "copd", "heart_failure", "emergency admissions", "A&E attendances", "falls"])
TERMINALS = {
    "number": NUMBERS,
    "whole": st.integers(1, 100).map(str),
    "unit": st.sampled_from(["years", "mmol/mol", "mm[Hg]", "kg", "%"]),
    "item": WORDS,
    "thing": WORDS,
}
TOKEN = re.compile(r'"[^"]*"|[\[\](){}|]|[\w]+')


@functools.cache
def rules() -> dict[str, list[str]]:
    """Return each rule of the grammar as its tokens."""
    texts = [rule.split("=", 1) for rule in GRAMMAR.split(" ;\n") if rule]
    return {name.strip(): TOKEN.findall(body) for name, body in texts}


@functools.cache
def sentences(name: str) -> st.SearchStrategy[str]:
    """Return what a rule generates, words with single spaces between."""
    if name in TERMINALS:
        return TERMINALS[name]
    tokens = list(rules()[name])
    return _alternatives(tokens).map(lambda words: " ".join(words.split()))


def _alternatives(tokens: list[str], until: str = "") -> st.SearchStrategy[str]:
    options = [_sequence(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        options.append(_sequence(tokens))
    if until:
        assert tokens.pop(0) == until
    return st.one_of(options)


def _sequence(tokens: list[str]) -> st.SearchStrategy[str]:
    parts = []
    while tokens and tokens[0] not in "|])}":
        token = tokens.pop(0)
        if token == "[":
            parts.append(st.just("") | _alternatives(tokens, "]"))
        elif token == "(":
            parts.append(_alternatives(tokens, ")"))
        elif token == "{":
            parts.append(st.lists(_alternatives(tokens, "}"), max_size=2).map(" ".join))
        else:
            parts.append(st.just(token.strip('"')) if token.startswith('"') else sentences(token))
    return st.tuples(*parts).map(" ".join)


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
    assert set(rules()) - {"quantity", "stretch", "period"} == set(READERS)


@pytest.mark.parametrize("rule", READERS)
@given(data=st.data())
def test_every_phrase_of_the_grammar_is_read_and_says_the_same_again(rule, data):
    text = data.draw(sentences(rule))
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
