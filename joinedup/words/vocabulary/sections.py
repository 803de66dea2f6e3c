"""The headings of a record: in what order, in plain words, what stands under each, and which feeds could fill it.

Source: PRSB Core Information Standard 2 (its headings and their order), with the twelve sections of the Cheshire
integrated digital care record; what people must see at once (alerts, legal, safeguarding, needs) comes first.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joinedup.words.vocabulary.feeds import Feed, declared
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind, Section


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its name in plain words, and what is to be found under it."""

    section: Section
    title: str
    about: str


HEADINGS: tuple[Heading, ...] = (
    Heading(Section.ALERTS, "Alerts", "Risks, warnings and incidents"),
    Heading(Section.LEGAL, "Legal information", "Decisions to refuse treatment, powers of attorney, consent"),
    Heading(Section.SAFEGUARDING, "Safeguarding", "Concerns, and plans to keep the person safe"),
    Heading(Section.INDIVIDUAL_REQUIREMENTS, "Individual requirements", "Communication, adjustments, diet"),
    Heading(Section.ABOUT_ME, "About me", "What matters to the person; family history"),
    Heading(Section.ALLERGIES, "Allergies and adverse reactions", "And who says that none is known"),
    Heading(Section.PROBLEMS, "Problems and diagnoses", "Now and in the past"),
    Heading(Section.MEDICINES, "Medicines", "Taken now and in the past"),
    Heading(Section.IMMUNISATIONS, "Vaccinations", "Given and declined"),
    Heading(Section.OBSERVATIONS, "Observations and measurements", "Blood pressure, weight and the like"),
    Heading(Section.INVESTIGATIONS, "Test results", "Blood tests, scans and other investigations"),
    Heading(Section.PROCEDURES, "Procedures and operations", "Done and not done"),
    Heading(Section.ADMISSIONS, "Hospital stays and A&E", "Admissions and attendances"),
    Heading(Section.APPOINTMENTS, "Appointments", "Outpatient appointments to come, kept and missed"),
    Heading(Section.ENCOUNTERS, "Consultations and urgent calls", "GP, out of hours, 111 and 999"),
    Heading(Section.REFERRALS, "Referrals", "Asked for, accepted and closed"),
    Heading(Section.COMMUNITY, "Community care", "Community nursing and therapy"),
    Heading(Section.MENTAL_HEALTH, "Mental health", "Contacts, crises and stays"),
    Heading(Section.SOCIAL_CARE, "Social care", "Assessments, services and who provides them"),
    Heading(Section.CANCER, "Cancer summary", "Treatment summaries from cancer centres"),
    Heading(Section.CONTACTS, "Key contacts", "Practice, home, teams, family and voluntary groups"),
    Heading(Section.CONTINGENCY, "Plans and contingency", "Care plans, and what to do if things get worse"),
    Heading(Section.END_OF_LIFE, "End of life", "Wishes and recommendations, resuscitation among them"),
    Heading(Section.MONITORING, "Telecare and telehealth", "Alarms, and readings from home"),
    Heading(Section.DOCUMENTS, "Letters and documents", "Correspondence and summaries"),
)

CHESHIRES_TWELVE: Mapping[str, tuple[Section, ...]] = {
    "Primary care summary record": (Section.PROBLEMS, Section.IMMUNISATIONS, Section.OBSERVATIONS, Section.ENCOUNTERS),
    "Medications": (Section.MEDICINES,),
    "Diagnostic results and reports": (Section.INVESTIGATIONS,),
    "Procedure details": (Section.PROCEDURES,),
    "Allergies and alerts": (Section.ALLERGIES, Section.ALERTS),
    "Correspondence, summaries and assessments": (Section.DOCUMENTS, Section.SOCIAL_CARE),
    "Appointment and event details, A&E among them": (Section.APPOINTMENTS, Section.ADMISSIONS),
    "Cancer summary": (Section.CANCER,),
    "Mental health summary": (Section.MENTAL_HEALTH,),
    "Key contacts": (Section.CONTACTS,),
    "Social care summary, plans and providers": (Section.SOCIAL_CARE, Section.CONTINGENCY),
    "Community appointments, plans and providers": (Section.COMMUNITY, Section.REFERRALS, Section.CONTINGENCY),
}
"""The sections that Cheshire's integrated digital care record was to have, and where each stands here."""

