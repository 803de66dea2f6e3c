"""Contacts with services and requests between them: encounters, appointments, referrals, episodes and teams."""

from __future__ import annotations

from typing import Any

from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    concept,
    dicts,
    extension_value,
    first_moment,
    is_coded,
    items,
    moment,
    name_of,
    notes,
    one_of,
    part,
    reference,
    said,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.fhir.mapping.shaping import fact, linked, people, place, provider, said_with, status_of
from joinedup.words.vocabulary.kinds import Fact, Kind

_KIND_OF_CLASS = {
    "IMP": Kind.ADMISSION, "ACUTE": Kind.ADMISSION, "NONAC": Kind.ADMISSION, "SS": Kind.ADMISSION,
    "OBSENC": Kind.ADMISSION, "EMER": Kind.ATTENDANCE, "FLD": Kind.AMBULANCE_CALL, "PRENC": Kind.APPOINTMENT,
}  # fmt: skip
#: NHS Data Dictionary, ADMISSION METHOD, to our points of delivery.
_ADMISSION_METHODS = {
    "11": "elective", "12": "elective", "13": "elective", "21": "emergency", "22": "emergency", "23": "emergency",
    "24": "emergency", "25": "emergency", "28": "emergency", "2A": "emergency", "2B": "emergency",
    "2C": "emergency", "2D": "emergency", "31": "maternity", "32": "maternity", "81": "transfer", "82": "birth",
    "83": "birth", "84": "emergency", "89": "emergency", "98": "transfer",
}  # fmt: skip
#: NHS Data Dictionary, DISCHARGE DESTINATION, to our outcomes.
_DISCHARGED_TO = {
    "19": "home", "29": "temporary_home", "30": "secure_unit", "37": "court", "38": "police", "48": "secure_unit",
    "49": "secure_unit", "50": "secure_unit", "51": "other_hospital", "52": "other_hospital", "53": "other_hospital",
    "54": "care_home", "55": "care_home", "65": "care_home", "66": "foster_care", "79": "died", "84": "other_hospital",
    "85": "care_home", "87": "other_hospital", "88": "hospice", "home": "home", "exp": "died", "hosp": "hospice",
    "rehab": "rehabilitation", "snf": "care_home", "long": "care_home", "aadvice": "against_advice",
}  # fmt: skip
_APPOINTMENT_OUTCOMES = {"noshow": "did_not_attend", "cancelled": "cancelled", "fulfilled": "attended"}
_DIAGNOSTIC = ("108252007", "363679005", "103693007", "laboratory", "imaging", "LAB", "RAD")
#: Categories of a request that passes someone on: SNOMED CT's referral, and those of Booking and Referral (BaRS).
_TO_ANOTHER_TEAM = ("3457005", "referral", "validation")
_REFERRAL_URGENCY = {"stat": "urgent", "asap": "urgent", "urgent": "urgent", "routine": "routine"}


def point_of_admission(method: str) -> str:
    """Return our point of delivery for a national admission method code; '' for one not in the list."""
    return _ADMISSION_METHODS.get(method.upper(), "")


def discharged_to(code: str) -> str:
    """Return our outcome for a national discharge destination, or HL7's discharge disposition; '' for another."""
    return _DISCHARGED_TO.get(code, "")


