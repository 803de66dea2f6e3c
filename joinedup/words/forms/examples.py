"""The examples beside a form, its tests: what was answered, and what is then asked, wrong, scored and at risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import yaml

from joinedup.words.basics.errors import Mistake
from joinedup.words.basics.moments import parse
from joinedup.words.forms.asking import asked, mistakes, typed
from joinedup.words.forms.definition import Answers, Form
from joinedup.words.forms.scoring import risks, scores

_PARTS = ("example", "now", "answers", "asked", "not_asked", "incomplete", "mistakes", "scores", "risks")
_NEEDS = "needs an answer"


def mistakes_of(text: str, form: Form, *, file: str = "") -> list[Mistake]:
    """Return what the examples of ``text`` say that is not so, each with what is; none where all hold."""
    file = file or f"{form.id}.examples.yaml"
    try:
        told = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader that keeps yes, no and dates as text)
    except (yaml.YAMLError, RecursionError) as error:
        return [Mistake(f"is not YAML: {error}", file=file)]
    if not isinstance(told, list) or not told:
        return [Mistake("must be a list of examples: at least one", file=file)]
    found: list[Mistake] = []
    for number, example in enumerate(told, 1):
        named = f"example {number}"
        if isinstance(example, dict) and "example" in example:
            named = f"example {number} ({example['example']})"
        found += [Mistake(problem, named, file=file) for problem in _problems(example, form)]
    return found


class _Loader(yaml.SafeLoader):
    """YAML in which every value is text: what yes and a day mean is ours to say."""


_Loader.yaml_implicit_resolvers = {}


def _problems(example: Any, form: Form) -> list[str]:
    if not isinstance(example, dict) or "example" not in example:
        return ["must say in a sentence what it shows: - example: ..."]
    unknown = [name for name in example if name not in _PARTS]
    if unknown:
        return [f"'{unknown[0]}' is not a part of an example; there are: {', '.join(_PARTS)}"]
    try:
        answers = typed(form, {key: _texts(said) for key, said in (example.get("answers") or {}).items()})
        now = parse(example["now"]).at if "now" in example else datetime(2026, 4, 1, 12, tzinfo=UTC)
        return [
            *_asked(example, form, answers),
            *_mistakes(example, form, answers, now),
            *_scores(example, form, answers),
            *_risks(example, form, answers),
        ]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return [f"cannot be read: {error}"]


def _texts(said: object) -> list[str]:
    return [str(each) for each in said] if isinstance(said, list) else [str(said)]


def _asked(example: Mapping[str, Any], form: Form, answers: Answers) -> Iterator[str]:
    now = {each.key for each in asked(form, answers)}
    for name in ("asked", "not_asked"):
        for key in example.get(name) or ():
            if key.partition("#")[0] not in form.by_id:
                yield f"{key} is not an item of the form"
            elif (key in now) is (name == "not_asked"):
                yield f"{key} is {'asked' if key in now else 'not asked'}"


def _mistakes(example: Mapping[str, Any], form: Form, answers: Answers, now: datetime) -> Iterator[str]:
    found = {wrong.field: wrong.problem for wrong in mistakes(form, answers, now=now)}
    if example.get("incomplete") == "yes":
        found = {key: problem for key, problem in found.items() if not problem.endswith(_NEEDS)}
    wanted = example.get("mistakes") or {}
    for key, problem in found.items():
        if key not in wanted:
            yield f"{key}: {problem}"
        elif wanted[key] not in problem:
            yield f"{key}: {problem}, and not: {wanted[key]}"
    yield from (f"{key} has no mistake" for key in wanted if key not in found)


def _scores(example: Mapping[str, Any], form: Form, answers: Answers) -> Iterator[str]:
    found = {each.name: each for each in scores(form, answers)}
    for name, wanted in (example.get("scores") or {}).items():
        if name not in found:
            yield f"{name} is not a score of the form; there are: {', '.join(found)}"
            continue
        score = found[name]
        said = "not known" if score.value is None else f"{score.value} {score.band}".strip()
        if said != wanted:
            yield f"{name} is {said}, not {wanted}"


def _risks(example: Mapping[str, Any], form: Form, answers: Answers) -> Iterator[str]:
    found, wanted = {risk.key for risk in risks(form, answers)}, set(example.get("risks") or ())
    yield from (f"{key} is a risk" for key in sorted(found - wanted))
    yield from (f"{key} is no risk" for key in sorted(wanted - found))
