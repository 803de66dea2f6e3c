"""Reading when an item is asked: which question before it must have been answered, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joinedup.words.forms.definition import Item, Value, When
from joinedup.words.forms.fhir_values import NAMES, from_fhir
from joinedup.words.forms.parts import Reading, nearest
from joinedup.words.forms.values import NUMBERS, NotAnAnswer, comparable, problem

OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
RANGED = (*NUMBERS, "date", "dateTime", "time")


def read_whens(link: str, data: list[Any], path: str, of: Reading) -> Iterator[When]:
    """Yield the conditions of the item ``link`` that can be read; what is wrong with the others is told."""
    for number, each in enumerate(data):
        where = f"{path}.enableWhen[{number}]"
        known = {"question": str, "operator": str, **{f"answer{name}": kind for name, kind in NAMES.values()}}
        parts = of.parts(each, where, "a condition", known, ("question", "operator"))
        answers = [name for name in parts if name.startswith("answer")]
        if "operator" in parts and not of.word(parts["operator"], OPERATORS, f"{where}.operator", "an operator"):
            continue
        if len(answers) != 1:
            of.at(where, "must have one answer, such as answerCoding or answerBoolean")
            continue
        question = _question(link, parts.get("question", ""), where, of)
        if question and "operator" in parts:
            yield from _when(question, parts["operator"], (answers[0], parts[answers[0]]), where, of)


def _question(link: str, asked: str, path: str, of: Reading) -> Item | None:
    """Return the question that a condition names; one that does not come before it is told."""
    found = of.read.get(asked)
    if found and found.is_question:
        return found
    if found:
        of.at(f"{path}.question", f"{asked} is no question, so nobody answers it")
    elif asked == link:
        of.at(f"{path}.question", "names the item itself: it would wait for its own answer")
    elif asked in of.waits and _waits_for(asked, link, of):
        of.at(f"{path}.question", f"goes round in a circle: {asked} waits for {link}, or is inside it")
    elif asked in of.waits:
        of.at(f"{path}.question", f"{asked} comes after this: a condition may rest only on what was asked before")
    elif asked:
        of.at(f"{path}.question", f"'{asked}' is not an item of this form{nearest(asked, of.waits)}")
    return None


def _waits_for(one: str, other: str, of: Reading) -> bool:
    seen, next_ = set(), {one}
    while next_:
        seen |= next_
        next_ = {each for name in next_ for each in of.waits.get(name, ())} - seen
    return other in seen


def _when(question: Item, operator: str, said: tuple[str, Any], path: str, of: Reading) -> Iterator[When]:
    name, data = said
    if operator == "exists":
        if name != "answerBoolean":
            of.at(f"{path}.{name}", "must be answerBoolean: exists asks whether there is an answer")
        else:
            yield When(question.id, operator, data)
        return
    if operator not in ("=", "!=") and question.type not in RANGED:
        of.at(f"{path}.operator", f"'{operator}' has no meaning for {question.id}, which is a {question.type}; write =")
        return
    try:
        answer = from_fhir(question, name.removeprefix("answer"), data)
    except NotAnAnswer as wrong:
        of.at(f"{path}.{name}", f"{wrong}{_options_of(question, data)}".replace("value", "answer", 1))
        return
    if never := _never(question, operator, answer):
        of.at(f"{path}.{name}", never)
    yield When(question.id, operator, answer)


def _never(question: Item, operator: str, answer: Value) -> str:
    """Return why nobody can answer so, '' where somebody can: a condition that never holds is a slip."""
    if operator in ("=", "!="):
        wrong = problem(question, answer)
        return f"nobody can answer so: {question.id} {wrong}" if wrong else ""
    least, most = question.limits.least, question.limits.most
    end = most if operator.startswith(">") else least
    if end is None:
        return ""
    wanted, last = comparable(question, answer), comparable(question, end)
    beyond = wanted > last if operator.startswith(">") else wanted < last
    if beyond or (wanted == last and not operator.endswith("=")):
        return f"can never hold: {question.id} is {end} at {'most' if operator.startswith('>') else 'least'}"
    return ""


def _options_of(question: Item, data: Any) -> str:
    codes = [option.code for option in question.options]
    return nearest(str(data.get("code", "")), codes) if codes and isinstance(data, dict) else ""
