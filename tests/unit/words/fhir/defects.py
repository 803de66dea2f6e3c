"""Spoil a valid resource in every place where each kind of defect can be made."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

Resource = dict[str, Any]
Way = tuple[str | int, ...]
Spoil = Callable[[str, Any], Iterator[Any]]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_LISTED_CODES = {"gender", "status", "use", "intent", "criticality", "severity", "periodUnit", "method"}
_POINTS_TO_SOMEONE = {
    "subject",
    "patient",
    "encounter",
    "generalPractitioner",
    "managingOrganization",
    "performer",
    "requester",
}
_ABOUT_ANYTHING = {"Composition", "QuestionnaireResponse", "Media", "Invoice", "Basic"}
_REQUIRED = {
    "Observation": ("status", "code"),
    "Condition": ("subject",),
    "AllergyIntolerance": ("patient",),
    "Encounter": ("status", "class"),
    "MedicationRequest": ("status", "intent", "subject", "medicationCodeableConcept"),
    "DocumentReference": ("status", "content"),
    "Bundle": ("type",),
    "Extension": ("url",),
}
_SECOND = {
    "valueQuantity": ("valueString", "72"),
    "valueString": ("valueCode", "cat"),
    "effectiveDateTime": ("effectivePeriod", {"start": "2026"}),
    "deceasedBoolean": ("deceasedDateTime", "2026"),
    "onsetDateTime": ("onsetString", "long ago"),
    "medicationCodeableConcept": ("medicationReference", {"reference": "Medication/1"}),
    "asNeededBoolean": ("asNeededCodeableConcept", {"text": "pain"}),
}


def _is(kind: type, to: Callable[[Any], Any]) -> Spoil:
    """Spoil each value of exactly one type."""

    def spoil(name: str, value: Any) -> Iterator[Any]:
        if type(value) is kind:
            yield to(value)

    return spoil


def _text(shape: re.Pattern[str], to: Callable[[str], str]) -> Spoil:
    """Spoil each text of one shape."""

    def spoil(name: str, value: Any) -> Iterator[Any]:
        if type(value) is str and shape.match(value):
            yield to(value)

    return spoil


def _named(names: set[str], to: Any) -> Spoil:
    """Spoil each text of these names."""

    def spoil(name: str, value: Any) -> Iterator[Any]:
        if name in names and type(value) is str:
            yield to

    return spoil


def _pointing_to(reference: str, *, only: set[str] | None) -> Spoil:
    """Point each reference elsewhere."""

    def spoil(name: str, value: Any) -> Iterator[Any]:
        if type(value) is dict and "reference" in value and (only is None or name in only):
            yield {**value, "reference": reference}

    return spoil


def _left_out(name: str, value: Any) -> Iterator[Any]:
    if type(value) is dict:
        for required in _REQUIRED.get(
            value.get("resourceType", "Extension" if "url" in value and name == "extension" else ""), ()
        ):
            if required in value:
                yield {key: held for key, held in value.items() if key != required}


def _id_of_resource(to: str) -> Spoil:
    """Spoil the id of each resource; the id of an element may be any text."""

    def spoil(name: str, value: Any) -> Iterator[Any]:
        if type(value) is dict and "resourceType" in value and "id" in value:
            yield {**value, "id": to}

    return spoil


def _two_values(name: str, value: Any) -> Iterator[Any]:
    if type(value) is dict:
        for one in value.keys() & _SECOND.keys():
            yield {**value, _SECOND[one][0]: _SECOND[one][1]}


def _one_for_list(name: str, value: Any) -> Iterator[Any]:
    if type(value) is list:
        yield value[0]


def _list_for_one(name: str, value: Any) -> Iterator[Any]:
    if type(value) is dict and name:
        yield [value]


def _twice_around(name: str, value: Any) -> Iterator[Any]:
    if type(value) is list:
        yield [value]


KINDS: dict[str, Spoil] = {
    "required element left out": _left_out,
    "two values of one element": _two_values,
    "list where one is allowed": _list_for_one,
    "one where a list is asked": _one_for_list,
    "list in a list": _twice_around,
    "empty list": _is(list, lambda _: []),
    "empty object": _is(dict, lambda _: {}),
    "empty text": _is(str, lambda _: ""),
    "null for an object": _is(dict, lambda _: None),
    "null for text": _is(str, lambda _: None),
    "object with only an id": _is(dict, lambda _: {"id": "a"}),
    "name that FHIR does not have": _is(dict, lambda held: {**held, "surname": "Marsh"}),
    "number as text": _is(int, str),
    "decimal as text": _is(float, str),
    "true or false as text": _is(bool, lambda held: str(held).lower()),
    "number for text": _is(str, lambda _: 7),
    "object for text": _is(str, lambda held: {"value": held}),
    "30 February": _text(_DAY, lambda held: f"{held[:4]}-02-30{held[10:]}"),
    "29 February, no leap year": _text(_DAY, lambda held: f"2023-02-29{held[10:]}"),
    "month 13": _text(_DAY, lambda held: f"{held[:4]}-13{held[7:]}"),
    "day as the English write it": _text(_DAY, lambda held: f"{held[8:10]}/{held[5:7]}/{held[:4]}"),
    "time without its zone": _text(_TIME, lambda held: held[:19]),
    "time without seconds": _text(_TIME, lambda held: f"{held[:16]}Z"),
    "hour 25": _text(_TIME, lambda held: f"{held[:11]}25{held[13:]}"),
    "code not in the list": _named(_LISTED_CODES, "not-a-code"),
    "address with a space": _named({"system", "url", "fullUrl"}, "https://example.org/a b"),
    "id with a space": _id_of_resource("a b"),
    "id of 65 letters": _id_of_resource("a" * 65),
    "pointing to the wrong kind": _pointing_to("Slot/1", only=_POINTS_TO_SOMEONE),
    "pointing to nothing within": _pointing_to("#nowhere", only=None),
}


def defects(resource: Resource) -> Iterator[tuple[str, Resource]]:
    """Yield (kind, spoiled copy) for each place in ``resource`` where a kind of defect can be made."""
    for way, name, value in list(_places(resource)):
        for kind, spoil in KINDS.items():
            if kind == "pointing to the wrong kind" and resource["resourceType"] in _ABOUT_ANYTHING:
                continue
            for spoiled in spoil(name, value):
                yield kind, _with(resource, way, spoiled)


def _places(value: Any, way: Way = (), name: str = "") -> Iterator[tuple[Way, str, Any]]:
    """Yield the way to, name and value of each part; a list's items have the list's name."""
    yield way, name, value
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _places(held, (*way, key), key)
    elif isinstance(value, list):
        for at, held in enumerate(value):
            yield from _places(held, (*way, at), name)


def _with(resource: Resource, way: Way, value: Any) -> Resource:
    """Return a copy of ``resource`` in which ``value`` stands at ``way``."""
    if not way:
        made: Resource = value
        return made
    whole = copy.deepcopy(resource)
    part: Any = whole
    for step in way[:-1]:
        part = part[step]
    part[way[-1]] = value
    return whole
