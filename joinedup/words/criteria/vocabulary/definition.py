"""What a criterion's definition is, and how one is declared: a function whose docstring is the definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.said import Said


@dataclass(frozen=True, slots=True)
class Definition:
    """One criterion: its name and title, what it means, how its value is written, where the rule comes from.

    ``since`` is the version of the vocabulary that first had it. ``needs`` says what is missing where no feed tells of
    it yet ('' where one does).
    """

    name: str
    title: str
    meaning: str
    written: tuple[str, ...]
    source: str
    since: str
    needs: str
    read: Callable[[Said], Expression]


DEFINED: dict[str, Definition] = {}


def criterion(
    title: str, *, written: tuple[str, ...], source: str, since: str = "2026-11", needs: str = ""
) -> Callable[[Callable[[Said], Expression]], Callable[[Said], Expression]]:
    """Declare the function below as the criterion of its name; ``written`` are examples of its value, each one read."""

    def declare(read: Callable[[Said], Expression]) -> Callable[[Said], Expression]:
        meaning = inspect.cleandoc(read.__doc__ or "")
        name = read.__name__
        DEFINED[name] = Definition(name, title, meaning, written, source, since, needs, read)
        return read

    return declare
