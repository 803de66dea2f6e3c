"""Laws of forms, of every form of the catalogue and of one that has everything, whoever answers and however."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.insight.forms import catalogue
from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.forms import (
    Form,
    Item,
    Value,
    answers_of,
    asked,
    counted,
    key_of,
    mistakes,
    pages,
    read,
    response,
    risks,
    said,
    scores,
    typed,
)
from joinedup.words.forms.values import attachment, other, plain_number, problem
from tests.unit.words.forms.written import WHOLE

FORMS = {form.id: form for form in (WHOLE, *catalogue().values()) if not form.is_slot}
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=6)
ODD = st.one_of(st.booleans(), st.integers(-(10**10), 10**10), st.text(max_size=8), st.sampled_from(["other: ", "none", "#", "2026-02-30"]))  # fmt: skip


def _valid(item: Item) -> st.SearchStrategy[Value]:
    """Draw answers of an item's type, most of which its limits allow."""
    if item.options:
        codes: st.SearchStrategy[Value] = st.sampled_from([option.code for option in item.options])
        return codes if item.type == "choice" else st.one_of(codes, WORDS.map(other))
    least, most = item.limits.least, item.limits.most
    low = int(float(str(least))) if least is not None and item.type in ("integer", "decimal", "quantity") else 0
    high = int(float(str(most))) if most is not None and item.type in ("integer", "decimal", "quantity") else low + 20
    return {
        "boolean": st.booleans(),
        "integer": st.integers(low, high),
        "decimal": st.decimals(low, high, places=1).map(plain_number),
        "quantity": st.decimals(low, high, places=1).map(plain_number),
        "date": st.dates().map(lambda day: day.isoformat()),
        "dateTime": st.datetimes().map(lambda at: typed_as("dateTime", at.isoformat(timespec="seconds"))),
        "time": st.times().map(lambda at: at.replace(microsecond=0).isoformat()),
        "string": WORDS,
        "text": st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
        "url": WORDS.filter(lambda word: not set(word) & set('<>"')).map(lambda word: f"https://drawn.example/{word}"),
        "reference": st.integers(1, 99).map(lambda number: f"Practitioner/{number}"),
        "attachment": st.builds(lambda title, size: attachment("f/1", title=title, content_type="image/png", size=size), WORDS, st.integers(0, 1200)),
    }[item.type]  # fmt: skip


def typed_as(type_: str, text: str) -> Value:
    from joinedup.words.forms.values import typed as one  # noqa: PLC0415 (beside the other of that name)

    return one(Item("a", type_), text)


@cache
def _drawn(name: str, odd: bool) -> st.SearchStrategy[tuple[str, dict[str, tuple[Value, ...]]]]:
    form = FORMS[name]

    def key(item: Item) -> st.SearchStrategy[str]:
        return st.tuples(*(st.integers(1, min(form.by_id[group].most_times, 3)) for group in form.rounds[item.id])).map(
            lambda times: key_of(item.id, times)
        )

    def one(item: Item) -> st.SearchStrategy[tuple[str, tuple[Value, ...]]]:
        value = st.one_of(_valid(item), ODD) if odd else _valid(item)
        return st.tuples(key(item), st.lists(value, max_size=3 if item.repeats else 1, unique=True).map(tuple))

    def all_of() -> st.SearchStrategy[dict[str, tuple[Value, ...]]]:
        every = st.tuples(*(one(item) for item in form.questions)).map(dict)
        some = st.lists(st.sampled_from(form.questions).flatmap(one), max_size=12).map(dict)
        return st.one_of(every, some)

    return st.tuples(st.just(name), all_of())


answered = st.sampled_from(list(FORMS)).flatmap(lambda name: _drawn(name, False))
oddly_answered = st.sampled_from(list(FORMS)).flatmap(lambda name: _drawn(name, True))
Answered = tuple[str, dict[str, tuple[Value, ...]]]


