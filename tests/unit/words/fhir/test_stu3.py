"""GP Connect records (STU3) become R4, and what was known stays known by the same names."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.mapping import facts_of, facts_of_extract, particulars_of
from joinedup.words.vocabulary.fhir.stu3 import is_gp_connect, resource_to_r4, to_r4
from joinedup.words.vocabulary.fhir.validation import Validator
from joinedup.words.vocabulary.kinds import Fact

PROFILE = "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1"
EDNA = {"reference": "Patient/edna"}
GOUT = {"coding": [{"system": "http://snomed.info/sct", "code": " 90560007 ", "display": "Gout"}]}
DARWIN = {"agent": {"reference": "Practitioner/darwin"}, "onBehalfOf": {"reference": "Organization/1"}}

SENT: list[dict[str, Any]] = [
    {"resourceType": "Patient", "id": "edna", "meta": {"versionId": "1", "profile": ["x"]}, "name": [{"family": "Marsh"}]},
    {"resourceType": "Organization", "id": "stub"},
    {"resourceType": "Location", "id": "l", "name": "Surgery", "description": "", "type": {"text": "Main"}},
    {"resourceType": "HealthcareService", "id": "h", "name": "eRS", "category": {"text": "Referrals"}},
    {
        "resourceType": "Condition", "id": "c", "clinicalStatus": "active", "verificationStatus": "unknown", "subject": EDNA, "code": GOUT,
        "category": [{"coding": [{"system": "http://hl7.org/fhir/condition-category", "code": "problem-list-item"}]}],
        "assertedDate": "2019-03-28T10:30:00", "context": {"reference": "Encounter/e_1"}, "abatementDateTime": "2020", "stage": {"summary": {"text": "1"}},
    },
    {"resourceType": "Condition", "id": "c2", "clinicalStatus": "active", "verificationStatus": "entered-in-error", "subject": EDNA},
    {"resourceType": "Condition", "id": "c3", "clinicalStatus": "active", "abatementBoolean": True, "subject": EDNA},
    {"resourceType": "Condition", "id": "c4", "clinicalStatus": "resolved", "abatementBoolean": False, "subject": EDNA},
    {
        "resourceType": "AllergyIntolerance", "id": "a", "clinicalStatus": "active", "verificationStatus": "unconfirmed", "patient": EDNA,
        "category": ["medication"], "assertedDate": "2010-01-14", "code": {"text": "Penicillin"},
    },
    {
        "resourceType": "Encounter", "id": "e_1", "status": "finished", "subject": EDNA, "reason": [GOUT],
        "period": {"start": "2019-05-01T10:30:00+00:00", "end": "2019-05-01T10:38:00"}, "diagnosis": [{"condition": {"reference": "Condition/c"}, "role": {"text": "main"}}],
        "participant": [{"type": [{"coding": [{"system": "http://hl7.org/fhir/v3/ParticipationType", "code": "PPRF"}]}]}],
    },
    {
        "resourceType": "Observation", "id": "o", "status": "unknown", "subject": EDNA, "code": {"text": "FBC"}, "comment": "Normal",
        "interpretation": {"coding": [{"system": "http://hl7.org/fhir/v2/0078", "code": "A"}]}, "context": {"reference": "Encounter/e_1"},
        "related": [{"type": "has-member", "target": {"reference": "Observation/o2"}}, {"type": "derived-from", "target": {"reference": "Observation/o3"}}, {"type": "replaces", "target": {"reference": "Observation/o4"}}, {"type": "has-member"}],
        "component": [{"code": {"text": "Hb"}, "valueQuantity": {"value": 132, "unit": "g/L"}, "interpretation": {"text": "OK"}}],
    },
    {"resourceType": "Observation", "id": "o2", "status": "final", "code": {"text": "Hb"}, "issued": "2019-12-01T10:30:00", "note": [{"text": "kept"}]},
    {
        "resourceType": "DiagnosticReport", "id": "r", "status": "unknown", "subject": EDNA, "code": {"text": "Report"}, "category": {"text": "Pathology"},
        "performer": [{"actor": {"reference": "Practitioner/darwin"}, "role": {"text": "lab"}}], "codedDiagnosis": [GOUT],
    },
    {"resourceType": "DiagnosticReport", "id": "r2", "status": "final", "code": {"text": "Report"}},
    {"resourceType": "Medication", "id": "m", "code": {"text": "Amlodipine 5mg tablets"}, "isBrand": False, "package": {"batch": [{"lotNumber": "7"}]}, "ingredient": [{"itemCodeableConcept": {"text": "Amlodipine"}, "amount": {"numerator": {"value": 5}, "denominator": {"value": 1}}}]},
    {"resourceType": "Medication", "id": "m2", "code": {"text": "Aspirin"}},
    {
        "resourceType": "MedicationRequest", "id": "q", "status": "active", "intent": "order", "subject": EDNA, "medicationReference": {"reference": "Medication/m"},
        "category": {"text": "community"}, "context": {"reference": "Encounter/e_1"}, "requester": DARWIN, "definition": [{"display": "x"}],
        "dosageInstruction": [{"text": "One a day", "doseQuantity": {"value": 1}, "rateQuantity": {"value": 2}}, {"text": "As before"}], "substitution": {"allowed": True},
    },
    {"resourceType": "MedicationStatement", "id": "s", "status": "active", "taken": "n", "subject": EDNA, "medicationReference": {"reference": "Medication/m"}, "reasonNotTaken": [{"text": "Rash"}]},
    {"resourceType": "MedicationStatement", "id": "s2", "status": "active", "taken": "unk", "subject": EDNA, "medicationReference": {"reference": "Medication/m"}},
    {
        "resourceType": "Immunization", "id": "i", "status": "completed", "notGiven": False, "patient": EDNA, "date": "2019-06-28", "vaccineCode": {"text": "Hep A"},
        "extension": [{"url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DateRecorded-1", "valueDateTime": "2019-06-29"}],
        "practitioner": [{"role": {"text": "AP"}, "actor": {"reference": "Practitioner/darwin"}}], "explanation": {"reason": [{"text": "Due"}]},
        "vaccinationProtocol": [{"doseSequence": 1, "seriesDoses": 3, "doseStatus": {"text": "counts"}}, {"series": "2"}],
    },
    {"resourceType": "Immunization", "id": "i2", "status": "completed", "notGiven": True, "patient": EDNA, "vaccineCode": {"text": "Hep A"}, "explanation": {"reasonNotGiven": [{"text": "Refused"}]}},
    {
        "resourceType": "ReferralRequest", "id": "f", "status": "cancelled", "intent": "order", "subject": EDNA, "description": "Swollen legs", "note": [{"text": "Written"}],
        "recipient": [{"reference": "Organization/stub"}], "specialty": {"text": "Vascular"}, "requester": DARWIN, "serviceRequested": [GOUT, {"text": "Scan"}], "type": {"text": "Referral"},
    },
    {"resourceType": "ReferralRequest", "id": "f2", "status": "active", "intent": "order", "subject": EDNA, "serviceRequested": [GOUT]},
    {"resourceType": "ProcedureRequest", "id": "p", "status": "suspended", "intent": "plan", "subject": EDNA, "code": GOUT, "performer": {"reference": "Organization/stub"}, "context": {"reference": "Encounter/e_1"}},
    {
        "resourceType": "DocumentReference", "id": "d", "status": "current", "created": "2020-09-21", "indexed": "2020-09-21T14:17:59Z", "class": {"text": "Letter"},
        "type": {"text": "Letter"}, "content": [{"attachment": {"contentType": "text/plain", "url": "https://x/1"}}],
        "context": {"encounter": {"reference": "Encounter/e_1"}, "related": [{"ref": {"reference": "ReferralRequest/f"}}, {"identifier": {"value": "7"}}]},
    },
    {"resourceType": "DocumentReference", "id": "d2", "status": "current", "content": [{"attachment": {"title": "x"}}]},
    {"resourceType": "Procedure", "id": "w", "status": "suspended", "subject": EDNA, "code": GOUT, "performer": [{"actor": {"reference": "Practitioner/darwin"}, "role": {"text": "x"}}]},
    {"resourceType": "Procedure", "id": "w2", "status": "completed", "notDone": True, "subject": EDNA, "code": GOUT, "notDoneReason": {"text": "Refused"}},
    {
        "resourceType": "List", "id": "k", "status": "current", "mode": "snapshot", "title": "Ended allergies", "entry": [{"item": {"reference": "#28"}}],
        "contained": [{"resourceType": "AllergyIntolerance", "id": "28", "clinicalStatus": "resolved", "verificationStatus": "unconfirmed", "patient": EDNA, "code": {"text": "Peanuts"}}],
    },
]  # fmt: skip
BUNDLE = {
    "resourceType": "Bundle",
    "meta": {"profile": [PROFILE]},
    "type": "collection",
    "entry": [{"fhir_comments": ["one"], "resource": one} for one in SENT] + [{"fullUrl": "urn:uuid:7"}],
}


def converted(own: str) -> dict[str, Any]:
    return next(e["resource"] for e in to_r4(BUNDLE)["entry"] if e.get("resource", {}).get("id") == own)


def test_a_gp_connect_record_is_known_by_its_profile() -> None:
    assert is_gp_connect(BUNDLE)
    assert not is_gp_connect({"resourceType": "Bundle", "meta": {"profile": ["other"]}})
    assert not is_gp_connect({"resourceType": "Patient", "meta": {"profile": [PROFILE]}})
    assert not is_gp_connect({})


def test_every_resource_of_the_record_holds_to_r4(validator: Validator) -> None:
    assert [str(m) for one in SENT for m in validator.check(resource_to_r4(one))] == []


def test_the_record_keeps_its_order_and_what_was_sent_is_left_as_it_was() -> None:
    before = copy.deepcopy(BUNDLE)
    after = to_r4(BUNDLE)
    assert before == BUNDLE
    assert [e.get("resource", {}).get("id") for e in after["entry"]] == [
        one["id"].replace("_", "-") for one in SENT
    ] + [None]
    assert after["entry"][-1] == {"fullUrl": "urn:uuid:7"}


def test_a_problem_that_ended_is_not_active() -> None:
    gout = converted("c")
    assert gout["clinicalStatus"]["coding"][0]["code"] == "inactive"
    assert gout["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert gout["category"][0]["coding"][0]["system"] == "http://terminology.hl7.org/CodeSystem/condition-category"
    assert (gout["recordedDate"], gout["code"]["coding"][0]["code"]) == ("2019-03-28T10:30:00+00:00", "90560007")
    assert "clinicalStatus" not in converted("c2")
    assert converted("c3")["clinicalStatus"]["coding"][0]["code"] == "inactive"
    assert converted("c4")["clinicalStatus"]["coding"][0]["code"] == "resolved"


def test_times_without_an_offset_are_london_times_but_a_period_is_told_in_one() -> None:
    assert converted("e-1")["period"] == {"start": "2019-05-01T10:30:00+00:00", "end": "2019-05-01T10:38:00+00:00"}
    assert (
        resource_to_r4(
            {"resourceType": "Flag", "period": {"start": "2019-05-01T10:30:00Z", "end": "2019-05-01T10:38:00"}}
        )["period"]["end"]
        == "2019-05-01T10:38:00Z"
    )
    assert (
        resource_to_r4({"resourceType": "Flag", "period": {"start": "2019-05-01", "end": "2019-05-01T10:38:00"}})[
            "period"
        ]["end"]
        == "2019-05-01T10:38:00+01:00"
    )
    assert (
        resource_to_r4({"resourceType": "Flag", "period": {"start": "2019-13-01T10:30:00"}})["period"]["start"]
        == "2019-13-01T10:30:00"
    )


def test_ids_with_a_stray_character_are_mended_and_references_follow() -> None:
    assert converted("c")["encounter"] == {"reference": "Encounter/e-1"}
    assert (
        resource_to_r4({"resourceType": "List", "entry": [{"item": {"reference": "#a"}}]})["entry"][0]["item"][
            "reference"
        ]
        == "#a"
    )


def test_a_panel_keeps_its_members_and_its_comment() -> None:
    panel = converted("o")
    assert (panel["hasMember"], panel["derivedFrom"]) == (
        [{"reference": "Observation/o2"}],
        [{"reference": "Observation/o3"}],
    )
    assert panel["note"] == [{"text": "Normal"}]
    assert converted("o2")["note"] == [{"text": "kept"}]


def test_a_referral_is_a_service_request_and_so_are_references_to_it() -> None:
    referral = converted("f")
    assert (referral["resourceType"], referral["status"], referral["requester"]) == (
        "ServiceRequest",
        "revoked",
        {"reference": "Practitioner/darwin"},
    )
    assert [note["text"] for note in referral["note"]] == ["Swollen legs", "Written"]
    assert referral["orderDetail"] == [{"text": "Scan"}]
    assert [one.get("text") for one in referral["category"]] == ["Referral", None]
    assert converted("d")["context"]["related"] == [{"reference": "ServiceRequest/f"}]
    assert converted("p")["status"] == "on-hold"


def test_a_referral_for_nothing_in_particular_and_a_letter_related_to_nothing_stay_as_they_are() -> None:
    asked = {"resourceType": "ReferralRequest", "id": "f3", "status": "active", "intent": "order", "subject": EDNA}
    assert "code" not in resource_to_r4(asked)
    letter = {
        "resourceType": "DocumentReference",
        "id": "d3",
        "status": "current",
        "context": {"period": {"start": "2020"}},
    }
    assert resource_to_r4(letter)["context"] == {"period": {"start": "2020"}}


def test_an_organisation_that_is_a_mere_stub_is_said_to_be_without_a_name() -> None:
    assert resource_to_r4({"resourceType": "Organization", "id": "x"})["name"] == "Not named"
    known = {"resourceType": "Organization", "id": "h", "identifier": [{"system": "https://x", "value": "Y00001"}]}
    assert "name" not in resource_to_r4(known)


def test_a_document_is_dated_by_its_index_and_its_attachment_by_its_making() -> None:
    letter = converted("d")
    assert (letter["date"], letter["content"][0]["attachment"]["creation"]) == ("2020-09-21T14:17:59Z", "2020-09-21")


def test_a_medicine_not_taken_and_a_vaccine_not_given_say_so() -> None:
    assert (converted("s")["status"], converted("s")["statusReason"]) == ("not-taken", [{"text": "Rash"}])
    assert converted("s2")["status"] == "active"
    assert (converted("i2")["status"], converted("i2")["statusReason"]) == ("not-done", {"text": "Refused"})
    assert (converted("w")["status"], converted("w2")["status"]) == ("on-hold", "not-done")


def test_doses_and_courses_are_where_r4_has_them() -> None:
    assert converted("q")["dosageInstruction"][0]["doseAndRate"] == [
        {"doseQuantity": {"value": 1}, "rateQuantity": {"value": 2}}
    ]
    assert converted("i")["protocolApplied"] == [
        {"doseNumberPositiveInt": 1, "seriesDosesPositiveInt": 3},
        {"series": "2", "doseNumberString": "not known"},
    ]
    assert converted("i")["recorded"] == "2019-06-29"


def test_a_contained_resource_is_converted_too() -> None:
    assert converted("k")["contained"][0]["clinicalStatus"]["coding"][0]["code"] == "resolved"


def test_a_wrong_date_goes_through_to_be_told_of(validator: Validator) -> None:
    wrong = {**SENT[8], "onsetDateTime": "19"}
    assert [m.field for m in validator.check(resource_to_r4(wrong))] == ["AllergyIntolerance.onsetDateTime"]


# The published records.


def record(shared: Path, name: str) -> dict[str, Any]:
    (file,) = (shared / "gpconnect_structured").glob(f"{name}*.json.gz")
    found: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return found


def known(bundle: dict[str, Any]) -> dict[str, Fact]:
    resources = [entry["resource"] for entry in to_r4(bundle)["entry"]]
    facts = [fact for found in facts_of_extract(resources) for fact in found]
    by_key = {fact.key: fact for fact in facts}
    assert len(by_key) == len(facts)
    return by_key


def test_all_published_records_go_in_but_the_malformed_date(shared: Path, validator: Validator) -> None:
    refused = {}
    files = sorted((shared / "gpconnect_structured").glob("*.json.gz"))
    for file in files:
        bundle = json.loads(gzip.decompress(file.read_bytes()))
        assert is_gp_connect(bundle)
        mistakes = [str(m) for e in to_r4(bundle)["entry"] for m in validator.check(e["resource"])]
        if mistakes:
            refused[file.name] = [mistake.partition(":")[0] for mistake in mistakes]
    assert len(files) == 14
    assert refused == {"malformedDateStructuredRecord.json.gz": ["AllergyIntolerance.onsetDateTime"]}


@pytest.mark.parametrize(
    ("person", "before", "after", "same"),
    [
        ("9465698490_Daniels", 274, 274, 274),
        ("9465698679_Gainsford", 65, 65, 65),
        ("9465699918_Magre", 132, 139, 130),
        ("9465700088_Mold", 318, 320, 315),
    ],
)
def test_a_record_extracted_again_five_months_later_shows_no_line_twice(
    shared: Path, person: str, before: int, after: int, same: int
) -> None:
    old, new = known(record(shared, f"{person}_full_202101")), known(record(shared, f"{person}_full_202106"))
    assert (len(old), len(new), len(old.keys() & new.keys())) == (before, after, same)


def drawn(facts: dict[str, Fact], keys: set[str]) -> list[tuple[str, str]]:
    return sorted((fact.kind.value, fact.text.partition("\n")[0][:42]) for key, fact in facts.items() if key in keys)


def test_what_is_new_after_five_months_is_what_the_practice_did(shared: Path) -> None:
    old, new = (known(record(shared, f"9465699918_Magre_full_2021{month}")) for month in ("01", "06"))
    assert drawn(new, new.keys() - old.keys()) == [
        ("consultation", "GP Surgery"),
        ("consultation", "Other"),
        ("consultation", "Other"),
        ("consultation", "Outbound Referral"),
        ("document", "Discharged from outpatients: Discharged fro"[:42]),
        ("document", "Letter sent to patient: Letter sent to pat"),
        ("referral", "Admission by A & E doctor"),
        ("referral", "Audiological medicine referral"),
        ("referral", "Referral for further care"),
    ]
    assert drawn(old, old.keys() - new.keys()) == [
        ("referral", "2 week rule referral - brain"),
        ("referral", "Mental illness referral"),
    ]


def test_results_that_the_source_rewrote_are_told_as_new(shared: Path) -> None:
    old, new = (known(record(shared, f"9465700088_Mold_full_2021{month}")) for month in ("01", "06"))
    assert drawn(new, new.keys() - old.keys()) == [
        ("investigation", "International normalised ratio 1549"),
        ("investigation", "Red blood cell count 1549: 1549Value"),
        ("observation", "Comment: Report level 1"),
        ("observation", "Comment: Report level 2"),
        ("observation", "Comment: Report level 3"),
    ]


def test_who_the_record_is_about_is_read(shared: Path) -> None:
    entries = [e["resource"] for e in to_r4(record(shared, "9465699918_Magre_full_202106"))["entry"]]
    known_by = {f"{one['resourceType']}/{one['id']}": one for one in entries if "id" in one}
    (patient,) = (one for one in entries if one["resourceType"] == "Patient")
    found = particulars_of(patient, known_by.get)
    assert (found.registered_practice, found.nhs_number_status) == ("A82038", "01")
    assert found.family_name and found.birth_date and found.postcode
    assert isinstance(facts_of(patient, known_by.get), list)


def test_an_organisation_with_a_name_keeps_it_and_a_stub_is_said_to_have_none() -> None:
    named = resource_to_r4({"resourceType": "Organization", "id": "hill", "name": "Hillside Surgery"})
    stub = resource_to_r4({"resourceType": "Organization", "id": "stub"})
    assert (named["name"], stub["name"]) == ("Hillside Surgery", "Not named")
