"""Who is meant: a tree of criteria that all hold, any of which holds, or that do not hold. Frozen, and plain English.

``str`` gives the English; ``data`` gives what can be written in YAML again; reading that gives an equal tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from joinedup.words.criteria.questions import Question, topics

Data: TypeAlias = "str | list[Data] | dict[str, Data]"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line: the criterion's name, what was ``said`` of it (as JSON), its English, and the question it asks."""

    name: str
    said: str
    english: str
    question: Question

    def __str__(self) -> str:
        return self.english


@dataclass(frozen=True, slots=True)
class Register:
    """Being on a register: everyone of whom its own expression holds."""

    id: str
    title: str
    who: Expression

    def __str__(self) -> str:
        return f"on the register: {self.title}"


@dataclass(frozen=True, slots=True)
class All:
    """Every line holds."""

    lines: tuple[Expression, ...]

    def __str__(self) -> str:
        return " and ".join(f"({line})" if isinstance(line, Any) else str(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one line holds."""

    lines: tuple[Expression, ...]

    def __str__(self) -> str:
        return ", or ".join(str(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Not:
    """The line does not hold."""

    line: Expression

    def __str__(self) -> str:
        return f"not {self.line}" if isinstance(self.line, Criterion | Register) else f"not ({self.line})"


Expression: TypeAlias = All | Any | Not | Criterion | Register


def lines(expression: Expression) -> Iterator[Criterion | Register]:
    """Yield each criterion and register of a tree in the order in which it was written; not those inside a register."""
    match expression:
        case All(parts) | Any(parts):
            for part in parts:
                yield from lines(part)
        case Not(inner):
            yield from lines(inner)
        case _:
            yield expression


def criteria(expression: Expression) -> Iterator[Criterion]:
    """Yield each criterion of a tree, and of the registers in it."""
    for line in lines(expression):
        if isinstance(line, Register):
            yield from criteria(line.who)
        else:
            yield line


def rests_on(expression: Expression) -> frozenset[str]:
    """Return every topic of which a source must tell for the whole of it to be known."""
    return frozenset(topic for line in criteria(expression) for topic in topics(line.question))


def data(expression: Expression) -> Data:
    """Return the tree as what is written in YAML: a list whose items all hold."""
    return [_item(part) for part in (expression.lines if isinstance(expression, All) else (expression,))]


def _item(expression: Expression) -> Data:
    match expression:
        case All(parts):
            return {"all": [_item(part) for part in parts]}
        case Any(parts):
            return {"any": [_item(part) for part in parts]}
        case Not(inner):
            return {"not": [_item(inner)]}
        case Register(name):
            return {"on_register": name}
        case _:
            return {expression.name: json.loads(expression.said)}
