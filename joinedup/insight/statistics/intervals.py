"""Intervals for counts, rates and shares: how far chance alone could have moved them.

Functions that end in ``_limits`` take arrays and give two arrays; the others take one figure and give one answer.
``level`` is the share of such intervals that hold the truth: 0.95, or 0.998 for the outer limits of a funnel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, chdtri, ndtri

Numbers = NDArray[np.float64]
# Below this many events Byar's approximation is poor, and the public health guidance of OHID uses the exact limits.
FEWEST_FOR_BYAR = 10


class Interval(NamedTuple):
    """The lower and upper ends of an interval, in the unit of the figure."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure with all that must be shown beside it.

    ``value``, ``low`` and ``high`` are in the unit that the function names, None where no honest figure can be given;
    ``note`` is then the sentence that says why. ``numerator`` and ``denominator`` are what was divided.
    """

    value: float | None
    low: float | None
    high: float | None
    numerator: float
    denominator: float
    note: str = ""


def deviate(level: float = 0.95) -> float:
    """Return how many standard deviations an interval of ``level`` reaches to each side: 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError("A level lies between 0 and 1, such as 0.95.")
    return float(ndtri(0.5 + level / 2))


def byar_limits(counts: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return Byar's limits for counts of independent events.

    Source: Breslow and Day, Statistical Methods in Cancer Research volume II (1987), page 69; used in the public
    health technical guidance of OHID. Raises ValueError for a count below nought.
    """
    count = _counts(counts)
    z = deviate(level)
    some = np.maximum(count, 1e-300)
    low = np.where(count > 0, count * np.maximum(0.0, 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3, 0.0)
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def exact_limits(counts: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the exact Poisson limits for counts of independent events.

    Source: Garwood, Biometrika 28 (1936), 437-442, by the chi-squared distribution. Raises ValueError for a count
    below nought.
    """
    count = _counts(counts)
    tail = (1 - level) / 2
    deviate(level)
    low = np.where(count > 0, chdtri(2 * np.maximum(count, 1e-300), 1 - tail) / 2, 0.0)
    return low, np.asarray(chdtri(2 * (count + 1), tail) / 2, dtype=np.float64)


def count_limits(counts: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return limits for counts as OHID does: exact below ten events, Byar's from ten.

    Source: the method notes of phe_rate in OHID's published package PHEindicatormethods.
    """
    count = _counts(counts)
    few = count < FEWEST_FOR_BYAR
    (exact_low, exact_high), (byar_low, byar_high) = exact_limits(count, level), byar_limits(count, level)
    return np.where(few, exact_low, byar_low), np.where(few, exact_high, byar_high)


def wilson_limits(met: ArrayLike, of: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return Wilson's limits for shares (0 to 1). Source: Wilson, JASA 22 (1927), 209-212.

    Raises ValueError where there is no denominator, or a numerator outside it.
    """
    m, n = np.asarray(met, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if not np.all((m >= 0) & (m <= n) & (n > 0)):
        raise ValueError("A share needs a denominator, and a numerator no larger than it.")
    share, z = m / n, deviate(level)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # Rounding must not leave a hair's breadth between none and nought, or between all and one.
    return np.where(m == 0, 0.0, middle - half), np.where(m == n, 1.0, middle + half)


def byar(count: float, level: float = 0.95) -> Interval:
    """Return Byar's interval for one count; see byar_limits."""
    return _one(byar_limits(count, level))


def exact(count: float, level: float = 0.95) -> Interval:
    """Return the exact Poisson interval for one count; see exact_limits."""
    return _one(exact_limits(count, level))


def of_count(count: float, level: float = 0.95) -> Interval:
    """Return OHID's interval for one count: exact below ten, Byar's from ten; see count_limits."""
    return _one(count_limits(count, level))


def wilson(met: float, of: float, level: float = 0.95) -> Interval:
    """Return Wilson's interval for one share (0 to 1); see wilson_limits."""
    return _one(wilson_limits(met, of, level))


def compound(total: float, sum_of_squares: float, level: float = 0.95) -> Interval:
    """Return an interval for a total of unequal amounts (nights in hospital), each arriving by chance.

    The variance of a compound Poisson total is the expected sum of the squares of its amounts. Source: Johnson, Kemp
    and Kotz, Univariate Discrete Distributions (2005), section 9.3.
    """
    half = deviate(level) * math.sqrt(sum_of_squares)
    return Interval(max(0.0, total - half), total + half)


def rate(count: float, person_years: float, *, per: float = 1_000, level: float = 0.95) -> Estimate:
    """Return events per ``per`` person-years, with OHID's interval for the count."""
    if person_years <= 0:
        return Estimate(None, None, None, count, person_years, "Nobody was counted, so there is no rate.")
    low, high = of_count(count, level)
    unit = per / person_years
    return Estimate(count * unit, low * unit, high * unit, count, person_years)


def share(met: float, of: float, *, level: float = 0.95) -> Estimate:
    """Return the share (0 to 1) of ``of`` that ``met`` is, with Wilson's interval."""
    if of == 0:
        return Estimate(None, None, None, met, of, "Nobody was counted, so there is no share.")
    low, high = wilson(met, of, level)
    return Estimate(met / of, low, high, met, of)


def rate_ratio(
    count: float, person_years: float, other_count: float, other_person_years: float, *, level: float = 0.95
) -> Estimate:
    """Return the first rate over the second, with exact limits; ``high`` is infinite if the second has no events.

    Given both counts' total, the first is binomial, and the limits of its share (Clopper and Pearson's) carry over.
    ``numerator`` and ``denominator`` are the two rates for each person-year. Source: Breslow and Day, volume II
    (1987), section 3.4. Raises ValueError for a count below nought or no person-years.
    """
    _counts([count, other_count])
    if min(person_years, other_person_years) <= 0:
        raise ValueError("A rate needs person-years above nought.")
    first, second = count / person_years, other_count / other_person_years
    if count + other_count == 0:
        return Estimate(None, None, None, first, second, "There were no events on either side to compare.")
    tail, scale = (1 - level) / 2, other_person_years / person_years
    low = betaincinv(count, other_count + 1, tail) if count else 0.0
    high = betaincinv(count + 1, other_count, 1 - tail) if other_count else 1.0
    return Estimate(
        first / second if other_count else None,
        float(low / (1 - low)) * scale,
        float(high / (1 - high)) * scale if other_count else math.inf,
        first,
        second,
        "" if other_count else "The second had no events, so the ratio has no upper end.",
    )


def rate_difference(
    count: float,
    person_years: float,
    other_count: float,
    other_person_years: float,
    *,
    per: float = 1_000,
    level: float = 0.95,
) -> Estimate:
    """Return the first rate less the second, in events per ``per`` person-years.

    Each rate's own limits are put together by the method of variance estimates recovery. ``numerator`` and
    ``denominator`` are the two rates. Source: Zou and Donner, Statistics in Medicine 27 (2008), 1693-1702.
    Raises ValueError for a count below nought or no person-years.
    """
    if min(person_years, other_person_years) <= 0:
        raise ValueError("A rate needs person-years above nought.")
    first, second = (
        rate(n, years, per=per, level=level) for n, years in ((count, person_years), (other_count, other_person_years))
    )
    return difference(first, second)


def share_difference(met: float, of: float, other_met: float, other_of: float, *, level: float = 0.95) -> Estimate:
    """Return the first share less the second (-1 to 1), from Wilson's limits of each.

    ``numerator`` and ``denominator`` are the two shares. Source: Newcombe, Statistics in Medicine 17 (1998),
    873-890, method 10. Raises ValueError for a share without a denominator.
    """
    wilson_limits([met, other_met], [of, other_of], level)
    return difference(share(met, of, level=level), share(other_met, other_of, level=level))


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Return the first figure less the second, where each is independent and has an interval of the same level.

    Source: Zou and Donner, Statistics in Medicine 27 (2008), 1693-1702. If either has no value, nor has the answer.
    """
    if first.value is None or first.low is None or first.high is None:
        return Estimate(None, None, None, math.nan, math.nan, first.note)
    if second.value is None or second.low is None or second.high is None:
        return Estimate(None, None, None, first.value, math.nan, second.note)
    gap = first.value - second.value
    return Estimate(
        gap,
        gap - math.hypot(first.value - first.low, second.high - second.value),
        gap + math.hypot(first.high - first.value, second.value - second.low),
        first.value,
        second.value,
    )


def _counts(counts: ArrayLike) -> Numbers:
    count = np.asarray(counts, dtype=np.float64)
    if np.any(count < 0):
        raise ValueError("A count is never below nought.")
    return count


def _one(limits: tuple[Any, Any]) -> Interval:
    return Interval(float(limits[0]), float(limits[1]))
