"""Small readers of FHIR's own data types: a concept, a period, a reference, a name, a piece of text.

All are total: what is absent, or is not of the shape that FHIR gives it, reads as empty.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from joinedup.words.basics import moments
from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary import codes

Resource = dict[str, Any]
Lookup = Callable[[str], Resource | None]

_TAG = re.compile(r"<(/?)(\w+)[^>]*>|<!--.*?-->", re.DOTALL)
_NOTE = re.compile(r"\{[^{}]*\}")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_BLOCK = frozenset({"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
ODS_SYSTEMS = ("https://fhir.nhs.uk/Id/ods-organization-code", "https://fhir.nhs.uk/Id/ods-site-code")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: the words to show, and the code chosen to stand for it."""

    text: str = ""
    system: str = ""
    code: str = ""


EMPTY = Concept()


def items(value: Any) -> list[Any]:
    """Return a list's members; one thing as a list of one; nothing as an empty list."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the members of a list (or the one thing) that are JSON objects."""
    return (item for item in items(value) if isinstance(item, dict))


def one_of(value: Any) -> dict[str, Any]:
    """Return the first JSON object of a list, or the one thing where it is an object; else an empty object."""
    return next(dicts(value), {})


def part(value: Any, *names: str) -> Any:
    """Return what lies at the path ``names``, or None; the first member stands for a list on the way."""
    for name in names:
        value = next(dicts(value), None)
        if value is None:
            return None
        value = value.get(name)
    return value


def said(value: Any) -> str:
    """Return a string without the spaces around it; anything that is not a string is ''."""
    return value.strip() if isinstance(value, str) else ""


def concept(value: Any, *, prefer: str = "") -> Concept:
    """Return what a CodeableConcept, Coding or plain string says.

    The code is the first in the order of ``codes.PREFERRED`` (``prefer`` goes before them all), but a code that
    only says "lost in transfer" gives way to any other. The words are the concept's own text, then the words that
    the clinician picked for the code, then the code's display.
    """
    if isinstance(value, str):
        return Concept(value.strip())
    found = next(dicts(value), None)
    if found is None:
        return EMPTY
    codings = list(dicts(found.get("coding"))) if "coding" in found else [found] if "code" in found else []
    text = said(found.get("text"))
    if not codings:
        return Concept(text or said(found.get("display")))
    best = codings[0]
    if len(codings) > 1:
        best = min(codings, key=lambda coding: _order(coding, prefer))
    return Concept(text or _words(codings, best), codes.short_name(best.get("system")), str(best.get("code") or ""))


def _order(coding: dict[str, Any], prefer: str) -> tuple[bool, bool, int]:
    name = codes.short_name(coding.get("system"))
    return (str(coding.get("code")) in codes.DEGRADED, name != prefer, codes.rank(name))


def _words(codings: list[dict[str, Any]], best: dict[str, Any]) -> str:
    """Return the words for a coded concept: the description that was picked, else a display, else the code."""
    for extension in dicts(best.get("extension")):
        for inner in dicts(extension.get("extension")):
            if str(inner.get("url", "")).lower() == "descriptiondisplay":
                return said(inner.get("valueString"))
    if display := said(best.get("display")):
        return display
    displays = (said(coding.get("display")) for coding in codings)
    return next((display for display in displays if display), str(best.get("code") or ""))


def concepts(value: Any) -> list[Concept]:
    """Return what each of a list of concepts says, leaving out those that say nothing."""
    return [found for found in map(concept, items(value)) if found.text]


def texts(value: Any) -> str:
    """Return the words of a list of concepts, joined by commas."""
    return ", ".join(dict.fromkeys(found.text for found in concepts(value)))


def is_coded(value: Any, *wanted: str) -> bool:
    """Return whether any coding of the concept, or of a list of concepts, has one of the codes ``wanted``."""
    return any(
        str(coding.get("code")) in wanted
        for found in dicts(value)
        for coding in ([*dicts(found.get("coding"))] or [found])
    )


@functools.lru_cache(maxsize=16384)
def _moment(text: str) -> Moment | None:
    try:
        return moments.parse(text)
    except ValueError:
        return None


def moment(value: Any) -> Moment | None:
    """Return the moment that a date, dateTime or instant gives, as exactly as it gives it; None where it gives none."""
    return _moment(value) if isinstance(value, str) else None


def first_moment(resource: Resource, *names: str) -> Moment | None:
    """Return the first moment that the named elements give; a Period gives its start."""
    for name in names:
        value = resource.get(name)
        found = moment(value.get("start") if isinstance(value, dict) else value)
        if found:
            return found
    return None


