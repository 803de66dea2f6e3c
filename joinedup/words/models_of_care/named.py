"""What the criteria of a model name of this place: forms, their questions, answers and scores, and models of care."""

from __future__ import annotations

import json
from collections.abc import Iterator

from joinedup.words.criteria.expression import Criterion, Expression, criteria
from joinedup.words.criteria.questions import Count, Latest
from joinedup.words.criteria.rows import AnyIs, Is
from joinedup.words.criteria.written import Written, as_data
from joinedup.words.models_of_care.fields import Reading, nearest


def check_named(who: Expression, written: Written, of: Reading) -> None:
    """Tell of each form, question, answer and score that criteria name and that there is not, where it stands.

    A model of care that there is not here yet may be named: one is warned that nobody is on it. Nobody could be added
    by name to it, so that is a mistake. Where no forms or models are at hand, theirs are not checked.
    """
    checks = {"answer": _answer, "form_score": _score, "on_model": _on_model, "clinical_judgement": _added}
    for each in criteria(who):
        if check := checks.get(each.name):
            where = next((part for part in _parts(written) if _says(part, each)), written)
            check(each, where, of)


def _parts(written: Written) -> Iterator[Written]:
    for part in (*(part for _, part in written.parts or ()), *(written.items or ())):
        yield part
        yield from _parts(part)


def _says(part: Written, criterion: Criterion) -> bool:
    return part.path.rpartition(".")[2] == criterion.name and as_data(part) == json.loads(criterion.said)


def _values(criterion: Criterion, column: str) -> tuple[str, ...]:
    """Return which values of a column a criterion asks for."""
    question = criterion.question
    where = question.rows.where if isinstance(question, Count | Latest) else ()
    named = (test.values for test in where if isinstance(test, Is) and test.column == column)
    return tuple(str(value) for value in next(named, ()))


def _answer(criterion: Criterion, where: Written, of: Reading) -> None:
    [form], [item], forms = _values(criterion, "form"), _values(criterion, "item"), of.known.forms
    if not forms:
        return
    if form not in forms:
        of.mistakes.at(where, f"'{form}' is not a form that can be filled in here{nearest(form, forms)}")
    elif item not in forms[form]:
        of.mistakes.at(where, f"{form} asks nothing called {item}{nearest(item, forms[form])}")
    elif f"{form}.{item}" in of.known.kept_back:
        of.mistakes.at(where, f"{form} keeps {item} back, so that nobody can be found by it: a list would tell")
    elif not forms[form][item]:
        of.mistakes.at(where, f"{form}.{item} is answered by a number or in words; ask a score, yes or no, or a choice")
    else:
        test = criterion.question.test if isinstance(criterion.question, Latest) else None
        for value in test.values if isinstance(test, AnyIs) else ():
            if value not in forms[form][item]:
                of.mistakes.at(where, f"'{value}' is no answer to {form}.{item}{nearest(value, forms[form][item])}")


def _score(criterion: Criterion, where: Written, of: Reading) -> None:
    [name] = _values(criterion, "score")
    asked = {item: words for form in of.known.forms.values() for item, words in form.items()}
    if asked and name.replace("-", "_") not in asked and name not in of.known.forms:
        of.mistakes.at(where, f"'{name}' is not a form or a score of one{nearest(name, of.known.forms)}")
    bands = asked.get(f"{name.replace('-', '_')}_band", ())
    test = criterion.question.test if isinstance(criterion.question, Latest) else None
    for band in test.values if isinstance(test, Is) else ():
        if bands and band not in bands:
            of.mistakes.at(where, f"'{band}' is no band of {name}{nearest(str(band), bands)}")


def _on_model(criterion: Criterion, where: Written, of: Reading) -> None:
    for name in _values(criterion, "model"):
        if of.known.models and name not in of.known.models:
            of.warn(where, f"there is no model of care '{name}' here, so that nobody is on it"
                           f"{nearest(name, of.known.models)}")  # fmt: skip


def _added(criterion: Criterion, where: Written, of: Reading) -> None:
    [name] = _values(criterion, "model")
    if of.known.models and name not in of.known.models:
        of.mistakes.at(where, f"'{name}' is not a model of care{nearest(name, of.known.models)}")
