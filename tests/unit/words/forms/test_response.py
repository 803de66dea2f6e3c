"""Answers as FHIR and back."""

from __future__ import annotations

import copy
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.forms import answers_of, counted, response
from joinedup.words.vocabulary.fhir.validation import Validator
from tests.unit.words.forms.written import ANSWERS, WHOLE, ask, form, group, only, whole


def _response() -> dict[str, Any]:
    return response(
        WHOLE, ANSWERS, subject="Patient/7", author="Practitioner/12", authored=datetime(2026, 4, 1, 9, tzinfo=UTC), id="r1"
    )  # fmt: skip


def test_all_answers_come_back_as_they_went() -> None:
    assert answers_of(WHOLE, _response()) == ANSWERS


def test_a_response_says_of_whom_by_whom_and_when() -> None:
    told = _response()
    assert told["questionnaire"] == "https://joinedup.example/fhir/Questionnaire/drawn|1"
    assert (told["subject"], told["author"], told["authored"], told["id"], told["status"]) == (
        {"reference": "Patient/7"}, {"reference": "Practitioner/12"}, "2026-04-01T09:00:00+00:00", "r1", "completed",
    )  # fmt: skip
    assert response(form(ask("a")), {}) == {
        "resourceType": "QuestionnaireResponse", "questionnaire": "https://joinedup.example/fhir/Questionnaire/drawn|1", "status": "completed",
    }  # fmt: skip


def test_what_is_not_asked_is_not_sent() -> None:
    of = form(ask("a"), ask("b", **only("a")))
    told = response(of, {"a": (False,), "b": (True,)})
    assert [item["linkId"] for item in told["item"]] == ["a"]


def test_an_unfinished_form_can_be_sent_and_one_that_is_wrong_cannot() -> None:
    assert response(WHOLE, {"name#2": ("Bea",)}, status="in-progress")["item"][0]["linkId"] == "turns"
    for answers, status in (({}, "completed"), ({"count": ("many",)}, "in-progress")):
        with pytest.raises(ManyMistakes, match="Mend these answers"):
            response(WHOLE, answers, status=status)


def test_another_name_of_the_questionnaire_without_its_version_is_the_same() -> None:
    told = {**_response(), "questionnaire": WHOLE.url, "status": "amended"}
    assert answers_of(WHOLE, told) == ANSWERS


def _spoilt(change: str) -> dict[str, Any]:  # noqa: PLR0912 (one way to spoil it a line)
    told = copy.deepcopy(_response())
    first = told["item"][0]["item"]
    match change:
        case "kind":
            told["resourceType"] = "Questionnaire"
        case "form":
            told["questionnaire"] = WHOLE.url + "|2"
        case "status":
            told["status"] = "complete"
        case "no status":
            del told["status"]
        case "part":
            told["items"] = []
        case "item":
            first[0]["linkId"] = "cont"
        case "no link":
            del first[0]["linkId"]
        case "twice":
            first.append(copy.deepcopy(first[0]))
        case "too many rounds":
            told["item"][4]["item"] += [copy.deepcopy(told["item"][4]["item"][0])] * 4
        case "group answered":
            told["item"][0]["answer"] = [{"valueBoolean": True}]
        case "item in question":
            first[0]["item"] = [{"linkId": "share"}]
        case "words answered":
            first.append({"linkId": "hello", "answer": [{"valueBoolean": True}]})
        case "two values":
            first[0]["answer"] = [{"valueInteger": 1, "valueString": "1"}]
        case "another type":
            first[0]["answer"] = [{"valueString": "three"}]
        case "out of range":
            first[0]["answer"] = [{"valueInteger": 11}]
        case "missing":
            del first[0]
        case "no answer":
            first[0].pop("answer")
        case _:
            raise AssertionError(change)
    return told


@pytest.mark.parametrize(("change", "told"), [
    ("kind", "resourceType: must be QuestionnaireResponse"), ("form", "it answers another form, or another version"),
    ("status", "'complete' is not a status that can be read; did you mean completed?"), ("part", "did you mean item?"),
    ("no status", "status: is missing"),
    ("item", "'cont' is not an item here; did you mean count?"), ("no link", "item[0].item[0].linkId: is missing"),
    ("twice", "count is there too often"), ("too many rounds", "turn is there too often"),
    ("group answered", "a group is not answered itself"), ("item in question", "only a group has items"),
    ("words answered", "must be one value, of a question"), ("two values", "must be one value, of a question"),
    ("another type", "must be valueInteger, as the item is a integer"), ("out of range", "must be from 0 to 10"),
    ("missing", "count: “What of count?” needs an answer"), ("no answer", "count: “What of count?” needs an answer"),
])  # fmt: skip
def test_a_response_that_is_wrong_is_refused_where_it_is(change: str, told: str) -> None:
    with pytest.raises(ManyMistakes) as wrong:
        answers_of(WHOLE, _spoilt(change))
    assert told in str(wrong.value)


def test_a_response_that_answers_what_is_not_asked_is_refused() -> None:
    of = form(group("g", ask("a"), ask("b", **only("a"))))
    told = response(of, {"a": (True,), "b": (True,)})
    told["item"][0]["item"][0]["answer"] = [{"valueBoolean": False}]
    with pytest.raises(ManyMistakes, match="b: is not asked, as the other answers are"):
        answers_of(of, told)
    assert answers_of(of, {**told, "status": "in-progress"}) == {"a": (False,), "b": (True,)}


def test_times_round_are_numbered_as_they_come() -> None:
    answers = {"name#2": ("Bea",), "much#2#4": (1,), "name#3": ("Cy",)}
    back = answers_of(WHOLE, response(WHOLE, answers, status="in-progress"))
    assert back == counted(WHOLE, answers) == {"name#1": ("Bea",), "much#1#1": (1,), "name#2": ("Cy",)}


def test_a_form_and_its_response_are_fhir() -> None:
    validator = Validator(
        Path(os.environ.get("JOINEDUP_ASSETS") or Path(__file__).resolve().parents[4] / "assets") / "fhir"
    )
    assert validator.check(whole()) == []
    assert validator.check(json.loads(json.dumps(_response()))) == []
