"""What an invariant is, and the few shapes that most of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joinedup.words.vocabulary.fhir.asking import has, text

Kept = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule: what to say where it is broken, and the function that returns whether an element keeps it.

    ``name`` is HL7's id; where two resources use one id it has the path before it (``Parameters.parameter inv-1``).
    """

    name: str
    problem: str
    kept: Kept

    @property
    def id(self) -> str:
        """Return HL7's id."""
        return self.name.rpartition(" ")[2]


def needs(name: str, one: str, *others: str) -> Invariant:
    """Where ``one`` is, one of ``others`` must be."""
    problem = f"Where {one} is given, {' or '.join(others)} is required."
    return Invariant(name, problem, lambda it: not has(it, one) or any(has(it, other) for other in others))


def at_least_one(name: str, *names: str) -> Invariant:
    """One of ``names`` at the least."""
    problem = f"At least one of {', '.join(names)} is required."
    return Invariant(name, problem, lambda it: any(has(it, one) for one in names))


def at_most_one(name: str, *names: str) -> Invariant:
    """One of ``names`` at the most."""
    problem = f"Only one of {', '.join(names)} is allowed."
    return Invariant(name, problem, lambda it: sum(has(it, one) for one in names) <= 1)


def exactly_one(name: str, *names: str) -> Invariant:
    """One of ``names``, no more, no fewer."""
    problem = f"One of {', '.join(names)} is required, and only one."
    return Invariant(name, problem, lambda it: sum(has(it, one) for one in names) == 1)


def only_when(name: str, one: str, asked: str, *values: str) -> Invariant:
    """``one`` is allowed only where ``asked`` is one of ``values``."""
    problem = f"{one} is allowed only where {asked} is {' or '.join(values)}."
    return Invariant(name, problem, lambda it: not has(it, one) or text(it, asked) in values)
