"""Covering arrays: few cases in which every two choices of different kinds meet at least once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any


def every_pair(*kinds: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return cases, one choice of each kind, in which every pair of choices of two kinds is met.

    The two largest kinds are multiplied out; each of the others takes, case by case, the choice that meets most pairs
    that were not met before; what is left is met by cases of its own.
    """
    left = {
        ((i, a), (j, b))
        for (i, first), (j, second) in combinations(enumerate(kinds), 2)
        for a, b in product(first, second)
    }
    largest = sorted(range(len(kinds)), key=lambda i: -len(kinds[i]))[:2]
    cases = []
    for chosen in product(*(kinds[i] for i in largest)):
        case = dict(zip(largest, chosen, strict=True))
        for i in (i for i in range(len(kinds)) if i not in largest):
            case[i] = max(kinds[i], key=lambda choice, i=i: len(_pairs(case | {i: choice}) & left))
        left -= _pairs(case)
        cases.append(tuple(case[i] for i in range(len(kinds))))
    while left:
        case = dict(next(iter(sorted(left, key=str))))
        for i in (i for i in range(len(kinds)) if i not in case):
            case[i] = max(kinds[i], key=lambda choice, i=i: len(_pairs(case | {i: choice}) & left))
        left -= _pairs(case)
        cases.append(tuple(case[i] for i in range(len(kinds))))
    return cases


def _pairs(case: dict[int, Any]) -> set[tuple[tuple[int, Any], tuple[int, Any]]]:
    return {((i, case[i]), (j, case[j])) for i, j in combinations(sorted(case), 2)}
