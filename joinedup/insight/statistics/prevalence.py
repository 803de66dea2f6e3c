"""Prevalence: how many people should have a condition, going by their ages and sexes, and how many are known to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from joinedup.insight.statistics.intervals import Estimate, of_count
from joinedup.words.basics.errors import BadInput


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known to have a condition, against who is expected to.

    ``share`` is recorded over expected (1 is as expected, and it may be more); ``missing`` is how many more would be
    recorded if all expected were (below nought where more are recorded than expected), with the same interval.
    """

    recorded: float
    expected: float
    share: Estimate
    missing: Estimate


def expected_people(people: ArrayLike, reference_shares: ArrayLike) -> float:
    """Return how many of ``people`` would have the condition at the reference's shares (0 to 1) of the same bands.

    The reference is a published study that the caller names. Raises BadInput if the bands differ in number, a share
    is outside 0 to 1, or a number of people is below nought.
    """
    counted, share = np.asarray(people, dtype=np.float64), np.asarray(reference_shares, dtype=np.float64)
    if counted.shape != share.shape or counted.size == 0:
        raise BadInput("The bands do not match.", now="Give people and the reference's share for the same bands.")
    if np.any((share < 0) | (share > 1)):
        raise BadInput("A reference share is outside 0 to 1.", now="Give 7.1% as 0.071.")
    if np.any(counted < 0):
        raise BadInput("A number of people is below nought.", now="Look for the band where it came from.")
    return float((counted * share).sum())


def known(recorded: float, people: ArrayLike, reference_shares: ArrayLike, *, level: float = 0.95) -> Known:
    """Return recorded against expected people with a condition, such as the dementia diagnosis rate at 65 and over.

    ``recorded`` counts people in the same bands. The interval is of the recorded count, as OHID takes it; the
    reference study's own uncertainty is not in it, and a page should say so. Source: NHS England, estimated dementia
    diagnosis rate, technical notes. Raises as expected_people, and ValueError for a count below nought.
    """
    expected = expected_people(people, reference_shares)
    low, high = of_count(recorded, level)
    missing = Estimate(expected - recorded, expected - high, expected - low, expected, recorded)
    if expected == 0:
        note = "Nobody is expected to have it, so there is no share."
        return Known(recorded, expected, Estimate(None, None, None, recorded, expected, note), missing)
    share = Estimate(recorded / expected, low / expected, high / expected, recorded, expected)
    return Known(recorded, expected, share, missing)
