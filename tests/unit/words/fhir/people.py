"""Resources about invented people, each as FHIR R4 asks: what the defects of ``defects.py`` are made from."""

from __future__ import annotations

from typing import Any

TERMS = "http://terminology.hl7.org/CodeSystem/"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"

EDNA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "edna-marsh",
    "meta": {"versionId": "1", "lastUpdated": "2026-03-07T09:30:00.000+00:00"},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Edna&nbsp;Marsh</p></div>'},
    "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
    "active": True,
    "name": [{"use": "official", "family": "Marsh", "given": ["Edna", "May"]}],
    "telecom": [{"system": "phone", "value": "01632 960001", "rank": 1}],
    "gender": "female",
    "birthDate": "1941-02-28",
    "deceasedBoolean": False,
    "address": [{"line": ["1 High Street"], "period": {"start": "2019-06", "end": "2024-02-29"}}],
    "contact": [{"name": {"family": "Marsh", "given": ["Tom"]}}],
    "generalPractitioner": [{"reference": "Organization/hillside"}],
}
FLETCHER: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "amos-fletcher",
    "contained": [{"resourceType": "Organization", "id": "home", "name": "The Beeches"}],
    "extension": [{"url": "https://example.org/pet", "valueString": "A cat"}],
    "name": [
        {
            "family": "Fletcher",
            "given": [None],
            "_given": [{"extension": [{"url": "https://example.org/x", "valueCode": "a"}]}],
        }
    ],
    "_birthDate": {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
    },
    "managingOrganization": {"reference": "#home"},
}
PULSE: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "pulse",
    "status": "final",
    "code": {"coding": [{"system": SNOMED, "code": "364075005", "display": "Heart rate"}]},
    "subject": {"reference": "Patient/edna-marsh", "type": "Patient"},
    "effectiveDateTime": "2026-03-07T09:30:00+00:00",
    "issued": "2026-03-07T09:31:00Z",
    "performer": [{"reference": "https://example.org/fhir/Practitioner/jo"}],
    "valueQuantity": {"value": 72.5, "unit": "beats/min", "system": UCUM, "code": "/min"},
    "referenceRange": [{"low": {"value": 60}, "high": {"value": 100}}],
}
DIABETES: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "diabetes",
    "clinicalStatus": {"coding": [{"system": f"{TERMS}condition-clinical", "code": "resolved"}]},
    "verificationStatus": {"coding": [{"system": f"{TERMS}condition-ver-status", "code": "confirmed"}]},
    "code": {"text": "Diabetes of pregnancy"},
    "subject": {"reference": "urn:uuid:3b7f2a52-8c80-4c2b-9f57-9d1a3a2f0a11"},
    "onsetDateTime": "1968",
    "abatementDateTime": "1969-04",
    "recordedDate": "1969-04-01",
}
NUTS: dict[str, Any] = {
    "resourceType": "AllergyIntolerance",
    "id": "nuts",
    "clinicalStatus": {"coding": [{"system": f"{TERMS}allergyintolerance-clinical", "code": "active"}]},
    "criticality": "high",
    "patient": {"reference": "Patient/edna-marsh"},
    "reaction": [{"manifestation": [{"text": "Swelling"}], "severity": "severe"}],
}
STAY: dict[str, Any] = {
    "resourceType": "Encounter",
    "id": "stay",
    "status": "finished",
    "class": {"system": f"{TERMS}v3-ActCode", "code": "IMP"},
    "subject": {"reference": "Patient/edna-marsh"},
    "period": {"start": "2026-01-02T10:00:00+00:00", "end": "2026-01-05"},
    "length": {"value": 3, "system": UCUM, "code": "d"},
}
TABLETS: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "tablets",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "Amlodipine 5 mg tablets"},
    "subject": {"reference": "Patient/edna-marsh"},
    "authoredOn": "2026-02-03",
    "dosageInstruction": [
        {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "asNeededBoolean": False}
    ],
    "dispenseRequest": {"numberOfRepeatsAllowed": 5, "quantity": {"value": 28}},
}
LETTER: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "id": "letter",
    "status": "current",
    "date": "2026-02-03T08:00:00+00:00",
    "content": [{"attachment": {"contentType": "text/plain", "data": "RGVhciBFZG5h"}}],
}
POST: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [
        {
            "fullUrl": "urn:uuid:3b7f2a52-8c80-4c2b-9f57-9d1a3a2f0a11",
            "resource": EDNA,
            "request": {"method": "POST", "url": "Patient"},
        },
        {"request": {"method": "DELETE", "url": "Patient/other"}},
    ],
}
ALL = (EDNA, FLETCHER, PULSE, DIABETES, NUTS, STAY, TABLETS, LETTER, POST)
