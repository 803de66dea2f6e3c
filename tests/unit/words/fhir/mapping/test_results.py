"""What was measured and found, from FHIR."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import LOINC, UCUM, coded, fact, facts, number, told

SMOKING = coded("Smoking status")


@pytest.mark.parametrize(
    ("value", "text", "figure", "unit"),
    [
        ({"valueQuantity": number(82.5, "kg")}, "Smoking status", 82.5, "kg"),
        ({"valueQuantity": number(72, "beats a minute", system=UCUM, code="{beats}/min")}, "Smoking status", 72.0, "/min"),
        ({"valueQuantity": {"value": 6, "code": "{score}", "system": UCUM}}, "Smoking status", 6.0, "score"),
        ({"valueQuantity": {"unit": "kg"}}, "Smoking status", None, "kg"),
        ({"valueQuantity": {"value": True}}, "Smoking status", None, ""),
        ({"valueQuantity": "82"}, "Smoking status", None, ""),
        ({"valueInteger": 7}, "Smoking status", 7.0, ""),
        ({"valueInteger": "7"}, "Smoking status", None, ""),
        ({"valueString": " ex-smoker "}, "Smoking status: ex-smoker", None, ""),
        ({"valueBoolean": True}, "Smoking status: yes", None, ""),
        ({"valueBoolean": False}, "Smoking status: no", None, ""),
        ({"valueCodeableConcept": coded("Ex-smoker", "8517006")}, "Smoking status: Ex-smoker", None, ""),
        ({"valueRange": {"low": number(5, "a day"), "high": number(9, "a day")}}, "Smoking status: 5 a day to 9 a day", None, ""),
        ({"valueRatio": {"numerator": number(1, ""), "denominator": number(40, "")}}, "Smoking status: 1:40", None, ""),
        ({"valuePeriod": {"start": "2019", "end": "2021"}}, "Smoking status: 2019 to 2021", None, ""),
        ({"valueDateTime": "2021-05"}, "Smoking status: 2021-05", None, ""),
        ({"valueSampledData": {"data": "1 2 3"}}, "Smoking status: a tracing", None, ""),
        ({"valueTime": ["x"]}, "Smoking status", None, ""),
        ({"dataAbsentReason": coded("Not Asked")}, "Smoking status: not known (not asked)", None, ""),
        ({}, "Smoking status", None, ""),
    ],
)  # fmt: skip
def test_a_value_of_any_type_is_a_number_or_words(
    value: dict[str, Any], text: str, figure: float | None, unit: str
) -> None:
    found = fact("Observation", code=SMOKING, **value)
    assert (found.text, found.value, found.unit) == (text, figure, unit)


def test_a_blood_pressure_is_two_numbers_that_know_their_panel() -> None:
    both = [
        {"code": coded("Systolic", "8480-6", LOINC), "valueQuantity": number(142, "mmHg")},
        {"code": coded("Diastolic", "8462-4", LOINC), "valueQuantity": number(94, "mmHg")},
    ]
    found = facts(
        "Observation", code=coded("Blood pressure", "85354-9", LOINC), component=both, effectiveDateTime="2026-03-07"
    )
    assert [(f.key, f.text, f.value) for f in found] == [
        ("Observation/1#1", "Systolic", 142.0),
        ("Observation/1#2", "Diastolic", 94.0),
    ]
    assert {(f.details["panel"], f.details["panel_name"]) for f in found} == {("Observation/1", "Blood pressure")}


def test_components_in_words_are_parts_of_the_whole() -> None:
    found = fact(
        "Observation",
        code=coded("Two week referral"),
        component=[{"code": coded("Mode"), "valueString": "Written"}, {"code": coded("Urgency")}],
    )
    assert (found.text, found.details["parts"]) == ("Two week referral", {"Mode": "Written"})


def test_a_whole_with_a_value_of_its_own_is_kept_beside_its_components() -> None:
    part = [{"code": coded("Breathing"), "valueQuantity": number(2, "")}]
    assert [f.text for f in facts("Observation", code=coded("NEWS2"), valueInteger=6, component=part)] == [
        "NEWS2",
        "Breathing",
    ]


@pytest.mark.parametrize(
    ("elements", "kind"),
    [
        ({"category": [coded("", "laboratory")]}, Kind.INVESTIGATION),
        ({"category": [coded("", "vital-signs")]}, Kind.OBSERVATION),
        ({"category": [coded("", "vital-signs")], "specimen": {"reference": "Specimen/1"}}, Kind.OBSERVATION),
        ({"specimen": {"reference": "Specimen/1"}}, Kind.INVESTIGATION),
        ({"device": {"display": "Oximeter"}}, Kind.READING),
        ({"device": {"display": "Oximeter"}, "performer": [{"reference": "Patient/edna"}]}, Kind.READING),
        ({"device": {"display": "Oximeter"}, "performer": [{"reference": "Practitioner/darwin"}]}, Kind.OBSERVATION),
        ({}, Kind.OBSERVATION),
    ],
)
def test_the_laboratorys_the_homes_and_the_surgerys_numbers_are_told_apart(
    elements: dict[str, Any], kind: Kind
) -> None:
    assert fact("Observation", code=coded("Oxygen"), valueQuantity=number(96, "%"), **elements).kind is kind


def test_a_result_carries_its_range_and_what_was_said_of_it() -> None:
    found = fact(
        "Observation", code=coded("Creatinine"), valueQuantity=number(98, "umol/L", comparator="<"), interpretation=[coded("High", "H")],
        referenceRange=[{"low": number(49, ""), "high": number(92, ""), "text": "49 to 92"}], note=[{"text": "Repeat"}],
        performer=[{"reference": "Practitioner/darwin"}], issued="2026-03-07T09:30:00Z",
    )  # fmt: skip
    assert told(found, "reference_low", "reference_high", "reference", "interpretation", "comparator") == [
        49.0,
        92.0,
        "49 to 92",
        "High",
        "<",
    ]
    assert told(found, "comment", "clinician") == ["Repeat", "Dr Samuel Darwin"]
    assert str(found.happened) == "7 March 2026 at 09:30"


def test_a_comment_is_its_words() -> None:
    assert (
        fact("Observation", code=coded("Comment note", "37331000000100"), note=[{"text": "Normal, no action"}]).text
        == "Comment: Normal, no action"
    )
    assert fact("Observation", code=coded("Comment note", "37331000000100")).text == "Comment note"


def test_a_panel_names_its_members() -> None:
    found = fact(
        "Observation", code=coded("Full blood count"), hasMember=[{"reference": "Observation/2"}, {"reference": "#x"}]
    )
    assert found.details["members"] == ["Observation/2"]


def test_a_report_holds_its_conclusion_and_names_its_results() -> None:
    found = fact(
        "DiagnosticReport",
        code=coded("Chest X-ray"),
        conclusion="Clear",
        result=[{"reference": "Observation/2"}],
        effectiveDateTime="2026-03-07",
        presentedForm=[{"title": "Report", "contentType": "text/plain", "data": "Q2xlYXIu"}],
    )
    assert (found.kind, found.text) == (Kind.INVESTIGATION, "Chest X-ray: Clear")
    assert told(found, "members", "content", "title") == [["Observation/2"], "Clear.", "Report"]


def test_a_report_that_is_only_a_note_is_a_document() -> None:
    note = coded("History and physical note", "34117-2", LOINC)
    assert fact("DiagnosticReport", code=note).kind is Kind.DOCUMENT
    assert fact("DiagnosticReport", code=coded("Note"), category=[note]).kind is Kind.DOCUMENT
    assert fact("DiagnosticReport", code=note, result=[{"reference": "Observation/2"}]).kind is Kind.INVESTIGATION


def test_a_scan_is_an_investigation() -> None:
    assert fact("ImagingStudy", description="Pelvis X-ray", started="2026-03-07").text == "Imaging: Pelvis X-ray"
    assert fact("ImagingStudy", procedureCode=[coded("CT chest")]).text == "Imaging: CT chest"
    assert (
        fact("ImagingStudy", series=[{"modality": {"code": "CT", "display": "Computed Tomography"}}]).text
        == "Imaging: Computed Tomography"
    )


def test_what_a_clinician_concluded_is_an_observation() -> None:
    assert (
        fact("ClinicalImpression", summary="Frail but stable", code=coded("Assessment"), date="2026-03-07").text
        == "Assessment: Frail but stable"
    )
    risk = [{"outcome": coded("Fall"), "qualitativeRisk": coded("high")}, {}]
    assert fact("RiskAssessment", code=coded("Falls risk"), prediction=risk).text == "Falls risk: Fall: high"
    assert fact("ClinicalImpression", description="Seen at home").text == "Seen at home"
