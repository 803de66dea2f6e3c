"""A model of care as a FHIR R4 PlanDefinition, to be read by other systems.

Its events are actions that a named event triggers; each step is an action after the one from which its clock counts.
Lengths that FHIR can say are offsets; working days and times of day, which it cannot, are in the description.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from joinedup.words.criteria.expression import data
from joinedup.words.models_of_care.clocks import Clock
from joinedup.words.models_of_care.definition import EVENTS, Branch, ModelOfCare, Step
from joinedup.words.models_of_care.explain import read_aloud, step_aloud
from joinedup.words.models_of_care.known import Known, title_of

ADDRESS = "urn:joinedup:model-of-care:"
FORM = "https://joinedup.example/fhir/Questionnaire/"
_UCUM = {"minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"}
_CRITERIA = "text/x-joinedup-criteria"

Resource = dict[str, Any]


def plan_definition(model: ModelOfCare, known: Known | None = None) -> Resource:
    """Return the model as a PlanDefinition: a draft, for no one's use until whoever takes it has agreed to it."""
    anchors = {step.due.anchor for step in model.steps if step.due}
    first = model.how_in.form
    events = [name for name in EVENTS if name in anchors or (first and name == "referred")]
    actions = [_event(name) for name in events]
    if first:
        actions[0]["documentation"] = _forms((first,), known)
    actions += [_step(model, step, known) for step in model.steps]
    if model.who is not None:
        said = {"kind": "applicability", "expression": _expression(str(model.who), str(data(model.who)))}
        actions = [{"id": "model", "title": model.title, "condition": [said], "action": actions}]
    aloud = "\n\n".join(f"**{heading}**\n\n" + "\n".join(lines) for heading, lines in read_aloud(model, known))
    found: Resource = {
        "resourceType": "PlanDefinition", "id": model.id, "url": ADDRESS + model.id, "version": model.version,
        "name": model.id.title().replace("-", ""), "title": model.title,
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type",
                             "code": "clinical-protocol"}]},
        "status": "draft", "experimental": False, "description": aloud, "copyright": f"Source: {model.source}",
        "action": actions,
    }  # fmt: skip
    if model.summary:
        found["purpose"] = model.summary
    return found


def _event(name: str) -> Resource:
    return {"id": name, "title": name.capitalize(), "trigger": [{"type": "named-event", "name": name}]}


def _step(model: ModelOfCare, step: Step, known: Known | None) -> Resource:
    found: Resource = {
        "id": _id(step.name), "title": step.title, "description": "\n".join(step_aloud(model, step, known)),
        "participant": [{"type": "practitioner", "role": {"text": title_of("roles", step.by, known)}}],
    }  # fmt: skip
    after = [_after(step.due)] if step.due and step.due.anchor and step.due.kind != "stay" else []
    if after:
        found["relatedAction"] = after
    if step.forms:
        found["documentation"] = _forms(step.forms, known)
    if step.then:
        found["action"] = [_branch(step, number, branch) for number, branch in enumerate(step.then, 1)]
    return found


def _forms(forms: Sequence[str], known: Known | None) -> list[Resource]:
    return [
        {"type": "documentation", "display": title_of("forms", form, known), "resource": FORM + form} for form in forms
    ]


def _after(clock: Clock) -> Resource:
    found: Resource = {"actionId": _id(clock.anchor), "relationship": "after-end"}
    if clock.length and clock.length.unit in _UCUM and clock.kind != "by":
        unit = clock.length.unit
        found["offsetDuration"] = {
            "value": clock.length.amount, "unit": unit, "system": "http://unitsofmeasure.org", "code": _UCUM[unit],
        }  # fmt: skip
    return found


def _branch(step: Step, number: int, branch: Branch) -> Resource:
    when = " and ".join(str(condition) for condition in branch.when)
    return {
        "id": f"{_id(step.name)}.{number}", "title": f"{branch.act.capitalize()}: {branch.target}",
        "condition": [{"kind": "applicability", "expression": _expression(when, when)}],
    }  # fmt: skip


def _expression(words: str, said: str) -> Resource:
    return {"description": words, "language": _CRITERIA, "expression": said}


def _id(name: str) -> str:
    """Return a name as an id of FHIR, in which there is no underscore."""
    return name.replace("_", "-")
