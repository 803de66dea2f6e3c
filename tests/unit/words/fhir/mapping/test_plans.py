"""Plans, alerts, decisions, and the people close to someone, from FHIR."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.mapping import DECIDED, facts_of, subject_of
from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import coded, fact, facts, number, told

FLAGS = "http://terminology.hl7.org/CodeSystem/flag-category"


def test_a_care_plan_tells_what_is_hoped_for_and_what_is_to_be_done() -> None:
    found = fact(
        "CarePlan", status="active", category=[coded("", "assess-plan"), coded("Diabetes plan")], period={"start": "2026-03-07"},
        activity=[{"detail": {"description": "Walk daily"}}, {"detail": {"code": coded("Diet")}}, {"reference": {"display": "Clinic"}}, {}],
        goal=[{"reference": "Goal/walk"}, {"reference": "Goal/none"}], addresses=[{"reference": "Condition/8"}],
    )  # fmt: skip
    assert (found.kind, found.text) == (Kind.PLAN, "Diabetes plan")
    assert told(found, "activities", "goals", "problems") == [
        ["Walk daily", "Diet", "Clinic"],
        ["I want to walk to the shops"],
        ["Condition/8"],
    ]
    assert fact("CarePlan", title="My plan", created="2026").text == "My plan"
    assert fact("CarePlan").text == "Care plan"


def test_a_goal_is_in_the_persons_own_words() -> None:
    found = fact(
        "Goal",
        description=coded("I want to walk to the shops"),
        lifecycleStatus="active",
        startDate="2026-03-07",
        target=[{"dueDate": "2026-06", "detailQuantity": number(200, "m")}],
    )
    assert (found.text, found.status) == ("Goal: I want to walk to the shops", "active")
    assert told(found, "target", "due") == ["200 m", "2026-06"]
    assert fact("Goal", lifecycleStatus=["odd"]).status == ""


@pytest.mark.parametrize(
    ("category", "text", "kind"),
    [
        (coded("Safety"), "Aggressive dog at the address", Kind.ALERT),
        (coded("Safety"), "Safeguarding concern", Kind.SAFEGUARDING),
        (coded("Diet"), "No peanuts", Kind.REQUIREMENT),
        (coded("Admin"), "Reasonable adjustment: longer appointments", Kind.REQUIREMENT),
    ],
)
def test_a_flag_goes_under_the_heading_where_it_is_looked_for(category: Any, text: str, kind: Kind) -> None:
    found = fact("Flag", status="active", category=[category], code=coded(text), period={"start": "2026-03-07"})
    assert (found.kind, found.text, found.status) == (kind, text, "active")


@pytest.mark.parametrize(
    ("elements", "kind"),
    [
        ({"scope": coded("Advance care directive", "adr")}, Kind.PREFERENCE),
        ({"scope": coded("", "treatment"), "category": [coded("Do not resuscitate", "dnr")]}, Kind.PREFERENCE),
        ({"scope": coded("Privacy consent", "patient-privacy")}, Kind.LEGAL),
    ],
)
def test_a_consent_is_a_matter_of_law_and_an_advance_decision_a_preference(
    elements: dict[str, Any], kind: Kind
) -> None:
    found = fact(
        "Consent",
        dateTime="2026-03-07",
        provision={"type": "deny", "period": {"end": "2027-03-07"}},
        sourceAttachment={"title": "Form, kept at home"},
        **elements,
    )
    assert found.kind is kind
    assert told(found, "decision", "review", "document") == ["deny", "2027-03-07", "Form, kept at home"]


def test_a_harm_is_an_incident_and_a_danger_an_alert() -> None:
    harm = fact(
        "AdverseEvent",
        event=coded("Fall from bed"),
        date="2026-03-07",
        severity=coded("Minor"),
        location={"reference": "Location/ward4"},
    )
    assert (harm.kind, harm.text, harm.details) == (
        Kind.INCIDENT,
        "Fall from bed",
        {"severity": "Minor", "place": "Ward 4"},
    )
    danger = fact(
        "DetectedIssue",
        code=coded("Interaction"),
        severity="high",
        detail="Warfarin with aspirin",
        identifiedDateTime="2026",
    )
    assert (danger.kind, danger.text, danger.details["severity"]) == (
        Kind.ALERT,
        "Interaction: Warfarin with aspirin",
        "high",
    )


def test_how_a_person_is_fed_is_a_requirement() -> None:
    assert (
        fact("NutritionOrder", oralDiet={"type": [coded("Soft diet")], "instruction": "Small meals"}).text
        == "Diet: Soft diet, Small meals"
    )
    assert fact("NutritionOrder", supplement=[{"type": coded("Shake")}]).text == "Diet: Shake"


def test_someone_close_is_told_with_how_to_reach_them() -> None:
    found = fact(
        "RelatedPerson",
        patient={"reference": "Patient/edna"},
        name=[{"given": ["Tom"], "family": "Marsh"}],
        relationship=[coded("Son")],
        telecom=[{"system": "email", "value": "t@x"}, {"system": "phone", "value": "01632 960001"}],
    )
    assert (found.text, found.status) == ("Son: Tom Marsh", "active")
    assert told(found, "contact_name", "relationship", "phone") == ["Tom Marsh", "Son", "01632 960001"]
    assert (fact("RelatedPerson", active=False).text, fact("RelatedPerson", active=False).status) == (
        "Related person",
        "inactive",
    )


@pytest.mark.parametrize(
    ("elements", "told_as"),
    [
        ({"title": "Allergies", "emptyReason": coded("", "nilknown", display="Nil Known")}, (Kind.ALLERGY, "No known allergies")),
        ({"title": "Allergies", "emptyReason": coded("", "no-content-recorded", display="No Content Recorded")}, (Kind.ADMINISTRATION, "Allergies: no content recorded")),
        ({"title": "Problems", "emptyReason": coded("", "nilknown", display="Nil Known")}, (Kind.ADMINISTRATION, "Problems: nil known")),
        ({"code": coded("Immunisations"), "extension": [{"url": "https://x/Extension-CareConnect-GPC-ListWarningCode-1", "valueCode": "confidential-items"}]}, (Kind.ADMINISTRATION, "Immunisations: something was left out by its source")),
    ],
)  # fmt: skip
def test_an_empty_list_says_why_it_is_empty_and_only_nil_known_means_none(
    elements: dict[str, Any], told_as: tuple[Kind, str]
) -> None:
    found = fact("List", status="current", date="2026-03-07", **elements)
    assert (found.kind, found.text) == told_as


def test_a_list_that_says_nothing_more_than_its_members_makes_no_fact() -> None:
    warned = [{"url": "ListWarningCode", "valueCode": "data-in-transit"}, {"url": "ListWarningCode"}]
    assert facts("List", title="Medicines") == []
    assert facts("List", code=coded("Consultation"), extension=warned) == []


@pytest.mark.parametrize(
    ("resource", "reference"),
    [
        ({"resourceType": "Patient", "id": "edna"}, "Patient/edna"),
        ({"resourceType": "Patient"}, ""),
        ({"resourceType": "Condition", "subject": {"reference": "urn:uuid:1"}}, "urn:uuid:1"),
        ({"resourceType": "Immunization", "patient": {"reference": "Patient/edna"}}, "Patient/edna"),
        ({"resourceType": "Coverage", "beneficiary": {"reference": "Patient/edna"}}, "Patient/edna"),
        ({"resourceType": "Task", "for": {"reference": "Patient/edna"}}, "Patient/edna"),
        ({"resourceType": "Flag", "subject": {"type": "Patient", "identifier": {"system": "s", "value": "9"}}}, "Patient?identifier=s|9"),
        ({"resourceType": "Flag", "subject": {"display": "Edna"}}, ""),
        ({"resourceType": "Appointment", "participant": [{"actor": {"reference": "Location/1"}}, {"actor": {"reference": "Patient/edna"}}]}, "Patient/edna"),
        ({"resourceType": "Organization"}, ""),
    ],
)  # fmt: skip
def test_whose_a_resource_is(resource: dict[str, Any], reference: str) -> None:
    assert subject_of(resource) == reference


def test_every_type_is_decided_one_way_and_not_the_other() -> None:
    assert len(DECIDED) == 147
    assert all((decision.mapper is None) == bool(decision.why) for decision in DECIDED.values())


def test_a_type_that_is_kept_whole_or_not_known_makes_no_fact() -> None:
    assert facts_of({"resourceType": "Claim", "id": "1"}) == []
    assert facts_of({"resourceType": "Wishes", "id": "1"}) == []
    assert facts_of({}) == []
