"""What only the whole of a file shows: steps that never begin, that wait for each other, or come after the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joinedup.words.criteria.expression import criteria
from joinedup.words.criteria.questions import NotFed
from joinedup.words.criteria.written import Written
from joinedup.words.models_of_care.clocks import DAYS, PASSING, Length
from joinedup.words.models_of_care.definition import EVENTS, Condition, ModelOfCare, Step
from joinedup.words.models_of_care.fields import Reading, nearest

_IN_DAYS = {**DAYS, "working day": 7 / 5, "month": 365.25 / 12, "year": 365.25}


def check_steps(steps: Sequence[tuple[Step, Written]], of: Reading) -> None:
    """Tell of each step that nothing ever begins, and of each circle of steps that wait for each other.

    A step whose clock could not be read, or counts from nothing that there is, has been told of already.
    """
    names = {*EVENTS, *(step.name for step, _ in steps)}
    told = {step.name for step, where in steps if _is_told(step, where, names)}
    begun = _begun([step for step, _ in steps], told)
    waits = {step.name: step.due.anchor for step, _ in steps if step.name not in begun and step.due and step.due.anchor}
    for step, where in steps:
        if step.name in begun:
            continue
        circle = _circle(step.name, waits)
        if circle:
            of.mistakes.at(where, f"can never begin: it waits for itself ({' after '.join(circle)})")
        elif step.name in waits:
            of.mistakes.at(where, f"can never begin: it waits for {waits[step.name]}, which never begins")
        else:
            of.mistakes.at(where, "can never begin: its clock counts from nothing, and no branch starts it; write, "
                                  "for example, due: within 10 working days of accepted")  # fmt: skip


def _is_told(step: Step, where: Written, names: set[str]) -> bool:
    if step.due is None:
        return any(name == "due" for name, _ in where.parts or ())
    return bool(step.due.anchor) and step.due.anchor not in names


def _begun(steps: Sequence[Step], told: set[str]) -> set[str]:
    """Return the steps that can begin: by an event, by a step that can, by a branch of one, or by coming round."""
    begun = set(told)
    named = {branch.target for step in steps for branch in step.then if branch.act == "step"}
    while True:
        started = {b.target for step in steps if step.name in begun for b in step.then if b.act == "step"}
        more = {step.name for step in steps if _begins(step, begun, started, named)} - begun
        if not more:
            return begun
        begun |= more


def _begins(step: Step, begun: set[str], started: set[str], named: set[str]) -> bool:
    if step.name in started:
        return True
    if step.due is None:
        return False
    if step.due.kind == "stay":
        return True
    if step.due.kind == "every" and not step.due.anchor:
        return step.name not in named
    return step.due.anchor in {*EVENTS, *begun}


def _circle(name: str, waits: Mapping[str, str]) -> list[str]:
    """Return the steps round which ``name`` waits for itself; none where it does not."""
    path = [name]
    while waits.get(path[-1]) in waits and len(path) <= len(waits):
        path.append(waits[path[-1]])
        if path[-1] == name:
            return path
    return []


def check_forms(steps: Sequence[tuple[Step, Written]], first: str, of: Reading) -> None:
    """Tell of each branch that rests on a form which nobody asked by then, or on which of several it does not say.

    ``first`` is the form with which people come.
    """
    asked = {first}
    for step, where in steps:
        asked |= set(step.forms)
        for condition in (condition for branch in step.then for condition in branch.when):
            _check_condition(condition, step, where, asked, of)


def _check_condition(condition: Condition, step: Step, where: Written, asked: set[str], of: Reading) -> None:
    if condition.form and condition.form not in asked:
        of.mistakes.at(where, f"'{condition}': no step up to this one asks the form {condition.form}")
    elif not condition.form and not step.forms:
        of.mistakes.at(where, f"'{condition}': this step asks no form, so say whose item it is: form.{condition.item}")
    elif not condition.form and len(step.forms) > 1:
        of.warn(
            where, f"'{condition}': this step asks {len(step.forms)} forms; form.{condition.item} says which is meant"
        )
    form = condition.form or (step.forms[0] if len(step.forms) == 1 else "")
    if form in of.known.forms:
        _check_answer(condition, form, where, of)


def _check_answer(condition: Condition, form: str, where: Written, of: Reading) -> None:
    """Tell of a condition on something that its form does not ask, or on an answer that nobody can give."""
    asked = of.known.forms[form]
    if condition.item not in asked:
        of.mistakes.at(
            where, f"'{condition}': {form} asks nothing called {condition.item}{nearest(condition.item, asked)}"
        )
        return
    words = asked[condition.item]
    if condition.span is not None and words:
        of.mistakes.at(where, f"'{condition}': {form}.{condition.item} is no number; it can be: {', '.join(words)}")
    for value in condition.values:
        if words and value not in words:
            of.mistakes.at(where, f"'{condition}': '{value}' is no answer to {condition.item}{nearest(value, words)}")
        elif not words and not value.isdigit():
            of.mistakes.at(where, f"'{condition}': {condition.item} is a number; write {condition.item} 3 or over")


def check_whole(model: ModelOfCare, at: Mapping[str, Written], of: Reading) -> None:
    """Warn of what a whole model says that cannot come true: steps after its end, criteria of which nobody tells."""
    if model.ends.limit:
        for step in model.steps:
            days = _days_to(model, step, set())
            if days > _days(model.ends.limit):
                of.warn(at["ends"], f"the limit is {model.ends.limit}, and {step.name} may be due only after "
                                    f"{days:.0f} days: it may come after the end")  # fmt: skip
    for criterion in criteria(model.who) if model.who else ():
        if isinstance(criterion.question, NotFed):
            of.warn(at["who"], f"{criterion.name} is not known of anyone yet (it needs {criterion.question.needs}): "
                               "nobody is found by it, or by its opposite")  # fmt: skip


def _days(length: Length) -> float:
    passing = PASSING.get(length.unit)
    return length.amount * (passing.total_seconds() / 86400 if passing else _IN_DAYS[length.unit])


def _days_to(model: ModelOfCare, step: Step, seen: set[str]) -> float:
    """Return after how many days at most a step may be due, each step before it done at its last instant."""
    if step.due is None or step.due.length is None:
        return 0
    before = next((each for each in model.steps if each.name == step.due.anchor and each.name not in seen), None)
    return _days(step.due.length) + (_days_to(model, before, seen | {step.name}) if before else 0)
