"""Filling a form in: what is asked, what counts, how far each page is, and what is still wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.words.forms import asked, blank, counted, key_of, mistakes, pages, parts_of, rounds, typed
from joinedup.words.forms.parts import HL7
from tests.unit.words.forms.written import ANSWERS, WHOLE, ask, extension, form, group, only, option, when

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def keys(of: Any, answers: Any) -> list[str]:
    return [each.key for each in asked(of, answers) if each.item.is_question]


def told(of: Any, answers: Any, page: str | None = None) -> dict[str, str]:
    return {each.field: each.problem for each in mistakes(of, answers, page, now=NOW)}


def test_all_of_it_is_asked_and_nothing_is_wrong_when_all_is_answered() -> None:
    assert told(WHOLE, ANSWERS) == {}
    assert counted(WHOLE, ANSWERS) == ANSWERS
    assert list(counted(WHOLE, ANSWERS)) == list(ANSWERS)


def test_a_question_is_asked_only_where_its_condition_holds() -> None:
    of = form(ask("a"), ask("b", **only("a")), ask("c", **only("b")))
    assert keys(of, {}) == ["a"]
    assert keys(of, {"a": (True,)}) == ["a", "b"]
    assert keys(of, {"a": (True,), "b": (True,)}) == ["a", "b", "c"]


def test_an_answer_that_is_not_asked_opens_nothing_and_does_not_count() -> None:
    of = form(ask("a"), ask("b", **only("a")), ask("c", **only("b")))
    left = {"a": (False,), "b": (True,), "c": (True,)}
    assert keys(of, left) == ["a"]
    assert counted(of, left) == {"a": (False,)}
    assert told(of, left) == {}


def test_a_group_that_is_not_asked_takes_what_is_in_it_along() -> None:
    of = form(ask("a"), group("g", ask("b", required=True), **only("a")))
    assert keys(of, {}) == ["a"]
    assert told(of, {}) == {}
    assert told(of, {"a": (True,)}) == {"b": "“What of b?” needs an answer"}


OPERATORS = [
    ("exists", {"answerBoolean": True}, {(): False, (3,): True}),
    ("exists", {"answerBoolean": False}, {(): True, (3,): False}),
    ("=", {"answerInteger": 3}, {(): False, (2,): False, (3,): True}),
    ("!=", {"answerInteger": 3}, {(): True, (2,): True, (3,): False}),
    (">", {"answerInteger": 3}, {(): False, (3,): False, (4,): True}),
    (">=", {"answerInteger": 3}, {(): False, (2,): False, (3,): True}),
    ("<", {"answerInteger": 3}, {(): False, (3,): False, (2,): True}),
    ("<=", {"answerInteger": 3}, {(): False, (4,): False, (3,): True}),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "answer", "holds"), OPERATORS)
def test_each_operator_is_as_fhir_defines_it(operator: str, answer: Any, holds: Any) -> None:
    of = form(ask("n", "integer"), ask("b", **only("n", operator, **answer)))
    assert {given: "b" in keys(of, {"n": given}) for given in holds} == holds


def test_numbers_days_and_instants_are_compared_as_what_they_are() -> None:
    of = form(
        ask("d", "decimal"), ask("b", **only("d", ">", answerDecimal=9.5)),
        ask("t", "dateTime"), ask("c", **only("t", "<=", answerDateTime="2026-07-01T08:30:00Z")),
    )  # fmt: skip
    assert "b" in keys(of, {"d": ("10",)})
    assert "c" in keys(of, {"t": ("2026-07-01T09:30:00+01:00",)})


def test_all_and_any_of_several_conditions() -> None:
    both = [when("a"), when("b")]
    for behaviour, wanted in (("all", [False, False, True]), ("any", [False, True, True])):
        of = form(ask("a"), ask("b"), ask("c", enableWhen=both, enableBehavior=behaviour))
        drawn = [{}, {"a": (True,)}, {"a": (True,), "b": (True,)}]
        assert ["c" in keys(of, answers) for answers in drawn] == wanted


def test_what_is_no_answer_opens_nothing() -> None:
    of = form(
        ask("n", "integer"),
        ask("b", **only("n", ">", answerInteger=3)),
        ask("c", **only("n", "exists", answerBoolean=True)),
    )
    assert keys(of, {"n": ("many",)}) == ["n"]


def test_in_a_group_that_repeats_a_condition_looks_at_the_same_time_round() -> None:
    of = WHOLE
    answers = {"much#1#1": (5,), "much#1#2": (1,), "much#2#1": (1,), "name#2": ("Bea",)}
    found = keys(of, answers)
    assert "late#1#1" in found
    assert "late#1#2" not in found
    assert "late#2#1" not in found
    assert ("more#1" in found, "more#2" in found) == (False, True)


def test_from_outside_any_time_round_counts() -> None:
    assert "any_much" in keys(WHOLE, {"much#1#1": (1,), "much#2#2": (3,)})
    assert "any_much" not in keys(WHOLE, {"much#1#1": (1,)})


def test_rounds_are_as_many_as_were_answered_at_least_one_and_never_too_many() -> None:
    assert rounds(WHOLE, "turn", {}) == 1
    assert rounds(WHOLE, "turn", {"name#3": ("Cy",), "name#4": ()}) == 3
    assert rounds(WHOLE, "turn", {"name#999": ("Cy",)}) == 4
    assert rounds(WHOLE, "dose", {"much#2#3": (1,)}, (2,)) == 3
    assert rounds(WHOLE, "dose", {"much#2#3": (1,)}, (1,)) == 1


def test_empty_times_round_are_left_out_and_the_others_move_up() -> None:
    assert counted(WHOLE, {"name#2": ("Bea",), "much#2#3": (1,), "name#4": ("Di",)}) == {
        "name#1": ("Bea",), "much#1#1": (1,), "name#2": ("Di",),
    }  # fmt: skip


def test_a_time_round_in_which_nothing_that_is_asked_was_answered_is_not_gone() -> None:
    assert "more#2" not in keys(WHOLE, {"more#2": (True,)})
    assert "name#2" not in keys(WHOLE, {"more#2": (True,), "late#3#1": (True,)})
    assert "name#2" in keys(WHOLE, {"name#3": ("Cy",)})


def test_keys_say_the_item_and_which_time_round() -> None:
    assert key_of("much", (2, 1)) == "much#2#1"
    assert parts_of("much#2#1") == ("much", (2, 1))
    for odd in ("much#", "much#0", "much#01", "much#-1", "much#2#x", "much#1000", "much#²"):
        assert parts_of(odd) == (odd, ())


def test_a_form_begins_with_what_it_says() -> None:
    of = form(
        ask("a", "string", initial=[{"valueString": "x"}]),
        group("g", ask("b", initial=[{"valueBoolean": False}]), repeats=True),
    )
    assert blank(of) == {"a": ("x",), "b#1": (False,)}


def test_what_is_typed_becomes_answers_and_nothing_is_lost() -> None:
    sent = {
        "count": ["many"],
        "picks": ["a", " ", "b"],
        "line": [" "],
        "odd": ["x"],
        "turn": ["y"],
        "name#2": [" Bea "],
    }
    assert typed(WHOLE, sent) == {
        "count": ("many",), "picks": ("a", "b"), "odd": ("x",), "turn": ("y",), "name#2": ("Bea",),
    }  # fmt: skip


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"count": ()}, {"count": "“What of count?” needs an answer"}),
    ({"count": (), "share": (), "weight": ()}, {"numbers": "“Page numbers” needs an answer", "count": "“What of count?” needs an answer"}),
    ({"count": (11,)}, {"count": "“What of count?” must be from 0 to 10"}),
    ({"line": ("one", "two")}, {"line": "“What of line?” can have one answer"}),
    ({"some": ("one",)}, {"some": "“What of some?” needs at least 2 answers"}),
    ({"some": ("1", "2", "3", "4")}, {"some": "“What of some?” can have at most 3 answers"}),
    ({"some": ("same", "same")}, {}),
    ({"picks": ("a", "a")}, {"picks": "“What of picks?” has an answer twice"}),
    ({"picks": ("a", "none")}, {"picks": "“What of picks?” cannot have another answer beside “None of these”"}),
    ({"picks": ("none",)}, {}),
    ({"fixed": ("Another",)}, {"fixed": "“What of fixed?” cannot be changed"}),
    ({"day": ("2026-04-02",)}, {"day": "“What of day?” must be in the past"}),
    ({"lin": ("x",)}, {"lin": "is not a question of this form; did you mean line?"}),
    ({"zzzz": ("x",)}, {"zzzz": "is not a question of this form"}),
    ({"zzzz": ()}, {}),
    ({"turn": ("x",)}, {"turn": "is not a question of this form"}),
    ({"name": ("x",)}, {"name": "does not say which time round it is, or too many"}),
    ({"name#5": ("x",)}, {"name#5": "does not say which time round it is, or too many"}),
    ({"line#1": ("x",)}, {"line#1": "does not say which time round it is, or too many"}),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "wanted"), WRONG)
def test_what_is_wrong_is_told_by_its_key_without_the_answer(changed: dict[str, Any], wanted: dict[str, str]) -> None:
    assert told(WHOLE, {**ANSWERS, **changed}) == wanted


def test_a_group_that_must_be_answered_needs_one_time_round() -> None:
    of = form(group("g", group("t", ask("a"), ask("b"), required=True, repeats=True)))
    assert told(of, {}) == {"t#1": "“Page t” needs an answer"}
    assert told(of, {"a#2": (True,)}) == {}
    assert told(of, {"a#1": (True,), "b#2": (True,)}) == {}


def test_pages_are_the_groups_at_the_top_and_say_how_far_they_are() -> None:
    of = form(
        group("one", ask("a", required=True), ask("b", required=True)), group("two", ask("c")),
        group("three", ask("d"), **only("a")), group("four", {"linkId": "w", "type": "display", "text": "Thank you."}),
        ask("e"), ask("f"), group("five", ask("x", "string", initial=[{"valueString": "As it is"}])),
    )  # fmt: skip

    def states(answers: Any) -> dict[str, str]:
        return {each.key: each.state for each in pages(of, answers)}

    assert states({}) == {
        "one": "not started", "two": "optional", "three": "not asked", "four": "done", "e": "optional", "five": "optional",
    }  # fmt: skip
    assert states({"a": (True,)})["one"] == "in progress"
    assert states({"a": (True,)})["three"] == "optional"
    assert states({"a": (True,), "b": (False,)})["one"] == "done"
    assert states({"f": (True,)})["e"] == "done"
    assert states(blank(of))["five"] == "optional"
    assert [each.title for each in pages(of, {})] == [
        "Page one",
        "Page two",
        "Page three",
        "Page four",
        "Drawn for a test",
        "Page five",
    ]
    assert [each.key for each in pages(of, {})[4].asked] == ["e", "f"]


def test_one_page_is_checked_by_itself() -> None:
    assert told(WHOLE, {**ANSWERS, "count": (), "line": ("x" * 9,)}, "words") == {
        "line": "“What of line?” must be 5 characters or fewer"
    }
    assert told(WHOLE, ANSWERS, "numbers") == {}
    assert told(WHOLE, ANSWERS, "number") == {"number": "there is no such page"}


def test_a_group_is_shown_once_for_each_time_round_with_its_depth() -> None:
    found = [(each.key, each.depth) for each in asked(WHOLE, {"name#2": ("Bea",)}) if each.item.type == "group"][-6:]
    assert found == [("kept", 0), ("turns", 0), ("turn#1", 1), ("dose#1#1", 2), ("turn#2", 1), ("dose#2#1", 2)]


def test_choices_that_repeat_have_no_limit_but_their_own() -> None:
    of = form(ask("a", "choice", extension(HL7 + "questionnaire-maxOccurs", valueInteger=1), repeats=True,
                  answerOption=[option("a", "A"), option("b", "B")]))  # fmt: skip
    assert told(of, {"a": ("a", "b")}) == {"a": "“What of a?” can have one answer"}
