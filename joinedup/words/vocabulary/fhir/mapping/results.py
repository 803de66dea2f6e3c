"""Observations and reports: what was measured, found or asked."""

from __future__ import annotations

from typing import Any

from joinedup.words.vocabulary.fhir.mapping.clinical import RESUSCITATION
from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    amount,
    attachment_text,
    concept,
    concepts,
    dicts,
    first_moment,
    is_coded,
    items,
    name_of,
    notes,
    one_of,
    quantity,
    reference,
    said,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at, key_of
from joinedup.words.vocabulary.fhir.mapping.shaping import fact, linked, people, provider, said_with, status_of
from joinedup.words.vocabulary.kinds import Fact, Kind

#: Categories (HL7's categories and sections, SNOMED CT's disciplines) of what laboratories and scanners find.
_INVESTIGATED = (
    "laboratory", "imaging", "procedure", "LAB", "RAD", "PAT", "HM", "CH", "MB", "IMM", "CT", "US", "NMR",
    "394595002", "108252007", "363679005", "394914008",
)  # fmt: skip
#: LOINC types of a report that is only a note: it is read as a document.
_NOTES = ("34117-2", "51847-2", "11506-3", "11488-4", "18842-5", "34133-9")
COMMENT_NOTE = "37331000000100"


def observation(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what an Observation measured or found.

    Each component with a number is a fact of its own (so that a blood pressure gives two numbers to draw), named by
    ``panel``; components in words are ``parts`` of the whole. The whole is a fact too, unless numbers have
    said it all. A panel's header has ``members``.
    """
    kind = _kind(resource)
    shared = _shared(resource, lookup)
    components, parts = _components(resource, kind, shared)
    members = [key for value in items(resource.get("hasMember")) if (key := key_at(value, lookup))]
    coded = concept(resource.get("code"))
    value, unit, answer, extra = _value(resource)
    if components and value is None and not answer and not parts:
        return components
    comment = shared.get("comment", "")
    if coded.code == COMMENT_NOTE and comment:
        coded, answer = type(coded)("Comment", coded.system, coded.code), str(comment)
    if coded.code in RESUSCITATION:
        kind = Kind.PREFERENCE
    whole = fact(
        resource,
        kind,
        said_with(coded.text, answer),
        coded=coded,
        happened=_when(resource),
        value=value,
        unit=unit,
        status=status_of(resource),
        details={**shared, **extra, **_judged(resource), "answer": answer, "parts": parts, "members": members},
    )
    return [whole, *components]


def _when(resource: Resource) -> Any:
    return first_moment(resource, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")


def _kind(resource: Resource) -> Kind:
    category = resource.get("category")
    if is_coded(category, *_INVESTIGATED) or (not category and resource.get("specimen")):
        return Kind.INVESTIGATION
    if resource.get("device") and _is_own(resource):
        return Kind.READING
    return Kind.OBSERVATION


def _is_own(resource: Resource) -> bool:
    """Return whether the person, someone close to them or the device itself measured it, not a professional."""
    performers = [reference(value) for value in items(resource.get("performer"))]
    return all("Patient/" in one or "RelatedPerson/" in one for one in performers)


def _shared(resource: Resource, lookup: Lookup) -> dict[str, Any]:
    return {
        "category": texts(resource.get("category")),
        "clinician": people(resource.get("performer"), lookup),
        "method": texts(resource.get("method")),
        "body_site": texts(resource.get("bodySite")),
        "device": name_of(resource.get("device"), lookup),
        "issued": said(resource.get("issued")),
        "comment": notes(resource),
        **linked(resource, lookup),
    }


def _components(resource: Resource, kind: Kind, shared: dict[str, Any]) -> tuple[list[Fact], dict[str, str]]:
    """Return a fact for each component with a number, and the answers of the others by their names."""
    panel = key_of(resource)
    title = concept(resource.get("code")).text
    found = []
    parts: dict[str, str] = {}
    for number, one in enumerate(dicts(resource.get("component")), start=1):
        value, unit, answer, extra = _value(one)
        coded = concept(one.get("code"))
        if value is None:
            parts |= {coded.text: answer} if answer else {}
            continue
        details = {**shared, **extra, **_judged(one), "panel": panel, "panel_name": title}
        found.append(
            fact(
                resource,
                kind,
                coded.text,
                coded=coded,
                happened=_when(resource),
                value=value,
                unit=unit,
                status=status_of(resource),
                details=details,
                piece=str(number),
            )
        )
    return found, parts


def _value(holder: dict[str, Any]) -> tuple[float | None, str, str, dict[str, Any]]:
    """Return a value[x] as number, unit, words and further details; a reason for its absence counts as words."""
    name = next((key for key in holder if key.startswith("value")), "")
    value = holder.get(name)
    match name:
        case "valueQuantity":
            number, unit = quantity(value)
            return number, unit, "", {"comparator": said(value.get("comparator")) if isinstance(value, dict) else ""}
        case "valueInteger":
            return float(value) if isinstance(value, int) else None, "", "", {}
        case "valueBoolean":
            return None, "", "yes" if value else "no", {}
        case "valueCodeableConcept":
            found = concept(value)
            return None, "", found.text, {"answer_code": found.code, "answer_system": found.system}
        case "":
            absent = texts(holder.get("dataAbsentReason"))
            return None, "", f"not known ({absent.lower()})" if absent else "", {}
        case _:
            return None, "", _words(name, value), {}


def _words(name: str, value: Any) -> str:
    """Return the words of the less common kinds of value."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, dict):
        return ""
    match name:
        case "valueRange":
            return " to ".join(filter(None, (amount(value.get("low")), amount(value.get("high")))))
        case "valueRatio":
            return ":".join(filter(None, (amount(value.get("numerator")), amount(value.get("denominator")))))
        case "valuePeriod":
            return " to ".join(filter(None, (said(value.get("start")), said(value.get("end")))))
        case _:
            return "a tracing"


def _judged(holder: dict[str, Any]) -> dict[str, Any]:
    """Return the range within which a value is usual, and what was said of it."""
    usual = one_of(holder.get("referenceRange"))
    found = concepts(holder.get("interpretation"))
    return {
        "reference_low": quantity(usual.get("low"))[0],
        "reference_high": quantity(usual.get("high"))[0],
        "reference": said(usual.get("text")),
        "interpretation": ", ".join(one.text for one in found),
    }


def report(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the report as one fact, its results as ``members``; a report that is only a note is a document."""
    coded = concept(resource.get("code"))
    conclusion = said(resource.get("conclusion")) or texts(resource.get("conclusionCode"))
    forms = list(dicts(resource.get("presentedForm")))
    only_note = is_coded(resource.get("code"), *_NOTES) or is_coded(resource.get("category"), *_NOTES)
    details = {
        "category": texts(resource.get("category")),
        "conclusion": conclusion,
        "content": "\n\n".join(text for form in forms if (text := attachment_text(form))),
        "title": next((title for form in forms if (title := said(form.get("title")))), ""),
        "specimen": people(resource.get("specimen"), lookup),
        "issued": said(resource.get("issued")),
        "clinician": people(resource.get("performer"), lookup),
        "members": [key for value in items(resource.get("result")) if (key := key_at(value, lookup))],
        **provider(None, lookup),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.DOCUMENT if only_note and not resource.get("result") else Kind.INVESTIGATION,
            said_with(coded.text, conclusion),
            coded=coded,
            happened=_when(resource),
            status=status_of(resource),
            details=details,
        )
    ]


def imaging(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the scan or X-ray that an ImagingStudy holds."""
    coded = concept(resource.get("procedureCode"))
    modalities = concepts([m for one in dicts(resource.get("series")) for m in items(one.get("modality"))])
    text = said(resource.get("description")) or coded.text or ", ".join(dict.fromkeys(one.text for one in modalities))
    details = {"reason": texts(resource.get("reasonCode")), "comment": notes(resource), **linked(resource, lookup)}
    return [
        fact(
            resource,
            Kind.INVESTIGATION,
            said_with("Imaging", text),
            coded=coded,
            happened=first_moment(resource, "started"),
            status=status_of(resource),
            details=details,
        )
    ]


def assessed(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what a ClinicalImpression or RiskAssessment concluded, as its author wrote it."""
    coded = concept(resource.get("code"))
    outcomes = ", ".join(
        piece
        for one in dicts(resource.get("prediction"))
        if (piece := said_with(texts(one.get("outcome")), texts(one.get("qualitativeRisk"))))
    )
    text = said(resource.get("summary")) or outcomes or said(resource.get("description"))
    return [
        fact(
            resource,
            Kind.OBSERVATION,
            said_with(coded.text, text),
            coded=coded,
            happened=first_moment(
                resource, "effectiveDateTime", "effectivePeriod", "occurrenceDateTime", "occurrencePeriod", "date"
            ),
            status=status_of(resource),
            details={"comment": notes(resource), **linked(resource, lookup)},
        )
    ]
