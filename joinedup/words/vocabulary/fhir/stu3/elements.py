"""What changed between STU3 and R4 in data types and in the addresses of code systems."""

from __future__ import annotations

import re
from typing import Any

from joinedup.words.basics.moments import LONDON, parse
from joinedup.words.vocabulary.fhir.mapping.elements import dicts, items
from joinedup.words.vocabulary.fhir.stu3.names import RENAMED

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
_HL7 = re.compile(r"http://hl7\.org/fhir/(v2|v3)/(\w+)$")
_MOVED = frozenset(
    {
        "condition-category", "observation-category", "list-order", "list-empty-reason", "condition-clinical",
        "allergy-clinical-status", "data-absent-reason", "encounter-type", "diagnosis-role", "discharge-disposition",
        "admit-source", "service-category", "service-type", "medication-statement-category", "organization-type",
    }
)  # fmt: skip
_NO_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?$")
_OFFSET = re.compile(r"(?<=:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$")
_WORDS = frozenset({"text", "valueString", "display", "description", "comment", "title", "value", "div", "conclusion"})
_LEFT_OUT = frozenset({"fhir_comments"})
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9.-]")
_POINTER = re.compile(r"(^|/)(" + "|".join(RENAMED) + r")/(?=[A-Za-z0-9\-.]{1,64}$)")


def tidied(value: Any, name: str = "") -> Any:
    """Return a copy in R4's ways: no comments, nothing empty, an offset on every time, R4's code system addresses.

    Ids and codes are mended where only a stray character (an underscore, a space) keeps them from R4's rule.
    A time that its source wrote without an offset is London time; the end of a period takes its start's offset.
    """
    if isinstance(value, dict):
        kept = {key: tidied(inner, key) for key, inner in value.items() if key not in _LEFT_OUT}
        if name == "meta":
            kept.pop("profile", None)
        if isinstance(kept.get("start"), str) and isinstance(value.get("end"), str):
            kept["end"] = _alike(value["end"], kept["start"]) or kept["end"]
        return {key: inner for key, inner in kept.items() if inner not in ("", None, [], {})}
    if isinstance(value, list):
        return [one for one in (tidied(inner, name) for inner in value) if one not in ("", None, [], {})]
    if isinstance(value, str):
        return _string(value, name)
    return value


def _string(value: str, name: str) -> str:
    if name == "system":
        return system(value)
    if name == "reference":
        kind, slash, own = _POINTER.sub(lambda found: f"{found[1]}{RENAMED[found[2]]}/", value).rpartition("/")
        return f"{kind}{slash}{_mended_id(own)}" if slash else value
    if name == "id":
        return _mended_id(value)
    if name == "code":
        return " ".join(value.split())
    if name not in _WORDS and _NO_OFFSET.match(value):
        return _with_offset(value)
    return value


def _mended_id(own: str) -> str:
    """Return an id with a dash for each character that no id may have, as some systems send; references follow."""
    return _NOT_IN_IDS.sub("-", own)


def _alike(end: str, start: str) -> str:
    """Return the end of a period with the offset of its start, where it has none of its own; '' for any other."""
    told = _OFFSET.search(start)
    return end + told[1] if told and _NO_OFFSET.match(end) else ""


def _with_offset(value: str) -> str:
    """Return a time with London's offset at that time; as it was where it is on no clock or calendar."""
    try:
        offset = parse(value).at.astimezone(LONDON).strftime("%z")
    except ValueError:
        return value
    return f"{value}{offset[:3]}:{offset[3:]}"


def system(address: str) -> str:
    """Return the address that R4 has for a code system of STU3's."""
    if found := _HL7.match(address):
        return f"{_TERMINOLOGY}{found[1]}-{found[2]}"
    stem, _, last = address.rpartition("/")
    return f"{_TERMINOLOGY}{last}" if stem == "http://hl7.org/fhir" and last in _MOVED else address


def status_concept(code: Any, name: str) -> dict[str, Any]:
    """Return the concept that R4 has where STU3 had a plain code, in HL7's code system ``name``."""
    return {"coding": [{"system": f"{_TERMINOLOGY}{name}", "code": code}]}


def renamed(resource: dict[str, Any], **names: str) -> None:
    """Give elements their R4 names, where the STU3 ones (the keywords) are there."""
    for old, new in names.items():
        if old in resource:
            resource[new] = resource.pop(old)


def listed(resource: dict[str, Any], *names: str) -> None:
    """Make lists of elements that may repeat in R4 and might not in STU3."""
    for name in names:
        if name in resource and not isinstance(resource[name], list):
            resource[name] = [resource[name]]


def dropped(resource: dict[str, Any], *names: str) -> None:
    """Leave out elements that R4 does not have."""
    for name in names:
        resource.pop(name, None)


def add_note(resource: dict[str, Any], text: Any) -> None:
    """Put words that R4 has no element for among the notes, first."""
    if isinstance(text, str) and text:
        resource["note"] = [{"text": text}, *items(resource.get("note"))]


def dosage(resource: dict[str, Any], name: str) -> None:
    """Put dose and rate where R4 has them."""
    for one in dicts(resource.get(name)):
        rate = {
            key: one.pop(key)
            for key in ("doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio")
            if key in one
        }
        if rate:
            one["doseAndRate"] = [rate]
