"""Contacts and requests, from FHIR."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import coded, fact, told

DAY = {"start": "2026-03-07T09:30:00Z", "end": "2026-03-10T11:00:00Z"}
METHOD = {
    "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod",
    "valueCodeableConcept": coded("", "21"),
}


@pytest.mark.parametrize(
    ("elements", "kind", "point"),
    [
        ({"class_": {"code": "IMP"}}, Kind.ADMISSION, None),
        ({"class_": {"code": "ACUTE"}}, Kind.ADMISSION, "emergency"),
        ({"class_": {"code": "IMP"}, "hospitalization": {"extension": [METHOD]}}, Kind.ADMISSION, "emergency"),
        ({"class_": {"code": "EMER"}}, Kind.ATTENDANCE, "ae"),
        ({"class_": {"code": "FLD"}}, Kind.AMBULANCE_CALL, None),
        ({"class_": {"code": "AMB"}}, Kind.CONSULTATION, None),
        ({"class_": {"code": "AMB"}, "type": [coded("Outpatient procedure")]}, Kind.APPOINTMENT, None),
        ({"class_": {"code": "AMB"}, "status": "planned"}, Kind.APPOINTMENT, None),
        ({"class_": {"code": "UNK"}}, Kind.CONSULTATION, None),
        ({}, Kind.CONSULTATION, None),
    ],
)
def test_the_class_says_what_sort_of_contact_it_was(elements: dict[str, Any], kind: Kind, point: str | None) -> None:
    found = fact("Encounter", period=DAY, **elements)
    assert (found.kind, found.details.get("point_of_delivery")) == (kind, point)


def test_an_admission_tells_where_why_how_long_and_how_it_ended() -> None:
    found = fact(
        "Encounter", class_={"code": "IMP"}, status="finished", period=DAY, type=[coded("Seen in ward")],
        reasonCode=[coded("Fall", "217082002")], serviceProvider={"reference": "Organization/hillside"},
        location=[{"location": {"reference": "Location/ward4"}}],
        hospitalization={"dischargeDisposition": coded("Usual place of residence", "19"), "admitSource": coded("Home")},
        participant=[
            {"type": [coded("", "REC")], "individual": {"display": "A Clerk"}},
            {"type": [coded("", "ATND")], "individual": {"reference": "Practitioner/darwin"}},
        ],
        diagnosis=[{"condition": {"reference": "Condition/8"}}, {}], basedOn=[{"reference": "ServiceRequest/3"}],
    )  # fmt: skip
    assert found.text == "Seen in ward: Fall"
    assert told(found, "provider", "provider_name", "place", "clinician") == [
        "Y00001",
        "Hillside Surgery",
        "Ward 4",
        "Dr Samuel Darwin",
    ]
    assert told(found, "reason", "reason_system", "outcome", "length_of_stay", "route") == [
        "217082002",
        "snomed",
        "home",
        3,
        "Home",
    ]
    assert told(found, "problems", "referral") == [["Condition/8"], "ServiceRequest/3"]


def test_a_contact_that_says_little_still_says_what_it_is() -> None:
    found = fact(
        "Encounter",
        class_={"code": "IMP"},
        participant=[{"type": [coded("", "REC")], "individual": {"display": "A Clerk"}}],
    )
    assert (found.text, found.details) == ("Admission", {"clinician": "A Clerk"})


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("noshow", "did_not_attend"), ("fulfilled", "attended"), ("cancelled", "cancelled"), ("booked", None)],
)
def test_an_appointment_tells_whether_it_was_kept(status: str, outcome: str | None) -> None:
    found = fact(
        "Appointment", status=status, start="2026-03-07T09:30:00Z", serviceType=[coded("Physiotherapy")],
        appointmentType=coded("Follow up", "FOLLOWUP"),
        participant=[{"actor": {"reference": "Patient/edna", "display": "Edna Marsh"}}, {"actor": {"reference": "Practitioner/darwin"}}, {"actor": {"reference": "Location/ward4"}}],
    )  # fmt: skip
    assert (found.text, found.details.get("outcome")) == ("Appointment: Physiotherapy", outcome)
    assert told(found, "point_of_delivery", "clinician", "place") == ["follow_up", "Dr Samuel Darwin", "Ward 4"]


def test_an_appointment_goes_by_its_description() -> None:
    assert fact("Appointment", description="Hip review", requestedPeriod=[{"start": "2026-03-07"}]).text == "Hip review"


@pytest.mark.parametrize(
    ("elements", "kind"),
    [
        ({"intent": "order"}, Kind.REFERRAL),
        ({"intent": "order", "category": [coded("", "108252007")]}, Kind.INVESTIGATION),
        ({"intent": "order", "specimen": [{"reference": "Specimen/1"}]}, Kind.INVESTIGATION),
        (
            {"intent": "order", "specimen": [{"reference": "Specimen/1"}], "performerType": coded("Nurse")},
            Kind.REFERRAL,
        ),
        ({"intent": "plan"}, Kind.PLAN),
        ({"intent": "plan", "category": [coded("Transfer of care", "referral")]}, Kind.REFERRAL),
    ],
)
def test_a_request_is_a_referral_a_test_or_a_recall(elements: dict[str, Any], kind: Kind) -> None:
    assert fact("ServiceRequest", code=coded("Flu jab"), authoredOn="2026-03-07", **elements).kind is kind


def test_a_referral_tells_from_whom_to_whom_and_how_soon() -> None:
    found = fact(
        "ServiceRequest", status="active", intent="order", priority="asap", reasonCode=[coded("Physiotherapy referral", "308447003")],
        authoredOn="2026-03-07", requester={"reference": "Practitioner/darwin"}, performer=[{"reference": "Organization/hillside"}],
        note=[{"text": "Knee"}], supportingInfo=[{"reference": "DocumentReference/4"}],
    )  # fmt: skip
    assert (found.text, found.code, str(found.happened)) == ("Physiotherapy referral", "308447003", "7 March 2026")
    assert told(found, "service", "urgency", "clinician", "provider", "comment", "members") == [
        "Hillside Surgery", "urgent", "Dr Samuel Darwin", "Y00001", "Knee", ["DocumentReference/4"],
    ]  # fmt: skip


def test_a_recall_happens_when_it_is_due_and_a_referral_when_it_was_made() -> None:
    dates = {"authoredOn": "2026-03-07", "occurrencePeriod": {"start": "2026-10-01"}}
    assert str(fact("ServiceRequest", intent="plan", **dates).happened) == "1 October 2026"
    assert str(fact("ServiceRequest", intent="order", **dates).happened) == "7 March 2026"
    assert fact("ServiceRequest", intent="order").text == "Request"


def test_who_is_looking_after_a_person_is_told() -> None:
    episode = fact(
        "EpisodeOfCare",
        type=[coded("Stop smoking")],
        managingOrganization={"reference": "Organization/hillside"},
        period=DAY,
    )
    assert (episode.kind, episode.text) == (Kind.ADMINISTRATION, "Under the care of: Stop smoking")
    team = fact(
        "CareTeam",
        participant=[
            {"member": {"reference": "Patient/edna", "display": "Edna"}},
            {"member": {"reference": "Practitioner/darwin"}},
        ],
    )
    assert (team.text, team.details["team"]) == ("Under the care of: Dr Samuel Darwin", "Dr Samuel Darwin")
    assert fact("CareTeam", name="Falls team").text == "Under the care of: Falls team"
    assert fact("CareTeam").text == "Under the care of: a team"
