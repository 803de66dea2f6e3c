"""Building criteria line by line, as a form does, and reading them back. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.criteria import VOCABULARY, Expression, read

PARTS = {
    "all": "All of these",
    "any": "At least one of these",
    "not": "None of these",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form: the part of the criteria that it belongs to, which criterion, and its value as written."""

    part: str
    criterion: str
    value: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The group whose figures stand for one that was asked: its name, its people, and whether it is that one itself."""

    named: str
    bits: NDArray[np.uint8]
    itself: bool


def nearest(
    named: str, bits: NDArray[np.uint8], before: Iterable[tuple[str, NDArray[np.uint8]]], *, few: int
) -> Nearest:
    """Return the first group of ``before`` that differs from this one by at most ``few`` people, else this one itself.

    A bit each says whether someone is in a group. That groups are the same is told no other way than that they are
    nearly so: else that nobody was left out would tell something of everyone whom a line describes.
    """
    asked = int(np.bitwise_count(bits).sum())
    if asked > few:
        for name, other in before:
            if name == named and np.array_equal(other, bits):
                break
            if int(np.bitwise_count(np.bitwise_xor(other, bits)).sum()) <= few:
                return Nearest(name, other, itself=False)
    return Nearest(named, bits, itself=True)


def in_order(who: Any) -> Any:
    """Return criteria with the lines of every list in one order: those that mean the same are then written the same."""
    if isinstance(who, Mapping):
        return {name: in_order(who[name]) for name in sorted(who)}
    if isinstance(who, list | tuple):
        return sorted((in_order(item) for item in who), key=lambda item: json.dumps(item, sort_keys=True, default=str))
    return who


def as_written(lines: Sequence[Line]) -> list[Any]:
    """Return the criteria that the lines say, as they are kept: a list whose items all hold."""
    chosen = [line for line in lines if line.criterion and line.value.strip()]
    who: list[Any] = [{line.criterion: line.value.strip()} for line in chosen if line.part == "all"]
    for part in ("any", "not"):
        inside = [{line.criterion: line.value.strip()} for line in chosen if line.part == part]
        if inside:
            who.append({part: inside})
    return who


def as_lines(who: Sequence[Any]) -> list[Line] | None:
    """Return the lines of a form that say ``who``, or None where a form of three parts cannot say it."""
    found: list[Line] = []
    for item in who:
        if not isinstance(item, Mapping) or len(item) != 1:
            return None
        [(name, value)] = item.items()
        if name in ("any", "not") and isinstance(value, list):
            for each in value:
                if not isinstance(each, Mapping) or len(each) != 1 or not isinstance(next(iter(each.values())), str):
                    return None
                found += [Line(name, criterion, text) for criterion, text in each.items()]
        elif name in VOCABULARY and isinstance(value, str | int | float | bool):
            found.append(Line("all", name, _text(value)))
        else:
            return None
    return found


def understood(who: Sequence[Any]) -> Expression:
    """Return the criteria, read. Raises ManyMistakes naming every line that is wrong, or that there is none."""
    from joinedup.insight.registers import expressions  # noqa: PLC0415 (registers are read from the catalogue once)

    if not who:
        raise ManyMistakes([Mistake("says nobody yet", "who")], now="Add at least one line.")
    return read(list(who), registers=expressions())


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
