"""The invariants of FHIR's resources about people and their care."""

from __future__ import annotations

from collections import Counter
from typing import Any

from joinedup.words.vocabulary.fhir.asking import coded, each, has, in_order, local_addresses, text
from joinedup.words.vocabulary.fhir.invariants.shapes import (
    Invariant,
    at_least_one,
    at_most_one,
    exactly_one,
    needs,
    only_when,
)

_TERMS = "http://terminology.hl7.org/CodeSystem/"


# Every resource


def contained_hold_no_others(resource: Any) -> bool:
    """A contained resource contains no others."""
    return not any("contained" in inner for inner in each(resource, "contained"))


def contained_are_used(resource: Any) -> bool:
    """Each contained resource is pointed to by the one that contains it (or another within), or points to it."""
    inside = each(resource, "contained")
    used = {address for _, address in local_addresses(resource)} if inside else set()
    return all(
        f"#{text(inner, 'id')}" in used or "#" in {address for _, address in local_addresses(inner)} for inner in inside
    )


def contained_have_no_version(resource: Any) -> bool:
    """A contained resource has no version and no time of last update of its own."""
    metas = [meta for inner in each(resource, "contained") for meta in each(inner, "meta")]
    return not any(has(meta, "versionId") or has(meta, "lastUpdated") for meta in metas)


def contained_have_no_label(resource: Any) -> bool:
    """A contained resource has no security label of its own."""
    return not any(has(meta, "security") for inner in each(resource, "contained") for meta in each(inner, "meta"))


# Clinical


def _allergy_in_error(allergy: Any) -> bool:
    return coded(allergy, "verificationStatus", f"{_TERMS}allergyintolerance-verification", "entered-in-error")


def allergy_has_a_status(allergy: Any) -> bool:
    """An allergy that was not entered in error says whether it is active."""
    return _allergy_in_error(allergy) or has(allergy, "clinicalStatus")


def allergy_in_error_has_no_status(allergy: Any) -> bool:
    """An allergy entered in error is neither active nor not."""
    return not (_allergy_in_error(allergy) and has(allergy, "clinicalStatus"))


def abated_is_not_active(condition: Any) -> bool:
    """A condition that has abated is inactive, resolved or in remission."""
    over = coded(condition, "clinicalStatus", f"{_TERMS}condition-clinical", "resolved", "remission", "inactive")
    return over or not has(condition, "abatement[x]")


def condition_in_error_has_no_status(condition: Any) -> bool:
    """A condition entered in error is neither active nor not."""
    in_error = coded(condition, "verificationStatus", f"{_TERMS}condition-ver-status", "entered-in-error")
    return not (in_error and has(condition, "clinicalStatus"))


def absent_reason_means_no_value(observation: Any) -> bool:
    """A reason why there is no value stands only where there is none."""
    return not (has(observation, "dataAbsentReason") and has(observation, "value[x]"))


def value_is_in_one_place(observation: Any) -> bool:
    """The value of a code stands at the top or in the component of that code, not in both."""
    components = each(observation, "component")
    if not components or not has(observation, "value[x]"):
        return True
    codings = [coding for code in each(observation, "code") for coding in each(code, "coding")]
    return not any(
        coding in codings for one in components for code in each(one, "code") for coding in each(code, "coding")
    )


def handed_over_after_prepared(dispense: Any) -> bool:
    """Medicines are not handed over before they are prepared."""
    prepared, handed = text(dispense, "whenPrepared"), text(dispense, "whenHandedOver")
    return not prepared or not handed or in_order(prepared, handed)


def task_changed_after_it_was_made(task: Any) -> bool:
    """A task is not last changed before it was made."""
    made, changed = text(task, "authoredOn"), text(task, "lastModified")
    return not made or not changed or in_order(made, changed)


# Appointments, lists, forms


def start_goes_with_end(appointment: Any) -> bool:
    """An appointment has both a start and an end, or neither."""
    return has(appointment, "start") == has(appointment, "end")


def appointment_is_timed(appointment: Any) -> bool:
    """Only an appointment that is proposed, cancelled or waited for may have no time."""
    timed = has(appointment, "start") and has(appointment, "end")
    return timed or text(appointment, "status") in ("proposed", "cancelled", "waitlist")


def deleted_only_in_changes(a_list: Any) -> bool:
    """Only a list of changes says what was deleted."""
    return text(a_list, "mode") == "changes" or not any(has(entry, "deleted") for entry in each(a_list, "entry"))


def dated_only_in_working(a_list: Any) -> bool:
    """Only a working list dates its entries."""
    return text(a_list, "mode") == "working" or not any(has(entry, "date") for entry in each(a_list, "entry"))


def members_are_actual(group: Any) -> bool:
    """Only a group of actual things or people names its members."""
    return not has(group, "member") or group.get("actual") is True


def not_at_home(element: Any) -> bool:
    """An organisation has no home."""
    return text(element, "use") != "home"


