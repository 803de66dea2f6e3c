"""Plans, goals, alerts, decisions, harms, and the people close to someone."""

from __future__ import annotations

import re

from joinedup.words.vocabulary.fhir.mapping.clinical import allergy
from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    amount,
    concept,
    dicts,
    first_moment,
    human_name,
    is_coded,
    items,
    moment,
    name_of,
    notes,
    one_of,
    part,
    reference,
    said,
    target,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.fhir.mapping.shaping import fact, linked, people, place, provider, said_with, status_of
from joinedup.words.vocabulary.kinds import Fact, Kind

_SAFEGUARDING = re.compile(r"safeguard|child protection|at risk of abuse|domestic abuse|vulnerable adult", re.I)
_REQUIREMENT = re.compile(r"reasonable adjustment|communication|interpreter|accessib|large print|braille|diet", re.I)
_UNCLINICAL_LISTS = re.compile(r"consultation|topic|category|problem", re.I)


def care_plan(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return a care plan: its title, what it is for, what is to be done and what it hopes for."""
    period = one_of(resource.get("period"))
    activities = [_activity(one, lookup) for one in dicts(resource.get("activity"))]
    goals = [target(value, lookup) for value in items(resource.get("goal"))]
    addressed = [key for value in items(resource.get("addresses")) if (key := key_at(value, lookup))]
    named = [text for one in items(resource.get("category")) if (text := concept(one).text)]
    title = said(resource.get("title")) or (named[-1] if named else "Care plan")
    details = {
        "description": said(resource.get("description")),
        "activities": [text for text in activities if text],
        "goals": [text for goal in goals if goal and (text := concept(goal.get("description")).text)],
        "author": name_of(resource.get("author"), lookup),
        "team": people(resource.get("careTeam"), lookup),
        "comment": notes(resource),
        **linked(resource, lookup),
        "problems": addressed,
    }
    return [
        fact(
            resource,
            Kind.PLAN,
            title,
            coded=concept(next(reversed(items(resource.get("category"))), None)),
            happened=moment(period.get("start")) or moment(resource.get("created")),
            ended=moment(period.get("end")),
            status=status_of(resource),
            details=details,
        )
    ]


def _activity(one: Resource, lookup: Lookup) -> str:
    detail = one_of(one.get("detail"))
    words = said(detail.get("description")) or concept(detail.get("code")).text
    return words or name_of(one.get("reference"), lookup)


def goal(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what a person hopes for, in the words in which it was written."""
    first = one_of(resource.get("target"))
    details = {
        "goal": True,
        "target": amount(first.get("detailQuantity")) or said(first.get("detailString")),
        "due": said(first.get("dueDate")),
        "achievement": texts(resource.get("achievementStatus")),
        "said_by": name_of(resource.get("expressedBy"), lookup),
        "problems": [key for value in items(resource.get("addresses")) if (key := key_at(value, lookup))],
        "comment": notes(resource),
    }
    status = resource.get("lifecycleStatus")
    return [
        fact(
            resource,
            Kind.PLAN,
            said_with("Goal", concept(resource.get("description")).text),
            coded=concept(resource.get("description")),
            happened=first_moment(resource, "startDate", "statusDate"),
            status=status if isinstance(status, str) else "",
            details=details,
        )
    ]


def flag(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return an alert; one about safeguarding, or about how a person needs things done, goes under that heading."""
    coded = concept(resource.get("code"))
    category = texts(resource.get("category"))
    words = f"{category} {coded.text}"
    kind = Kind.ALERT
    if _SAFEGUARDING.search(words):
        kind = Kind.SAFEGUARDING
    elif _REQUIREMENT.search(category) or "adjustment" in words.lower():
        kind = Kind.REQUIREMENT
    period = one_of(resource.get("period"))
    details = {"category": category, "clinician": name_of(resource.get("author"), lookup), **linked(resource, lookup)}
    return [
        fact(
            resource,
            kind,
            coded.text,
            coded=coded,
            happened=moment(period.get("start")),
            ended=moment(period.get("end")),
            status=status_of(resource),
            details=details,
        )
    ]


def consent(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return a consent; an advance care directive (resuscitation, refusal of treatment) is a preference."""
    scope = resource.get("scope")
    advance = is_coded(scope, "adr") or is_coded(resource.get("category"), "acd", "dnr", "emrgonly", "64293-4")
    provision = one_of(resource.get("provision"))
    category = texts(resource.get("category"))
    details = {
        "scope": texts(scope),
        "decision": said(provision.get("type")),
        "purpose": texts(provision.get("purpose")),
        "review": said(part(provision.get("period"), "end")),
        "document": name_of(resource.get("sourceReference"), lookup)
        or said(part(resource.get("sourceAttachment"), "title")),
        "clinician": people(resource.get("performer"), lookup),
        **provider(resource.get("organization"), lookup),
    }
    return [
        fact(
            resource,
            Kind.PREFERENCE if advance else Kind.LEGAL,
            said_with(texts(scope) or "Consent", category),
            coded=concept(resource.get("category")),
            happened=moment(resource.get("dateTime")) or moment(part(provision.get("period"), "start")),
            status=status_of(resource),
            details=details,
        )
    ]


def harm(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return a harm or a danger: an AdverseEvent (an incident) or a DetectedIssue (an alert)."""
    incident = resource.get("resourceType") == "AdverseEvent"
    coded = concept(resource.get("event") if incident else resource.get("code"))
    details = {
        "severity": texts(resource.get("severity")) or said(resource.get("severity")),
        "outcome": texts(resource.get("outcome")),
        "detail": said(resource.get("detail")),
        **place(resource.get("location"), lookup),
        "encounter": key_at(resource.get("encounter"), lookup),
    }
    return [
        fact(
            resource,
            Kind.INCIDENT if incident else Kind.ALERT,
            said_with(coded.text, said(resource.get("detail"))),
            coded=coded,
            happened=first_moment(resource, "date", "identifiedDateTime", "identifiedPeriod"),
            status=status_of(resource),
            details=details,
        )
    ]


def diet(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return how a person is to be fed, from a NutritionOrder."""
    oral, supplement = one_of(resource.get("oralDiet")), one_of(resource.get("supplement"))
    text = ", ".join(
        words
        for words in (
            texts(oral.get("type")),
            said(oral.get("instruction")),
            said(supplement.get("productName")) or texts(supplement.get("type")),
        )
        if words
    )
    return [
        fact(
            resource,
            Kind.REQUIREMENT,
            said_with("Diet", text),
            coded=concept(oral.get("type")),
            happened=moment(resource.get("dateTime")),
            status=status_of(resource),
            details={"comment": notes(resource), **linked(resource, lookup)},
        )
    ]


def related_person(resource: Resource, _lookup: Lookup) -> list[Fact]:
    """Return someone close to a person: who they are to them and how to reach them."""
    name = human_name(next(dicts(resource.get("name")), None))
    relationship = texts(resource.get("relationship"))
    period = one_of(resource.get("period"))
    details = {
        "contact_name": name,
        "relationship": relationship,
        "phone": next((said(t.get("value")) for t in dicts(resource.get("telecom")) if t.get("system") == "phone"), ""),
    }
    active = resource.get("active")
    return [
        fact(
            resource,
            Kind.ADMINISTRATION,
            said_with(relationship or "Related person", name),
            happened=moment(period.get("start")),
            ended=moment(period.get("end")),
            status="inactive" if active is False else "active",
            details=details,
        )
    ]


ENDED_ALLERGIES = "1103671000000101"
"""SNOMED CT, the code of GP Connect's list of allergies that have ended."""


def list_of(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what a List says beyond its members: that it is empty and why, or that things were left out of it.

    The members tell of themselves, but for those that the list itself holds: GP Connect keeps allergies that have
    ended within their list, so that none is taken for one that holds. Only "nil known" (a statement by a clinician)
    says that there is no allergy; "nothing recorded" and "withheld" never do.
    """
    if any(coding.get("code") == ENDED_ALLERGIES for coding in dicts(part(resource, "code", "coding"))):
        held = [one for one in dicts(resource.get("contained")) if one.get("resourceType") == "AllergyIntolerance"]
        return [*(found for one in held for found in allergy(one, lookup)), *_of_list(resource)]
    return _of_list(resource)


def _of_list(resource: Resource) -> list[Fact]:
    title = said(resource.get("title")) or concept(resource.get("code")).text
    reason = concept(resource.get("emptyReason"))
    warnings = [
        str(found["valueCode"])
        for found in dicts(resource.get("extension"))
        if "WarningCode" in str(found.get("url", "")) and "valueCode" in found
    ]
    if not reason.text and not warnings:
        return []
    if not reason.text and _UNCLINICAL_LISTS.search(concept(resource.get("code")).text):
        return []
    nil_known = reason.code == "nilknown" and "allerg" in title.lower()
    words = reason.text.lower() if reason.text else "something was left out by its source"
    return [
        fact(
            resource,
            Kind.ALLERGY if nil_known else Kind.ADMINISTRATION,
            "No known allergies" if nil_known else said_with(title, words),
            happened=moment(resource.get("date")) if nil_known else None,
            status=status_of(resource),
            details={
                "list": title,
                "empty_reason": reason.code,
                "warnings": sorted(warnings),
                "none_known": True if nil_known else None,
                "comment": notes(resource),
            },
        )
    ]


def subject_reference(resource: Resource) -> str:
    """Return the reference to whose resource this is (the patient compartment), '' where it is no one's."""
    kind = resource.get("resourceType")
    if kind == "Patient":
        return f"Patient/{resource['id']}" if resource.get("id") else ""
    for name in ("subject", "patient", "beneficiary", "for", "individual"):
        if found := reference(resource.get(name)):
            return found
    actors = (reference(one.get("actor")) for one in dicts(resource.get("participant")))
    return next((found for found in actors if "Patient/" in found), "")