def quantity(value: Any) -> tuple[float | None, str]:
    """Return the number and unit of a Quantity: the UCUM code where it has one, without its {notes}."""
    if not isinstance(value, dict):
        return None, ""
    unit, code = said(value.get("unit")), said(value.get("code"))
    if code and (not unit or codes.short_name(value.get("system")) == "ucum"):
        unit = _NOTE.sub("", code) or unit or code.strip("{}")
    number = value.get("value")
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return None, unit
    return float(number), unit


def amount(value: Any) -> str:
    """Return a Quantity as people write it: ``<5 mg``."""
    number, unit = quantity(value)
    if number is None:
        return unit
    return f"{said(value.get('comparator'))}{number:g} {unit}".strip()


def extension(resource: Any, ending: str) -> dict[str, Any] | None:
    """Return the first extension whose address ends with ``ending`` (versions such as ``-1`` apart)."""
    if not isinstance(resource, dict):
        return None
    for found in dicts(resource.get("extension")):
        url = str(found.get("url", ""))
        if url.endswith(ending) or url.removesuffix("-1").endswith(ending):
            return found
    return None


def extension_value(resource: Any, ending: str, *inner: str) -> Any:
    """Return the value of an extension, or of the extension ``inner`` within it; None where it is absent."""
    found = extension(resource, ending)
    for name in inner:
        found = extension(found, name)
    if found is None:
        return None
    return next((value for name, value in found.items() if name.startswith("value")), None)


def reference(value: Any) -> str:
    """Return the address to which a Reference points: ``Patient/1``, ``urn:uuid:…``, ``#a``; '' for none.

    A reference that gives only an identifier becomes the conditional form, ``Patient?identifier=system|value``.
    """
    found = next(dicts(value), None)
    if found is None:
        return ""
    if address := said(found.get("reference")):
        return address
    identifier = found.get("identifier")
    if isinstance(identifier, dict) and identifier.get("value"):
        return f"{said(found.get('type'))}?identifier={said(identifier.get('system'))}|{identifier['value']}"
    return ""


def target(value: Any, lookup: Lookup) -> Resource | None:
    """Return the resource to which a Reference points, where we have it."""
    address = reference(value)
    return lookup(address) if address else None


def name_of(value: Any, lookup: Lookup) -> str:
    """Return the name of who or what a Reference points to: its display, else the name of the resource itself."""
    found = next(dicts(value), None)
    if found is None:
        return ""
    return said(found.get("display")) or own_name(target(found, lookup))


def own_name(resource: Resource | None) -> str:
    """Return the name by which a practitioner, organisation, place, service or person goes."""
    if resource is None:
        return ""
    name = resource.get("name")
    return said(name) if isinstance(name, str) else human_name(next(dicts(name), None))


def human_name(name: dict[str, Any] | None) -> str:
    """Return a HumanName as it is said: Dr David McAvenue."""
    if name is None:
        return ""
    words = [*items(name.get("prefix")), *items(name.get("given")), name.get("family")]
    return " ".join(word for word in map(said, words) if word) or said(name.get("text"))


def ods_code(value: Any, lookup: Lookup) -> str:
    """Return the ODS code of the organisation or site to which a Reference points, or ''."""
    found = next(dicts(value), None)
    if found is None:
        return ""
    own = found.get("identifier")
    far = target(found, lookup)
    for identifier in (*dicts(own), *dicts(far.get("identifier") if far else None)):
        if identifier.get("system") in ODS_SYSTEMS:
            return said(identifier.get("value"))
    return ""


def plain(div: Any) -> str:
    """Return the text of an XHTML narrative, a line for each block; nothing of the markup is kept."""
    if not isinstance(div, str):
        return ""

    def mark(found: re.Match[str]) -> str:
        tag = (found[2] or "").lower()
        if tag in _BLOCK:
            return "\n"
        return " " if tag in {"td", "th"} else ""

    text = html.unescape(_TAG.sub(mark, div))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def attachment_text(attachment: Any) -> str:
    """Return the words of an attachment that is plain text or HTML and is carried in the resource; else ''."""
    if not isinstance(attachment, dict):
        return ""
    kind, data = said(attachment.get("contentType")).lower(), attachment.get("data")
    if not kind.startswith("text/") or not isinstance(data, str):
        return ""
    try:
        text = base64.b64decode(data, validate=False).decode("utf-8", errors="replace")
        text = text.replace("\0", "\ufffd")  # no database keeps it in a text
    except (binascii.Error, ValueError):
        return ""
    return plain(text) if kind.startswith("text/html") else text.strip()


def notes(resource: Resource) -> str:
    """Return what was noted beside a resource, a line for each note."""
    found = (said(note.get("text")) for note in dicts(resource.get("note")))
    return "\n".join(text for text in found if text)


def without_empty(details: dict[str, Any]) -> dict[str, Any]:
    """Return ``details`` without what is empty; False and 0 are kept, for they say something."""
    return {name: value for name, value in details.items() if value not in ("", None, [], {})}
