"""Resources about Edna Marsh, written short."""

from __future__ import annotations

from typing import Any

from joinedup.words.vocabulary.fhir.mapping import facts_of
from joinedup.words.vocabulary.kinds import Fact

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
EDNA = {"reference": "Patient/edna"}

AROUND: dict[str, dict[str, Any]] = {
    "Practitioner/darwin": {
        "resourceType": "Practitioner", "id": "darwin",
        "name": [{"family": "Darwin", "given": ["Samuel"], "prefix": ["Dr"]}],
    },
    "Organization/hillside": {
        "resourceType": "Organization", "id": "hillside", "name": "Hillside Surgery",
        "identifier": [{"system": ODS, "value": "Y00001"}],
    },
    "Location/ward4": {"resourceType": "Location", "id": "ward4", "name": "Ward 4"},
    "Medication/amlodipine": {
        "resourceType": "Medication", "id": "amlodipine",
        "code": {
            "coding": [{"system": "https://dmd.nhs.uk", "code": "319283006", "display": "Amlodipine 5mg tablets"}],
        },
    },
    "Goal/walk": {"resourceType": "Goal", "id": "walk", "description": {"text": "I want to walk to the shops"}},
}  # fmt: skip


def coded(text: str = "", code: str = "", system: str = SNOMED, display: str = "") -> dict[str, Any]:
    """Return a CodeableConcept."""
    found: dict[str, Any] = {"text": text} if text else {}
    if code:
        found["coding"] = [{"system": system, "code": code} | ({"display": display} if display else {})]
    return found


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    """Return a Quantity."""
    return {"value": value, "unit": unit, **more}


def facts(kind: str, **elements: Any) -> list[Fact]:
    """Return the facts of a resource of Edna's; ``class_`` stands for ``class``."""
    named = {name.rstrip("_"): value for name, value in elements.items()}
    return facts_of({"resourceType": kind, "id": "1", "subject": EDNA, **named}, AROUND.get)


def fact(kind: str, **elements: Any) -> Fact:
    """Return the one fact of a resource of Edna's."""
    (found,) = facts(kind, **elements)
    return found


def told(found: Fact, *names: str) -> list[Any]:
    """Return the named details of a fact."""
    return [found.details.get(name) for name in names]
