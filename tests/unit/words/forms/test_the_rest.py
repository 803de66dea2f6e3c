"""Licences, examples and the page of reference."""

from __future__ import annotations

import json
from datetime import date

import pytest

from joinedup.insight.forms import form_named
from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.forms import Form, read
from joinedup.words.forms.examples import mistakes_of
from joinedup.words.forms.licences import Held, closed, licences, what_now
from joinedup.words.forms.page import conditions, kind, lines
from joinedup.words.forms.parts import OURS
from tests.unit.words.forms.written import WHOLE, ask, data, form, group, only, when

FERN = {"url": OURS + "licence", "extension": [{"url": "owner", "valueString": "Fern Ltd"}, {"url": "ask", "valueString": "fern.example"}]}  # fmt: skip


def _slot() -> Form:
    return read(json.dumps({name: value for name, value in data(extension=[FERN]).items() if name != "item"}))


HELD = {"drawn": Held("Hillside Board", "12", date(2026, 4, 1))}
LICENSED = form(ask("a"), extension=[FERN])


def test_a_form_of_somebody_else_opens_only_while_a_licence_is_held() -> None:
    assert closed(form(ask("a")), {}, date(2026, 4, 1)) == ""
    assert (
        closed(LICENSED, {}, date(2026, 4, 1))
        == "Drawn for a test belongs to Fern Ltd, and no licence for it is on record here."
    )
    assert closed(LICENSED, HELD, date(2026, 4, 1)) == ""
    assert closed(LICENSED, HELD, date(2026, 4, 2)) == "The licence for Drawn for a test has ended."
    assert closed(_slot(), HELD, date(2026, 4, 1)) == "Drawn for a test is not here: its words come from Fern Ltd."
    assert what_now(LICENSED).startswith("Ask for a licence: fern.example.")


def test_a_form_that_is_retired_does_not_open() -> None:
    old = form(ask("a"), status="retired")
    assert closed(old, {}, date(2026, 4, 1)) == "Drawn for a test is not used any more."
    assert what_now(old) == "Use the form that stands in its place."


def test_licences_are_read_with_holder_number_and_end() -> None:
    assert licences("drawn: {holder: Hillside Board, number: 12, ends: 2026-04-01}") == HELD


@pytest.mark.parametrize(("text", "told"), [
    ("[a]", "must be forms by their ids"), ("a: {holder: x, number: 1}", "must say ends"),
    ("a: {holder: '', number: 1, ends: 2026-01-01}", "must say holder"), ("a: b", "must say holder"),
    ("a: {holder: x, number: 1, ends: soon}", "must be its last day"),
    ("a: {holder: x, number: 1, ends: 2026-01-01, cost: 3}", "is not a part of a licence"),
])  # fmt: skip
def test_a_licence_that_lacks_something_is_refused(text: str, told: str) -> None:
    with pytest.raises(ManyMistakes, match=told):
        licences(text)


OF = form(ask("n", "integer", required=True), ask("b", **only("n", ">", answerInteger=3)), ask("t", "string"))


@pytest.mark.parametrize(("text", "told"), [
    ("- {example: fine, answers: {n: 3}, not_asked: [b]}", []),
    ("- {example: fine, answers: {n: 4, b: yes}, asked: [b]}", []),
    ("- {example: fine, answers: {n: many}, mistakes: {n: must be a whole number}}", []),
    ("- {example: fine, incomplete: yes}", []),
    ("- {example: fine, now: 2026-01-01 09:00, answers: {n: [1]}}", []),
    ("{", ["is not YAML"]), ("[]", ["must be a list of examples"]), ("- {answers: {n: 3}}", ["must say in a sentence"]),
    ("- {example: x, answer: {}}", ["'answer' is not a part of an example"]), ("- {example: x, answers: [n]}", ["cannot be read"]),
    ("- {example: x, now: soon}", ["cannot be read"]),
    ("- {example: x}", ["n: “What of n?” needs an answer"]),
    ("- {example: x, answers: {n: 3}, mistakes: {n: wrong}}", ["n has no mistake"]),
    ("- {example: x, answers: {n: many}, mistakes: {n: needs}}", ["and not: needs"]),
    ("- {example: x, answers: {n: 3}, asked: [b], not_asked: [n]}", ["b is not asked", "n is asked"]),
    ("- {example: x, answers: {n: 3}, asked: [bb]}", ["bb is not an item of the form"]),
    ("- {example: x, answers: {n: 3}, scores: {phq-9: 3}}", ["phq-9 is not a score"]),
    ("- {example: x, answers: {n: 3}, risks: [n]}", ["n is no risk"]),
    ("- {example: x, answers: {n: 3}, scores: {}, risks: []}", []),
])  # fmt: skip
def test_examples_hold_or_say_what_is_so(text: str, told: list[str]) -> None:
    found = [str(each) for each in mistakes_of(text, OF)]
    assert len(found) == len(told)
    assert all(wanted in each for wanted, each in zip(told, found, strict=True)), found


def test_an_example_that_does_not_say_a_risk_is_wrong() -> None:
    (found,) = mistakes_of("- {example: x, incomplete: yes, answers: {danger: yes}}", WHOLE)
    assert str(found) == "drawn.examples.yaml, example 1 (x): danger is a risk"


def test_the_figure_and_the_band_of_a_score_are_compared() -> None:
    fft = form_named("fft")
    assert mistakes_of("- {example: x, answers: {experience: good}, scores: {fft: 4 positive}}", fft) == []
    assert mistakes_of("- {example: x, incomplete: yes, scores: {fft: not known}}", fft) == []
    (found,) = mistakes_of("- {example: x, answers: {experience: good}, scores: {fft: 4 negative}}", fft)
    assert found.problem == "fft is 4 positive, not 4 negative"


def test_the_page_says_of_every_question_what_it_is_and_when_it_is_asked() -> None:
    by = WHOLE.by_id
    assert {name: kind(by[name]) for name in ("count", "share", "weight", "picks", "open", "some", "line", "day")} == {
        "count": "a whole number, 0 to 10, needed", "share": "a number, from 0.5", "weight": "a number with its unit, to 300, kg",
        "picks": "a / b / none, as many as hold", "open": "a / b, or own words, as many as hold",
        "some": "a line of text, up to 3 times", "line": "a line of text", "day": "a date, from 2000-01-01",
    }  # fmt: skip
    assert conditions(by["last"], WHOLE) == "danger = yes or pick = b"
    assert conditions(by["very_last"], WHOLE) == "danger = yes and pick = b"
    assert conditions(by["more"], WHOLE) == "name is answered"
    assert conditions(by["count"], WHOLE) == ""
    of = form(
        ask("a"),
        group(
            "g",
            ask("b", enableWhen=[when("a", "exists", answerBoolean=False)]),
            ask("c"),
            **only("a", answerBoolean=False),
        ),
    )
    assert conditions(of.by_id["b"], of) == "a = no; and a is not answered"
    assert conditions(of.by_id["c"], of) == "a = no"
    assert conditions(of.by_id["g"], of) == "a = no"


def test_the_page_lists_everything_and_of_a_slot_only_whose_it_is() -> None:
    page = "\n".join(lines([WHOLE, _slot()]))
    assert "| `count` | What of count? | a whole number, 0 to 10, needed |  |" in page
    assert "Belongs to Fern Ltd; to use it, ask: fern.example." in page
    assert "`phq-9`" in page
    assert "Ours." in page
