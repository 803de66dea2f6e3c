"""Answers as FHIR R4's QuestionnaireResponse, and back: the same answers come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.forms import values
from joinedup.words.forms.asking import asked, counted, mistakes
from joinedup.words.forms.definition import GROUP, Answers, Form, Item, Value, key_of
from joinedup.words.forms.fhir_values import NAMES, from_fhir, to_fhir
from joinedup.words.forms.parts import Reading, nearest

COMPLETED, IN_PROGRESS, AMENDED = "completed", "in-progress", "amended"
PARTS = {
    "resourceType": str, "id": str, "questionnaire": str, "status": str, "subject": dict, "authored": str,
    "author": dict, "source": dict, "item": list,
}  # fmt: skip


def response(
    form: Form, answers: Answers, *, subject: str = "", author: str = "", authored: datetime | None = None,
    id: str = "", status: str = COMPLETED,  # noqa: A002 (FHIR's own name)
) -> dict[str, Any]:  # fmt: skip
    """Return the answers that count as a QuestionnaireResponse. ``subject`` and ``author`` are references.

    Raises ManyMistakes where they are not what the form allows; of one ``in-progress`` only what is no answer at all.
    """
    kept = counted(form, answers)
    if wrong := [*mistakes(form, answers)] if status != IN_PROGRESS else _not_answers(form, kept):
        raise ManyMistakes(wrong, now="Mend these answers.")
    told = {
        "resourceType": "QuestionnaireResponse", "id": id, "questionnaire": f"{form.url}|{form.version}",
        "status": status, "subject": {"reference": subject} if subject else None,
        "authored": authored.isoformat() if authored else "", "author": {"reference": author} if author else None,
        "item": list(_items(form, form.items, (), kept)),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _not_answers(form: Form, kept: Answers) -> list[Mistake]:
    found = []
    for each in asked(form, kept):
        for value in each.answers:
            if problem := values.problem(each.item, value):
                found.append(Mistake(f"“{each.item.text}” {problem}", each.key))
    return found


def _items(form: Form, items: tuple[Item, ...], times: tuple[int, ...], kept: Answers) -> Iterator[dict[str, Any]]:
    for item in items:
        if item.type == GROUP:
            often = range(1, item.most_times + 1) if item.repeats else (0,)
            for number in often:
                inner = list(_items(form, item.items, (*times, number) if number else times, kept))
                if inner:
                    yield {"linkId": item.id, "text": item.text, "item": inner}
        elif given := kept.get(key_of(item.id, times), ()):
            yield {"linkId": item.id, "text": item.text, "answer": [to_fhir(item, value) for value in given]}


def answers_of(form: Form, resource: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    """Return the answers in a QuestionnaireResponse to this form.

    Raises ManyMistakes with all that is wrong: of its shape, and, unless it is ``in-progress``, of its answers too.
    """
    of = Reading("QuestionnaireResponse")
    parts = of.parts(dict(resource), "", "a QuestionnaireResponse", PARTS, ("resourceType", "questionnaire", "status"))
    if parts.get("resourceType", "QuestionnaireResponse") != "QuestionnaireResponse":
        of.at("resourceType", "must be QuestionnaireResponse")
    if "questionnaire" in parts and parts["questionnaire"] not in (form.url, f"{form.url}|{form.version}"):
        of.at("questionnaire", f"must be {form.url}|{form.version}: it answers another form, or another version")
    if "status" in parts:
        of.word(parts["status"], (COMPLETED, IN_PROGRESS, AMENDED), "status", "a status that can be read")
    found: dict[str, tuple[Value, ...]] = {}
    _read(form.items, parts.get("item", []), found, of)
    if not of.mistakes and parts["status"] != IN_PROGRESS:
        of.mistakes += mistakes(form, found)
        of.mistakes += [
            Mistake("is not asked, as the other answers are", key) for key in found if key not in counted(form, found)
        ]
    if of.mistakes:
        raise ManyMistakes(of.mistakes, now="Mend the response, or send it against the form that it answers.")
    return found


def _read(
    items: tuple[Item, ...], told: Any, found: dict[str, tuple[Value, ...]], of: Reading,
    *, times: tuple[int, ...] = (), path: str = "item",
) -> None:  # fmt: skip
    here, seen = {item.id: item for item in items}, dict[str, int]()
    for number, each in enumerate(told):
        where = f"{path}[{number}]"
        known = {"linkId": str, "text": str, "answer": list, "item": list}
        parts = of.parts(each, where, "an item of a response", known, ("linkId",))
        item = here.get(parts.get("linkId", ""))
        if item is None:
            if "linkId" in parts:
                of.at(f"{where}.linkId", f"'{parts['linkId']}' is not an item here{nearest(parts['linkId'], here)}")
            continue
        seen[item.id] = seen.get(item.id, 0) + 1
        if seen[item.id] > (item.most_times if item.type == GROUP else 1):
            of.at(where, f"{item.id} is there too often")
            continue
        if item.type == GROUP:
            inner = (*times, seen[item.id]) if item.repeats else times
            _no(parts, "answer", "a group is not answered itself", where, of)
            _read(item.items, parts.get("item", []), found, of, times=inner, path=f"{where}.item")
        else:
            _no(parts, "item", "only a group has items", where, of)
            found[key_of(item.id, times)] = tuple(_answers(item, parts.get("answer", []), where, of))
            if not found[key_of(item.id, times)]:
                del found[key_of(item.id, times)]


def _no(parts: Mapping[str, Any], name: str, why: str, path: str, of: Reading) -> None:
    if name in parts:
        of.at(f"{path}.{name}", why)


def _answers(item: Item, told: list[Any], path: str, of: Reading) -> Iterator[Value]:
    for number, each in enumerate(told):
        where = f"{path}.answer[{number}]"
        parts = of.parts(each, where, "an answer", {f"value{name}": kind for name, kind in NAMES.values()})
        if len(parts) != 1 or not item.is_question:
            of.at(where, "must be one value, of a question")
            continue
        ((name, value),) = parts.items()
        try:
            yield from_fhir(item, name.removeprefix("value"), value)
        except values.NotAnAnswer as wrong:
            of.at(f"{where}.{name}", str(wrong))