def encounter(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the contact that an Encounter is: an admission, attendance, outpatient appointment or consultation."""
    period = one_of(resource.get("period"))
    kind, point = _sort_of_contact(resource)
    stay = one_of(resource.get("hospitalization"))
    method = concept(extension_value(stay, "AdmissionMethod") or extension_value(resource, "AdmissionMethod")).code
    types = texts(resource.get("type")) or texts(resource.get("serviceType"))
    reasons = texts(resource.get("reasonCode"))
    reason = concept(resource.get("reasonCode"))
    diagnoses = [key_at(one.get("condition"), lookup) for one in dicts(resource.get("diagnosis"))]
    started, ended = moment(period.get("start")), moment(period.get("end"))
    details = {
        "point_of_delivery": point_of_admission(method) or point,
        "type": types,
        "reason": reason.code or reasons,
        "reason_system": reason.system,
        "reason_text": reasons,
        "route": concept(stay.get("admitSource")).text,
        "outcome": discharged_to(concept(stay.get("dischargeDisposition")).code)
        or concept(stay.get("dischargeDisposition")).text
        or concept(extension_value(resource, "OutcomeOfAttendance")).text,
        "length_of_stay": _nights(started, ended) if kind is Kind.ADMISSION else None,
        "clinician": people([p.get("individual") for p in _performers(resource)], lookup),
        "priority": texts(resource.get("priority")),
        **provider(resource.get("serviceProvider"), lookup),
        **place(part(resource.get("location"), "location"), lookup),
        "problems": sorted({*linked(resource, lookup)["problems"], *filter(None, diagnoses)}),
        "referral": key_at(resource.get("basedOn"), lookup),
    }
    return [
        fact(
            resource,
            kind,
            said_with(types or _named(kind), reasons),
            coded=concept(resource.get("type")),
            happened=started,
            ended=ended,
            status=status_of(resource),
            details=details,
        )
    ]


def _sort_of_contact(resource: Resource) -> tuple[Kind, str]:
    """Return the kind and point of delivery that an encounter's class, state and type give it."""
    code = str(part(resource.get("class"), "code") or "")
    kind = _KIND_OF_CLASS.get(code, Kind.CONSULTATION)
    words = " ".join(
        (said(part(resource.get("class"), "display")), texts(resource.get("type")), texts(resource.get("serviceType")))
    ).lower()
    if kind is Kind.CONSULTATION and ("outpatient" in words or resource.get("status") == "planned"):
        kind = Kind.APPOINTMENT
    if kind is Kind.ATTENDANCE:
        return kind, "ae"
    return kind, "emergency" if kind is Kind.ADMISSION and code == "ACUTE" else ""


def _performers(resource: Resource) -> list[dict[str, Any]]:
    """Return the participants who gave care: those who only recorded it are left out where others are named."""
    everyone = list(dicts(resource.get("participant")))
    carers = [one for one in everyone if not is_coded(one.get("type"), "REC", "ENT")]
    return carers or everyone


def _named(kind: Kind) -> str:
    return kind.value.replace("_", " ").capitalize()


def _nights(started: Moment | None, ended: Moment | None) -> int | None:
    return (ended.at.date() - started.at.date()).days if started and ended else None


def appointment(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the appointment booked, kept, missed or cancelled."""
    status = status_of(resource)
    actors = [p.get("actor") for p in dicts(resource.get("participant"))]
    places = [a for a in actors if "Location/" in reference(a)]
    others = [
        a for a in actors if not any(word in reference(a) for word in ("Location/", "Patient/", "RelatedPerson/"))
    ]
    service = texts(resource.get("serviceType")) or texts(resource.get("specialty"))
    visit = concept(resource.get("appointmentType"))
    details = {
        "point_of_delivery": {"FOLLOWUP": "follow_up", "CHECKUP": "follow_up"}.get(visit.code, ""),
        "service": service,
        "specialty": texts(resource.get("specialty")),
        "type": visit.text,
        "channel": concept(extension_value(resource, "DeliveryChannel")).text,
        "reason": texts(resource.get("reasonCode")),
        "outcome": _APPOINTMENT_OUTCOMES.get(status, ""),
        "reason_cancelled": texts(resource.get("cancelationReason")),
        "instructions": said(resource.get("patientInstruction")),
        "comment": said(resource.get("comment")),
        "clinician": people(others, lookup),
        **place(next(iter(places), None), lookup),
        **linked(resource, lookup),
        "referral": key_at(resource.get("basedOn"), lookup),
    }
    text = said(resource.get("description")) or said_with("Appointment", service)
    return [
        fact(
            resource,
            Kind.APPOINTMENT,
            text,
            coded=concept(resource.get("serviceType")),
            happened=first_moment(resource, "start", "requestedPeriod", "created"),
            ended=moment(resource.get("end")),
            status=status,
            details=details,
        )
    ]


def request(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what a ServiceRequest asks for: a test, a thing planned for later (a recall), or else a referral."""
    coded = concept(resource.get("code"))
    reason = texts(resource.get("reasonCode"))
    if not coded.text:
        coded, reason = concept(resource.get("reasonCode")), ""
    if is_coded(resource.get("category"), *_TO_ANOTHER_TEAM):
        kind = Kind.REFERRAL
    elif resource.get("intent") in ("plan", "proposal"):
        kind = Kind.PLAN
    elif is_coded(resource.get("category"), *_DIAGNOSTIC) or (
        resource.get("specimen") and not resource.get("performerType")
    ):
        kind = Kind.INVESTIGATION
    else:
        kind = Kind.REFERRAL
    due = first_moment(resource, "occurrenceDateTime", "occurrencePeriod")
    asked = moment(resource.get("authoredOn"))
    receivers = items(resource.get("performer"))
    details = {
        "requested": True if kind is Kind.INVESTIGATION else None,
        "service": people(receivers, lookup) or texts(resource.get("performerType")),
        "source": concept(extension_value(resource, "SourceOfServiceRequest")).text,
        "urgency": _REFERRAL_URGENCY.get(said(resource.get("priority")), ""),
        "reason": reason,
        "due": said(resource.get("occurrenceDateTime")) or said(part(resource.get("occurrencePeriod"), "start")),
        "instructions": said(resource.get("patientInstruction")),
        "clinician": name_of(resource.get("requester"), lookup),
        "comment": notes(resource),
        "members": [key for value in items(resource.get("supportingInfo")) if (key := key_at(value, lookup))],
        **provider(next(iter(receivers), None), lookup),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            kind,
            coded.text or said_with("Request", reason or texts(resource.get("category"))),
            coded=coded,
            happened=(due or asked) if kind is Kind.PLAN else (asked or due),
            status=status_of(resource),
            details=details,
        )
    ]


def under_care(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return who is looking after a person: an EpisodeOfCare or a CareTeam."""
    period = one_of(resource.get("period"))
    what = texts(resource.get("type")) or said(resource.get("name")) or texts(resource.get("category"))
    by = provider(resource.get("managingOrganization"), lookup)
    everyone = [resource.get("careManager"), *(p.get("member") for p in dicts(resource.get("participant")))]
    members = people([one for one in everyone if "Patient/" not in reference(one)], lookup)
    return [
        fact(
            resource,
            Kind.ADMINISTRATION,
            said_with("Under the care of", what or by["provider_name"] or members or "a team"),
            coded=concept(resource.get("type")),
            happened=moment(period.get("start")),
            ended=moment(period.get("end")),
            status=status_of(resource),
            details={"team": members, "reason": texts(resource.get("reasonCode")), **by, "comment": notes(resource)},
        )
    ]
