"""Small numbers: which counts of a table may be shown, so that nobody can be recognised. Pure.

A count from one up to a threshold is not shown, every other is rounded, and nought is shown: by the **policy** of the
source that it comes from. Totals are known too, so what is left could still give a hidden count away; then a further
count is hidden (secondary suppression). The rule that is held: *what is shown tells no more of a small count than
that it is small*. Any value from one to the largest small one must remain possible for each, whatever is added and
taken away; this is decided exactly, by linear programming over all lines of the table at once.

``protect`` takes the counts of a table and gives the table with its totals; ``protected_rows`` does the same for
rows; ``measures.shown.disclose`` for figures of a measure. Show a total only as they give it.

Sources: NHS England, "Disclosure control methodology for Hospital Episode Statistics (HES) and Emergency Care Data
Set (ECDS)" (from September 2018: 1 to 7 not shown below national level, others rounded to the nearest 5, nought
shown, totals worked out before they are rounded); the rule for secondary suppression is the interval (feasibility)
audit of M. Fischetti and J. J. Salazar, Management Science 47 (2001), 1008-1027.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from joinedup.insight.disclosure_audit import COVERED, SHOWN, SMALL, hide

NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a source asks: counts from 1 to ``largest_small`` are not shown, others to the nearest ``round_to``."""

    name: str
    largest_small: int
    round_to: int
    source: str

    @property
    def small(self) -> str:
        """Return the words for a count that is too small to show."""
        return f"1 to {self.largest_small}" if self.largest_small > 1 else "1"

    def is_small(self, count: float) -> bool:
        """Return whether ``count`` is so small that the people counted might be recognised."""
        return 0 < count <= self.largest_small

    def rounded(self, count: float) -> int:
        """Return ``count`` to the nearest ``round_to``, a half upwards."""
        return int(count + self.round_to / 2) // self.round_to * self.round_to


TRUE_NUMBERS = Policy("true numbers", 0, 1, "Direct care: those who care for people see how many there are.")
HOSPITAL_STATISTICS = Policy(
    "hospital statistics", 7, 5, "NHS England, disclosure control methodology for HES and ECDS, from September 2018."
)
MENTAL_HEALTH_STATISTICS = Policy(
    "mental health statistics", 4, 5, "NHS England, Mental Health Services Monthly Statistics, metadata: below 5."
)
SOCIAL_CARE_STATISTICS = Policy(
    "adult social care statistics", 4, 5, "Adult Social Care Activity and Finance Report, England: below 5."
)
# The policy of each feed whose publisher has one that differs; all others are held to that of hospital statistics.
OF_FEED: Mapping[str, Policy] = {
    "mental_health_contact": MENTAL_HEALTH_STATISTICS,
    "mental_health_referral": MENTAL_HEALTH_STATISTICS,
    "mental_health_stay": MENTAL_HEALTH_STATISTICS,
    "social_care": SOCIAL_CARE_STATISTICS,
    "social_care_flag": SOCIAL_CARE_STATISTICS,
}


def policy_for(purpose: str, *, feeds: Iterable[str] = (), own_people: bool = False) -> Policy:
    """Return the policy for what is shown from a release for ``purpose`` (care or planning).

    ``feeds`` are those that the figures draw on: the strictest of their policies holds; where none is named, that of
    hospital statistics. ``own_people`` says that the page counts only people in the care of whoever looks: from a
    care release they see true numbers. A page about a whole place, or a file of it, is never that.
    """
    if purpose == "care" and own_people:
        return TRUE_NUMBERS
    policies = [OF_FEED.get(feed, HOSPITAL_STATISTICS) for feed in feeds] or [HOSPITAL_STATISTICS]
    return max(policies, key=lambda policy: (policy.largest_small, policy.round_to))


