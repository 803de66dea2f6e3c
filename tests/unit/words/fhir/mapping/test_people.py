"""Who a FHIR Patient says a person is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.mapping import particulars_of, superseded_number
from joinedup.words.vocabulary.kinds import Kind, Particulars
from tests.unit.words.fhir.mapping.written import AROUND, ODS, coded, facts

NHS = "https://fhir.nhs.uk/Id/nhs-number"
UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
VERIFIED = {"url": f"{UK}NHSNumberVerificationStatus", "valueCodeableConcept": coded("", "01")}
EDNA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "edna",
    "meta": {"security": [{"code": "U"}]},
    "extension": [{"url": f"{UK}EthnicCategory", "valueCodeableConcept": coded("", "A")}],
    "identifier": [
        {"system": "https://rxx/mrn", "value": "M123", "type": coded("", "MR")},
        {"system": NHS, "value": "999 000 0018", "extension": [VERIFIED]},
    ],
    "name": [
        {"use": "official", "family": "Marsh-Webb", "given": ["Edna"]},
        {"use": "usual", "family": "Marsh", "given": ["Edna", "May"], "prefix": ["Mrs"]},
        {"use": "old", "family": "Webb", "period": {"end": "1961"}},
    ],
    "gender": "female",
    "birthDate": "1941-02-28",
    "deceasedDateTime": "2026-03-01T10:00:00Z",
    "address": [
        {"use": "old", "line": ["2 Low Street"], "postalCode": "NW2 2BB"},
        {"use": "home", "line": ["1 High Street", " "], "city": "Northwick", "postalCode": "NW1 1AA"},
    ],
    "telecom": [
        {"system": "phone", "value": "01632 960009", "use": "work"},
        {"system": "phone", "value": "07700 900001", "use": "mobile"},
        {"system": "email", "value": "edna@example.org"},
    ],
    "communication": [
        {"language": coded("", "en")},
        {"language": coded("", "pl"), "preferred": True, "extension": [{"url": f"{UK}InterpreterRequired", "valueBoolean": True}]},
    ],
    "generalPractitioner": [{"reference": "Organization/hillside"}],
    "contact": [{"relationship": [coded("Son")], "name": {"text": "Tom Marsh"}, "telecom": [{"system": "phone", "value": "1"}]}, {}],
}  # fmt: skip


def test_all_that_a_patient_says_is_read() -> None:
    assert particulars_of(EDNA, AROUND.get) == Particulars(
        local_id="M123",
        nhs_number="9990000018",
        nhs_number_status="01",
        family_name="Marsh",
        given_names="Edna May",
        previous_family_name="Webb",
        title="Mrs",
        birth_date="1941-02-28",
        death_date="2026-03-01",
        sex="female",
        ethnic_group="A",
        address="1 High Street, Northwick",
        postcode="NW1 1AA",
        phone="07700 900001",
        email="edna@example.org",
        language="pl",
        registered_practice="Y00001",
    )


def without(**changes: Any) -> Particulars:
    return particulars_of({**EDNA, **changes})


def test_a_patient_that_says_nothing_is_still_someone() -> None:
    assert particulars_of({"resourceType": "Patient", "id": "p1"}) == Particulars(local_id="p1", sex="unknown")
    assert particulars_of({"identifier": [{"system": NHS, "value": "9990000018"}]}).local_id == "9990000018"


def test_a_restricted_record_is_sensitive() -> None:
    assert [without(meta={"security": [{"code": code}]}).sensitive for code in ("U", "R", "V")] == [False, True, True]


def test_an_ended_name_is_used_only_for_what_came_before() -> None:
    married = [
        {"use": "usual", "family": "Webb", "period": {"end": "1961"}},
        {"use": "usual", "family": "Marsh", "period": {"start": "1961"}},
    ]
    found = without(name=married)
    assert (found.family_name, found.previous_family_name) == ("Marsh", "Webb")
    assert without(name=[{"use": "usual", "family": "Webb", "period": {"end": "1961"}}]).family_name == "Webb"
    assert (
        without(
            name=[{"use": "nickname", "family": "Marsh"}, {"use": "maiden", "family": "MARSH"}]
        ).previous_family_name
        == ""
    )


def test_the_newest_of_two_homes_is_where_a_person_lives() -> None:
    homes = [
        {"use": "home", "postalCode": "NW1 1AA", "period": {"start": "2001"}},
        {"use": "home", "postalCode": "NW3 3CC", "text": "3 New Road", "period": {"start": "2020"}},
    ]
    assert (without(address=homes).postcode, without(address=homes).address) == ("NW3 3CC", "3 New Road")


def test_a_number_that_gave_way_to_another_is_told() -> None:
    old = {"system": NHS, "value": "999 000 0026", "period": {"end": "2020-01-01"}}
    assert without(identifier=[old, *EDNA["identifier"]]).nhs_number == "9990000018"
    assert superseded_number({"identifier": [old, *EDNA["identifier"]]}) == "9990000026"
    assert superseded_number(EDNA, asked_for="999 000 0026") == "9990000026"
    assert superseded_number(EDNA, asked_for="9990000018") == ""


@pytest.mark.parametrize(
    ("practitioners", "practice"),
    [
        ([{"identifier": {"system": ODS, "value": "Y00002"}}], "Y00002"),
        ([{"identifier": {"system": "https://x/organisation", "value": "7"}, "reference": "Organization/hillside"}], "Y00001"),
        ([{"identifier": {"system": ODS, "value": "Y00003", "period": {"end": "2020"}}}, {"reference": "Organization/hillside"}], "Y00001"),
        ([{"reference": "Practitioner/darwin"}], ""),
    ],
)  # fmt: skip
def test_the_practice_is_known_by_its_ods_code(practitioners: list[dict[str, Any]], practice: str) -> None:
    assert particulars_of({**EDNA, "generalPractitioner": practitioners}, AROUND.get).registered_practice == practice


def test_the_practice_may_be_told_as_the_organisation_in_charge() -> None:
    assert (
        particulars_of({"managingOrganization": {"reference": "Organization/hillside"}}, AROUND.get).registered_practice
        == "Y00001"
    )


def test_gp_connect_tells_the_language_in_an_extension() -> None:
    told = {
        "url": "https://x/Extension-CareConnect-GPC-NHSCommunication-1",
        "extension": [
            {"url": "language", "valueCodeableConcept": coded("", "pl")},
            {"url": "interpreterRequired", "valueBoolean": True},
        ],
    }
    assert particulars_of({"extension": [told]}).language == "pl"
    assert [f.text for f in facts("Patient", extension=[told])] == ["Needs an interpreter: pl"]


def test_the_demographics_service_tells_the_need_of_an_interpreter_by_itself() -> None:
    needed = {"url": f"{UK}InterpreterRequired", "valueBoolean": True}
    assert [f.text for f in facts("Patient", extension=[needed])] == ["Needs an interpreter"]


def test_how_a_person_reads_is_a_need() -> None:
    braille = {"url": "PreferredWrittenCommunicationFormat", "valueCodeableConcept": coded("Braille", "12")}
    found = facts("Patient", extension=[{"url": f"{UK}ContactPreference", "extension": [braille]}])
    assert [(f.kind, f.text) for f in found] == [(Kind.REQUIREMENT, "Needs things written in: Braille")]


def test_the_demographics_services_own_examples_are_read(shared: Path) -> None:
    def read(name: str) -> Particulars:
        return particulars_of(json.loads((shared / f"pds/sandbox/mocks/{name}.json").read_text()))

    usual, sensitive = read("Patient"), read("Sensitive_Patient")
    assert (usual.nhs_number, usual.nhs_number_status, usual.registered_practice) == ("9000000009", "01", "Y12345")
    assert (usual.family_name, usual.title, usual.language, usual.postcode) == ("Smith", "Mrs", "fr", "LS1 6AE")
    assert (usual.sensitive, sensitive.sensitive, sensitive.postcode) == (False, True, "")


def test_a_patient_also_tells_needs_and_who_is_close() -> None:
    found = facts("Patient", **{name: EDNA[name] for name in ("communication", "contact")})
    assert [(f.kind, f.text, f.key) for f in found] == [
        (Kind.REQUIREMENT, "Needs an interpreter: pl", "Patient/1#interpreter"),
        (Kind.ADMINISTRATION, "Son: Tom Marsh", "Patient/1#contact-1"),
    ]
