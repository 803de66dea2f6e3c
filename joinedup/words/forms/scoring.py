"""What a form comes to: its scores, each a named pure function, and its risks, which somebody must act on now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from joinedup.words.forms import values
from joinedup.words.forms.asking import asked, counted
from joinedup.words.forms.definition import Answers, Form, Value
from joinedup.words.forms.instruments import INSTRUMENTS
from joinedup.words.forms.score import Score


@dataclass(frozen=True, slots=True)
class Risk:
    """What somebody must act on now: what it is in words, and the key (or the score) from which it is known."""

    key: str
    words: str


def scores(form: Form, answers: Answers) -> tuple[Score, ...]:
    """Return the form's scores, from the answers that count. One that cannot be worked out says what is missing."""
    given: dict[str, Value] = {}
    for key, told in counted(form, answers).items():
        item = form.by_id.get(key)
        if item and len(told) == 1 and not values.problem(item, told[0]):
            given[key] = told[0]
    return tuple(score for name in form.scores for score in INSTRUMENTS[name].work_out(given))


def risks(form: Form, answers: Answers) -> tuple[Risk, ...]:
    """Return the risks in the answers that count: of single questions, in their order, and then of scores."""
    found = [
        Risk(each.key, each.item.risk.words)
        for each in asked(form, answers)
        if each.item.risk and set(each.answers) & set(each.item.risk.answers)
    ]
    return (*found, *(Risk(score.name, score.urgent) for score in scores(form, answers) if score.urgent))


def said(form: Form, answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """Return what the conditions of a model of care read: the answers to each question, and the scores.

    Booleans are ``yes`` and ``no``, choices their codes, numbers as they are written. A score is there under its name
    with ``_`` for ``-``, and its band under ``<name>_band``. In a group that repeats, the answers of all times.
    """
    found: dict[str, tuple[str, ...]] = {}
    for each in asked(form, answers):
        told = tuple(_word(value) for value in each.answers)
        if told:
            found[each.item.id] = found.get(each.item.id, ()) + told
    for score in scores(form, answers):
        if score.value is not None:
            name = score.name.replace("-", "_")
            found[name] = (str(score.value),)
            found[f"{name}_band"] = (score.band.replace(" ", "_"),)
    return found


def _word(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
