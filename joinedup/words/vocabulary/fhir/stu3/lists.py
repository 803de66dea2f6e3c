"""Which kinds of fact a GP Connect structured record tells in full, by its lists: what is not in it is then gone.

Each clinical area that was asked for comes with a primary list, known by its SNOMED CT code; where there is nothing
the list is there, empty, and says so. A warning on a list (confidential items, a record on its way from another
practice, data that wait to be filed) says that something may be missing, and so that its absence means nothing.
Source: GP Connect Access Record: Structured 1.5 and 1.6, "Using lists to return data" and "List".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from joinedup.words.vocabulary.fhir.mapping.elements import dicts, said
from joinedup.words.vocabulary.kinds import Kind

NOTHING_RECORDED = "no-content-recorded"
_WARNING = "ListWarningCode"
_ALLERGIES, _ENDED_ALLERGIES = "886921000000105", "1103671000000101"
_MEDICINES, _IMMUNISATIONS, _PROBLEMS = "933361000000108", "1102181000000102", "717711000000103"
_CONSULTATIONS, _UNCATEGORISED, _INVESTIGATIONS = "1149501000000101", "826501000000100", "887191000000108"
_REFERRALS, _DIARY = "792931000000107", "714311000000108"
# Observations come under four headings, and requests under three: only all of them together are all there are.
_OBSERVED = frozenset((_UNCATEGORISED, _INVESTIGATIONS, _CONSULTATIONS, _PROBLEMS))
_REQUESTED = frozenset((_DIARY, _INVESTIGATIONS, _CONSULTATIONS))
_NEEDS: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    # An allergy that has ended moves to a list of its own, which is sent only where it was asked for.
    Kind.ALLERGY: (frozenset((_ALLERGIES, _ENDED_ALLERGIES)), frozenset(("AllergyIntolerance",))),
    Kind.MEDICINE: (frozenset((_MEDICINES,)), frozenset(("MedicationStatement", "MedicationRequest", "Medication"))),
    Kind.IMMUNISATION: (frozenset((_IMMUNISATIONS,)), frozenset(("Immunization",))),
    Kind.PROBLEM: (frozenset((_PROBLEMS,)), frozenset(("Condition",))),
    Kind.CONSULTATION: (frozenset((_CONSULTATIONS,)), frozenset(("Encounter",))),
    Kind.OBSERVATION: (_OBSERVED, frozenset(("Observation", "DiagnosticReport"))),
    Kind.INVESTIGATION: (_OBSERVED, frozenset(("Observation", "DiagnosticReport"))),
    Kind.REFERRAL: (frozenset((_REFERRALS,)) | _REQUESTED, frozenset(("ReferralRequest", "ProcedureRequest"))),
    Kind.PLAN: (_REQUESTED, frozenset(("ProcedureRequest", "ReferralRequest"))),
}
_AS_R4 = {"ServiceRequest": ("ReferralRequest", "ProcedureRequest")}


def kinds_told_whole(lists: Iterable[dict[str, Any]], unread: Collection[str]) -> frozenset[Kind]:
    """Return the kinds of which one person's ``lists`` say that all there is has been sent.

    ``unread`` are the types of the resources that could not be read; a kind that they may be of is not told whole,
    and where one of them does not say its type ('') none is.
    """
    if "" in unread:
        return frozenset()
    missing = {name for type_ in unread for name in (type_, *_AS_R4.get(type_, ()))}
    told = _told(lists)
    return frozenset(
        kind for kind, (needed, types) in _NEEDS.items() if needed <= told and missing.isdisjoint((*types, "List"))
    )


def _told(lists: Iterable[dict[str, Any]]) -> set[str]:
    """Return the codes of the lists that are whole: each that is there, and not one that says otherwise."""
    whole: set[str] = set()
    partial: set[str] = set()
    for one in lists:
        codes = {said(coding.get("code")) for each in dicts(one.get("code")) for coding in dicts(each.get("coding"))}
        (whole if _is_whole(one) else partial).update(codes)
    return whole - partial


def _is_whole(one: dict[str, Any]) -> bool:
    if one.get("status") != "current" or one.get("mode") != "snapshot":
        return False
    if any(_WARNING in said(extension.get("url")) for extension in dicts(one.get("extension"))):
        return False
    reasons = [
        said(coding.get("code")) for each in dicts(one.get("emptyReason")) for coding in dicts(each.get("coding"))
    ]
    return bool(one.get("entry")) != (NOTHING_RECORDED in reasons)
