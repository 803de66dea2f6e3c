"""How right a linking is, against the truth of a made-up place: pairs of records rightly and wrongly joined. Pure.

Precision: of pairs of records joined, how many are one person's. Recall: of pairs that are one person's, how many
are joined. A pair belongs to a group (a feed, an age) where either of its records does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rightness:
    """Counts of pairs; a share of none is 1: nothing was wrong, nothing was missed."""

    joined: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share of joined pairs that are one person's."""
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Return the share of one person's pairs that are joined."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def told(self) -> dict[str, float | int]:
        """Return the figures by name."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "pairs_joined": self.joined,
            "pairs_true": self.true,
        }


def rightness(people: Sequence[Any], true_people: Sequence[Any]) -> Rightness:
    """Return how right it is that each record is of ``people``, where it is truly of ``true_people``."""
    return _rightness(_codes(people), _codes(true_people), np.ones(len(people), dtype=bool))


def rightness_by(
    groups: Mapping[str, Sequence[Any]], people: Sequence[Any], true_people: Sequence[Any]
) -> dict[str, dict[str, Rightness]]:
    """Return, for each grouping, the rightness of pairs with a record in each of its groups."""
    one, other = _codes(people), _codes(true_people)
    found: dict[str, dict[str, Rightness]] = {}
    for name, values in groups.items():
        given = np.asarray(["" if value is None else str(value) for value in values])
        found[name] = {
            str(group): _rightness(one, other, given == group) for group in sorted(set(given.tolist())) if group
        }
    return found


def _codes(values: Sequence[Any]) -> NDArray[np.int64]:
    return np.unique(np.asarray(values), return_inverse=True)[1].astype(np.int64).reshape(-1)


def _rightness(people: NDArray[np.int64], truth: NDArray[np.int64], inside: NDArray[np.bool_]) -> Rightness:
    """Count pairs of which at least one record is inside: all pairs less those with both outside."""
    both = people * (int(truth.max(initial=0)) + 1) + truth
    joined, true, right = (_pairs(codes) - _pairs(codes[~inside]) for codes in (people, truth, both))
    return Rightness(joined, true, right)


def _pairs(codes: NDArray[np.int64]) -> int:
    counts = np.unique(codes, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())
