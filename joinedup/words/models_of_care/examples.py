"""The examples beside a model, which are its tests: people drawn, found or not; events, and what is then due when."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import yaml

from joinedup.words.basics.errors import Mistake
from joinedup.words.basics.moments import LONDON, Precision, parse
from joinedup.words.criteria import Expression, PersonFacts, decide
from joinedup.words.criteria.expression import rests_on
from joinedup.words.models_of_care.calendar import Calendar
from joinedup.words.models_of_care.clocks import end_of
from joinedup.words.models_of_care.definition import ModelOfCare
from joinedup.words.models_of_care.running import dues
from joinedup.words.vocabulary.dataset import TABLES

FOUND = {"yes": True, "no": False, "not known": None}
# What a score of everyone says of one of them: how many have a higher one, of how many. No table of the dataset.
_SCORED = {
    "score_place": {"score": "VARCHAR", "value": "DOUBLE", "band": "VARCHAR", "higher": "DOUBLE", "people": "DOUBLE"}
}
_PARTS = ("example", "on", "person", "not_told", "found", "happened", "started", "due")


def mistakes_of(text: str, model: ModelOfCare, calendar: Calendar, *, file: str = "examples.yaml") -> list[Mistake]:
    """Return what the examples of ``text`` say that is not so, each with what is; none where all hold."""
    try:
        told = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader that keeps yes, no and dates as text)
    except (yaml.YAMLError, RecursionError) as error:
        return [Mistake(f"is not YAML: {error}", file=file)]
    if not isinstance(told, list) or not told:
        return [Mistake("must be a list of examples: at least one", file=file)]
    found: list[Mistake] = []
    for number, example in enumerate(told, 1):
        problems = _problems(example, model, calendar)
        named = f"example {number}"
        if isinstance(example, dict) and "example" in example:
            named = f"example {number} ({example['example']})"
        found += [Mistake(problem, named, file=file) for problem in problems]
    return found


class _Loader(yaml.SafeLoader):
    """YAML in which every value is text: what yes and a day mean is ours to say."""


_Loader.yaml_implicit_resolvers = {}


def _problems(example: Any, model: ModelOfCare, calendar: Calendar) -> list[str]:
    if not isinstance(example, dict) or "example" not in example:
        return ["must say in a sentence what it shows: - example: ..."]
    unknown = [name for name in example if name not in _PARTS]
    if unknown:
        return [f"'{unknown[0]}' is not a part of an example; there are: {', '.join(_PARTS)}"]
    if ("found" in example) == ("due" in example):
        return ["must say either of a person whether they are found, or of events what is due"]
    try:
        return _found(example, model) if "found" in example else _due(example, model, calendar)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return [f"cannot be read: {error}"]


@dataclass(frozen=True)
class Drawn:
    """One person whom an example draws: its sentence, what is known of them, the day, and whether they are found."""

    example: str
    facts: PersonFacts
    on: date
    found: bool | None


def people_of(text: str, who: Expression) -> list[Drawn]:
    """Return the people whom examples that hold draw: the same are asked of the release, for one meaning."""
    told = yaml.load(text, Loader=_Loader)  # noqa: S506 (as above)
    return [_drawn(example, who) for example in told if "found" in example]


def _drawn(example: Mapping[str, Any], who: Expression) -> Drawn:
    rows = {table: [_row(table, row) for row in told] for table, told in (example.get("person") or {}).items()}
    facts = PersonFacts(rows, rests_on(who) - set(example.get("not_told") or ()))
    return Drawn(example["example"], facts, date.fromisoformat(example["on"]), FOUND[example["found"]])


def _found(example: Mapping[str, Any], model: ModelOfCare) -> list[str]:
    if model.who is None:
        return ["says who is found, and the model has no who"]
    person = _drawn(example, model.who)
    decision = decide(model.who, person.facts, person.on)
    if decision.holds is person.found:
        return []
    said = next(words for words, holds in FOUND.items() if holds is decision.holds)
    return [f"found is {said}, not {example['found']}"]


def _row(table: str, told: Mapping[str, str]) -> dict[str, Any]:
    """Return one row of a table of the dataset: what is told, and nothing in its other columns."""
    types = _SCORED.get(table) or {column.name: column.type for column in TABLES[table].fields}
    if unknown := [name for name in told if name not in types]:
        raise ValueError(f"{unknown[0]} is not a column of {table}")
    return {name: _value(told[name], type_) if name in told else None for name, type_ in types.items()}


def _value(text: str, type_: str) -> Any:
    match type_.removesuffix("[]"):
        case "BOOLEAN":
            return {"yes": True, "no": False}[text]
        case "DATE":
            return date.fromisoformat(text)
        case "VARCHAR":
            return text if not type_.endswith("[]") else [part.strip() for part in text.split(",")]
        case "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE" | "TIMESTAMPTZ":
            return parse(text).at
        case _:
            return float(text)


def _due(example: Mapping[str, Any], model: ModelOfCare, calendar: Calendar) -> list[str]:
    happened = {name: parse(at).at for name, at in (example.get("happened") or {}).items()}
    wanted = {name: _instant(at) for name, at in (example["due"] or {}).items()}
    found = dues(model, happened, calendar, started=example.get("started") or {})
    shown = {name: str(due) for name, due in found.items()}
    wrong = [name for name, at in wanted.items() if name not in found or found[name].at != at]
    problems = [f"{name} is due {shown.get(name, 'at no time yet')}, not {example['due'][name]}" for name in wrong]
    return problems + [f"{name} is due too, {shown[name]}" for name in found if name not in wanted]


@functools.cache
def _instant(text: str) -> datetime:
    """Return the instant that a day (its end) or a time in London is."""
    moment = parse(text)
    return (
        end_of(moment.at.astimezone(LONDON).date()) if moment.precision is Precision.DAY else moment.at.astimezone(UTC)
    )
