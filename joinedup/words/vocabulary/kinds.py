"""The kinds of thing a record holds, and the sections of a record in which people look for them.

A **fact** is one thing known about one person, as its source said it; the record keeps it as an entry.
``Fact`` and ``Particulars`` are the shapes in which every reader (FHIR, HL7 v2, extracts) hands over what it read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from joinedup.words.basics.moments import Moment


class Section(StrEnum):
    """A heading of the record, from the PRSB Core Information Standard and Cheshire's twelve."""

    ABOUT_ME = "about_me"
    ALERTS = "alerts"
    ALLERGIES = "allergies"
    PROBLEMS = "problems"
    MEDICINES = "medicines"
    OBSERVATIONS = "observations"
    INVESTIGATIONS = "investigations"
    PROCEDURES = "procedures"
    IMMUNISATIONS = "immunisations"
    ENCOUNTERS = "encounters"
    ADMISSIONS = "admissions"
    APPOINTMENTS = "appointments"
    REFERRALS = "referrals"
    SOCIAL_CARE = "social_care"
    MENTAL_HEALTH = "mental_health"
    COMMUNITY = "community"
    CONTACTS = "contacts"
    CANCER = "cancer"
    DOCUMENTS = "documents"
    LEGAL = "legal"
    SAFEGUARDING = "safeguarding"
    INDIVIDUAL_REQUIREMENTS = "individual_requirements"
    CONTINGENCY = "contingency"
    END_OF_LIFE = "end_of_life"
    MONITORING = "monitoring"


class Kind(StrEnum):
    """What an entry is. One word each; the section in which it is shown follows from it."""

    PROBLEM = "problem"
    MEDICINE = "medicine"
    ALLERGY = "allergy"
    OBSERVATION = "observation"
    INVESTIGATION = "investigation"
    PROCEDURE = "procedure"
    IMMUNISATION = "immunisation"
    CONSULTATION = "consultation"
    ADMISSION = "admission"
    ATTENDANCE = "attendance"
    APPOINTMENT = "appointment"
    REFERRAL = "referral"
    CONTACT = "contact"
    COMMUNITY_CONTACT = "community_contact"
    MENTAL_HEALTH_CONTACT = "mental_health_contact"
    MENTAL_HEALTH_STAY = "mental_health_stay"
    PACKAGE = "package"
    ASSESSMENT = "assessment"
    AMBULANCE_CALL = "ambulance_call"
    URGENT_CALL = "urgent_call"
    ALARM = "alarm"
    READING = "reading"
    INCIDENT = "incident"
    DOCUMENT = "document"
    ALERT = "alert"
    LEGAL = "legal"
    SAFEGUARDING = "safeguarding"
    REQUIREMENT = "requirement"
    PREFERENCE = "preference"
    PLAN = "plan"
    FAMILY_HISTORY = "family_history"
    ADMINISTRATION = "administration"


# Contacts with a service, each from a start to an end: the events of the linked dataset.
EVENTS = (
    Kind.ADMISSION, Kind.ATTENDANCE, Kind.APPOINTMENT, Kind.CONSULTATION, Kind.COMMUNITY_CONTACT,
    Kind.MENTAL_HEALTH_CONTACT, Kind.MENTAL_HEALTH_STAY, Kind.AMBULANCE_CALL, Kind.URGENT_CALL, Kind.ALARM,
    Kind.CONTACT, Kind.INCIDENT, Kind.ASSESSMENT,
)  # fmt: skip


SECTION_OF: dict[Kind, Section] = {
    Kind.PROBLEM: Section.PROBLEMS,
    Kind.MEDICINE: Section.MEDICINES,
    Kind.ALLERGY: Section.ALLERGIES,
    Kind.OBSERVATION: Section.OBSERVATIONS,
    Kind.INVESTIGATION: Section.INVESTIGATIONS,
    Kind.PROCEDURE: Section.PROCEDURES,
    Kind.IMMUNISATION: Section.IMMUNISATIONS,
    Kind.CONSULTATION: Section.ENCOUNTERS,
    Kind.ADMISSION: Section.ADMISSIONS,
    Kind.ATTENDANCE: Section.ADMISSIONS,
    Kind.APPOINTMENT: Section.APPOINTMENTS,
    Kind.REFERRAL: Section.REFERRALS,
    Kind.CONTACT: Section.CONTACTS,
    Kind.COMMUNITY_CONTACT: Section.COMMUNITY,
    Kind.MENTAL_HEALTH_CONTACT: Section.MENTAL_HEALTH,
    Kind.MENTAL_HEALTH_STAY: Section.MENTAL_HEALTH,
    Kind.PACKAGE: Section.SOCIAL_CARE,
    Kind.ASSESSMENT: Section.SOCIAL_CARE,
    Kind.AMBULANCE_CALL: Section.ENCOUNTERS,
    Kind.URGENT_CALL: Section.ENCOUNTERS,
    Kind.ALARM: Section.MONITORING,
    Kind.READING: Section.MONITORING,
    Kind.INCIDENT: Section.ALERTS,
    Kind.DOCUMENT: Section.DOCUMENTS,
    Kind.ALERT: Section.ALERTS,
    Kind.LEGAL: Section.LEGAL,
    Kind.SAFEGUARDING: Section.SAFEGUARDING,
    Kind.REQUIREMENT: Section.INDIVIDUAL_REQUIREMENTS,
    Kind.PREFERENCE: Section.END_OF_LIFE,
    Kind.PLAN: Section.CONTINGENCY,
    Kind.FAMILY_HISTORY: Section.ABOUT_ME,
    Kind.ADMINISTRATION: Section.CONTACTS,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about one person, as its source said it.

    ``key`` names the thing in its source and stays the same between two extracts of the same thing (where
    the source's own ids churn, it is made from the content). ``details`` holds typed facts under the column
    names of the dataset (``provider``, ``site``, ``length_of_stay``, ``dose`` …), JSON values only.
    """

    kind: Kind
    key: str
    happened: Moment | None
    text: str
    code_system: str = ""
    code: str = ""
    ended: Moment | None = None
    value: float | None = None
    unit: str = ""
    status: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who a source says a person is: what is needed to recognise and to greet them.

    ``local_id`` is the source's own identifier. ``nhs_number`` holds digits only, as sent, valid or not;
    ``nhs_number_status`` is the source's own word for whether it was traced. ``birth_date`` is an ISO date
    or part of one. ``sex`` is ``female``, ``male``, ``other`` or ``unknown``.
    """

    local_id: str
    nhs_number: str = ""
    nhs_number_status: str = ""
    family_name: str = ""
    given_names: str = ""
    previous_family_name: str = ""
    title: str = ""
    birth_date: str = ""
    death_date: str = ""
    sex: str = ""
    ethnic_group: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    registered_practice: str = ""
    sensitive: bool = False
