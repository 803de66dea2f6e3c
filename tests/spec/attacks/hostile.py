"""Senders who write an attack wherever anything may be written: in every element of a resource, every field of a message.

Each text holds a mark of its own (``m17x``), so that a test can say which of them a page showed.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from joinedup.words.vocabulary.fhir import mapping
from joinedup.words.vocabulary.fhir.mapping import DECIDED
from joinedup.words.vocabulary.fhir.validation import Validator

ASSETS = Path(__file__).parents[3] / "assets/fhir"
TYPES = sorted(name for name, decision in DECIDED.items() if decision.mapper)
"""The types of resource that make facts."""
NAMED = ("Practitioner", "PractitionerRole", "Organization", "Location", "Medication")
"""The types whose names those facts show."""
SHOWN = re.compile(r"&lt;img/src=x onerror=(m\d+x)&gt;")
"""An attack as a page that shows it does: as words."""
TURNED, BELL = "\u202e", "\u0007"
_TEXT = ("string", "markdown", "code")
_ADDRESSES = ("uri", "url", "canonical")
_PLAIN: dict[str, Any] = {
    "boolean": True, "integer": 1, "positiveInt": 1, "unsignedInt": 1, "decimal": 1.5, "date": "2026-03-01",
    "dateTime": "2026-03-01", "instant": "2026-03-01T10:00:00Z", "time": "10:00:00", "oid": "urn:oid:1.2.3",
    "uuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "id": "a",
}  # fmt: skip
_LIVE = ("active", "current", "final", "completed", "finished", "booked", "confirmed", "accepted", "order", "proposal")
_TOO_DEEP = 5
_NEVER = ("id", "meta", "contained", "extension", "modifierExtension", "implicitRules")
_OWNERS = ("subject", "patient", "beneficiary", "individual")


class Marks:
    """Makes attacks, each with a mark of its own, and knows where each was written."""

    def __init__(self) -> None:
        self.where: dict[str, str] = {}

    def text(self, where: str) -> str:
        """Return an attack: a formula to a spreadsheet, an element to a browser, signs that turn and ring."""
        mark = f"m{len(self.where)}x"
        self.where[mark] = where
        return f"=<img/src=x onerror={mark}>{TURNED}{BELL}a"


@functools.cache
def _parts() -> dict[str, Any]:
    parts: dict[str, Any] = json.loads((ASSETS / "schema.json").read_bytes())["$defs"]
    return parts


@functools.cache
def _validator() -> Validator:
    return Validator(ASSETS)


def extensions() -> list[str]:
    """Return the name of every extension that our reading of FHIR asks for."""
    folder = Path(mapping.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return sorted(set(re.findall(r"extension(?:_value)?\([^()\"]*(?:\([^()]*\))?[^()\"]*\"([A-Za-z-]+)\"", source)))


class _Writer:
    """Writes one resource; ``turn`` chooses among what may stand in one place: a text, a quantity, a reference."""

    def __init__(self, marks: Marks, turn: int) -> None:
        self.marks = marks
        self.turn = turn

    def object(self, kind: str, way: str, depth: int = 0) -> dict[str, Any]:
        part = _parts()[kind]
        left_out = self._not_chosen(part)
        made: dict[str, Any] = {}
        for name, schema in part["properties"].items():
            if name.startswith("_") or name in (*_NEVER, *left_out, "resourceType", *(() if depth else ("language",))):
                continue
            if (value := self._value(schema, f"{way}.{name}", depth)) is not None:
                made[name] = value
        return made

    def _not_chosen(self, part: dict[str, Any]) -> set[str]:
        """Return the ways of saying one thing (value[x]) that are not this turn's."""
        found: set[str] = set()
        for together in part.get("allOf", ()):
            if "oneOf" not in together:
                continue
            names = [name for one in together["oneOf"] if (name := _named(one))]
            spoken = sorted(names, key=lambda name: not name.endswith(("String", "CodeableConcept", "Reference")))
            found |= {*names} - {spoken[self.turn % len(spoken)]}
        return found

    def _value(self, schema: dict[str, Any], way: str, depth: int) -> Any:
        if schema.get("type") == "array":
            one = self._value(schema["items"], way, depth)
            return None if one is None else [one]
        if "anyOf" in schema and "$ref" not in schema:
            return self._value(schema["anyOf"][-1], way, depth)
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name == "Reference":
            return self._reference(schema, way)
        if name == "CodeableConcept" and (codes := _codes_of(schema)):
            return {"coding": [_coding(codes)], "text": self.marks.text(way)}
        return self._simple(name, way, depth)

    def _simple(self, name: str, way: str, depth: int) -> Any:  # noqa: PLR0911 (one line for each type)
        part = _parts().get(name, {})
        if name in _PLAIN:
            return _PLAIN[name]
        if name in _TEXT:
            return self.marks.text(way)
        if name in _ADDRESSES:
            return f"javascript:{self.marks.text(way)}".replace(" ", "/")
        if name == "base64Binary":
            return base64.b64encode(f"{self.marks.text(way)}\0".encode()).decode()
        if name == "xhtml":
            words = self.marks.text(way).replace("<", "&lt;").replace(BELL, "")
            return f'<div xmlns="http://www.w3.org/1999/xhtml">{words}</div>'
        if "enum" in part:
            return next((code for code in _LIVE if code in part["enum"]), part["enum"][0])
        if "pattern" in part:
            return "text/plain" if "/" in part["pattern"] else "GBP"
        return self.object(name, way, depth + 1) if "properties" in part and depth < _TOO_DEEP else None

    def _reference(self, schema: dict[str, Any], way: str) -> dict[str, Any]:
        allowed = str(schema.get("properties", {}).get("reference", {}).get("$ref", "")).rpartition("to.")[2].split(".")
        if "Patient" in allowed and way.rpartition(".")[2] in (*_OWNERS, "for"):
            return {"reference": "Patient/edna"}
        there = [name for name in NAMED if name in allowed]
        if there and self.turn % 2:
            return {"reference": f"{there[self.turn // 2 % len(there)]}/edna"}
        return {"display": self.marks.text(way)}

    def extensions(self, way: str) -> list[dict[str, Any]]:
        """Return every extension that we read, with a text in each."""
        kinds = ("valueString", "valueCodeableConcept")
        said = ({name: self.marks.text(f"{way}.{name}") for name in extensions()}).items()
        words: Any = (lambda text: text) if self.turn % 2 else (lambda text: {"text": text})
        return [
            {"url": f"https://invented.example/Extension-{name}", kinds[1 - self.turn % 2]: words(text)}
            for name, text in said
        ]


