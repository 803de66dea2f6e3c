"""FHIR: each resource checked, kept whole, and its facts put in the record of whom it is about."""

from __future__ import annotations

import json

from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.entries.models import Entry, Resource
from joinedup.record.linkage.models import SourceRecord
from tests.spec.exchange.sent import LATER, NOW, SURGERY, held, known, said_to_be

NHS = "https://fhir.nhs.uk/Id/nhs-number"
EDNA = {
    "resourceType": "Patient",
    "id": "edna",
    "identifier": [{"system": NHS, "value": "9990000018"}],
    "name": [{"use": "official", "family": "Marsh", "given": ["Edna"]}],
    "birthDate": "1941-02-03",
}


def asthma(**more):
    return {
        "resourceType": "Condition",
        "id": "asthma",
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "195967001", "display": "Asthma"}]},
        "subject": {"reference": "Patient/edna"},
        "onsetDateTime": "2019-05-01",
        **more,
    }


def bundle(*resources, kind="collection", addressed=False):
    entries = [
        {"resource": resource, **({"fullUrl": f"urn:uuid:{number}"} if addressed else {})}
        for number, resource in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def test_a_bundle_gives_a_person_their_facts_and_keeps_each_resource_whole(post):
    outcome = post.takes_json(bundle(EDNA, asthma()))
    assert (outcome.rows, outcome.added, outcome.quarantined) == (2, 1, 0)
    assert said_to_be("family_name", "nhs_number") == [("edna", "Marsh", "9990000018")]
    assert known("source_record__local_id", "kind", "text", "code") == [("edna", "problem", "Asthma", "195967001")]
    entry = Entry.objects.get()
    assert json.loads(Resource.objects.get(pk=entry.position).body) == asthma()


def test_in_ndjson_a_problem_may_come_before_the_person(post):
    post.takes_json([asthma(), EDNA])
    assert SourceRecord.objects.count() == 1
    assert said_to_be("family_name") == [("edna", "Marsh")]


def test_references_within_a_transaction_are_by_its_own_addresses(post):
    patient = {name: value for name, value in EDNA.items() if name != "id"}
    post.takes_json(bundle(patient, asthma(subject={"reference": "urn:uuid:0"}), kind="transaction", addressed=True))
    assert SourceRecord.objects.count() == 1
    assert known("text") == [("Asthma",)]


def test_a_newer_version_ends_the_one_before_and_an_older_one_that_comes_late_does_not(post):
    newer = asthma(meta={"lastUpdated": "2026-02-01T00:00:00Z"}, onsetDateTime="2020-06-01")
    older = asthma(meta={"lastUpdated": "2026-01-01T00:00:00Z"})
    post.takes_json([EDNA, newer])
    assert post.takes_json([older], at=LATER).older == 1
    assert [str(day.date()) for (day,) in known("happened_at")] == ["2020-05-31"]
    assert Resource.objects.filter(type="Condition", recorded_until=None).count() == 1
    assert Resource.objects.filter(type="Condition").count() == 2


def test_the_same_resource_with_another_version_number_is_nothing_new(post):
    post.takes_json([EDNA, asthma(meta={"versionId": "1"})])
    assert post.takes_json([asthma(meta={"versionId": "2"})], at=LATER).unchanged == 1
    assert Resource.objects.filter(type="Condition").count() == 1


def test_what_is_wrong_is_held_with_its_path_and_its_bytes_and_the_rest_comes_in(post):
    wrong = asthma(onsetDateTime="2023-02-30", onsetString="in spring", id="wrong")
    outcome = post.takes_json([EDNA, wrong, asthma()])
    assert (outcome.added, outcome.quarantined) == (1, 1)
    item = HeldItem.objects.get()
    assert item.position == 2
    assert "Condition.onset[x]: Only one onset[x] is allowed." in item.problem
    assert "Condition.onsetDateTime: This must be a date of the calendar" in item.problem
    assert json.loads(bytes(item.body)) == wrong


def test_a_fact_that_does_not_say_whose_it_is_is_held(post):
    weight = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Weight"},
        "valueQuantity": {"value": 71, "unit": "kg"},
    }
    post.takes_json(weight)
    assert held() == [
        (1, "This does not say whose it is, so it can be put in no record. Ask the sender to give its subject.")
    ]


def test_what_is_about_nobody_is_kept_and_gives_names_to_what_refers_to_it(post):
    surgery = {"resourceType": "Organization", "id": "s", "name": "Hillside Surgery"}
    post.takes_json([surgery])
    assert Resource.objects.get().source_record is None
    jab = {
        "resourceType": "Immunization",
        "id": "jab",
        "status": "completed",
        "vaccineCode": {"text": "Influenza vaccine"},
        "patient": {"reference": "Patient/edna"},
        "occurrenceDateTime": "2025-10-03",
        "performer": [{"actor": {"reference": "Organization/s"}}],
    }
    post.takes_json([EDNA, jab], at=LATER)
    assert "Hillside Surgery" in Entry.objects.get().details


def test_a_subject_known_only_by_an_nhs_number_is_a_record_of_that_number(post):
    post.takes_json(asthma(subject={"identifier": {"system": NHS, "value": "999 000 0018"}}))
    assert said_to_be("nhs_number") == [("9990000018", "9990000018")]


def test_a_file_that_ends_in_the_middle_gives_what_it_has_and_says_so(post):
    path = post.file("cut.json")
    path.write_text(json.dumps(bundle(EDNA, asthma()))[:-40], encoding="utf-8")
    outcome = post.takes_file(path, feed="fhir", sender=SURGERY)
    assert outcome.quarantined == 1
    assert held()[0][1] == "The file ends in the middle: it was not sent or kept whole. Send it again."
    assert said_to_be("family_name") == [("edna", "Marsh")]


def test_gp_connect_extracts_whose_ids_churn_make_no_second_line(post):
    def extract(churn: str):
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "meta": {"profile": ["https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1"]},
            "entry": [
                {"resource": {**EDNA, "id": f"p{churn}"}},
                {
                    "resource": {
                        "resourceType": "Condition",
                        "id": f"c{churn}",
                        "clinicalStatus": "active",
                        "code": asthma()["code"],
                        "subject": {"reference": f"Patient/p{churn}"},
                        "onsetDateTime": "2019-05-01",
                        "assertedDate": "2019-05-01",
                    }
                },
            ],
        }

    post.takes_json(extract("1"), feed="gp_connect", at=NOW)
    outcome = post.takes_json(extract("2"), feed="gp_connect", at=LATER)
    assert (outcome.added, outcome.unchanged, outcome.quarantined) == (0, 1, 0)
    assert known("source_record__local_id", "text") == [("9990000018", "Asthma")]
