"""Which branches of a step its answers start. Pure: what was answered goes in, the places of branches come out."""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.words.models_of_care import Step
from joinedup.words.models_of_care.definition import Condition

#: What was answered, by form and by item: yes and no, codes, numbers as they are written.
Said = Mapping[str, Mapping[str, tuple[str, ...]]]


def held(step: Step, said: Said) -> tuple[int, ...]:
    """Return the places of the branches of ``step`` of which every condition holds; one not answered does not hold."""
    return tuple(
        place for place, branch in enumerate(step.then) if all(holds(each, step, said) for each in branch.when)
    )


def holds(condition: Condition, step: Step, said: Said) -> bool:
    """Return whether a condition holds: of the form it names, or else of the step's own forms and then of any other."""
    forms = (condition.form,) if condition.form else (*step.forms, *(form for form in said if form not in step.forms))
    for form in forms:
        answers = said.get(form, {})
        if condition.item in answers:
            return any(_fits(condition, answer) for answer in answers[condition.item])
    return False


def _fits(condition: Condition, answer: str) -> bool:
    if condition.span is None:
        return answer in condition.values
    try:
        return condition.span.holds(float(answer))
    except ValueError:
        return False
