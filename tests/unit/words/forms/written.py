"""One form that uses every part of the language, and short ways to write others."""

from __future__ import annotations

import copy
import json
from typing import Any

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.forms import Form, read
from joinedup.words.forms.parts import HL7, OURS

Data = dict[str, Any]


def extension(url: str, **value: Any) -> Data:
    return {"url": url, **value}


def risk(words: str, *answers: str) -> Data:
    return {
        "url": OURS + "risk",
        "extension": [
            *({"url": "answer", "valueCode": each} for each in answers),
            {"url": "words", "valueString": words},
        ],
    }


def option(code: str, display: str, *, alone: bool = False, points: int | None = None) -> Data:
    coding: Data = {"code": code, "display": display}
    if points is not None:
        coding["extension"] = [extension(HL7 + "ordinalValue", valueDecimal=points)]
    made: Data = {"valueCoding": coding}
    return (
        {"extension": [extension(HL7 + "questionnaire-optionExclusive", valueBoolean=True)], **made} if alone else made
    )


def ask(link: str, type_: str = "boolean", *extensions: Data, **parts: Any) -> Data:
    """Return a question: a choice has the options a and b, where it says none."""
    made: Data = {"linkId": link, "type": type_, "text": f"What of {link}?", **parts}
    if type_ in ("choice", "open-choice"):
        made.setdefault("answerOption", [option("a", "The first"), option("b", "The second")])
    if extensions:
        made["extension"] = list(extensions)
    return made


def group(link: str, *items: Data, **parts: Any) -> Data:
    return {"linkId": link, "type": "group", "text": f"Page {link}", "item": list(items), **parts}


def when(question: str, operator: str = "=", **answer: Any) -> Data:
    return {"question": question, "operator": operator, **(answer or {"answerBoolean": True})}


def only(question: str, operator: str = "=", **answer: Any) -> Data:
    """Return the part that makes an item depend on one other."""
    return {"enableWhen": [when(question, operator, **answer)]}


def data(*items: Data, **parts: Any) -> Data:
    return {
        "resourceType": "Questionnaire", "id": "drawn", "url": f"{OURS}Questionnaire/drawn", "version": "1",
        "title": "Drawn for a test", "status": "active", "item": list(items), **parts,
    }  # fmt: skip


def form(*items: Data, **parts: Any) -> Form:
    return read(json.dumps(data(*items, **parts)), file="drawn.json")


def wrong(what: Data | str) -> list[str]:
    """Return the mistakes of a form; none where it can be read."""
    try:
        read(what if isinstance(what, str) else json.dumps(what), file="drawn.json")
    except ManyMistakes as told:
        return [str(each) for each in told.mistakes]
    return []


def _help(link: str) -> Data:
    control = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]}
    return {
        "linkId": link, "type": "display", "text": "Look twice.",
        "extension": [extension(HL7 + "questionnaire-itemControl", valueCodeableConcept=control)],
    }  # fmt: skip


def unit(code: str, display: str) -> Data:
    return extension(
        HL7 + "questionnaire-unit",
        valueCoding={"system": "http://unitsofmeasure.org", "code": code, "display": display},
    )


_WHOLE = data(
    group(
        "numbers",
        {"linkId": "hello", "type": "display", "text": "Good morning."},
        ask("count", "integer", extension(HL7 + "minValue", valueInteger=0), extension(HL7 + "maxValue", valueInteger=10),
            required=True, prefix="1."),
        ask("share", "decimal", extension(HL7 + "minValue", valueDecimal=0.5), extension(HL7 + "maxDecimalPlaces", valueInteger=1)),
        ask("weight", "quantity", unit("kg", "kg"), extension(HL7 + "maxValue", valueDecimal=300)),
        required=True,
    ),
    group(
        "days",
        ask("day", "date", extension(OURS + "not-in-future", valueBoolean=True), extension(HL7 + "minValue", valueDate="2000-01-01")),
        ask("instant", "dateTime", extension(OURS + "not-in-future", valueBoolean=True)),
        ask("clock", "time", extension(HL7 + "maxValue", valueTime="18:00:00")),
    ),
    group(
        "words",
        ask("line", "string", extension(HL7 + "minLength", valueInteger=2), maxLength=5),
        ask("story", "text", extension(OURS + "reusable-days", valueInteger=90), item=[_help("story_help")]),
        ask("page", "url"),
        ask("pick", "choice", risk("Ring at once.", "b"), extension(OURS + "hidden-from", valueCode="proxies")),
        ask("picks", "choice", repeats=True,
            answerOption=[option("a", "The first"), option("b", "The second"), option("none", "None of these", alone=True)]),
        ask("open", "open-choice", repeats=True),
        ask("danger", "boolean", risk("Ring 999.", "yes")),
    ),
    group(
        "kept",
        ask("file", "attachment", extension(HL7 + "mimeType", valueCode="image/png"), extension(HL7 + "maxSize", valueDecimal=1000)),
        ask("who", "reference", extension(HL7 + "questionnaire-referenceResource", valueCode="Practitioner")),
        ask("fixed", "string", readOnly=True, initial=[{"valueString": "As it is"}]),
        ask("some", "string", extension(HL7 + "questionnaire-minOccurs", valueInteger=2),
            extension(HL7 + "questionnaire-maxOccurs", valueInteger=3), repeats=True),
    ),
    group(
        "turns",
        group(
            "turn",
            ask("name", "string"),
            ask("more", "boolean", **only("name", "exists", answerBoolean=True)),
            group("dose", ask("much", "integer"), ask("late", "boolean", **only("much", ">=", answerInteger=3)), repeats=True),
            extension=[extension(HL7 + "questionnaire-maxOccurs", valueInteger=4)], repeats=True,
        ),
        ask("any_much", "boolean", **only("much", "=", answerInteger=3)),
        _help("turns_help"),
    ),
    ask("last", "boolean", enableWhen=[when("danger"), when("pick", answerCoding={"code": "b"})], enableBehavior="any"),
    ask("very_last", "boolean", enableWhen=[when("danger"), when("pick", answerCoding={"code": "b"})], enableBehavior="all"),
    publisher="Us", description="One of each.", purpose="To be read.", copyright="Ours.",
    extension=[extension(OURS + "hidden-from", valueCode="proxies")],
)  # fmt: skip


def whole() -> Data:
    """Return the form that has one of each, to be spoilt."""
    return copy.deepcopy(_WHOLE)


WHOLE = read(json.dumps(_WHOLE), file="whole.json")
#: Answers to all of it, as they are kept.
ANSWERS: dict[str, tuple[bool | int | str, ...]] = {
    "count": (3,), "share": ("0.5",), "weight": ("71.5",), "day": ("2026-03-27",),
    "instant": ("2026-03-27T09:30:00+00:00",), "clock": ("09:30:00",), "line": ("Tea",), "story": ("Long\nago",),
    "page": ("https://example.org/a",), "pick": ("b",), "picks": ("a", "b"), "open": ("a", "other: By bus"),
    "danger": (True,), "file": ('{"contentType": "image/png", "size": 900, "title": "Rug", "url": "files/12"}',),
    "who": ("Practitioner/12",), "fixed": ("As it is",), "some": ("one", "two"), "name#1": ("Anna",), "more#1": (True,),
    "much#1#1": (1,), "much#1#2": (3,), "late#1#2": (False,), "name#2": ("Bea",), "any_much": (False,), "last": (True,),
    "very_last": (False,),
}  # fmt: skip
