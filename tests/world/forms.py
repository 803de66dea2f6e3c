"""A drawn form with every type of question, one that tells of a risk, one that may be told again, and what repeats."""

from __future__ import annotations

import functools
import json
from typing import Any

from joinedup.words.forms import Form, read

HL7 = "http://hl7.org/fhir/StructureDefinition/"
OURS = "https://joinedup.example/fhir/"


def _item(link: str, type_: str, text: str, **parts: Any) -> dict[str, Any]:
    return {"linkId": link, "type": type_, "text": text, **parts}


def _options(**options: str) -> list[dict[str, Any]]:
    return [{"valueCoding": {"code": code, "display": words}} for code, words in options.items()]


def _risk(answer: Any, words: str) -> dict[str, Any]:
    return {
        "url": OURS + "risk",
        "extension": [{"url": "answer", **answer}, {"url": "words", "valueString": words}],
    }  # fmt: skip


VISIT = {
    "resourceType": "Questionnaire",
    "id": "first-visit",
    "url": OURS + "Questionnaire/first-visit",
    "version": "1",
    "title": "First visit",
    "status": "active",
    "subjectType": ["Patient"],
    "description": "What is asked at a first visit in this drawn town.",
    "item": [
        _item("home", "group", "Home", item=[
            _item("words", "display", "Ask with nobody else in the room."),
            _item("alone", "boolean", "Do you live alone?", required=True),
            _item("with_whom", "string", "Who lives with you?", required=True, enableWhen=[
                {"question": "alone", "operator": "=", "answerBoolean": False}]),
            _item("key_safe", "text", "How do we get in?", extension=[
                {"url": OURS + "reusable-days", "valueInteger": 90}]),
            _item("afraid", "boolean", "Is anyone hurting you?", extension=[
                _risk({"valueCode": "yes"}, "Stay with them. Ring 999 if there is danger now.")]),
        ]),
        _item("body", "group", "Body", item=[
            _item("weight", "quantity", "Weight", extension=[
                {"url": HL7 + "questionnaire-unit", "valueCoding": {
                    "system": "http://unitsofmeasure.org", "code": "kg", "display": "kg"}}]),
            _item("falls", "integer", "Falls in the last year"),
            _item("warm", "decimal", "Temperature"),
            _item("seen", "date", "Last seen by an optician"),
            _item("fell", "dateTime", "Last fall"),
            _item("wakes", "time", "Wakes at"),
            _item("site", "url", "A page they like"),
            _item("walks", "choice", "Walks", answerOption=_options(far="As far as they like", near="In the house")),
            _item("help", "choice", "Has help with", repeats=True, answerOption=_options(wash="Washing", eat="Eating")),
            _item("pet", "open-choice", "Has a pet", answerOption=_options(cat="A cat", dog="A dog")),
            _item("letter", "attachment", "The letter they showed"),
            _item("who", "reference", "Who else was there"),
            _item("names", "string", "Likes to be called", repeats=True),
        ]),
        _item("pills", "group", "Medicines", item=[
            _item("pill", "group", "Medicine", repeats=True, item=[
                _item("name", "string", "What is it called?"),
                _item("taken", "boolean", "Taken as it should be?"),
            ]),
        ]),
    ],
}  # fmt: skip


@functools.cache
def visit() -> Form:
    """Return the drawn form of a first visit."""
    return read(json.dumps(VISIT), file="first-visit.json")
