"""Times round of what repeats, and the whole form at once: what a page shows beside what is kept. Pure."""

from __future__ import annotations

from dataclasses import replace

from joinedup.words.forms import Answers, Form, Item, Value, key_of, parts_of, rounds
from joinedup.words.forms.definition import When
from joinedup.words.forms.values import said

_COMPARED = {
    "=": "is", "!=": "is not", ">": "is more than", "<": "is less than", ">=": "is at least", "<=": "is at most",
}  # fmt: skip


def whole_form(form: Form) -> Form:
    """Return a form that asks everything, whatever is answered: for a page on which nothing can be asked later."""
    return replace(form, items=tuple(_always(item) for item in form.items))


def _always(item: Item) -> Item:
    return replace(item, when=(), items=tuple(_always(inner) for inner in item.items))


def only_if(form: Form) -> dict[str, str]:
    """Return, for each item that is not always asked, when its answer counts, in words."""
    return {
        item.id: (" and " if item.every else " or ").join(_when(form, when) for when in item.when)
        for item in form.by_id.values()
        if item.when
    }


def _when(form: Form, when: When) -> str:
    question = form.by_id[when.question]
    if when.operator == "exists":
        return f"“{question.text}” is {'answered' if when.answer else 'not answered'}"
    words = {
        "=": "is",
        "!=": "is not",
        ">": "is more than",
        "<": "is less than",
        ">=": "is at least",
        "<=": "is at most",
    }
    return f"“{question.text}” {words[when.operator]} {said(question, when.answer)}"


def with_rounds(form: Form, answers: Answers, spare: int) -> Answers:
    """Return answers with ``spare`` more times round begun of each group that repeats at the top of others."""
    for item in form.by_id.values():
        if item.type == "group" and item.repeats and not form.rounds[item.id]:
            for _ in range(spare):
                often = rounds(form, item.id, answers)
                if often < item.most_times:
                    answers = with_another(form, answers, key_of(item.id, (often + 1,)))
    return answers


def with_another(form: Form, answers: Answers, group: str) -> Answers:
    """Return answers with one more time round of a group that repeats begun, for a page to show: nothing is kept.

    ``group`` is the key of the round to begin. What is no group of the form changes nothing.
    """
    item, times = parts_of(group)
    found = form.by_id.get(item)
    if found is None or not found.repeats or not times or len(form.rounds[item]) + 1 != len(times):
        return answers
    inside = (inner for inner in found.every_item() if inner.is_question and not inner.when)
    first = next((inner for inner in inside if form.rounds[inner.id][-1:] == (item,)), None)
    if first is None:
        return answers
    key = f"{first.id}{group.removeprefix(item)}"
    return answers if answers.get(key) else {**answers, key: ("",)}


def without_round(form: Form, answers: Answers, group: str) -> dict[str, list[Value]]:
    """Return what changes when one time round of a group is taken out: those after it move up."""
    item, times = parts_of(group)
    found = form.by_id.get(item)
    if found is None or not times:
        return {}
    inside = {inner.id for inner in found.every_item()}
    depth, gone = len(times) - 1, times[-1]
    changes: dict[str, list[Value]] = {}
    for key, values in sorted(answers.items(), key=lambda told: parts_of(told[0])[1]):
        inner, round_ = parts_of(key)
        if inner not in inside or round_[:depth] != times[:-1] or len(round_) <= depth or round_[depth] < gone:
            continue
        changes.setdefault(key, [])
        if round_[depth] > gone:
            up = (*round_[:depth], round_[depth] - 1, *round_[depth + 1 :])
            changes[inner + "".join(f"#{number}" for number in up)] = list(values)
    return changes
