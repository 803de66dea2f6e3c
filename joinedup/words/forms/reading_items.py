"""Reading the items of a form: groups, words to read, and questions with all that they allow."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from joinedup.words.forms.definition import (
    DISPLAY,
    GROUP,
    MOST_TIMES,
    TYPES,
    Item,
    Limits,
    Option,
    RiskRule,
    Unit,
    Value,
)
from joinedup.words.forms.fhir_values import NAMES, from_fhir
from joinedup.words.forms.parts import HIDDEN_FROM, HL7, OURS, Reading
from joinedup.words.forms.reading_when import RANGED, read_whens
from joinedup.words.forms.values import LONGEST, NUMBERS, UCUM, NotAnAnswer, canonical, comparable, plain_number

PARTS = {
    "linkId": str, "prefix": str, "text": str, "type": str, "required": bool, "repeats": bool, "readOnly": bool,
    "maxLength": int, "enableWhen": list, "enableBehavior": str, "answerOption": list, "initial": list, "item": list,
    "extension": list,
}  # fmt: skip
MIN, MAX, MIN_LENGTH = HL7 + "minValue", HL7 + "maxValue", HL7 + "minLength"
DECIMALS, UNIT = HL7 + "maxDecimalPlaces", HL7 + "questionnaire-unit"
MIN_TIMES, MAX_TIMES = HL7 + "questionnaire-minOccurs", HL7 + "questionnaire-maxOccurs"
CONTROL, EXCLUSIVE = HL7 + "questionnaire-itemControl", HL7 + "questionnaire-optionExclusive"
POINTS, KIND = HL7 + "ordinalValue", HL7 + "questionnaire-referenceResource"
MIME, SIZE = HL7 + "mimeType", HL7 + "maxSize"
REUSABLE, RISK, PAST, HIDDEN = (OURS + name for name in ("reusable-days", "risk", "not-in-future", "hidden-from"))
#: Which extensions an item may have, and on which types.
EXTENSIONS: dict[str, tuple[str, type]] = {
    MIN_LENGTH: ("valueInteger", int), DECIMALS: ("valueInteger", int), UNIT: ("valueCoding", dict),
    MIN_TIMES: ("valueInteger", int), MAX_TIMES: ("valueInteger", int), CONTROL: ("valueCodeableConcept", dict),
    KIND: ("valueCode", str), MIME: ("valueCode", str), SIZE: ("valueDecimal", float),
    REUSABLE: ("valueInteger", int), RISK: ("extension", list), PAST: ("valueBoolean", bool),
    HIDDEN: ("valueCode", str),
}  # fmt: skip
_WRITTEN = ("string", "text", "url", "open-choice")
#: On which types of item each extension has a meaning; the others on every question.
ONLY: dict[str, tuple[str, ...]] = {
    MIN: RANGED, MAX: RANGED, MIN_LENGTH: _WRITTEN, DECIMALS: ("decimal", "quantity"), UNIT: NUMBERS,
    KIND: ("reference",), MIME: ("attachment",), SIZE: ("attachment",), PAST: ("date", "dateTime"), CONTROL: (DISPLAY,),
    RISK: ("boolean", "choice"),
}  # fmt: skip
_LINK = re.compile(r"[a-z][a-z0-9_]{0,60}$")
_UNIT = re.compile(r"[!-~]{1,40}$")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$")


def read_items(data: list[Any], path: str, of: Reading) -> tuple[Item, ...]:
    """Return the items of a list; what is wrong with them is told."""
    return tuple(_item(each, f"{path}[{number}]", of) for number, each in enumerate(data))


def _item(data: Any, path: str, of: Reading) -> Item:
    parts = of.parts(data, path, "an item", PARTS, ("linkId", "type", "text"))
    link, type_ = parts.get("linkId", ""), parts.get("type", "")
    path = f"{path} ({link})" if link else path
    if link and not _LINK.match(link):
        of.at(path, "linkId must be small letters, digits and _, such as more_support: models of care name it so")
    if type_ and not of.word(type_, TYPES, f"{path}.type", "a type of item"):
        type_ = ""
    found = _extensions(parts, type_, path, of) if type_ else {}
    whens = tuple(read_whens(link, parts.get("enableWhen", []), path, of))  # before what is inside: it comes later
    inner = read_items(parts.get("item", []), f"{path}.item", of)
    _check_type(parts, type_, inner, path, of)
    unit = _unit(of.once(found, UNIT, path), path, of)
    options = _options(parts.get("answerOption", []), path, of)
    bare = Item(link, type_, parts.get("text", ""), options=options, unit=unit)
    help_ = " ".join(item.text for item in inner if item.type == "help")
    if type_ == DISPLAY and CONTROL in found:
        type_ = _control(of.once(found, CONTROL, path), path, of)
    made = Item(
        link, type_, bare.text, help_, parts.get("prefix", ""), parts.get("required", False),
        parts.get("repeats", False), parts.get("readOnly", False), bare.options,
        whens,
        _behaviour(parts, path, of), _limits(bare, parts, found, path, of), unit,
        tuple(_initial(bare, each, f"{path}.initial[{n}]", of) for n, each in enumerate(parts.get("initial", []))),
        tuple(item for item in inner if item.type != "help"), of.once(found, REUSABLE, path) or 0,
        _risk(bare, of.once(found, RISK, path), path, of), _hidden(found, path, of),
    )  # fmt: skip
    if link in of.read:
        of.at(path, f"there is an item called {link} already")
    of.read[link] = made
    return made


def _extensions(parts: dict[str, Any], type_: str, path: str, of: Reading) -> dict[str, list[Any]]:
    name, kind = NAMES.get(type_, ("Decimal", float))
    name, kind = ("Decimal", float) if type_ == "quantity" else (name, kind)
    known = {**EXTENSIONS, MIN: (f"value{name}", kind), MAX: (f"value{name}", kind)}
    found = of.extensions(parts.get("extension", []), path, known)
    for url in found:
        fits = ONLY.get(url, tuple(NAMES))
        if type_ not in fits and not (url == HIDDEN or (url == MAX_TIMES and type_ == GROUP)):
            of.at(
                f"{path}.extension", f"{url.rpartition('/')[2]} has no meaning on {type_}; it is for: {', '.join(fits)}"
            )
    return found


def _check_type(parts: dict[str, Any], type_: str, inner: tuple[Item, ...], path: str, of: Reading) -> None:
    if type_ == GROUP and "item" not in parts:
        of.at(f"{path}.item", "is missing: a group has items")
    if type_ in NAMES and any(item.type != "help" for item in inner):
        of.at(f"{path}.item", "only a group has items; put the question after this one, and say when with enableWhen")
    if type_ == DISPLAY and inner:
        of.at(f"{path}.item", "words to read have no items")
    for name in ("required", "repeats", "readOnly", "initial", "answerOption", "maxLength"):
        if type_ == DISPLAY and name in parts:
            of.at(f"{path}.{name}", "words to read ask nothing")
    for name in ("initial", "readOnly", "answerOption", "maxLength"):
        if type_ == GROUP and name in parts:
            of.at(f"{path}.{name}", "a group is not answered itself")
    if "answerOption" in parts and type_ in NAMES and type_ not in ("choice", "open-choice"):
        of.at(f"{path}.answerOption", "has a meaning only on choice and open-choice")
    if type_ in ("choice", "open-choice") and "answerOption" not in parts:
        of.at(f"{path}.answerOption", "is missing: say what can be chosen")
    if "maxLength" in parts and type_ in NAMES and type_ not in _WRITTEN:
        of.at(f"{path}.maxLength", f"has a meaning only on {', '.join(_WRITTEN)}")


def _control(said: dict[str, Any], path: str, of: Reading) -> str:
    """Return the type of words that have a control: help, which belongs to the item around it."""
    coding = said.get("coding")
    if not isinstance(coding, list) or len(coding) != 1 or coding[0].get("code") != "help":
        of.at(f"{path}.extension", "itemControl can only be help: words that help to answer the item around them")
    return "help"


def _behaviour(parts: dict[str, Any], path: str, of: Reading) -> bool:
    said = parts.get("enableBehavior", "all")
    of.word(said, ("all", "any"), f"{path}.enableBehavior", "a behaviour")
    if len(parts.get("enableWhen", [])) > 1 and "enableBehavior" not in parts:
        of.at(f"{path}.enableBehavior", "is missing: all, or any")
    return bool(said != "any")


def _options(data: list[Any], path: str, of: Reading) -> tuple[Option, ...]:
    found: list[Option] = []
    for number, each in enumerate(data):
        where = f"{path}.answerOption[{number}]"
        parts = of.parts(each, where, "an option", {"valueCoding": dict, "extension": list}, ("valueCoding",))
        coding = of.parts(
            parts.get("valueCoding", {"code": "-", "display": "-"}), f"{where}.valueCoding", "a coding",
            {"code": str, "display": str, "system": str, "extension": list}, ("code", "display"),
        )  # fmt: skip
        alone = of.once(
            of.extensions(parts.get("extension", []), where, {EXCLUSIVE: ("valueBoolean", bool)}), EXCLUSIVE, where
        )
        points = of.once(
            of.extensions(coding.get("extension", []), where, {POINTS: ("valueDecimal", float)}), POINTS, where
        )
        code = coding.get("code", "")
        if "valueCoding" in parts and code and not _CODE.match(code):
            of.at(f"{where}.valueCoding.code", "must be letters, digits, _, . and -")
        if code in [option.code for option in found]:
            of.at(f"{where}.valueCoding.code", f"'{code}' is there already")
        if points is not None and points != int(points):
            of.at(where, "ordinalValue must be a whole number")
        found.append(Option(code, coding.get("display", ""), bool(alone), None if points is None else int(points), coding.get("system", "")))  # fmt: skip  # noqa: E501
    return tuple(found)


def _initial(item: Item, data: Any, path: str, of: Reading) -> Value:
    known = {f"value{name}": kind for name, kind in NAMES.values()}
    parts = of.parts(data, path, "what an item begins with", known)
    if len(parts) != 1 or item.type not in NAMES:
        of.at(path, "must have one value, such as valueInteger")
        return ""
    ((name, value),) = parts.items()
    try:
        return from_fhir(item, name.removeprefix("value"), value)
    except NotAnAnswer as wrong:
        of.at(f"{path}.{name}", str(wrong))
        return ""


def _limits(item: Item, parts: dict[str, Any], found: dict[str, list[Any]], path: str, of: Reading) -> Limits:
    decimals, size = of.once(found, DECIMALS, path), of.once(found, SIZE, path)
    made = Limits(
        _limit(item, of.once(found, MIN, path), path, of), _limit(item, of.once(found, MAX, path), path, of),
        of.once(found, MIN_LENGTH, path) or 0, parts.get("maxLength"), decimals, of.once(found, MIN_TIMES, path) or 0,
        of.once(found, MAX_TIMES, path), (*found.get(KIND, ()), *found.get(MIME, ())),
        None if size is None else int(size), bool(of.once(found, PAST, path)),
    )  # fmt: skip
    if (MIN_TIMES in found or MAX_TIMES in found) and not parts.get("repeats"):
        of.at(f"{path}.extension", "minOccurs and maxOccurs have a meaning only where repeats is true")
    if not 1 <= (made.max_times or 1) <= MOST_TIMES or not 0 <= made.min_times <= (made.max_times or MOST_TIMES):
        of.at(f"{path}.extension", f"minOccurs and maxOccurs must be in order, and from 1 to {MOST_TIMES}")
    if made.max_length is not None and not max(made.min_length, 1) <= made.max_length <= LONGEST["text"]:
        of.at(f"{path}.maxLength", f"must be from {max(made.min_length, 1)} to {LONGEST['text']:,}")
    if made.least is not None and made.most is not None and comparable(item, made.least) > comparable(item, made.most):
        of.at(f"{path}.extension", "minValue is more than maxValue: nothing could be answered")
    return made


def _limit(item: Item, said: Any, path: str, of: Reading) -> Value | None:
    if said is None or item.type not in RANGED:
        return None
    try:
        return canonical(item, plain_number(Decimal(str(said))) if item.type in ("decimal", "quantity") else said)
    except NotAnAnswer as wrong:
        of.at(f"{path}.extension", f"minValue or maxValue {wrong}")
        return None


def _unit(said: dict[str, Any] | None, path: str, of: Reading) -> Unit | None:
    if said is None:
        return None
    where = f"{path}.extension(questionnaire-unit).valueCoding"
    parts = of.parts(said, where, "a unit", {"system": str, "code": str, "display": str}, ("system", "code"))
    if parts.get("system", UCUM) != UCUM:
        of.at(f"{where}.system", f"must be {UCUM}: units are written in UCUM")
    code = parts.get("code", "")
    if code and not _UNIT.match(code):
        of.at(f"{where}.code", "is not a code of UCUM, such as kg, Cel, mm[Hg] or /min")
    return Unit(code, parts.get("display", code))


def _risk(item: Item, said: list[Any] | None, path: str, of: Reading) -> RiskRule | None:
    if said is None:
        return None
    where = f"{path}.extension(risk)"
    found = of.extensions(said, where, {"answer": ("valueCode", str), "words": ("valueString", str)})
    for name in ("answer", "words"):
        if name not in found:
            of.at(where, f"does not say {name}: which answers mean a risk, and in words what to do now")
    known: dict[str, Value] = {option.code: option.code for option in item.options}
    if item.type == "boolean":
        known = {"yes": True, "no": False}
    said_answers = [code for code in found.get("answer", []) if of.word(code, known, where, f"an answer of {item.id}")]
    return RiskRule(tuple(known[code] for code in said_answers), " ".join(found.get("words", [])))


def _hidden(found: dict[str, list[Any]], path: str, of: Reading) -> tuple[str, ...]:
    said = found.get(HIDDEN, [])
    return tuple(
        word for word in said if of.word(word, HIDDEN_FROM, f"{path}.extension", "someone it can be hidden from")
    )