@dataclass(frozen=True, slots=True)
class Protected:
    """A table that may be shown. In every axis it is one longer than its counts: the last place is the total.

    ``values`` are counts as they may be shown, 0 where hidden; ``states`` say SHOWN, SMALL or COVERED of each.
    """

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    policy: Policy

    def at(self, *place: int) -> int | str:
        """Return the count at ``place`` as it may be shown: a number, or words. -1 is the total of an axis."""
        state = self.states[place]
        if state == SHOWN:
            return int(self.values[place])
        return self.policy.small if state == SMALL else NOT_SHOWN

    @property
    def total(self) -> int | str:
        """Return the total of the whole table as it may be shown."""
        return self.at(*(-1,) * self.values.ndim)

    def inner(self) -> list[int | str]:
        """Return every count but the totals, in the order of the table read row by row."""
        return [self.at(*place) for place in np.ndindex(*(size - 1 for size in self.values.shape))]


def protect(counts: ArrayLike, *, policy: Policy, never_alone: bool = False) -> Protected:
    """Return ``counts`` (an array of one or more axes, without totals) as they may be shown, with their totals.

    ``never_alone``: where amounts (nights, hours, pounds) are hidden along with the counts, one hidden alone would be
    given away by their total; a second is then hidden in its line. Raises ValueError for counts below nought. Cost: a
    few linear programmes over the size of the table where anything in it is small, else none; under a second for
    2,400 counts with a policy that rounds, minutes with one that does not.
    """
    inner = np.asarray(counts, dtype=np.int64)
    if inner.size and inner.min() < 0:
        raise ValueError("A count is never below nought.")
    table = inner
    for axis in range(inner.ndim):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    states = hide(table, largest_small=policy.largest_small, round_to=policy.round_to, never_alone=never_alone)
    rounded = (table + policy.round_to // 2) // policy.round_to * policy.round_to
    return Protected(np.where(states == SHOWN, rounded, 0), states, policy)


def protected_rows(
    rows: Sequence[Mapping[str, Any]], *, by: Sequence[str], count: str, policy: Policy
) -> tuple[list[dict[str, Any]], Protected]:
    """Return ``rows`` with ``count`` as it may be shown, and the table behind them for its totals.

    Each row is one cell, named by its values of the columns ``by``; a cell without a row is nought. The table's axes
    are the columns of ``by``, each in the order in which the rows first name its values.
    """
    axes = [{value: i for i, value in enumerate(dict.fromkeys(row[name] for row in rows))} for name in by]
    places = [tuple(axis[row[name]] for axis, name in zip(axes, by, strict=True)) for row in rows]
    counts = np.zeros([len(axis) for axis in axes], dtype=np.int64)
    for place, row in zip(places, rows, strict=True):
        counts[place] += int(row[count])
    table = protect(counts, policy=policy)
    return [{**row, count: table.at(*place)} for place, row in zip(places, rows, strict=True)], table


def shown_count(count: int, *, policy: Policy) -> int | str:
    """Return a count as it may be shown where nothing that is shown beside it gives it away."""
    return policy.small if policy.is_small(count) else policy.rounded(count)


def shown_share(share: float | None, *, of: int, policy: Policy) -> str:
    """Return a share (0 to 1) of ``of`` people as a whole percentage of what may be shown, where it tells of nobody."""
    if share is None:
        return "not known"
    part = round(share * of)
    if policy.is_small(of) or policy.is_small(part) or policy.is_small(of - part):
        return NOT_SHOWN
    return f"{policy.rounded(part) / policy.rounded(of):.0%}" if of else "not known"


__all__ = [
    "COVERED", "HOSPITAL_STATISTICS", "MENTAL_HEALTH_STATISTICS", "NOT_SHOWN", "OF_FEED", "SHOWN", "SMALL",
    "SOCIAL_CARE_STATISTICS", "TRUE_NUMBERS", "Policy", "Protected", "policy_for", "protect", "protected_rows",
    "shown_count", "shown_share",
]  # fmt: skip
