"""Nodes joined into people, one link at a time, the surest first, never against a rule. Pure.

A node is a person we have, or a record that is nobody's yet. Taking the surest link first and refusing a second
spine record is the same as giving each record its single best link to the spine (Splink: "single best links").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

# More records than this are not joined by likeness without someone looking.
CAP = 40


class Outcome(StrEnum):
    """What came of a proposed join."""

    JOINED = "joined"
    ALREADY = "already"
    FORBIDDEN = "forbidden"
    TWO_PEOPLE = "two_people"
    TOO_LARGE = "too_large"


class Clusters:
    """Nodes 0 to n-1 and which have been joined so far.

    ``sizes`` counts the source records of each node. ``settled`` marks nodes that are known to be someone (a general
    practice's record, a person about whom someone decided): two of them are never joined by likeness. ``known`` marks
    people we have already. ``never`` lists pairs that are not to be joined at all.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        settled: Sequence[bool],
        *,
        known: Sequence[bool] | None = None,
        never: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._parent = list(range(len(sizes)))
        self._size = list(sizes)
        self._settled = list(settled)
        self._known = list(known) if known is not None else [False] * len(sizes)
        self._number: dict[int, str] = {}
        self._never: dict[int, set[int]] = {}
        for one, other in never:
            self._never.setdefault(one, set()).add(other)
            self._never.setdefault(other, set()).add(one)

    def root(self, node: int) -> int:
        """Return the node that stands for all that are joined with ``node``."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def settled(self, node: int) -> bool:
        """Return whether all that is joined with ``node`` is known to be someone."""
        return self._settled[self.root(node)]

    def may_be_asked(self, one: int, other: int) -> bool:
        """Return whether someone may be asked to join these: not where they are never to be joined."""
        return self.root(other) not in self._never.get(self.root(one), ())

    def give_numbers(self, numbers: Mapping[int, str]) -> None:
        """Tell which nodes have an NHS number that more than one record bears out; two such numbers are two people."""
        self._number = dict(numbers)

    def join(self, one: int, other: int, *, by_number: bool = False, cap: int = CAP) -> Outcome:
        """Join two nodes, or say why not. By number two settled records may be joined, but not two settled people."""
        one, other = self.root(one), self.root(other)
        refusal = self._refusal(one, other, by_number=by_number, cap=cap)
        if refusal:
            return refusal
        self._merge(min(one, other), max(one, other))
        return Outcome.JOINED

    def _refusal(self, one: int, other: int, *, by_number: bool, cap: int) -> Outcome | None:
        if one == other:
            return Outcome.ALREADY
        if other in self._never.get(one, ()):
            return Outcome.FORBIDDEN
        two_settled = self._settled[one] and self._settled[other]
        if two_settled and (not by_number or (self._known[one] and self._known[other])):
            return Outcome.TWO_PEOPLE
        if by_number:
            return None
        if one in self._number and other in self._number and self._number[one] != self._number[other]:
            return Outcome.TWO_PEOPLE
        return Outcome.TOO_LARGE if self._size[one] + self._size[other] > cap else None

    def _merge(self, kept: int, gone: int) -> None:
        self._parent[gone] = kept
        self._size[kept] += self._size[gone]
        self._settled[kept] = self._settled[kept] or self._settled[gone]
        self._known[kept] = self._known[kept] or self._known[gone]
        if gone in self._number:
            self._number.setdefault(kept, self._number[gone])
        for other in self._never.pop(gone, ()):
            self._never[other].discard(gone)
            self._never[other].add(kept)
            self._never.setdefault(kept, set()).add(other)
