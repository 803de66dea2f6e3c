"""Hiding where someone is: of a person flagged sensitive nothing that tells a place is shown. Pure.

Source: Personal Demographics Service, restricted (sensitive) records: address, practice, contacts and any location
are withheld from everyone who looks; clinical facts are not.
"""

from __future__ import annotations

from dataclasses import replace

from joinedup.record.entries.rules import EntryRow, Line
from joinedup.words.vocabulary.kinds import Kind

# Kinds whose words are of health and wishes, not of where: their words are kept.
_OF_HEALTH = frozenset(
    (
        Kind.PROBLEM, Kind.MEDICINE, Kind.ALLERGY, Kind.OBSERVATION, Kind.INVESTIGATION, Kind.PROCEDURE,
        Kind.IMMUNISATION, Kind.READING, Kind.FAMILY_HISTORY, Kind.PREFERENCE, Kind.PLAN, Kind.REQUIREMENT,
        Kind.ALERT, Kind.LEGAL, Kind.SAFEGUARDING,
    )
)  # fmt: skip
# Of the other kinds only these details are kept.
_TELLS_NO_PLACE = frozenset(
    (
        "outcome", "length_of_stay", "point_of_delivery", "urgency", "acuity", "reason", "reason_system", "reason_text",
        "procedures", "event", "service", "hours_per_week", "start_date", "end_date", "days", "document_type", "mode",
    )
)  # fmt: skip
_TELLS_A_PLACE = frozenset(
    (
        "provider", "provider_name", "site", "place", "practice", "address", "postcode", "area", "location", "phone",
        "setting", "team", "clinician", "author", "made_by", "prescribed_by", "said_by", "contact_name", "form",
        "document_location", "device", "recipient",
    )
)  # fmt: skip
_WORDS = {
    Kind.ADMISSION: "Hospital stay",
    Kind.ATTENDANCE: "A&E attendance",
    Kind.MENTAL_HEALTH_STAY: "Mental health stay",
    Kind.PACKAGE: "Social care service",
    Kind.DOCUMENT: "Letter or document",
    Kind.ADMINISTRATION: "Registration or contact",
}


def line_without_places(line: Line) -> Line:
    """Return a line that tells no place: not in its title, not in what any source said."""
    title = line.title if line.kind in _OF_HEALTH else _words(line.kind)
    return replace(line, title=title, sources=tuple(row_without_places(row) for row in line.sources))


def row_without_places(row: EntryRow) -> EntryRow:
    """Return an entry that tells no place, nor which delivery it came in."""
    if row.kind in _OF_HEALTH:
        # ``form`` is a medicine's (tablet); of any other kind it is a form's address.
        kept = _TELLS_A_PLACE - {"form"} if row.kind is Kind.MEDICINE else _TELLS_A_PLACE
        details = {name: value for name, value in row.details.items() if name not in kept}
        return replace(row, sender="", delivery=0, position=0, details=details)
    details = {name: value for name, value in row.details.items() if name in _TELLS_NO_PLACE}
    return replace(row, sender="", delivery=0, position=0, text=_words(row.kind), details=details)


def _words(kind: Kind) -> str:
    return _WORDS.get(kind) or kind.value.replace("_", " ").capitalize()
