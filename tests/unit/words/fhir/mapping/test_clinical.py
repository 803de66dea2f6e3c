"""What is known of a person's health, from FHIR."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.basics.moments import Precision
from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import AROUND, EDNA, coded, fact, facts, number, told

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def test_a_problem_keeps_its_date_as_exactly_as_it_was_known() -> None:
    found = fact(
        "Condition",
        code=coded("Gout", "90560007"),
        clinicalStatus=coded("", "resolved", CLINICAL),
        onsetDateTime="2019-03",
        abatementDateTime="2021-05-01",
        recordedDate="2019-04-02",
        asserter={"reference": "Practitioner/darwin"},
        note=[{"text": "Big toe"}, {}],
    )
    assert (found.kind, found.key, found.text, found.status) == (Kind.PROBLEM, "Condition/1", "Gout", "resolved")
    assert (found.code_system, found.code) == ("snomed", "90560007")
    assert found.happened is not None and found.happened.precision is Precision.MONTH
    assert str(found.ended) == "1 May 2021"
    assert told(found, "clinician", "comment", "recorded") == ["Dr Samuel Darwin", "Big toe", "2019-04-02"]


@pytest.mark.parametrize(
    ("elements", "happened"),
    [
        ({"onsetPeriod": {"start": "2020-01-01"}}, "1 January 2020"),
        ({"recordedDate": "2020-02-02"}, "2 February 2020"),
        ({"onsetDateTime": "yesterday", "recordedDate": "2020"}, "2020"),
        ({}, "None"),
    ],
)
def test_a_problem_without_an_onset_is_dated_by_its_recording(elements: dict[str, Any], happened: str) -> None:
    assert str(fact("Condition", code=coded("Gout"), **elements).happened) == happened


def test_a_withdrawn_problem_says_so() -> None:
    assert fact("Condition", verificationStatus=coded("", "entered-in-error")).status == "entered-in-error"
    assert fact("Condition", verificationStatus="entered-in-error").status == "entered-in-error"
    assert fact("Condition").text == "Problem (not named)"


def test_a_problem_points_to_its_contact_and_to_what_was_recorded_under_it() -> None:
    found = fact(
        "Condition",
        code=coded("Gout"),
        encounter={"reference": "Encounter/9"},
        extension=[
            {"url": "https://x/Extension-CareConnect-RelatedClinicalContent-1", "valueReference": {"reference": "Observation/7"}},
            {"url": "https://x/Extension-CareConnect-RelatedClinicalContent-1"},
            {"url": "https://x/Extension-CareConnect-ProblemSignificance-1", "valueCode": "major"},
        ],
    )  # fmt: skip
    assert told(found, "encounter", "members", "significance") == ["Encounter/9", ["Observation/7"], "major"]


@pytest.mark.parametrize("code", ["450475007", "450476008"])
def test_a_decision_about_resuscitation_is_a_preference_whatever_carries_it(code: str) -> None:
    kinds = {fact(kind, code=coded("CPR decision", code)).kind for kind in ("Condition", "Observation", "Procedure")}
    assert kinds == {Kind.PREFERENCE}


def test_an_allergy_tells_its_reaction_and_how_bad_it_was() -> None:
    found = fact(
        "AllergyIntolerance",
        code=coded("Penicillin", "91936005"),
        clinicalStatus=coded("", "active"),
        category=["medication", "food"],
        reaction=[{"manifestation": [coded("Rash"), coded("Wheeze")], "severity": "severe", "substance": coded("Amoxicillin")}],
        recordedDate="1998-07-01",
    )  # fmt: skip
    assert (found.kind, found.text, found.status, str(found.happened)) == (
        Kind.ALLERGY,
        "Penicillin",
        "active",
        "1 July 1998",
    )
    assert told(found, "reaction", "severity", "substance", "category") == [
        "Rash, Wheeze",
        "severe",
        "Amoxicillin",
        "medication, food",
    ]
    assert found.details.get("none_known") is None


def test_an_allergy_that_ended_says_when_and_why() -> None:
    ending = [{"url": "endDate", "valueDateTime": "2016-11-01"}, {"url": "reasonEnded", "valueString": "Desensitised"}]
    found = fact(
        "AllergyIntolerance",
        code=coded("Peanut"),
        extension=[{"url": "https://x/Extension-CareConnect-GPC-AllergyIntoleranceEnd-1", "extension": ending}],
    )
    assert (str(found.ended), told(found, "reason_ended")) == ("1 November 2016", ["Desensitised"])


def test_allergies_that_gp_connect_lists_as_ended_are_told_as_ended() -> None:
    penicillin = {
        "resourceType": "AllergyIntolerance", "id": "28", "clinicalStatus": {"coding": [{"code": "resolved"}]},
        "verificationStatus": {"coding": [{"code": "unconfirmed"}]}, "patient": EDNA, "code": coded("Penicillin"),
    }  # fmt: skip
    held = [penicillin, {"resourceType": "Practitioner", "id": "29"}]
    ended, others = coded("Ended allergies", "1103671000000101"), coded("Allergies", "886921000000105")
    [told_ended] = [one for one in facts("List", code=ended, contained=held) if one.kind is Kind.ALLERGY]
    assert (told_ended.text, told_ended.status) == ("Penicillin", "resolved")
    assert [one for one in facts("List", code=others, contained=held) if one.kind is Kind.ALLERGY] == []


def test_no_known_allergies_is_itself_a_fact() -> None:
    assert fact("AllergyIntolerance", code=coded("No known allergies", "716186003")).details["none_known"] is True


def test_a_procedure_says_when_it_ended_where_and_by_whom() -> None:
    found = fact(
        "Procedure", code=coded("Hip replacement", "W37.1", "https://fhir.hl7.org.uk/Id/opcs-4"), status="completed",
        performedPeriod={"start": "2026-03-07T09:30:00Z", "end": "2026-03-07T11:00:00Z"},
        performer=[{"actor": {"reference": "Practitioner/darwin"}}, {"actor": {"display": "Dr Samuel Darwin"}}],
        location={"reference": "Location/ward4"}, bodySite=[coded("Left hip")], outcome=coded("Successful"),
    )  # fmt: skip
    assert (found.code_system, found.code, str(found.ended)) == ("opcs4", "W37.1", "7 March 2026 at 11:00")
    assert told(found, "clinician", "place", "body_site", "outcome") == [
        "Dr Samuel Darwin",
        "Ward 4",
        "Left hip",
        "Successful",
    ]


def test_a_procedure_not_done_says_so_first() -> None:
    assert fact("Procedure", code=coded("Hip replacement"), status="not-done").text == "Not done: Hip replacement"


def test_a_vaccination_is_named_by_the_procedure_that_uk_core_carries() -> None:
    given = {
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure",
        "valueCodeableConcept": coded("", "170378007", display="First hepatitis A vaccination"),
    }
    unknown = coded("", "UNK", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "unknown")
    course = [{"doseNumberPositiveInt": 1, "seriesDosesPositiveInt": 3, "targetDisease": [coded("Hepatitis A")]}]
    found = fact(
        "Immunization",
        vaccineCode=unknown,
        extension=[given],
        occurrenceDateTime="2026-03-07",
        protocolApplied=course,
        doseQuantity=number(0.5, "ml"),
    )
    assert (found.kind, found.text, found.code) == (Kind.IMMUNISATION, "First hepatitis A vaccination", "170378007")
    assert told(found, "dose_number", "doses_in_series", "protects_against", "vaccine", "dose") == [
        1,
        3,
        "Hepatitis A",
        None,
        "0.5 ml",
    ]


def test_a_vaccination_is_named_by_its_product_where_there_is_no_more() -> None:
    assert fact("Immunization", vaccineCode=coded("Flu vaccine"), status="completed").text == "Flu vaccine"
    assert fact("Immunization", status="not-done").text == "Not given: Vaccination"


def test_each_condition_in_the_family_is_a_fact() -> None:
    father = coded("father", "FTH")
    found = facts(
        "FamilyMemberHistory",
        relationship=father,
        condition=[
            {"code": coded("Diabetes"), "onsetAge": number(64, "year")},
            {"code": coded("Stroke"), "onsetString": "late"},
        ],
    )
    assert [(f.key, f.text, f.details["onset"]) for f in found] == [
        ("FamilyMemberHistory/1", "Father: Diabetes", "64 year"),
        ("FamilyMemberHistory/1#2", "Father: Stroke", "late"),
    ]
    assert fact("FamilyMemberHistory", relationship=father, note=[{"text": "Well"}]).text == "Father: Well"
    assert fact("FamilyMemberHistory").text == "Family history"


def test_a_device_in_a_person_is_a_fact_and_one_of_no_ones_is_not() -> None:
    assert fact("Device", patient={"reference": "Patient/edna"}, type=coded("Pacemaker")).text == "Device: Pacemaker"
    assert fact("Device", patient={"reference": "Patient/edna"}, deviceName=[{"name": "Hip"}]).text == "Device: Hip"
    assert facts("Device", type=coded("Scanner")) == []


def test_a_code_lost_in_transfer_gives_way_to_the_words_and_the_older_code() -> None:
    lost = {
        "coding": [
            {
                "system": "http://snomed.info/sct",
                "code": "196411000000103",
                "display": "Transfer-degraded record entry",
            },
            {"system": "http://read.info/readv2", "code": "N20..", "display": "Polymyalgia"},
        ]
    }
    found = fact("Condition", code=lost)
    assert (found.code_system, found.code, found.text) == ("read2", "N20..", "Polymyalgia")


def test_the_words_that_a_clinician_picked_are_shown() -> None:
    picked = {
        "system": "http://snomed.info/sct",
        "code": "76880004",
        "display": "Angelman syndrome",
        "extension": [
            {
                "url": "d",
                "extension": [
                    {"url": "descriptionId", "valueId": "1"},
                    {"url": "descriptionDisplay", "valueString": "Happy puppet syndrome"},
                ],
            }
        ],
    }
    assert fact("Condition", code={"coding": [picked]}).text == "Happy puppet syndrome"
    after_another = picked | {
        "extension": [{"url": "e", "extension": [{"url": "descriptionId"}]}, *picked["extension"]]
    }
    assert fact("Condition", code={"coding": [after_another]}).text == "Happy puppet syndrome"
    assert fact("Condition", code={"coding": [{"code": "X"}, {"code": "Y", "display": "Why"}]}).text == "Why"
    assert fact("Condition", code={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}).text == "1"


def test_the_reason_for_a_thing_done_points_to_its_problem() -> None:
    found = fact(
        "Procedure",
        code=coded("Biopsy"),
        reasonReference=[{"reference": "Condition/8"}, {"reference": "Observation/7"}, {"reference": "#inner"}],
    )
    assert found.details["problems"] == ["Condition/8"]
    assert AROUND.get("Condition/8") is None
