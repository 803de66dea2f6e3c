"""Problems, allergies, procedures, immunisations and family history: what is known of a person's health."""

from __future__ import annotations

from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    amount,
    concept,
    dicts,
    extension,
    extension_value,
    first_moment,
    is_coded,
    items,
    moment,
    name_of,
    notes,
    one_of,
    part,
    said,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.fhir.mapping.shaping import (
    fact,
    linked,
    people,
    place,
    provider,
    said_with,
    status_of,
)
from joinedup.words.vocabulary.kinds import Fact, Kind

#: SNOMED CT concepts that record a decision about resuscitation, whichever resource carries them.
RESUSCITATION = frozenset({"450475007", "450476008"})
#: SNOMED CT concepts by which a source says that there is no allergy to tell of.
NO_ALLERGY = frozenset({"716186003", "409137002", "428607008", "428197003"})


def condition(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the problem or diagnosis that a Condition states."""
    coded = concept(resource.get("code"))
    onset = first_moment(resource, "onsetDateTime", "onsetPeriod")
    related = [
        key
        for found in dicts(resource.get("extension"))
        if str(found.get("url", "")).removesuffix("-1").endswith("RelatedClinicalContent")
        and (key := key_at(found.get("valueReference"), lookup))
    ]
    details = {
        "category": part(resource.get("category"), "coding", "code"),
        "significance": extension_value(resource, "ProblemSignificance")
        or extension_value(resource, "ConditionProblemSignificance"),
        "episodicity": concept(extension_value(resource, "ConditionEpisode")).text,
        "severity": texts(resource.get("severity")),
        "verification": part(resource.get("verificationStatus"), "coding", "code"),
        "body_site": texts(resource.get("bodySite")),
        "onset": said(resource.get("onsetString")) or amount(resource.get("onsetAge")),
        "recorded": said(resource.get("recordedDate")),
        "clinician": name_of(resource.get("asserter") or resource.get("recorder"), lookup),
        "comment": notes(resource),
        "members": related,
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.PREFERENCE if coded.code in RESUSCITATION else Kind.PROBLEM,
            coded.text,
            coded=coded,
            happened=onset or moment(resource.get("recordedDate")),
            ended=first_moment(resource, "abatementDateTime", "abatementPeriod"),
            status=status_of(resource),
            details=details,
        )
    ]


def allergy(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the allergy or intolerance, or the statement that there is none, that an AllergyIntolerance makes."""
    coded = concept(resource.get("code"))
    reactions = list(dicts(resource.get("reaction")))
    ending = extension(resource, "AllergyIntoleranceEnd") or extension(resource, "AllergyIntolEnd")
    ended = extension_value(ending, "endDate") if ending else None
    details = {
        "none_known": True if coded.code in NO_ALLERGY else None,
        "type": said(resource.get("type")),
        "category": ", ".join(said(value) for value in items(resource.get("category"))),
        "criticality": said(resource.get("criticality")),
        "verification": part(resource.get("verificationStatus"), "coding", "code"),
        "substance": texts([found.get("substance") for found in reactions]),
        "reaction": texts([m for found in reactions for m in items(found.get("manifestation"))]),
        "severity": next((s for found in reactions if (s := said(found.get("severity")))), ""),
        "last_occurred": said(resource.get("lastOccurrence")),
        "recorded": said(resource.get("recordedDate")),
        "reason_ended": said(extension_value(ending, "reasonEnded")) if ending else "",
        "clinician": name_of(resource.get("asserter") or resource.get("recorder"), lookup),
        "comment": notes(resource),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.ALLERGY,
            coded.text,
            coded=coded,
            happened=first_moment(resource, "onsetDateTime", "onsetPeriod", "recordedDate"),
            ended=moment(ended),
            status=status_of(resource),
            details=details,
        )
    ]


