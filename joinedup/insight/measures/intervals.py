"""Intervals for rates: how far chance alone could have moved a count."""

from __future__ import annotations

import math
from typing import NamedTuple

Z95 = 1.959963984540054


class Interval(NamedTuple):
    """The lower and upper ends of a 95% interval, in the unit of the figure."""

    low: float
    high: float


def byar(count: int) -> Interval:
    """Return Byar's 95% interval for a count of independent events.

    Source: Breslow and Day, Statistical Methods in Cancer Research volume II (1987), page 69; used in the public
    health technical guidance of OHID.
    """
    if count < 0:
        raise ValueError("A count is never below nought.")
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - Z95 / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return Interval(low, more * (1 - 1 / (9 * more) + Z95 / (3 * math.sqrt(more))) ** 3)


def compound(total: float, sum_of_squares: float) -> Interval:
    """Return a 95% interval for a total of unequal amounts (nights in hospital), each arriving by chance.

    The variance of a compound Poisson total is the expected sum of the squares of its amounts. Source: Johnson, Kemp
    and Kotz, Univariate Discrete Distributions (2005), section 9.3.
    """
    half = Z95 * math.sqrt(sum_of_squares)
    return Interval(max(0.0, total - half), total + half)


def wilson(met: int, of: int) -> Interval:
    """Return Wilson's 95% interval for a share. Source: Wilson, JASA 22 (1927), 209-212."""
    if not 0 <= met <= of or of == 0:
        raise ValueError("A share needs a denominator, and a numerator no larger than it.")
    share = met / of
    middle = (share + Z95**2 / (2 * of)) / (1 + Z95**2 / of)
    half = Z95 * math.sqrt(share * (1 - share) / of + Z95**2 / (4 * of**2)) / (1 + Z95**2 / of)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