def _named(option: dict[str, Any]) -> str:
    """Return the property that one way of saying something is written in."""
    required = [*option.get("required", ()), *(name for one in option.get("anyOf", ()) for name in one["required"])]
    return required[0] if required else ""


def _codes_of(schema: dict[str, Any]) -> str:
    """Return the name of the codes of which one must stand in a concept."""
    found = re.search(r'#/\$defs/(coding\.[^"]+)"', json.dumps(schema))
    return found[1] if found else ""


def _coding(codes: str) -> dict[str, str]:
    pairs = [
        (one["properties"]["system"]["const"], code)
        for one in _parts()[codes]["anyOf"]
        for code in one["properties"]["code"]["enum"]
    ]
    system, code = next((pair for pair in pairs if pair[1] in _LIVE), pairs[0])
    return {"system": system, "code": code}


def resource(kind: str, marks: Marks, turn: int = 0) -> dict[str, Any]:
    """Return a valid resource about Edna of this type, with an attack in every element that takes text.

    What FHIR's own rules do not allow together is left out.
    """
    writer = _Writer(marks, turn)
    made = {"resourceType": kind, "id": f"t{turn}", **writer.object(kind, kind), "extension": writer.extensions(kind)}
    if kind == "Patient" or kind in NAMED:
        made["id"] = "edna"
    return _allowed(made)


def _allowed(made: dict[str, Any]) -> dict[str, Any]:
    for _ in range(100):
        found = _validator().check(made)
        if not found:
            return made
        _leave_out(made, found[0].field, len(found))
    raise AssertionError(f"{made['resourceType']} does not pass: {found[0]}")


def _leave_out(made: dict[str, Any], field: str, mistakes: int) -> None:
    """Leave out what a mistake is about: the element itself, else the part of it without which fewer are made."""
    steps: list[Any] = [int(step) if step.isdigit() else step for step in re.findall(r"[A-Za-z]+|\d+", field)[1:]]
    while steps and _at(made, steps) is None:  # something required is not there: leave out what requires it
        steps.pop()
    inside = _at(made, steps)
    for name in [name for name in inside if name not in ("resourceType", "id")] if isinstance(inside, dict) else ():
        kept = inside.pop(name)
        if inside and len(_validator().check(made)) < mistakes:
            return
        inside[name] = kept
    _at(made, steps[:-1]).pop(steps[-1])