def procedure(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the procedure done (or, where its source says so, not done) that a Procedure tells of."""
    coded = concept(resource.get("code"))
    period = resource.get("performedPeriod")
    not_done = resource.get("status") == "not-done"
    details = {
        "category": texts(resource.get("category")),
        "reason": texts(resource.get("reasonCode")),
        "reason_not_done": texts(resource.get("statusReason")),
        "body_site": texts(resource.get("bodySite")),
        "outcome": texts(resource.get("outcome")),
        "performed": said(resource.get("performedString")) or amount(resource.get("performedAge")),
        "clinician": people([p.get("actor") for p in dicts(resource.get("performer"))], lookup),
        "comment": notes(resource),
        **place(resource.get("location"), lookup),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.PREFERENCE if coded.code in RESUSCITATION else Kind.PROCEDURE,
            said_with("Not done", coded.text) if not_done else coded.text,
            coded=coded,
            happened=first_moment(resource, "performedDateTime", "performedPeriod"),
            ended=moment(part(period, "end")),
            status=status_of(resource),
            details=details,
        )
    ]


def immunisation(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the vaccination given, or not given, that an Immunization tells of.

    UK Core carries the procedure ("first dose of …") in an extension, and the product as the vaccine's code;
    the product is "unknown" in many records, and then it is not shown.
    """
    given = concept(extension_value(resource, "VaccinationProcedure"))
    unknown = is_coded(resource.get("vaccineCode"), "UNK")
    product = concept(None if unknown else resource.get("vaccineCode"))
    coded = given if given.code else product
    protocol = one_of(resource.get("protocolApplied"))
    not_done = resource.get("status") == "not-done"
    details = {
        "vaccine": product.text,
        "batch": said(resource.get("lotNumber")),
        "manufacturer": name_of(resource.get("manufacturer"), lookup),
        "expires": said(resource.get("expirationDate")),
        "dose_number": protocol.get("doseNumberPositiveInt") or said(protocol.get("doseNumberString")),
        "doses_in_series": protocol.get("seriesDosesPositiveInt") or said(protocol.get("seriesDosesString")),
        "protects_against": texts(protocol.get("targetDisease")),
        "dose": amount(resource.get("doseQuantity")),
        "body_site": texts(resource.get("site")),
        "route": texts(resource.get("route")),
        "reason": texts(resource.get("reasonCode")),
        "reason_not_done": texts(resource.get("statusReason")),
        "recorded": said(resource.get("recorded")),
        "clinician": people([p.get("actor") for p in dicts(resource.get("performer"))], lookup),
        "comment": notes(resource),
        **place(resource.get("location"), lookup),
        **linked(resource, lookup),
    }
    text = given.text or product.text or "Vaccination"
    return [
        fact(
            resource,
            Kind.IMMUNISATION,
            said_with("Not given", text) if not_done else text,
            coded=coded,
            happened=moment(resource.get("occurrenceDateTime")),
            status=status_of(resource),
            details=details | {"given": said(resource.get("occurrenceString"))},
        )
    ]


def family_history(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return one fact for each condition of the relative; one for the relative where no condition is told."""
    relative = concept(resource.get("relationship")).text
    happened = moment(resource.get("date"))
    status = status_of(resource)
    comment = notes(resource)
    found = list(dicts(resource.get("condition")))
    if not found:
        details = {"relationship": relative, "comment": comment}
        text = said_with(relative.capitalize() or "Family history", comment)
        return [fact(resource, Kind.FAMILY_HISTORY, text, happened=happened, status=status, details=details)]
    return [
        fact(
            resource,
            Kind.FAMILY_HISTORY,
            said_with(relative.capitalize(), concept(one.get("code")).text),
            coded=concept(one.get("code")),
            happened=happened,
            status=status,
            details={
                "relationship": relative,
                "onset": amount(one.get("onsetAge")) or said(one.get("onsetString")),
                "outcome": texts(one.get("outcome")),
                "comment": comment,
            },
            piece=str(number) if number > 1 else "",
        )
        for number, one in enumerate(found, start=1)
    ]


def device(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the device that a person has in or about them; a device of no person's makes no fact."""
    if not resource.get("patient"):
        return []
    coded = concept(resource.get("type"))
    details = {
        "serial_number": said(resource.get("serialNumber")),
        "batch": said(resource.get("lotNumber")),
        "manufacturer": said(resource.get("manufacturer")),
        **provider(resource.get("owner"), lookup),
    }
    name = next((said(n.get("name")) for n in dicts(resource.get("deviceName"))), "")
    return [
        fact(
            resource,
            Kind.OBSERVATION,
            said_with("Device", coded.text or name),
            coded=coded,
            status=status_of(resource),
            details=details,
        )
    ]
