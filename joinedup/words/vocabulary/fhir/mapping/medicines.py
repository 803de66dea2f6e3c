"""Medicines: what was prescribed, said to be taken, dispensed or given."""

from __future__ import annotations

from typing import Any

from joinedup.words.vocabulary.fhir.mapping.elements import (
    Concept,
    Lookup,
    Resource,
    amount,
    concept,
    dicts,
    extension,
    extension_value,
    first_moment,
    moment,
    name_of,
    notes,
    one_of,
    part,
    quantity,
    said,
    target,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.fhir.mapping.shaping import fact, linked, status_of
from joinedup.words.vocabulary.kinds import Fact, Kind
from joinedup.words.vocabulary.medicines import medicine_parts

_REPEAT = frozenset({"repeat", "repeat-dispensing", "continuous", "continuous-repeat-dispensing"})


def medicine_named(resource: Resource, lookup: Lookup) -> tuple[Concept, Resource]:
    """Return the medicine's concept, and the Medication resource where there is one ({} where not)."""
    if "medicationCodeableConcept" in resource:
        return concept(resource["medicationCodeableConcept"]), {}
    pointer = resource.get("medicationReference")
    medication = target(pointer, lookup) or {}
    named = concept(medication.get("code"))
    return (named if named.text else Concept(said(part(pointer, "display")), named.system, named.code)), medication


def parts_of(named: Concept, medication: Resource) -> dict[str, str]:
    """Return ``ingredient``, ``strength`` and ``form``: read from the name, else from the Medication's parts."""
    parts = medicine_parts(named.text)
    first = one_of(medication.get("ingredient"))
    strength = first.get("strength")
    written = ""
    if isinstance(strength, dict):
        over, under = amount(strength.get("numerator")), amount(strength.get("denominator"))
        written = medicine_parts(f"x {over}/{under}").strength or medicine_parts(f"x {over}").strength
    return {
        "ingredient": parts.ingredient or concept(first.get("itemCodeableConcept")).text.lower(),
        "strength": parts.strength or written,
        "form": parts.form or concept(medication.get("form")).text.lower(),
    }


def dosage(value: Any) -> dict[str, Any]:
    """Return ``dose`` (as people read it), ``route`` and ``as_needed`` from Dosage instructions."""
    instructions = list(dicts(value))
    words = []
    for one in instructions:
        timed = _timing(one)
        text = said(one.get("text")) or " ".join(p for p in (_dose(one), timed) if p)
        patient = said(one.get("patientInstruction"))
        words.append(f"{text} ({patient})" if text and patient else text or patient)
    return {
        "dose": "; ".join(word for word in words if word),
        "route": texts([one.get("route") for one in instructions]),
        "as_needed": True if any(_as_needed(one) for one in instructions) else None,
    }


def _as_needed(one: dict[str, Any]) -> bool:
    return one.get("asNeededBoolean") is True or "asNeededCodeableConcept" in one


def _dose(one: dict[str, Any]) -> str:
    rate = one_of(one.get("doseAndRate"))
    if "doseRange" in rate:
        return f"{amount(part(rate, 'doseRange', 'low'))} to {amount(part(rate, 'doseRange', 'high'))}"
    return amount(rate.get("doseQuantity"))


_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def _timing(one: dict[str, Any]) -> str:
    repeat = part(one, "timing", "repeat")
    if not isinstance(repeat, dict):
        return texts(part(one, "timing", "code"))
    times, period, unit = repeat.get("frequency"), repeat.get("period"), _UNITS.get(str(repeat.get("periodUnit")))
    if not isinstance(times, int) or not isinstance(period, (int, float)) or not unit:
        return ""
    often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return f"{often} a {unit}" if period == 1 else f"{often} every {period:g} {unit}s"


def request(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the prescription that a MedicationRequest is.

    In a GP Connect record the plan is told by its MedicationStatement, so the plan makes no fact of its own,
    and an order is one issue of it.
    """
    from_gp_connect = extension(resource, "GPC-PrescriptionType") or extension(resource, "MedicationRepeatInformation")
    if from_gp_connect and resource.get("intent") == "plan":
        return []
    named, medication = medicine_named(resource, lookup)
    supply = one_of(resource.get("dispenseRequest"))
    period = one_of(supply.get("validityPeriod"))
    kind_of_course = concept(extension_value(resource, "PrescriptionType")).code or said(
        part(resource.get("courseOfTherapyType"), "coding", "code")
    )
    repeats = supply.get("numberOfRepeatsAllowed")
    details = {
        **parts_of(named, medication),
        **dosage(resource.get("dosageInstruction")),
        "is_repeat": kind_of_course in _REPEAT if kind_of_course else True if repeats else None,
        "is_issue": True if from_gp_connect else None,
        "course": kind_of_course,
        "quantity": amount(supply.get("quantity"))
        or said(extension_value(supply.get("quantity"), "MedicationQuantityText")),
        "days": quantity(supply.get("expectedSupplyDuration"))[0],
        "repeats_allowed": repeats,
        "intent": said(resource.get("intent")),
        "reason": texts(resource.get("reasonCode")),
        "status_reason": texts(resource.get("statusReason")),
        "recorded": said(resource.get("authoredOn")),
        "clinician": name_of(resource.get("requester"), lookup),
        "plan": key_at(resource.get("basedOn"), lookup),
        "comment": notes(resource),
        **linked(resource, lookup),
    }
    started = moment(period.get("start")) if from_gp_connect else None
    return [
        fact(
            resource,
            Kind.MEDICINE,
            named.text,
            coded=named,
            happened=started or moment(resource.get("authoredOn")) or moment(period.get("start")),
            ended=moment(period.get("end")),
            status=status_of(resource),
            details=details,
        )
    ]


def statement(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the medicine that a MedicationStatement says a person takes or took."""
    named, medication = medicine_named(resource, lookup)
    plan = target(resource.get("basedOn"), lookup) or {}
    kind_of_course = concept(extension_value(plan, "PrescriptionType")).code
    details = {
        **parts_of(named, medication),
        **dosage(resource.get("dosage")),
        "is_repeat": kind_of_course in _REPEAT if kind_of_course else None,
        "course": kind_of_course,
        "last_issued": said(extension_value(resource, "MedicationStatementLastIssueDate")),
        "prescribed_by": concept(extension_value(resource, "PrescribingAgency")).text
        or concept(extension_value(resource, "MedicationPrescribingOrganizationType")).text,
        "changed": said(extension_value(resource, "MedicationChangeSummary", "status")),
        "recorded": said(resource.get("dateAsserted")),
        "plan": key_at(resource.get("basedOn"), lookup),
        "reason": texts(resource.get("reasonCode")),
        "status_reason": texts(resource.get("statusReason"))
        or concept(extension_value(plan, "MedicationStatusReason", "statusReason")).text,
        "said_by": name_of(resource.get("informationSource"), lookup),
        "comment": notes(resource),
        "encounter": key_at(resource.get("context"), lookup),
        "problems": linked(resource, lookup)["problems"],
    }
    period = resource.get("effectivePeriod")
    return [
        fact(
            resource,
            Kind.MEDICINE,
            named.text,
            coded=named,
            happened=first_moment(resource, "effectiveDateTime", "effectivePeriod", "dateAsserted"),
            ended=moment(part(period, "end")),
            status=status_of(resource),
            details=details,
        )
    ]


def dispense(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the supply of a medicine that a MedicationDispense tells of: an issue, not a medicine in its own right."""
    named, medication = medicine_named(resource, lookup)
    details = {
        **parts_of(named, medication),
        **dosage(resource.get("dosageInstruction")),
        "is_issue": True,
        "quantity": amount(resource.get("quantity")),
        "days": quantity(resource.get("daysSupply"))[0],
        "plan": key_at(resource.get("authorizingPrescription"), lookup),
        "encounter": key_at(resource.get("context"), lookup),
        "comment": notes(resource),
    }
    return [
        fact(
            resource,
            Kind.MEDICINE,
            named.text,
            coded=named,
            happened=first_moment(resource, "whenHandedOver", "whenPrepared"),
            status=status_of(resource),
            details=details,
        )
    ]


def administration(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the giving of one dose that a MedicationAdministration tells of; it is no current medicine."""
    named, medication = medicine_named(resource, lookup)
    given = one_of(resource.get("dosage"))
    details = {
        **parts_of(named, medication),
        "is_issue": True,
        "administered": True,
        "dose": said(given.get("text")) or amount(given.get("dose")),
        "route": texts(given.get("route")),
        "reason": texts(resource.get("reasonCode")),
        "reason_not_done": texts(resource.get("statusReason")),
        "plan": key_at(resource.get("request"), lookup),
        "encounter": key_at(resource.get("context"), lookup),
        "problems": linked(resource, lookup)["problems"],
        "comment": notes(resource),
    }
    return [
        fact(
            resource,
            Kind.MEDICINE,
            named.text,
            coded=named,
            happened=first_moment(resource, "effectiveDateTime", "effectivePeriod"),
            ended=moment(part(resource.get("effectivePeriod"), "end")),
            status=status_of(resource),
            details=details,
        )
    ]
