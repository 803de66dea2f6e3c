"""Made-up FHIR resources in any number, as ndjson: people with their problems, numbers and medicines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

_SNOMED = "http://snomed.info/sct"
_PROBLEMS = (("195967001", "Asthma"), ("44054006", "Diabetes mellitus type 2"), ("38341003", "Hypertension"))


def resources(people: int, *, each: int = 100, words: str = "") -> Iterator[dict[str, Any]]:
    """Yield ``people`` patients, each followed by ``each`` resources about them; ``words`` make each longer."""
    for person in range(people):
        yield {
            "resourceType": "Patient",
            "id": f"p{person}",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": f"999{person:07}"}],
            "name": [{"use": "official", "family": f"Marsh{person % 900}", "given": [f"Edna{person % 300}"]}],
            "gender": "female",
            "birthDate": f"{1930 + person % 80}-0{person % 9 + 1}-1{person % 9}",
        }
        for number in range(each):
            yield _about(person, number, words)


def _about(person: int, number: int, words: str) -> dict[str, Any]:
    subject = {"reference": f"Patient/p{person}"}
    when = f"20{10 + number % 15}-0{number % 9 + 1}-1{number % 9}"
    named = {"id": f"p{person}-{number}", **({"note": [{"text": words}]} if words else {})}
    match number % 4:
        case 0:
            code, display = _PROBLEMS[number % 3]
            coding = [{"system": _SNOMED, "code": code, "display": display}]
            return {
                "resourceType": "Condition", **named, "subject": subject, "onsetDateTime": when, "code": {"coding": coding},
                "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
            }  # fmt: skip
        case 1:
            coding = [{"system": _SNOMED, "code": "330007", "display": "Occipital headache"}]
            return {
                "resourceType": "MedicationRequest", **named, "status": "active", "intent": "order", "subject": subject,
                "authoredOn": when, "medicationCodeableConcept": {"coding": coding, "text": "Amlodipine 5 mg tablets"},
                "dosageInstruction": [{"text": "One each day"}],
            }  # fmt: skip
        case _:
            coding = [{"system": _SNOMED, "code": "271649006", "display": "Systolic blood pressure"}]
            return {
                "resourceType": "Observation", **named, "status": "final", "code": {"coding": coding}, "subject": subject,
                "effectiveDateTime": f"{when}T09:30:00+00:00",
                "valueQuantity": {"value": 120 + number % 40, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
            }  # fmt: skip


def write(path: Path, people: int, *, each: int = 100, words: str = "") -> int:
    """Write them as ndjson; return how many resources there are."""
    count = 0
    with path.open("wb") as file:
        for resource in resources(people, each=each, words=words):
            file.write(orjson.dumps(resource) + b"\n")
            count += 1
    return count
