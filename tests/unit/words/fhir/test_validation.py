"""What a sender is told about a resource: where, and what is wrong, in a plain sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from joinedup.words.basics.errors import CannotProceed
from joinedup.words.vocabulary.fhir.validation import MOST_MISTAKES, Validator, path
from tests.unit.words.fhir.people import EDNA, FLETCHER, POST, PULSE, TERMS

ALLOWED = "kind of resource that is not allowed here; allowed: Device, Group, Location, Patient."
STATUSES = "a code from the value set http://hl7.org/fhir/ValueSet/observation-status."
INSTANT = "a date of the calendar with a time, seconds and time zone: 2026-03-07T09:30:00+00:00."
OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": "Pulse"}}


def said(validator: Validator, resource: Any) -> list[str]:
    return [str(mistake) for mistake in validator.check(resource)]


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"status": "done"}, f"Observation.status: This must be {STATUSES}"),
        ({"code": {"txt": "a"}}, "Observation.code.txt: FHIR R4 has nothing of this name here."),
        ({"code": {"a name, of sorts": "a"}}, "Observation.code: FHIR R4 has nothing of this name here."),
        ({"code": []}, "Observation.code: Only one is allowed here, so it may not be a list."),
        ({"code": "a"}, "Observation.code: This must be an object, in braces."),
        ({"note": {"text": "a"}}, "Observation.note: More than one is allowed here, so it must be a list."),
        ({"note": []}, "Observation.note: This is empty: leave it out."),
        ({"note": [{"time": "2026"}]}, "Observation.note[0].text: This is required."),
        ({"subject": {}}, "Observation.subject: This is empty: leave it out."),
        ({"subject": {"id": "a"}}, "Observation.subject: This is empty: leave it out."),
        ({"issued": ["2026"]}, "Observation.issued: Only one is allowed here, so it may not be a list."),
        ({"issued": "2026-03-07"}, f"Observation.issued: This must be {INSTANT}"),
        ({"valueInteger": 1, "valueString": "a"}, "Observation.value[x]: Only one value[x] is allowed."),
        ({"status": None}, f"Observation.status: This must be {STATUSES}"),
        ({"subject": {"reference": "Slot/1"}}, f"Observation.subject.reference: This points to a {ALLOWED}"),
        (
            {"subject": {"type": "Slot"}},
            f"Observation.subject.type: This {ALLOWED}".replace("that ", ""),
        ),
        (
            {"subject": {"reference": "#her"}},
            "Observation.subject.reference: This points to a contained resource that is not there. (FHIR rule ref-1)",
        ),
        (
            {"dataAbsentReason": {"text": "a"}, "valueInteger": 1},
            "Observation: dataAbsentReason is allowed only where there is no value. (FHIR rule obs-6)",
        ),
        (
            {"effectivePeriod": {"start": "2026", "end": "2025"}},
            "Observation.effectivePeriod: The period ends before it starts. (FHIR rule per-1)",
        ),
        ({"component": [{"valueInteger": 1}]}, "Observation.component[0].code: This is required."),
    ],
)
def test_a_mistake_says_where_and_what(validator, spoiled, sentence):
    assert said(validator, {**OBSERVATION, **spoiled}) == [sentence]


def test_a_required_text_may_be_missing_if_an_extension_says_why(validator):
    silent = {key: value for key, value in OBSERVATION.items() if key != "status"}
    why = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}
    assert said(validator, silent) == ["Observation.status: This is required."]
    assert said(validator, {**silent, "_status": why}) == []


def test_one_of_several_types_is_required_and_only_one(validator):
    request = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "subject": {"display": "Edna"},
    }
    assert said(validator, request) == ["MedicationRequest.medication[x]: One medication[x] is required, and only one."]


def test_a_concept_must_have_a_coding_of_its_list_or_an_extension_that_says_why_not(validator):
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/edna-marsh"}}
    status = {"coding": [{"system": f"{TERMS}condition-clinical", "code": "asleep"}]}
    assert said(validator, {**condition, "clinicalStatus": status}) == [
        "Condition.clinicalStatus: One coding must be from the value set condition-clinical."
    ]
    explained = {"extension": [{"url": "https://example.org/why", "valueString": "Not asked"}]}
    assert said(validator, {**condition, "clinicalStatus": explained}) == []


def test_a_null_in_a_list_needs_an_extension_in_its_place(validator):
    name = {
        "given": ["Amos", None],
        "_given": [None, {"extension": [{"url": "https://example.org/x", "valueCode": "a"}]}],
    }
    assert said(validator, {"resourceType": "Patient", "name": [name]}) == []
    alone = "Patient.name[0]: A null in the list given needs an extension in its place in _given."
    assert said(validator, {"resourceType": "Patient", "name": [{"given": ["Amos", None]}]}) == [alone]
    assert said(validator, {"resourceType": "Patient", "name": [{**name, "_given": [None]}]}) == [alone]
    assert alone in said(validator, {"resourceType": "Patient", "name": [{**name, "_given": "a"}]})


@pytest.mark.parametrize(
    ("resource", "sentence"),
    [
        (None, "A resource must be an object, in braces."),
        ([], "A resource must be an object, in braces."),
        ({}, "resourceType: This must be a type of resource that FHIR R4 has."),
        ({"resourceType": "Human"}, "resourceType: This must be a type of resource that FHIR R4 has."),
        ({"resourceType": ["Patient"]}, "resourceType: This must be a type of resource that FHIR R4 has."),
        ({"resourceType": "HumanName", "text": "a"}, "resourceType: This must be a type of resource that FHIR R4 has."),
        ({"resourceType": "DomainResource"}, "resourceType: This must be a type of resource that FHIR R4 has."),
    ],
)
def test_what_is_no_resource_is_said_to_be_none(validator, resource, sentence):
    assert said(validator, resource) == [sentence]


def test_a_resource_nested_without_end_is_refused_and_not_followed(validator):
    extension: dict[str, Any] = {"url": "a", "valueCode": "a"}
    for _ in range(5000):
        extension = {"url": "a", "extension": [extension]}
    assert said(validator, {**OBSERVATION, "extension": [extension]}) == ["This is nested more than 100 deep."]


def test_no_more_mistakes_are_told_than_can_be_read(validator):
    nested = {**OBSERVATION, "note": [{"txt": "a"}] * 100}
    assert len(validator.check(nested)) == MOST_MISTAKES
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": nested}] * 50}
    assert len(validator.check(bundle, most=25)) == 25


class TestResourcesWithin:
    def test_a_mistake_in_an_entry_is_told_with_its_place_in_the_bundle(self, validator):
        bundle = {**POST, "entry": [{**POST["entry"][0], "resource": {**EDNA, "birthDate": "1941"} | {"gender": "f"}}]}
        assert said(validator, bundle) == [
            "Bundle.entry[0].resource.gender: This must be a code from the value set "
            "http://hl7.org/fhir/ValueSet/administrative-gender."
        ]

    def test_entries_can_be_left_to_be_checked_one_at_a_time(self, validator):
        bundle = {**POST, "entry": [{**POST["entry"][0], "resource": {"resourceType": "Patient", "gender": "f"}}]}
        assert validator.check(bundle, inside=False) == []

    def test_an_entry_that_is_no_resource_is_told_once(self, validator):
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": {"resourceType": "Human"}}, {"resource": 7}],
        }
        assert said(validator, bundle) == [
            "Bundle.entry[0].resource.resourceType: This must be a type of resource that FHIR R4 has.",
            "Bundle.entry[1].resource: This must be an object, in braces.",
        ]

    def test_a_local_reference_is_to_the_resource_it_stands_in_and_not_to_its_bundle(self, validator):
        entries = [{"resource": FLETCHER}, {"resource": {**EDNA, "managingOrganization": {"reference": "#home"}}}]
        assert said(validator, {"resourceType": "Bundle", "type": "collection", "entry": entries}) == [
            "Bundle.entry[1].resource.managingOrganization.reference: "
            "This points to a contained resource that is not there. (FHIR rule ref-1)"
        ]

    def test_the_outcome_in_a_response_is_checked(self, validator):
        entry = {"response": {"status": "400", "outcome": {"resourceType": "OperationOutcome"}}}
        assert said(validator, {"resourceType": "Bundle", "type": "batch-response", "entry": [entry]}) == [
            "Bundle.entry[0].response.outcome.issue: This is required."
        ]

    def test_a_parameter_and_its_parts_are_checked(self, validator):
        part = {"name": "b", "resource": {"resourceType": "Patient", "gender": "f"}}
        within = {"resourceType": "Parameters", "parameter": [{"name": "a", "part": [part]}]}
        assert [mistake.field for mistake in validator.check(within)] == [
            "Parameters.parameter[0].part[0].resource.gender"
        ]
        assert validator.check(within, inside=False) == []

    def test_a_contained_resource_is_checked_with_its_container_s_addresses(self, validator):
        clinic = {"resourceType": "Organization", "id": "clinic", "name": "Clinic"}
        doctor = {"resourceType": "PractitionerRole", "id": "doctor", "organization": {"reference": "#clinic"}}
        pulse = {**PULSE, "contained": [clinic, doctor], "performer": [{"reference": "#doctor"}]}
        assert said(validator, pulse) == []
        assert said(validator, {**pulse, "contained": [{**clinic, "active": "yes"}, doctor]}) == [
            "Observation.contained[0].active: This must be true or false, without quotation marks."
        ]

    def test_a_contained_thing_of_no_known_kind_is_told_once(self, validator):
        held = {**PULSE, "contained": [{"resourceType": "Human", "id": "a"}], "focus": [{"reference": "#a"}]}
        assert said(validator, held) == [
            "Observation.contained[0].resourceType: This must be a type of resource that FHIR R4 has."
        ]

    @pytest.mark.parametrize("contained", ["a", [7], {"id": "a"}])
    def test_a_wrong_shape_where_resources_are_held_is_told_and_not_followed(self, validator, contained):
        assert validator.check({**PULSE, "contained": contained, "focus": [{"reference": "#a"}]})
        for held in ({"entry": contained}, {"entry": [{"resource": "a", "response": "b"}]}):
            assert validator.check({"resourceType": "Bundle", "type": "collection", **held})
        assert validator.check({"resourceType": "Parameters", "parameter": contained})


def test_where_set_up_has_not_been_run_the_reader_is_told_to_run_it(tmp_path):
    with pytest.raises(CannotProceed) as stopped:
        Validator(tmp_path).check(OBSERVATION)
    assert str(stopped.value) == "The definitions of FHIR R4 are not there. Run make setup."


@pytest.mark.parametrize(
    ("way", "written"),
    [((), ""), (("Patient",), "Patient"), (("Patient", "name", 0, "given", 1), "Patient.name[0].given[1]")],
)
def test_a_path_is_written_as_fhir_writes_it(way, written):
    assert path(way) == written


def test_a_part_of_the_schema_without_a_sentence_of_its_own_still_gets_one():
    validator = Validator(Path())
    validator._schema = {"resources": {"Odd": {}}, "$defs": {"Odd": {"properties": {"a": {"minimum": 3}}}}}
    assert said(validator, {"resourceType": "Odd", "a": 1}) == ["Odd.a: This is not as FHIR R4 asks."]


def test_every_pattern_is_of_the_kind_that_takes_time_in_proportion_to_its_text(validator):
    """The engine without backtracking takes them all, so no text can keep a check busy."""
    kinds = [*validator._types()]
    assert len(kinds) > 140
    for kind in kinds:
        assert isinstance(validator._ready.get(kind) or validator._make_ready(kind), jsonschema_rs.Draft202012Validator)
