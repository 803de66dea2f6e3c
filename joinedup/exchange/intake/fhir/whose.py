"""Whose a resource is: the sender's own id of the person, from what the resource says of its subject. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from joinedup.exchange.intake.rows import LONGEST_ID, digest, fitting
from joinedup.words.basics import nhs_number
from joinedup.words.vocabulary.fhir.bundle import identifier_asked_for
from joinedup.words.vocabulary.fhir.mapping import particulars_of, subject_of

Name = tuple[str, str]
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


def patient_id(patient: dict[str, Any], logical_id: str, *, ids_churn: bool) -> str:
    """Return the sender's id of a Patient: its logical id; where ids churn its NHS number, if that can be one.

    A number that cannot be one is often the same for many people (1234567890). Then it is a local identifier, else
    the name and the date of birth; only where nobody says these, the logical id.
    """
    if not ids_churn:
        return logical_id
    who = particulars_of(patient)
    if nhs_number.is_valid(who.nhs_number):
        return who.nhs_number
    if who.local_id not in ("", patient.get("id"), who.nhs_number):
        return fitting(who.local_id, LONGEST_ID)
    if who.family_name and who.birth_date:
        return digest(f"{who.family_name}|{who.given_names}|{who.birth_date}".casefold().encode())
    return fitting(logical_id, LONGEST_ID)


def number_of(resource: dict[str, Any]) -> str:
    """Return the NHS number by which alone a resource says whose it is; '' where it says it in another way."""
    reference = subject_of(resource)
    asked = identifier_asked_for(f"Patient{reference}" if reference.startswith("?") else reference)
    if asked is None or asked[:2] != ("Patient", NHS_NUMBER):
        return ""
    return nhs_number.normalise(asked[2])


def owner_of(
    resource: dict[str, Any], *, name_of: Callable[[str], Name | None], id_of: Callable[[str], str]
) -> str | None:
    """Return the sender's id of the person a resource is about.

    ``name_of`` resolves a reference to type and logical id, and ``id_of`` a Patient's logical id to the sender's id.
    '' means that it is about something else (a group, a device); None that it does not say about whom it is.
    """
    reference = subject_of(resource)
    if not reference:
        return None
    if number := number_of(resource):
        return fitting(number, LONGEST_ID)
    if asked := identifier_asked_for(reference):
        return fitting(asked[2], LONGEST_ID) if asked[0] == "Patient" else ""
    found = name_of(reference)
    if found is None:
        return None if reference.startswith(("urn:", "#")) else ""
    return id_of(found[1]) if found[0] == "Patient" else ""
