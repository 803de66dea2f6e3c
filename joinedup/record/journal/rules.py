"""How the journal is sealed: which lines are in a block, and what its hash rests on. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

# From the first number of a range of lines to its last, both counted.
Range = tuple[int, int]
# A number that had no line when the lines after it were sealed is waited for so long: whatever wrote it has ended.
WAITED_FOR = timedelta(days=1)
FIRST = "0" * 64


def written_out(line: Sequence[Any]) -> bytes:
    """Return a line (in the order of LINE) as the bytes that its seal rests on: the same on every database."""
    told = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in line]
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


LINE = (
    "id", "at", "act", "outcome", "account_id", "role", "organisation", "person_id", "reason", "details",
)  # fmt: skip


def begun(number: int, *, before: str, sealed_at: datetime) -> Any:
    """Return the hash of a block before its lines are added to it, with ``update``. Source: SHA-256, FIPS 180-4."""
    return hashlib.sha256(f"{number} {before} {sealed_at.astimezone(UTC).isoformat()}\n".encode())


def ranges_of(numbers: Iterable[int]) -> list[Range]:
    """Return numbers in ascending order as ranges."""
    found: list[Range] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def without(ranges: Iterable[Range], numbers: Iterable[int]) -> list[Range]:
    """Return ``ranges`` (ascending, apart) without ``numbers`` (ascending)."""
    taken, found = iter(numbers), []
    number = next(taken, None)
    for first, last in ranges:
        start = first
        while number is not None and number <= last:
            if number >= start:
                if number > start:
                    found.append((start, number - 1))
                start = number + 1
            number = next(taken, None)
        if start <= last:
            found.append((start, last))
    return found


def still_awaited(awaited: Iterable[tuple[int, int, str]], *, at: datetime) -> list[tuple[int, int, str]]:
    """Return those of ``awaited`` (first, last, since when) that are not given up yet."""
    return [each for each in awaited if at - datetime.fromisoformat(each[2]) < WAITED_FOR]
