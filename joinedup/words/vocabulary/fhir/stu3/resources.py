"""The resources of a GP Connect structured record, each from STU3 to R4.

Every converter changes, in place, a copy that is already tidied. What R4 has no place for is named in the converter's
docstring.
Sources: the R3 to R4 difference pages of FHIR R4, and the GP Connect 1.5 profiles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from joinedup.words.vocabulary.fhir.mapping.elements import dicts, extension_value, items
from joinedup.words.vocabulary.fhir.stu3.elements import (
    add_note,
    dosage,
    dropped,
    listed,
    renamed,
    status_concept,
)
from joinedup.words.vocabulary.fhir.stu3.names import RENAMED

__all__ = ["CONVERTERS", "RENAMED"]

Stu3 = dict[str, Any]
_REQUEST_STATUS = {"suspended": "on-hold", "cancelled": "revoked"}
_REFERRAL = {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral"}]}
_UNKNOWN_CLASS = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
    "code": "UNK",
    "display": "unknown",
}


def allergy(resource: Stu3) -> None:
    """AllergyIntolerance: states become concepts; a withdrawn one has no clinical status (ait-2)."""
    renamed(resource, assertedDate="recordedDate")
    _states(resource, "allergyintolerance-clinical", "allergyintolerance-verification")
    listed(resource, "category")


def condition(resource: Stu3) -> None:
    """Condition: states become concepts; "unknown" is R4's unconfirmed; a stage may repeat."""
    renamed(resource, assertedDate="recordedDate", context="encounter")
    if resource.get("verificationStatus") == "unknown":
        resource["verificationStatus"] = "unconfirmed"
    if resource.get("clinicalStatus") == "active" and "abatementDateTime" in resource:
        # R4 will have no active problem with an end (con-4); it ended, so it is inactive.
        resource["clinicalStatus"] = "inactive"
    if isinstance(resource.get("abatementBoolean"), bool):
        ended = resource.pop("abatementBoolean")
        if ended and resource.get("clinicalStatus") == "active":
            resource["clinicalStatus"] = "inactive"
    _states(resource, "condition-clinical", "condition-ver-status")
    listed(resource, "stage")


def _states(resource: Stu3, clinical: str, verification: str) -> None:
    if resource.get("verificationStatus") == "entered-in-error":
        resource.pop("clinicalStatus", None)
    for name, system in (("clinicalStatus", clinical), ("verificationStatus", verification)):
        if isinstance(resource.get(name), str):
            resource[name] = status_concept(resource[name], system)


def observation(resource: Stu3) -> None:
    """Observation: the comment is a note; related observations are members or sources.

    R4 has no place for the other relations (sequel, replacement, qualification, interference).
    """
    renamed(resource, context="encounter")
    add_note(resource, resource.pop("comment", None))
    listed(resource, "interpretation", "category")
    dropped(resource, "valueAttachment")
    for one in dicts(resource.get("component")):
        listed(one, "interpretation")
    related = list(dicts(resource.pop("related", None)))
    for kind, name in (("has-member", "hasMember"), ("derived-from", "derivedFrom")):
        if found := [one["target"] for one in related if one.get("type") == kind and "target" in one]:
            resource[name] = found


def report(resource: Stu3) -> None:
    """DiagnosticReport: performers without their roles; coded diagnoses are coded conclusions."""
    renamed(resource, context="encounter", codedDiagnosis="conclusionCode", image="media")
    listed(resource, "category")
    _actors(resource)


def _actors(resource: Stu3) -> None:
    if "performer" in resource:
        actors = [one.get("actor", one) for one in dicts(resource["performer"])]
        resource["performer"] = [one for one in actors if one]


def encounter(resource: Stu3) -> None:
    """Encounter: R4 asks for a class, which GP Connect does not send, so it is said to be unknown."""
    renamed(resource, reason="reasonCode", incomingReferral="basedOn")
    resource.setdefault("class", dict(_UNKNOWN_CLASS))
    for one in dicts(resource.get("diagnosis")):
        renamed(one, role="use")


def medication(resource: Stu3) -> None:
    """Medication: amounts are strengths; R4 has no brand flag, over-the-counter flag, package content or image."""
    dropped(resource, "isBrand", "isOverTheCounter", "image")
    for one in dicts(resource.get("ingredient")):
        renamed(one, amount="strength")
    batches = [batch for one in dicts(resource.pop("package", None)) for batch in dicts(one.get("batch"))]
    if batches:
        resource["batch"] = batches[0]


def medication_request(resource: Stu3) -> None:
    """MedicationRequest: R4 has no organisation on whose behalf it was asked for."""
    renamed(resource, context="encounter")
    dropped(resource, "definition")
    listed(resource, "category")
    _requester(resource)
    dosage(resource, "dosageInstruction")
    for one in dicts(resource.get("substitution")):
        renamed(one, allowed="allowedBoolean")


def _requester(resource: Stu3) -> None:
    asker = next(dicts(resource.pop("requester", None)), {})
    if agent := asker.get("agent"):
        resource["requester"] = agent


