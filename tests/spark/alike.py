"""Comparing what two engines gave: the same rows, numbers equal to one part in a thousand million."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def differences(ours: Sequence[Row], theirs: Sequence[Row], *, ordered: bool = False, most: int = 5) -> list[str]:
    """Return where rows differ, the first few; in order where ``ordered``, else as sets of rows."""
    if len(ours) != len(theirs):
        return [f"{len(ours)} rows and {len(theirs)}"]
    pairs = zip(*((ours, theirs) if ordered else (_sorted(ours), _sorted(theirs))), strict=True)
    wrong = [_told(dict(a), dict(b)) for a, b in pairs if not same(dict(a), dict(b))]
    return wrong[:most]


def _told(one: Row, other: Row) -> str:
    """Return a row and what differs in it."""
    differ = {name: (one.get(name), other.get(name)) for name in one if not same(one.get(name), other.get(name))}
    alike = {name: value for name, value in one.items() if name not in differ}
    return f"{differ} of {dict(list(alike.items())[:6])}"


def same(one: Any, other: Any) -> bool:
    """Return whether two values are alike: of numbers to 1e-9, of all else the very same, and of the same kind."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [(name, _key(row[name])) for name in sorted(row)])


def _key(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, ""
    if isinstance(value, bool):
        return 1, str(value)
    if isinstance(value, int | float):
        return 2, round(float(value), 6)
    return 3, str(value)
