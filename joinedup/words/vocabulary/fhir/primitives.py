"""FHIR R4's primitive types as JSON Schema: what each may look like, and the sentence said where it does not.

Source: https://hl7.org/fhir/R4/datatypes.html. Dates are checked against the calendar itself (30 February and
29 February 2023 are no dates), and a date with a time must have its time zone.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][48]|[13579][26]|[2468]0)00)"
_DAY = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?"
_ZONE = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_MONTH = f"{_YEAR}(?:-(?:0[1-9]|1[0-2]))?"
_HEX = "[0-9a-fA-F]"


def _text(pattern: str, problem: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$", "problem": problem}


_TEXT: Schema = {"type": "string", "minLength": 1, "problem": "This must be text, and not empty."}
_ADDRESS = _text(r"\S+", "This must be an address (URI) without spaces.")

PRIMITIVES: dict[str, Schema] = {
    "base64Binary": _text(
        r"(?:\s*[0-9A-Za-z+/]{4})*(?:\s*[0-9A-Za-z+/]{4}|\s*[0-9A-Za-z+/]{2}==|\s*[0-9A-Za-z+/]{3}=)\s*",
        "This must be data in base 64.",
    ),
    "boolean": {"type": "boolean", "problem": "This must be true or false, without quotation marks."},
    "canonical": _ADDRESS,
    "code": _text(r"[^\s]+(?:\s[^\s]+)*", "This must be a code: text without spaces at its ends or two together."),
    "date": _text(f"{_MONTH}|{_DAY}", "This must be a date of the calendar: 2026, 2026-03 or 2026-03-07."),
    "dateTime": _text(
        f"{_MONTH}|{_DAY}(?:T{_CLOCK}{_ZONE})?",
        "This must be a date of the calendar, and a time must have seconds and a time zone: 2026-03-07T09:30:00+00:00.",
    ),
    "decimal": {"type": "number", "problem": "This must be a number, without quotation marks."},
    "id": _text(r"[A-Za-z0-9.-]{1,64}", "This must be an id: 1 to 64 letters, figures, dots and dashes."),
    "instant": _text(
        f"{_DAY}T{_CLOCK}{_ZONE}",
        "This must be a date of the calendar with a time, seconds and time zone: 2026-03-07T09:30:00+00:00.",
    ),
    "integer": {
        "type": "integer",
        "minimum": -(2**31),
        "maximum": 2**31 - 1,
        "problem": "This must be a whole number, without quotation marks.",
    },
    "markdown": _TEXT,
    "oid": _text(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+", "This must be an OID that begins urn:oid:."),
    "positiveInt": {
        "type": "integer",
        "minimum": 1,
        "maximum": 2**31 - 1,
        "problem": "This must be a whole number, 1 or more, without quotation marks.",
    },
    "string": _TEXT,
    "time": _text(_CLOCK, "This must be a time of day with seconds: 09:30:00."),
    "unsignedInt": {
        "type": "integer",
        "minimum": 0,
        "maximum": 2**31 - 1,
        "problem": "This must be a whole number, 0 or more, without quotation marks.",
    },
    "uri": _ADDRESS,
    "url": _ADDRESS,
    "uuid": _text(
        f"urn:uuid:{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}", "This must be a UUID that begins urn:uuid:."
    ),
    "xhtml": _TEXT,
}