def medication_statement(resource: Stu3) -> None:
    """MedicationStatement: "not taken" is a status, and its reason the reason for the status."""
    renamed(resource, reasonNotTaken="statusReason")
    if resource.pop("taken", "") == "n":
        resource["status"] = "not-taken"
    dosage(resource, "dosage")


def immunization(resource: Stu3) -> None:
    """Immunization: "not given" is a status; R4 has no role of a dose in its course (``doseStatus``).

    R4 asks when it was given: where STU3 does not say, "not known" is said in words. UK profiles put the
    moment of recording in an extension, which R4 has an element for.
    """
    renamed(resource, date="occurrenceDateTime")
    if not {"occurrenceDateTime", "occurrenceString"} & set(resource):
        resource["occurrenceString"] = "not known"
    if resource.pop("notGiven", False) is True:
        resource["status"] = "not-done"
    reasons = next(dicts(resource.pop("explanation", None)), {})
    if "reason" in reasons:
        resource["reasonCode"] = items(reasons["reason"])
    if "reasonNotGiven" in reasons:
        resource["statusReason"] = items(reasons["reasonNotGiven"])[0]
    recorded = extension_value(resource, "DateRecorded")
    if isinstance(recorded, str):
        resource["recorded"] = recorded
    if givers := list(dicts(resource.pop("practitioner", None))):
        resource["performer"] = givers
        for one in givers:
            renamed(one, role="function")
    if courses := [_course(one) for one in dicts(resource.pop("vaccinationProtocol", None))]:
        resource["protocolApplied"] = courses


def _course(protocol: Stu3) -> Stu3:
    renamed(protocol, doseSequence="doseNumberPositiveInt", seriesDoses="seriesDosesPositiveInt")
    dropped(protocol, "doseStatus", "doseStatusReason", "description")
    if "doseNumberPositiveInt" not in protocol:
        protocol["doseNumberString"] = "not known"
    return protocol


def referral(resource: Stu3) -> None:
    """ReferralRequest: a ServiceRequest in the category of referrals; its description is its first note."""
    renamed(resource, groupIdentifier="requisition", recipient="performer", specialty="performerType")
    _service(resource)
    add_note(resource, resource.pop("description", None))
    asked_for = items(resource.pop("serviceRequested", None))
    if asked_for:
        resource["code"] = asked_for[0]
        if asked_for[1:]:
            resource["orderDetail"] = asked_for[1:]
    resource["category"] = [*items(resource.pop("type", None)), _REFERRAL]


def procedure_request(resource: Stu3) -> None:
    """ProcedureRequest (tests asked for, and diary entries): a ServiceRequest."""
    _service(resource)
    listed(resource, "performer", "category")


def _service(resource: Stu3) -> None:
    renamed(resource, context="encounter")
    dropped(resource, "definition")
    resource["status"] = _REQUEST_STATUS.get(str(resource.get("status")), resource.get("status"))
    _requester(resource)


def document(resource: Stu3) -> None:
    """DocumentReference: R4's date is when it was indexed; when the document was made goes with its attachment."""
    renamed(resource, indexed="date")
    kinds = items(resource.pop("class", None))
    if kinds:
        resource["category"] = kinds
    made = resource.pop("created", None)
    contents = [one.get("attachment") for one in dicts(resource.get("content"))]
    for attachment in dicts(contents):
        if isinstance(made, str):
            attachment.setdefault("creation", made)
    for context in dicts(resource.get("context")):
        listed(context, "encounter")
        if related := [one["ref"] for one in dicts(context.pop("related", None)) if "ref" in one]:
            context["related"] = related


def procedure(resource: Stu3) -> None:
    """Procedure: "not done" is a status."""
    renamed(resource, context="encounter", notDoneReason="statusReason", definition="instantiatesCanonical")
    dropped(resource, "instantiatesCanonical")
    if resource.pop("notDone", False) is True:
        resource["status"] = "not-done"
    if resource.get("status") in ("suspended", "aborted"):
        resource["status"] = {"suspended": "on-hold", "aborted": "stopped"}[resource["status"]]
    for one in dicts(resource.get("performer")):
        renamed(one, role="function")


def place(resource: Stu3) -> None:
    """Location and HealthcareService: kinds may repeat in R4."""
    listed(resource, "type" if resource.get("resourceType") == "Location" else "category")


def organisation(resource: Stu3) -> None:
    """Organization: R4 asks for a name or an identifier; a mere stub is said to be without a name."""
    if not {"name", "identifier"} & set(resource):
        resource["name"] = "Not named"


CONVERTERS: dict[str, Callable[[Stu3], None]] = {
    "AllergyIntolerance": allergy,
    "Condition": condition,
    "DiagnosticReport": report,
    "DocumentReference": document,
    "Encounter": encounter,
    "HealthcareService": place,
    "Immunization": immunization,
    "Location": place,
    "Medication": medication,
    "MedicationRequest": medication_request,
    "MedicationStatement": medication_statement,
    "Observation": observation,
    "Organization": organisation,
    "Procedure": procedure,
    "ProcedureRequest": procedure_request,
    "ReferralRequest": referral,
}
