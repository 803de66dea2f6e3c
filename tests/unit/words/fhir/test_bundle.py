"""What is in a bundle, and what its references point to."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.fhir.bundle import (
    Addresses,
    identifier_asked_for,
    resources_of,
    type_and_id,
    unversioned,
)
from tests.unit.words.fhir.people import EDNA, POST, PULSE

BASE = "https://example.org/fhir"


@pytest.mark.parametrize("kind", ["collection", "transaction", "batch", "searchset", "document", "message", "history"])
def test_every_type_of_bundle_gives_its_resources_with_their_places(kind):
    bundle = {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": EDNA},
            {"request": {"method": "DELETE", "url": "Patient/other"}},
            {"fullUrl": 7, "resource": PULSE},
            {"resource": "a"},
            "a",
        ],
    }
    assert list(resources_of(bundle)) == [(1, "urn:uuid:1", EDNA), (3, "", PULSE)]


def test_a_single_resource_is_the_first_and_only_one():
    assert list(resources_of(EDNA)) == [(1, "", EDNA)]


@pytest.mark.parametrize("entries", [None, [], "a", {"resource": EDNA}])
def test_a_bundle_without_a_list_of_entries_has_none(entries):
    assert list(resources_of({"resourceType": "Bundle", "entry": entries})) == []


def test_a_bundle_within_a_bundle_is_given_whole():
    assert list(resources_of({"resourceType": "Bundle", "entry": [{"resource": POST}]})) == [(1, "", POST)]


PLACES = [
    (1, f"{BASE}/Patient/edna", {"resourceType": "Patient", "id": "edna"}),
    (2, f"{BASE}/Observation/pulse", {"resourceType": "Observation", "id": "pulse"}),
    (3, "https://elsewhere.org/Patient/edna", {"resourceType": "Patient", "id": "edna"}),
    (4, "urn:uuid:jo", {"resourceType": "Practitioner", "id": "jo"}),
    (5, "", {"resourceType": "Organization", "id": "hillside"}),
    (6, "", {"resourceType": "Organization"}),
    (7, "", {"resourceType": "Organization"}),
]


@pytest.mark.parametrize(
    ("reference", "holder", "position"),
    [
        ("urn:uuid:jo", "", 4),
        (f"{BASE}/Patient/edna", "", 1),
        (f"{BASE}/Patient/edna/_history/3", "", 1),
        (f"{BASE}/Patient/edna#name", "", 1),
        ("Patient/edna", f"{BASE}/Observation/pulse", 1),
        ("Patient/edna", "https://elsewhere.org/Observation/x", 3),
        ("Patient/edna", "urn:uuid:x", None),  # two have this id: which one is not said
        ("Patient/edna", "https://nowhere.org/Observation/x", None),
        ("Practitioner/jo", "urn:uuid:x", 4),
        ("Practitioner/jo/_history/1", "", 4),
        ("Organization/hillside", f"{BASE}/Observation/pulse", 5),
        ("Organization/hillside", "Observation/pulse", 5),
        ("Organization/other", "", None),
        ("https://elsewhere.org/Observation/pulse", "", None),
        ("urn:uuid:none", "", None),
        ("#contained", "", None),
        ("", "", None),
    ],
)
def test_a_reference_is_found_as_fhir_says(reference, holder, position):
    assert Addresses(PLACES).find(reference, from_address=holder) == position


@pytest.mark.parametrize(
    ("reference", "plain", "named"),
    [
        ("Patient/1", "Patient/1", ("Patient", "1")),
        ("Patient/1/_history/2", "Patient/1", ("Patient", "1")),
        (f"{BASE}/Patient/1#x", f"{BASE}/Patient/1", ("Patient", "1")),
        ("urn:uuid:1", "urn:uuid:1", None),
        ("#x", "#x", None),
    ],
)
def test_a_reference_is_read_without_its_version(reference, plain, named):
    assert unversioned(reference) == plain
    assert type_and_id(reference) == named


def test_a_reference_may_ask_for_an_identifier():
    asked = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|99%2099"
    assert identifier_asked_for(asked) == ("Practitioner", "http://hl7.org/fhir/sid/us-npi", "99 99")
    assert identifier_asked_for("Practitioner?name=Jo") is None
