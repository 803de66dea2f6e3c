"""A fact goes by the same name however often it is extracted."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from joinedup.words.basics.moments import parse
from joinedup.words.vocabulary.fhir.mapping import content_key, facts_of_extract, key_of, keyed
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.kinds import Fact, Kind
from tests.unit.words.fhir.mapping.written import AROUND, coded, number

GOUT = Fact(Kind.PROBLEM, "Condition/1", parse("2019-03"), "Gout", "snomed", "90560007", status="active")


@pytest.mark.parametrize(
    ("resource", "key"),
    [
        ({"resourceType": "Condition", "id": "7"}, "Condition/7"),
        ({"resourceType": "Condition", "identifier": [{}, {"system": "s", "value": "9"}]}, "Condition/s|9"),
        ({"resourceType": "Condition", "identifier": [{"value": "9"}]}, "Condition/|9"),
    ],
)
def test_a_resource_goes_by_its_id_else_by_its_business_identifier(resource: dict[str, Any], key: str) -> None:
    assert key_of(resource) == key


def test_a_resource_without_either_goes_by_what_it_says() -> None:
    one, other = ({"resourceType": "Flag", "code": {"text": text}} for text in ("a", "b"))
    assert key_of(one) == key_of(dict(one)) != key_of(other)


def test_a_long_key_is_made_short_enough_for_an_entry() -> None:
    assert len(key_of({"resourceType": "MedicationAdministration", "id": "x" * 64}, "12")) <= 64


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ({"reference": "Organization/hillside"}, "Organization/hillside"),
        ({"reference": "https://x/fhir/Condition/9"}, "Condition/9"),
        ({"reference": "urn:uuid:1"}, ""),
        ({"reference": "Patient?identifier=s|9"}, ""),
        ({"reference": "#inner"}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_reference_gives_the_key_of_what_it_points_to(reference: Any, key: str) -> None:
    assert key_at(reference, AROUND.get) == key
    assert (
        key_at({"reference": "urn:uuid:1"}, {"urn:uuid:1": {"resourceType": "Condition", "id": "5"}}.get)
        == "Condition/5"
    )


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"key": "Condition/2"}, True),
        ({"status": "inactive"}, True),
        ({"ended": parse("2021")}, True),
        ({"text": "Gout (disorder)"}, True),
        ({"details": {"comment": "Big toe", "encounter": "Encounter/9"}}, True),
        ({"code": "1"}, False),
        ({"kind": Kind.OBSERVATION}, False),
        ({"happened": parse("2019-03-01")}, False),
        ({"happened": None}, False),
        ({"value": 7.0}, False),
        ({"unit": "mg"}, False),
        ({"details": {"answer": "left"}}, False),
        ({"details": {"recorded": "2019-04-01"}}, False),
    ],
)
def test_a_key_is_made_of_what_a_fact_is_and_not_of_its_state(change: dict[str, Any], same: bool) -> None:
    assert (content_key(dataclasses.replace(GOUT, **change)) == content_key(GOUT)) is same


def test_a_code_that_says_nothing_leaves_it_to_the_words() -> None:
    lost = dataclasses.replace(GOUT, code="196411000000103")
    assert content_key(lost) != content_key(dataclasses.replace(lost, text="Sciatica"))
    assert content_key(lost) == content_key(dataclasses.replace(lost, text="GOUT,\n"))


def test_when_it_was_recorded_counts_before_when_it_happened() -> None:
    one = dataclasses.replace(GOUT, details={"recorded": "2019-04-01"})
    assert content_key(one) == content_key(dataclasses.replace(one, happened=parse("2018")))


def test_true_repeats_are_counted_in_the_order_of_what_they_say() -> None:
    first, second = (dataclasses.replace(GOUT, key=key, details={"comment": key}) for key in "ab")
    told = {fact.details["comment"]: fact.key for fact in keyed([first, second])}
    assert told == {fact.details["comment"]: fact.key for fact in keyed([second, first])}
    assert told["b"] == f"{told['a']}-2"


def test_links_follow_the_new_keys_and_a_link_to_nothing_is_left_out() -> None:
    visit = Fact(Kind.CONSULTATION, "Encounter/9", parse("2019-03-01"), "Surgery")
    gout = dataclasses.replace(GOUT, details={"encounter": "Encounter/9", "panel": "X/1", "members": ["Encounter/9", "X/1"], "problems": ["X/2"]})  # fmt: skip
    consulted, problem = keyed([visit, gout])
    assert problem.details == {"encounter": consulted.key, "members": [consulted.key]}


def record(ids: str) -> list[dict[str, Any]]:
    """Return a small record of Edna's, whose ids begin with ``ids``."""
    medicine = {"medicationReference": {"reference": f"Medication/{ids}m"}}
    kind = {"url": "x/GPC-PrescriptionType-1", "valueCodeableConcept": coded("", "repeat")}
    return [
        {"resourceType": "Medication", "id": f"{ids}m", "code": coded("Amlodipine 5mg tablets", "319283006")},
        {"resourceType": "MedicationRequest", "id": f"{ids}p", "intent": "plan", "extension": [kind], **medicine},
        {"resourceType": "MedicationStatement", "id": f"{ids}s", "basedOn": [{"reference": f"MedicationRequest/{ids}p"}], "status": "active", **medicine},
        {"resourceType": "MedicationRequest", "id": f"{ids}o", "intent": "order", "extension": [kind], "basedOn": [{"reference": f"MedicationRequest/{ids}p"}], **medicine},
        {"resourceType": "Observation", "id": f"{ids}b", "code": coded("Weight"), "valueQuantity": number(82, "kg"), "encounter": {"reference": f"Encounter/{ids}e"}},
        {"resourceType": "Encounter", "id": f"{ids}e", "class": {"code": "AMB"}, "contained": [{"resourceType": "Practitioner", "id": "d", "name": [{"family": "Darwin"}]}], "participant": [{"individual": {"reference": "#d"}}]},
        {"resourceType": "Wishes"},
    ]  # fmt: skip


def test_a_record_extracted_again_with_other_ids_gives_the_same_facts() -> None:
    first, again = (facts_of_extract(record(ids)) for ids in ("a", "zz"))
    assert first == again
    assert [len(facts) for facts in first] == [0, 0, 1, 1, 1, 1, 0]


def test_an_issue_points_to_its_medicine_and_a_weight_to_its_consultation() -> None:
    _, _, (medicine,), (issue,), (weight,), (visit,), _ = facts_of_extract(record("a"))
    assert issue.details["plan"] == medicine.key
    assert weight.details["encounter"] == visit.key
    assert visit.details["clinician"] == "Darwin"