@settings(max_examples=150, deadline=None)
@given(answered)
def test_answers_come_back_from_fhir_as_they_went(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    told = json.loads(json.dumps(response(form, _readable(form, answers), status="in-progress")))
    assert answers_of(form, told) == counted(form, _readable(form, answers))


def _readable(form: Form, answers: Mapping[str, tuple[Value, ...]]) -> dict[str, tuple[Value, ...]]:
    """Return the answers that are answers of their type, whatever their form's limits."""
    wrong = {each.key for each in asked(form, answers) if any(problem(each.item, value) for value in each.answers)}
    kept = {key: given for key, given in answers.items() if key not in wrong}
    return kept if not wrong else _readable(form, kept)


@settings(max_examples=150, deadline=None)
@given(oddly_answered)
def test_a_form_has_no_mistake_exactly_when_its_response_is_accepted(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    wrong = mistakes(form, answers)
    try:
        told = response(form, answers)
    except ManyMistakes as refused:
        assert list(refused.mistakes) == list(wrong) != []
        return
    assert wrong == ()
    assert answers_of(form, json.loads(json.dumps(told))) == counted(form, answers)


@settings(max_examples=100, deadline=None)
@given(answered)
def test_a_response_from_elsewhere_is_accepted_exactly_when_its_answers_have_no_mistake(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    readable = _readable(form, answers)
    told = {**response(form, readable, status="in-progress"), "status": "completed"}
    wrong = mistakes(form, counted(form, readable))
    try:
        assert answers_of(form, told) == counted(form, readable)
    except ManyMistakes as refused:
        assert tuple(refused.mistakes) == wrong != ()
    else:
        assert wrong == ()


@settings(max_examples=150, deadline=None)
@given(oddly_answered)
def test_what_is_not_asked_never_counts(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    now = {each.key for each in asked(form, answers)}
    without = {key: given for key, given in answers.items() if key in now}
    assert asked(form, answers) == asked(form, without)
    assert counted(form, answers) == counted(form, without)
    assert scores(form, answers) == scores(form, without)
    assert risks(form, answers) == risks(form, without)
    assert said(form, answers) == said(form, without)


@settings(max_examples=100, deadline=None)
@given(oddly_answered)
def test_counting_twice_changes_nothing(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    once = counted(form, answers)
    assert counted(form, once) == once
    assert scores(form, once) == scores(form, answers)


SCORED = [name for name, form in FORMS.items() if form.scores]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SCORED).flatmap(lambda name: st.one_of(_drawn(name, False), _drawn(name, True))))
def test_a_score_lies_in_its_published_range_or_says_what_is_missing(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    for score in scores(form, answers):
        if score.value is None:
            assert score.missing
            assert set(score.missing) <= set(form.by_id)
            assert (score.band, score.urgent) == ("", "")
        else:
            assert score.least <= score.value <= score.most
            assert not score.missing


@settings(max_examples=100, deadline=None)
@given(oddly_answered)
def test_the_mistakes_of_all_pages_are_those_of_the_form(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    known = {key: given for key, given in answers.items() if key in {each.key for each in asked(form, answers)}}
    of_pages = [wrong for page in pages(form, known) for wrong in page.mistakes]
    assert tuple(of_pages) == mistakes(form, known)
    assert all((page.state == "not asked") is (not page.asked) for page in pages(form, known))


@settings(max_examples=100, deadline=None)
@given(oddly_answered)
def test_no_mistake_tells_an_answer(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    marked = {key: tuple(f"Qz{number}qZ" for number, _ in enumerate(given)) for key, given in answers.items()}
    assert not any("Qz" in wrong.problem for wrong in mistakes(form, marked))


@settings(max_examples=100, deadline=None)
@given(oddly_answered)
def test_what_was_typed_is_kept_and_typing_it_again_changes_nothing(drawn: Answered) -> None:
    form, answers = FORMS[drawn[0]], drawn[1]
    once = typed(form, {key: [_as_typed(value) for value in given] for key, given in answers.items()})
    again = typed(form, {key: [_as_typed(value) for value in given] for key, given in once.items()})
    assert again == once


def _as_typed(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


@settings(max_examples=150, deadline=None)
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)), lambda inner: st.one_of(
    st.lists(inner, max_size=3),
    st.dictionaries(st.sampled_from(["item", "linkId", "type", "text", "extension", "url", "valueCode", "enableWhen", "question",
                                     "operator", "answerOption", "valueCoding", "code", "display", "initial", "status"]), inner, max_size=5),
), max_leaves=12))  # fmt: skip
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(told: Any) -> None:
    with pytest.raises(ManyMistakes):
        read(json.dumps(told))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_form_of_which_one_part_is_spoilt_is_read_or_refused_in_words(data: Any) -> None:
    """Whatever is put in the place of any part of a whole form, nothing else than mistakes in words comes of it."""
    told = json.loads(data.draw(st.sampled_from(list(FORMS.values()))).text)
    at: Any = told
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        chosen = data.draw(st.sampled_from(keys))
        if isinstance(at[chosen], dict | list) and at[chosen] and data.draw(st.booleans()):
            at = at[chosen]
            continue
        at[chosen] = data.draw(
            st.sampled_from([None, True, 3, -1, 1.5, "", "x", [], [3], [{}], {}, {"url": 3}, {"code": []}])
        )
        break
    try:
        read(json.dumps(told))
    except ManyMistakes as wrong:
        assert wrong.mistakes