_KINDS_OF_RESOURCE: dict[str, tuple[Kind, ...]] = {
    "Condition": (Kind.PROBLEM,),
    "MedicationRequest": (Kind.MEDICINE,),
    "MedicationStatement": (Kind.MEDICINE,),
    "MedicationDispense": (Kind.MEDICINE,),
    "AllergyIntolerance": (Kind.ALLERGY,),
    "Observation": (Kind.OBSERVATION, Kind.INVESTIGATION),
    "DiagnosticReport": (Kind.INVESTIGATION,),
    "Encounter": (Kind.CONSULTATION,),
    "Immunization": (Kind.IMMUNISATION,),
    "Procedure": (Kind.PROCEDURE,),
    "Composition": (Kind.DOCUMENT,),
    "DocumentReference": (Kind.DOCUMENT,),
    "CarePlan": (Kind.PLAN,),
    "Flag": (Kind.ALERT, Kind.SAFEGUARDING, Kind.REQUIREMENT),
    "Appointment": (Kind.APPOINTMENT,),
    "ServiceRequest": (Kind.REFERRAL,),
    "ReferralRequest": (Kind.REFERRAL,),
    "ProcedureRequest": (Kind.PLAN,),
    "Consent": (Kind.LEGAL, Kind.PREFERENCE),
    "QuestionnaireResponse": (Kind.ASSESSMENT, Kind.PREFERENCE),
    "FamilyMemberHistory": (Kind.FAMILY_HISTORY,),
}
_KINDS_OF_MESSAGE: dict[str, tuple[Kind, ...]] = {
    "ADT^A01": (Kind.ADMISSION,),
    "ADT^A03": (Kind.ADMISSION,),
    "ADT^A04": (Kind.ATTENDANCE,),
    "ADT^A05": (Kind.ADMISSION,),
    "ORU^R01": (Kind.INVESTIGATION,),
}
_LABORATORY = re.compile(
    r"\b(?:serum|plasma|ha?emoglobin|hba1c|glomerular filtration|egfr|cholesterol|triglyceride|creatinine|urea"
    r"|potassium|sodium level|white cell|platelet|blood count|c.reactive protein|ferritin|folate|vitamin b12"
    r"|thyroid stimulating|bilirubin|albumin|alanine|alkaline phosphatase|inr"
    r"|international normalised ratio|culture|prostate specific)",
    re.IGNORECASE,
)
_PROFILE = re.compile(r"(?:UKCore|CareConnect|GPConnect)?-?(?:GPC-|ProblemHeader-)?([A-Z]\w+)(?:-\d+)?$")


def kinds_of(feed: Feed) -> frozenset[Kind]:
    """Return the kinds of which a feed speaks: by its rule for entries, its profiles or its messages."""
    if feed.entry:
        own = frozenset(feed.entry.kinds.values()) or frozenset({feed.entry.kind})
        return own | {Kind.PROCEDURE} if "procedures" in feed.entry.details else own
    found: set[Kind] = set()
    for held in feed.holds:
        found.update(_KINDS_OF_MESSAGE.get(held, ()))
        if (profile := _PROFILE.match(held)) and profile[1] == "Encounter" and feed.system == "hospital":
            found.update((Kind.ADMISSION, Kind.ATTENDANCE))
        elif profile:
            found.update(_KINDS_OF_RESOURCE.get(profile[1], ()))
    return frozenset(found)


def section_for(kind: Kind, feed: str, details: Mapping[str, Any], text: str = "") -> Section:
    """Return the section under which an entry stands: its kind's, but for three that their words tell.

    A cancer summary and what matters to the person have headings of their own. A test of the laboratory that a
    practice sends among its observations stands with the test results.
    """
    if kind is Kind.DOCUMENT and _is_of_cancer(f"{feed} {details.get('document_type', '')} {details.get('title', '')}"):
        return Section.CANCER
    if kind is Kind.PREFERENCE and details.get("item") == "what_matters":
        return Section.ABOUT_ME
    if kind is Kind.OBSERVATION and _LABORATORY.search(text):
        return Section.INVESTIGATIONS
    return SECTION_OF[kind]


def _is_of_cancer(words: str) -> bool:
    return "cancer" in words.lower()


def _sections_of(feed: Feed) -> frozenset[Section]:
    """Return the sections that a feed could fill."""
    found = {section_for(kind, feed.name, {}) for kind in kinds_of(feed)}
    if feed.entry and "what_matters" in feed.entry.kinds:
        found.add(Section.ABOUT_ME)
    if Section.OBSERVATIONS in found:
        found.add(Section.INVESTIGATIONS)
    return frozenset(found)


@functools.cache
def feeds_that_speak() -> Mapping[Section, tuple[Feed, ...]]:
    """Return the declared feeds that could fill each section, none where no feed could."""
    speaking: dict[Section, list[Feed]] = {heading.section: [] for heading in HEADINGS}
    for feed in declared().values():
        for section in _sections_of(feed):
            speaking[section].append(feed)
    return {section: tuple(feeds) for section, feeds in speaking.items()}
