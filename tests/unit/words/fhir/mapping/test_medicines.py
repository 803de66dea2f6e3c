"""What was prescribed, taken, supplied and given, from FHIR."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.mapping.medicines import dosage
from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import coded, fact, facts, number, told

AMLODIPINE = {"reference": "Medication/amlodipine"}
ISSUED = {
    "url": "https://x/Extension-CareConnect-GPC-PrescriptionType-1",
    "valueCodeableConcept": coded("Repeat", "repeat"),
}


def test_a_medicine_is_found_through_its_reference_and_taken_apart() -> None:
    found = fact(
        "MedicationStatement", status="active", medicationReference=AMLODIPINE,
        effectivePeriod={"start": "2026-01-01"}, dosage=[{"text": "One a day", "patientInstruction": "In the morning"}],
    )  # fmt: skip
    assert (found.kind, found.text, found.code_system, found.status) == (
        Kind.MEDICINE,
        "Amlodipine 5mg tablets",
        "dmd",
        "active",
    )
    assert told(found, "ingredient", "strength", "form", "dose") == [
        "amlodipine",
        "5mg",
        "tablet",
        "One a day (In the morning)",
    ]


def test_a_medicine_that_cannot_be_found_goes_by_the_name_beside_its_reference() -> None:
    assert (
        fact("MedicationStatement", medicationReference={"reference": "Medication/9", "display": "Aspirin"}).text
        == "Aspirin"
    )
    assert fact("MedicationStatement", medicationReference={"reference": "Medication/9"}).text == "Medicine (not named)"


@pytest.mark.parametrize(
    ("strength", "read"),
    [
        ({"numerator": number(5, "mg"), "denominator": number(1, "ml")}, "5mg/ml"),
        ({"numerator": number(5, "mg"), "denominator": number(1, "thing")}, "5mg"),
        ({}, None),
        (None, None),
    ],
)
def test_a_medicine_whose_name_tells_no_strength_is_read_from_its_parts(strength: Any, read: str | None) -> None:
    inside = {
        "resourceType": "Medication",
        "id": "m",
        "code": coded("Brandol"),
        "form": coded("Liquid"),
        "ingredient": [{"strength": strength}],
    }
    found = fact("MedicationStatement", contained=[inside], medicationReference={"reference": "#m"})
    assert told(found, "ingredient", "strength", "form") == ["brandol", read, "liquid"]


@pytest.mark.parametrize(
    ("instruction", "words"),
    [
        ({"text": "1 tablet daily"}, "1 tablet daily"),
        ({"patientInstruction": "With food"}, "With food"),
        ({"doseAndRate": [{"doseQuantity": number(5, "mg")}], "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}, "5 mg once a day"),
        ({"doseAndRate": [{"doseRange": {"low": number(1, "tablet"), "high": number(2, "tablet")}}], "timing": {"repeat": {"frequency": 4, "period": 2, "periodUnit": "wk"}}}, "1 tablet to 2 tablet 4 times every 2 weeks"),
        ({"timing": {"code": coded("At night")}}, "At night"),
        ({"timing": {"repeat": {"when": ["HS"]}}}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_dose_reads_as_people_say_it(instruction: dict[str, Any], words: str) -> None:
    assert dosage([instruction])["dose"] == words


def test_a_medicine_taken_when_needed_says_so() -> None:
    assert [
        dosage([one])["as_needed"]
        for one in ({"asNeededBoolean": True}, {"asNeededCodeableConcept": coded("pain")}, {})
    ] == [True, True, None]


def test_an_r4_prescription_is_a_medicine() -> None:
    found = fact(
        "MedicationRequest", status="active", intent="order", medicationCodeableConcept=coded("Ramipril 5mg capsules"),
        authoredOn="2026-03-07", dispenseRequest={"numberOfRepeatsAllowed": 6, "quantity": number(28, "capsule"), "expectedSupplyDuration": number(28, "day")},
        dosageInstruction=[{"text": "One a day", "route": coded("Oral")}],
    )  # fmt: skip
    assert (found.text, str(found.happened)) == ("Ramipril 5mg capsules", "7 March 2026")
    assert told(found, "is_repeat", "is_issue", "quantity", "days", "route") == [True, None, "28 capsule", 28.0, "Oral"]


def test_in_gp_connect_the_statement_is_the_medicine_and_an_order_is_one_issue_of_it() -> None:
    plan = {"extension": [ISSUED], "medicationReference": AMLODIPINE}
    assert facts("MedicationRequest", intent="plan", **plan) == []
    issue = fact(
        "MedicationRequest",
        intent="order",
        basedOn=[{"reference": "MedicationRequest/0"}],
        dispenseRequest={"validityPeriod": {"start": "2026-02-01", "end": "2026-02-28"}},
        authoredOn="2026-01-31",
        **plan,
    )
    assert told(issue, "is_issue", "is_repeat", "plan", "course") == [True, True, "MedicationRequest/0", "repeat"]
    assert (str(issue.happened), str(issue.ended)) == ("1 February 2026", "28 February 2026")


def test_a_supply_and_a_dose_given_are_no_medicines_in_their_own_right() -> None:
    supply = fact(
        "MedicationDispense",
        medicationCodeableConcept=coded("Aspirin 75mg tablets"),
        whenHandedOver="2026-03-07",
        quantity=number(28, "tablet"),
        authorizingPrescription=[{"reference": "MedicationRequest/5"}],
    )
    assert told(supply, "is_issue", "quantity", "plan") == [True, "28 tablet", "MedicationRequest/5"]
    given = fact(
        "MedicationAdministration",
        medicationCodeableConcept=coded("Aspirin 75mg tablets"),
        effectiveDateTime="2026-03-07",
        dosage={"dose": number(75, "mg"), "route": coded("Oral")},
        context={"reference": "Encounter/9"},
    )
    assert told(given, "is_issue", "administered", "dose", "route", "encounter") == [
        True,
        True,
        "75 mg",
        "Oral",
        "Encounter/9",
    ]