def link_ids_are_unique(questionnaire: Any) -> bool:
    """No two items of a form have one link id."""
    ids: Counter[str] = Counter()
    todo = each(questionnaire, "item")
    while todo:
        item = todo.pop()
        ids[text(item, "linkId")] += 1
        todo += each(item, "item")
    return all(times == 1 for times in ids.values())


def groups_have_items(item: Any) -> bool:
    """A group of a form has items, and what is only shown has none."""
    return {"group": has(item, "item"), "display": not has(item, "item")}.get(text(item, "type"), True)


def asks_something(*names: str) -> Any:
    """Return the rule that an item that is only shown has none of ``names``."""
    return lambda item: text(item, "type") != "display" or not any(has(item, name) for name in names)


RULES = (
    Invariant("dom-2", "A contained resource may not contain others.", contained_hold_no_others),
    Invariant("dom-3", "A contained resource must be pointed to from the one that contains it.", contained_are_used),
    Invariant(
        "dom-4", "A contained resource may not have a version or last update of its own.", contained_have_no_version
    ),
    Invariant("dom-5", "A contained resource may not have a security label of its own.", contained_have_no_label),
    Invariant("ait-1", "clinicalStatus is required, unless entered in error.", allergy_has_a_status),
    Invariant("ait-2", "What was entered in error may not have a clinicalStatus.", allergy_in_error_has_no_status),
    Invariant("con-4", "What has abated must be inactive, resolved or in remission.", abated_is_not_active),
    Invariant("con-5", "What was entered in error may not have a clinicalStatus.", condition_in_error_has_no_status),
    at_least_one("con-1", "summary", "assessment"),
    at_least_one("con-2", "code", "detail"),
    at_least_one("obs-3", "low", "high", "text"),
    Invariant("obs-6", "dataAbsentReason is allowed only where there is no value.", absent_reason_means_no_value),
    Invariant("obs-7", "The value may not stand both at the top and in a component.", value_is_in_one_place),
    at_least_one("pat-1", "name", "telecom", "address", "organization"),
    at_least_one("org-1", "identifier", "name"),
    Invariant("org-2", "An organisation's address may not be of use home.", not_at_home),
    Invariant("org-3", "An organisation's telecom may not be of use home.", not_at_home),
    at_most_one("fhs-1", "age[x]", "born[x]"),
    needs("fhs-2", "estimatedAge", "age[x]"),
    needs("gol-1", "detail[x]", "measure"),
    Invariant("grp-1", "Only a group whose actual is true may name members.", members_are_actual),
    at_least_one("imm-1", "documentType", "reference"),
    at_least_one("imr-1", "vaccineCode", "targetDisease"),
    at_least_one("mad-1", "dose", "rate[x]"),
    Invariant("mdd-1", "Medicines cannot be handed over before they are prepared.", handed_over_after_prepared),
    at_most_one("cpl-3", "detail", "reference"),
    needs("prr-1", "orderDetail", "code"),
    at_least_one("cmp-1", "text", "entry", "section"),
    at_most_one("cmp-2", "emptyReason", "entry"),
    at_most_one("lst-1", "emptyReason", "entry"),
    Invariant("lst-2", "deleted is allowed only where mode is changes.", deleted_only_in_changes),
    Invariant("lst-3", "An entry's date is allowed only where mode is working.", dated_only_in_working),
    at_least_one("app-1", "type", "actor"),
    Invariant("app-2", "start and end are given together, or neither.", start_goes_with_end),
    Invariant("app-3", "start and end are required, unless proposed, cancelled or waitlist.", appointment_is_timed),
    only_when("app-4", "cancelationReason", "status", "noshow", "cancelled"),
    at_least_one("apr-1", "participantType", "actor"),
    at_most_one("sev-1", "name", "query"),
    at_least_one("ppc-1", "policy", "policyRule"),
    exactly_one("rqg-1", "resource", "action"),
    exactly_one("ces-1", "category", "productOrService"),
    at_most_one("qrs-1", "answer", "item"),
    Invariant("que-1", "A group needs items, and a display may not have any.", groups_have_items),
    Invariant("que-2", "Two items have the same linkId.", link_ids_are_unique),
    Invariant("que-3", "A display may not have a code.", asks_something("code")),
    at_most_one("que-4", "answerOption", "answerValueSet"),
    Invariant("que-6", "A display may not be required or repeat.", asks_something("required", "repeats")),
    Invariant("que-9", "A display may not be read only.", asks_something("readOnly")),
    at_most_one("que-11", "answerOption", "initial"),
    exactly_one("Parameters.parameter inv-1", "value[x]", "resource", "part"),
    Invariant("Task inv-1", "A task cannot be last changed before it was made.", task_changed_after_it_was_made),
    at_least_one("vsd-1", "valueSet", "system"),
    at_most_one("vsd-3", "concept", "filter"),
    at_least_one("vsd-6", "code", "display"),
    needs("vsd-10", "code", "system"),
)
