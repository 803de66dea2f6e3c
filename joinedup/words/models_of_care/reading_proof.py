"""Reading how a model is counted, evaluated, paid and simulated: parsed and checked, and run by what comes later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from joinedup.words.criteria import phrases as criteria_phrases
from joinedup.words.criteria.amounts import Span
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.written import Written
from joinedup.words.models_of_care import phrases
from joinedup.words.models_of_care.clocks import Length
from joinedup.words.models_of_care.definition import Amount, Asked, Evaluate, Guess, Pay, Simulate, Step, Term
from joinedup.words.models_of_care.fields import Reading

_CLOCK = re.compile(r"(\w+) within its clock$")
_CHANGE = re.compile(r"([\w-]+) improved from (\w+) to (\w+)$")
_ENDED = re.compile(r"ended (\w+)$")
_RATE = re.compile(r"([\w-]+)(?: per (.+))?$")
# What each way of paying may say: terms that are one amount, and terms that have an amount or a target for each thing.
ALWAYS = ("cap", "floor")
ONE: Mapping[str, tuple[str, ...]] = {
    "block": ("per_year", "held_back"),
    "activity": ("per_referral", "per_contact"),
    "capitation": ("per_person_per_month", "per_person_per_year", "held_back"),
    "outcomes": ("held_back",),
    "social_impact_bond": ("investment",),
}
EACH: Mapping[str, tuple[str, ...]] = {
    "block": ("released_when",),
    "activity": ("per_step",),
    "capitation": ("released_when",),
    "outcomes": ("per_outcome", "released_when"),
    "social_impact_bond": ("per_outcome",),
}
#: Money for outcomes is paid on what would not have happened anyway, so something must say what would have.
NEEDS_COMPARATOR = ("outcomes", "social_impact_bond")


@dataclass(frozen=True)
class Counts:
    """What a measure of a model may be about: its steps, those that say a clock, and its outcomes."""

    steps: Sequence[Step]
    clocked: frozenset[str]
    outcomes: tuple[str, ...]


def read_measures(written: Written | None, of: Reading, counts: Counts) -> tuple[Asked, ...]:
    """Return what the model counts beside what every model does."""
    found: list[Asked] = []
    for item in of.items(written, "measure") if written is not None else ():
        if item.parts is None:
            asked = of.phrase(item, lambda text: asked_of(text, of, counts))
        elif len(item.parts) == 1:
            asked = _with_target(*item.parts[0], of, counts)
        else:
            of.mistakes.at(item, "must be one measure, alone or with its target: {target: 60% or more}")
            continue
        if asked:
            found.append(asked)
    return tuple(found)


def _with_target(said: str, written: Written, of: Reading, counts: Counts) -> Asked | None:
    named = replace(written, text=said, parts=None, items=None)
    asked = of.phrase(named, lambda text: asked_of(text, of, counts))
    target = of.phrase(of.parts(written, "a measure", ("target",), needed=("target",)).get("target"), _target)
    return replace(asked, target=target) if asked else None


def _target(text: str) -> Span:
    return criteria_phrases.span(text)


def asked_of(text: str, of: Reading, counts: Counts) -> Asked:
    """Return the measure in ``text``: visit within its clock; emergency_admissions per 1,000 person-years.

    Raises NotAPhrase for one that is about nothing of this model, or not in the catalogue.
    """
    said = " ".join(text.split())
    steps = {step.name: step for step in counts.steps}
    if found := _CLOCK.match(said):
        if found[1] not in counts.clocked:
            raise NotAPhrase(f"'{found[1]}' is not a step of this model that has a clock")
        return Asked("clock", found[1], said)
    if found := _CHANGE.match(said):
        asks = [name for name in found.groups()[1:] if name not in steps or found[1] not in steps[name].forms]
        if asks:
            raise NotAPhrase(f"'{said}': the step {asks[0]} does not ask the form {found[1]}, so no change can be seen")
        if () not in of.known.forms.get(found[1], {"": ()}).values():
            raise NotAPhrase(f"'{said}': {found[1]} has no score and asks for no number, so nothing can improve")
        return Asked("change", found[1], said, found[2], found[3])
    if found := _ENDED.match(said):
        if found[1] not in counts.outcomes:
            raise NotAPhrase(
                f"'{found[1]}' is not an outcome under ends; there are: {', '.join(counts.outcomes) or 'none'}"
            )
        return Asked("ended", found[1], said)
    found = _RATE.match(said)
    name = found[1].replace("_", "-") if found else ""
    if not found or name not in of.known.measures:
        raise NotAPhrase(
            f"'{said}' is no measure; write one of docs/reference/measures.md, a_step within its clock, "
            "a-form improved from a_step to a_step, or ended an_outcome"
        )
    unit = of.known.measures[name]
    if found[2] and found[2] not in unit:
        raise NotAPhrase(f"'{said}': {name} is counted in {unit}")
    return Asked("catalogue", name, said)


def _measures_named(written: Written | None, of: Reading) -> tuple[str, ...]:
    """Return measures by name, as underscores or dashes have it."""
    known = ("cost", *(name.replace("-", "_") for name in of.known.measures), *of.known.measures)
    return of.words(written, known, "a measure, or cost")


def read_evaluate(written: Written | None, of: Reading) -> Evaluate | None:
    """Return how it will be seen whether the model works."""
    if written is None:
        return None
    parts = of.parts(written, "evaluate", (needed := ("compare", "outcomes", "follow_up")), needed=needed)
    compare = (
        replace(parts["compare"], text=(parts["compare"].text or "").replace("-", "")) if "compare" in parts else None
    )
    return Evaluate(
        of.word(compare, of.known.words("compare"), "something to compare with"),
        _measures_named(parts.get("outcomes"), of),
        of.phrase(parts.get("follow_up"), phrases.length) or Length(1, "year"),
    )


def read_pay(written: Written | None, of: Reading, counts: Counts, evaluate: Evaluate | None) -> Pay | None:
    """Return how the model is paid; money for outcomes is refused without something to compare them with."""
    if written is None:
        return None
    parts = of.parts(written, "pay", ("by", "terms"), needed=("by", "terms"))
    by = of.word(parts.get("by"), of.known.words("pay"), "a way of paying")
    if by in NEEDS_COMPARATOR and (evaluate is None or evaluate.compare in ("", "before_and_after")):
        of.mistakes.at(parts["by"], "money for outcomes needs a comparator: say in evaluate what they are "
                                    "compared with, and not only before and after")  # fmt: skip
    one, each = (*ONE.get(by, ()), *ALWAYS), EACH.get(by, ())
    terms = of.parts(parts["terms"], f"terms of {by}", (*one, *each)) if "terms" in parts and by in ONE else {}
    return Pay(by, tuple(_term(name, part, name in each, of, counts) for name, part in terms.items()))


def _term(name: str, written: Written, several: bool, of: Reading, counts: Counts) -> Term:
    if not several:
        return Term(name, of.phrase(written, phrases.amount))
    each: list[tuple[str, Amount | Span]] = []
    if not written.parts:
        of.mistakes.at(written, "must be things by name, each with an amount or a target")
    for said, part in written.parts or ():
        named = replace(part, text=said, parts=None, items=None)
        if name == "per_step":
            of.word(named, [step.name for step in counts.steps], "a step of this model")
        else:
            of.phrase(named, lambda text: asked_of(text, of, counts))
        told = of.phrase(part, _target) if name == "released_when" else of.phrase(part, phrases.amount)
        if told is not None:
            each.append((said, told))
    return Term(name, None, tuple(each))


def read_simulate(written: Written | None, of: Reading) -> Simulate | None:
    """Return what a simulation takes as given, each figure low, likely and high with its source."""
    if written is None:
        return None
    parts = of.parts(written, "simulate", ("uptake", "effect", "cost_per_person", "source"))
    source = of.text(parts.get("source"))
    effects = []
    for name, part in (parts["effect"].parts or ()) if "effect" in parts else ():
        _measures_named(replace(part, text=name, parts=None, items=None), of)
        if guess := _guess(part, source, "%", of):
            effects.append((name.replace("_", "-"), guess))
    if "effect" in parts and not parts["effect"].parts:
        of.mistakes.at(parts["effect"], "must be measures by name, each with [low, likely, high]")
    uptake = _guess(parts["uptake"], source, "%", of) if "uptake" in parts else None
    cost = _guess(parts["cost_per_person"], source, "£", of) if "cost_per_person" in parts else None
    return Simulate(uptake, cost, tuple(effects))


def _guess(written: Written, source: str, unit: str, of: Reading) -> Guess | None:
    parts = of.parts(written, "a figure", ("range", "source")) if written.parts is not None else {"range": written}
    source = of.text(parts.get("source")) or source
    told = parts.get("range")
    if told is None or told.items is None or len(told.items) != 3:
        of.mistakes.at(written, "must be three figures: [low, likely, high]")
        return None
    if not source:
        of.mistakes.at(written, "has no source; write {range: [low, likely, high], source: ...}, or one source for all")
    read = phrases.percent if unit == "%" else phrases.money
    low, likely, high = (of.phrase(item, read) for item in told.items)
    if low is None or likely is None or high is None:
        return None
    if not (low.value <= likely.value <= high.value or low.value >= likely.value >= high.value):
        of.mistakes.at(written, "the likely figure must lie between the low and the high one")
    return Guess(low, likely, high, source)