def _at(made: Any, steps: list[Any]) -> Any:
    for step in steps:
        try:
            made = made[step]
        except (KeyError, IndexError):
            return None
    return made


def patient(marks: Marks) -> dict[str, Any]:
    """Return Edna as a hostile sender describes her, with her own NHS number."""
    made = resource("Patient", marks)
    number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990127549"}
    more = {"identifier": [number, *made["identifier"]], "birthDate": "1938-04-03", "deceasedDateTime": None}
    alive = {name: value for name, value in made.items() if not name.startswith("deceased")}
    return {name: value for name, value in (alive | more).items() if value is not None} | {"id": "edna"}


# Messages

_FIELDS = {
    "PID": 39, "PD1": 21, "NK1": 37, "PV1": 52, "PV2": 48, "DG1": 21, "AL1": 6, "PR1": 18, "ORC": 25, "OBR": 47,
    "OBX": 17, "NTE": 4, "TXA": 23, "MRG": 7, "ZZZ": 9,
}  # fmt: skip
# What must be something else, so that the message passes and its facts are of Edna.
_FITTING = {
    "PID-3": "edna^^^HILL^PI~9990127549^^^NHS^NH", "PID-2": "edna", "PID-4": "", "PID-7": "19380403", "PID-29": "",
    "PID-30": "", "PID-8": "F", "PV1-2": "I", "PV1-44": "20260301100000", "PV1-45": "", "OBR-7": "20260301100000",
    "OBX-2": "TX", "OBX-14": "20260301100000", "OBX-11": "F", "OBR-25": "F", "AL1-6": "20260301", "DG1-5": "20260301",
    "PR1-5": "20260301", "TXA-4": "20260301100000", "TXA-19": "", "PID-13": None, "MRG-1": "edna-once^^^HILL^PI",
}  # fmt: skip
MESSAGES = {
    "ADT^A01": ("PID", "PD1", "NK1", "PV1", "PV2", "OBX", "AL1", "DG1", "PR1", "ZZZ"),
    "ADT^A08": ("PID", "PV1", "AL1"),
    "ADT^A31": ("PID", "PD1", "NK1", "AL1", "DG1", "PR1"),
    "ADT^A40": ("PID", "MRG"),
    "ORU^R01": ("PID", "PV1", "ORC", "OBR", "OBX", "NTE"),
    "MDM^T02": ("PID", "PV1", "TXA", "OBX"),
}


def message(kind: str, marks: Marks, *, spelt: bool = False) -> str:
    r"""Return a message with an attack in every component of every field; ``spelt`` writes its signs as ``\X3C\``."""
    segments = [f"MSH|^~\\&|PAS|HILL|JU|ZZB01|20260302100000||{kind}|{kind}-{spelt}|P|2.4|||||GBR|UTF-8"]
    segments.append("EVN|" + kind.partition("^")[2] + "|20260302100000")
    for name in MESSAGES[kind]:
        fields = [_field(name, number, kind, marks, spelt) for number in range(1, _FIELDS[name] + 1)]
        segments.append("|".join([name, *fields]))
    return "\r".join(segments)


def _field(name: str, number: int, kind: str, marks: Marks, spelt: bool) -> str:
    path = f"{name}-{number}"
    if (fitting := _FITTING.get(path)) is not None:
        return fitting
    if path == "PV1-19":
        return f"{kind}-{spelt}".replace("^", "")
    return "^".join(_spelt(marks.text(f"{kind} {path}.{n}"), spelt) for n in range(1, 8))


def _spelt(text: str, spelt: bool) -> str:
    if not spelt:
        return text.replace(BELL, "")
    return text.replace("<", "\\X3C\\").replace(">", "\\X3E\\").replace(BELL, "\\X07\\\\X00\\")


def everything(marks: Marks) -> Iterator[dict[str, Any]]:
    """Yield Edna, whoever is named, and every type of resource in four ways of saying each thing."""
    yield patient(marks)
    yield from (resource(kind, marks) for kind in NAMED)
    for kind, turn in itertools.product(TYPES, range(4)):
        if kind != "Patient":
            yield resource(kind, marks, turn)
