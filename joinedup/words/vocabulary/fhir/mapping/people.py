"""A FHIR Patient as particulars, and the few facts about a person that ride on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joinedup.words.basics import nhs_number
from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    concept,
    dicts,
    extension,
    extension_value,
    human_name,
    items,
    moment,
    ods_code,
    one_of,
    part,
    said,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.shaping import fact, said_with
from joinedup.words.vocabulary.kinds import Fact, Kind, Particulars

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
_SEXES = ("female", "male", "other")


def nothing(_reference: str) -> Resource | None:
    """Return nothing: the lookup of one who has no other resources."""
    return None


def particulars_of(patient: Resource, lookup: Lookup = nothing) -> Particulars:
    """Return who a Patient (UK Core, Care Connect or the demographics service's) says a person is.

    The name is the usual one, else the official one; a name that has ended is not used, but gives the previous
    family name. Restricted and very restricted records are ``sensitive``.
    """
    number, status = _nhs_number(patient)
    name = _current(patient.get("name"), ("usual", "official", ""))
    address = _current(patient.get("address"), ("home", "", "temp"))
    return Particulars(
        local_id=_local_id(patient, number),
        nhs_number=number,
        nhs_number_status=status,
        family_name=said(name.get("family")),
        given_names=" ".join(said(given) for given in items(name.get("given")) if said(given)),
        previous_family_name=_previous(patient, said(name.get("family"))),
        title=" ".join(said(prefix) for prefix in items(name.get("prefix")) if said(prefix)),
        birth_date=said(patient.get("birthDate")),
        death_date=said(patient.get("deceasedDateTime"))[:10],
        sex=patient["gender"] if patient.get("gender") in _SEXES else "unknown",
        ethnic_group=_ethnic_group(patient),
        address=_address(address),
        postcode=said(address.get("postalCode")),
        phone=_telecom(patient, "phone"),
        email=_telecom(patient, "email"),
        language=_language(patient)[0],
        registered_practice=_practice(patient, lookup),
        sensitive=any(str(label.get("code")) in ("R", "V") for label in dicts(part(patient, "meta", "security"))),
    )


def _nhs_number(patient: Resource) -> tuple[str, str]:
    """Return the NHS number, digits only, and the code of its verification status.

    A number that the demographics service has superseded gives way to the one that took its place.
    """
    for identifier in dicts(patient.get("identifier")):
        if identifier.get("system") == NHS_NUMBER and not _ended(identifier):
            status = concept(extension_value(identifier, "NHSNumberVerificationStatus"))
            return nhs_number.normalise(said(identifier.get("value"))), status.code
    return "", ""


def superseded_number(patient: Resource, asked_for: str = "") -> str:
    """Return the NHS number that no longer stands for this person, '' where there is none.

    The demographics service answers a superseded number with the record under its new one: the number
    ``asked_for`` then differs from the record's. Otherwise an ended NHS number identifier is the old one.
    """
    number = _nhs_number(patient)[0]
    asked = nhs_number.normalise(asked_for)
    if asked and number and asked != number:
        return asked
    for identifier in dicts(patient.get("identifier")):
        if identifier.get("system") == NHS_NUMBER and _ended(identifier):
            return nhs_number.normalise(said(identifier.get("value")))
    return ""


def _local_id(patient: Resource, number: str) -> str:
    """Return the source's own identifier: a local one where it has one, else the resource's id, else the number."""
    for identifier in dicts(patient.get("identifier")):
        is_local = identifier.get("system") != NHS_NUMBER and not _ended(identifier)
        if is_local and part(identifier, "type", "coding", "code") in ("MR", "PI") and said(identifier.get("value")):
            return said(identifier["value"])
    return said(patient.get("id")) or number


def _ended(thing: dict[str, Any]) -> bool:
    return bool(part(thing.get("period"), "end")) or thing.get("use") == "old"


def _current(values: Any, uses: tuple[str, ...]) -> dict[str, Any]:
    """Return the one in use whose ``use`` comes first in ``uses``; the one that began last among equals."""
    live = [one for one in dicts(values) if not _ended(one)] or [
        one for one in dicts(values) if one.get("use") != "old"
    ]

    def order(one: dict[str, Any]) -> int:
        use = said(one.get("use"))
        return uses.index(use) if use in uses else len(uses)

    newest_first = sorted(live, key=lambda one: said(part(one.get("period"), "start")), reverse=True)
    return min(newest_first, key=order, default={})


def _previous(patient: Resource, family: str) -> str:
    old = (said(n.get("family")) for n in dicts(patient.get("name")) if _ended(n) or n.get("use") == "maiden")
    return next((name for name in old if name and name.casefold() != family.casefold()), "")


def _address(address: dict[str, Any]) -> str:
    """Return the lines of an address, joined by commas, without its postcode."""
    lines = [*items(address.get("line")), address.get("city"), address.get("district")]
    return ", ".join(line for line in map(said, lines) if line) or said(address.get("text"))


def _telecom(patient: Resource, system: str) -> str:
    """Return the best telephone number or email address: a mobile or home one before one for work."""
    order = {"mobile": 0, "home": 1, "": 2}
    found = [t for t in dicts(patient.get("telecom")) if t.get("system") == system and not _ended(t)]
    return said(min(found, key=lambda t: order.get(said(t.get("use")), 3), default={}).get("value"))


def _ethnic_group(patient: Resource) -> str:
    return concept(extension_value(patient, "EthnicCategory")).code[:2]


def _language(patient: Resource) -> tuple[str, bool | None]:
    """Return the language to speak to a person in (a code such as ``pl``), and whether an interpreter is needed."""
    spoken = list(dicts(patient.get("communication")))
    preferred = next((one for one in spoken if one.get("preferred") is True), spoken[0] if spoken else None)
    if preferred is not None:
        needed = extension_value(preferred, "InterpreterRequired")
        return concept(preferred.get("language")).code, needed if isinstance(needed, bool) else None
    told = extension(patient, "NHSCommunication")
    needed = extension_value(told, "interpreterRequired")
    if not isinstance(needed, bool):
        needed = extension_value(patient, "InterpreterRequired")
    return concept(extension_value(told, "language")).code, needed if isinstance(needed, bool) else None


def _practice(patient: Resource, lookup: Lookup) -> str:
    """Return the ODS code of the practice with which a person is registered."""
    for value in dicts(patient.get("generalPractitioner")):
        code = "" if _ended(one_of(value.get("identifier"))) else ods_code(value, lookup)
        if code:
            return code
    return ods_code(patient.get("managingOrganization"), lookup)


def patient(resource: Resource, _lookup: Lookup) -> list[Fact]:
    """Return what a Patient tells besides particulars: the need of an interpreter or of Braille, who is close."""
    found = []
    language, needed = _language(resource)
    if needed:
        text = said_with("Needs an interpreter", language)
        found.append(fact(resource, Kind.REQUIREMENT, text, status="active", piece="interpreter"))
    written = concept(extension_value(resource, "ContactPreference", "PreferredWrittenCommunicationFormat")).text
    if written:
        text = said_with("Needs things written in", written)
        found.append(fact(resource, Kind.REQUIREMENT, text, status="active", piece="written"))
    found += _contacts(resource)
    return found


def _contacts(resource: Resource) -> Iterator[Fact]:
    for number, one in enumerate(dicts(resource.get("contact")), start=1):
        name = human_name(next(dicts(one.get("name")), None))
        relationship = texts(one.get("relationship"))
        if not name and not relationship:
            continue
        phone = next((said(t.get("value")) for t in dicts(one.get("telecom")) if t.get("system") == "phone"), "")
        yield fact(
            resource,
            Kind.ADMINISTRATION,
            said_with(relationship or "Contact", name),
            happened=moment(part(one.get("period"), "start")),
            status="active",
            details={"contact_name": name, "relationship": relationship, "phone": phone},
            piece=f"contact-{number}",
        )
