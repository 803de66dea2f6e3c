"""Inequality: between the most and the least deprived, and between those who use much and those who use little."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from joinedup.insight.statistics.intervals import Estimate, Numbers, deviate, difference
from joinedup.words.basics.errors import BadInput

TOP_SHARES = (0.01, 0.05, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """How a figure runs from the most deprived person to the least, on the line fitted through the groups.

    ``slope`` is the figure at the most deprived end less the one at the least (above nought: the most deprived have
    more), ``relative`` the first over the second (above one: likewise). ``numerator`` and ``denominator`` of both are
    the two ends.
    """

    slope: Estimate
    relative: Estimate


@dataclass(frozen=True, slots=True)
class Gap:
    """The most deprived fifth against the least: ``absolute`` the difference, ``relative`` the ratio."""

    absolute: Estimate
    relative: Estimate


@dataclass(frozen=True, slots=True)
class Concentration:
    """The curve of who uses what. ``people`` and ``use`` are cumulative shares (0 to 1), for drawing.

    ``index`` is nought where use does not follow the order, towards -1 where those who come first have it all, towards
    1 where the last have it.
    """

    people: tuple[float, ...]
    use: tuple[float, ...]
    index: Estimate


@dataclass(frozen=True, slots=True)
class TopShare:
    """What the ``share`` (0 to 1) of people who use most use: ``used`` (0 to 1) of all, from ``at_least`` each."""

    share: float
    used: float
    at_least: float


@dataclass(frozen=True, slots=True)
class Lorenz:
    """The Lorenz curve, from those who use least: ``people`` and ``use`` are cumulative shares (0 to 1).

    ``gini`` is nought where all use the same, and close to one where one person has it all.
    """

    people: tuple[float, ...]
    use: tuple[float, ...]
    gini: float
    top: tuple[TopShare, ...]


def slope_index(
    people: ArrayLike, values: ArrayLike, standard_errors: ArrayLike, *, log: bool = False, level: float = 0.95
) -> SlopeIndex:
    """Return the slope and relative index of inequality over groups given from most to least deprived.

    Each group stands at the middle of its share of people (its ridit); the line is fitted by least squares weighted by
    people, to the values or (``log``) to their logarithms. Each group's standard error is carried through the fit, the
    relative index's on a logarithmic scale. Sources: Mackenbach and Kunst, Social Science and Medicine 44 (1997),
    757-771; OHID, Fingertips guidance on inequalities. Raises BadInput for fewer than three groups, a group without
    people, and a value of nought or less where logarithms are asked for.
    """
    n, y, error = (np.asarray(a, dtype=np.float64) for a in (people, values, standard_errors))
    if not len(n) == len(y) == len(error) or len(n) < 3:
        raise BadInput("A slope needs at least three groups.", now="Give people, value and standard error of each.")
    if np.any(n <= 0):
        raise BadInput("A group has no people.", now="Merge it with the group beside it.")
    if log and np.any(y <= 0):
        raise BadInput("A value of nought has no logarithm.", now="Choose the straight line, or a longer period.")
    if log:
        y, error = np.log(y), error / y
    weight = n / n.sum()
    place = np.cumsum(weight) - weight / 2
    steep = weight * (place - 0.5) / float((weight * (place - 0.5) ** 2).sum())
    # Each end of the line, and so everything below, is a weighted sum of the groups' values.
    ends = weight - steep / 2, weight + steep / 2
    most, least = (float((end * y).sum()) for end in ends)
    z = deviate(level)
    if log:
        most, least = math.exp(most), math.exp(least)
        ends_in_unit = ends[0] * most, ends[1] * least
        logs = steep
    else:
        ends_in_unit = ends
        logs = ends[0] / most - ends[1] / least if most > 0 and least > 0 else None
    half = z * _spread(ends_in_unit[0] - ends_in_unit[1], error)
    slope = Estimate(most - least, most - least - half, most - least + half, most, least)
    if logs is None:
        note = "The fitted line falls below nought, so there is no ratio."
        return SlopeIndex(slope, Estimate(None, None, None, most, least, note))
    times = math.exp(z * _spread(logs, error))
    ratio = most / least
    return SlopeIndex(slope, Estimate(ratio, ratio / times, ratio * times, most, least))


def gap(most: Estimate, least: Estimate) -> Gap:
    """Return the figure of the most deprived fifth less, and over, that of the least; each has its own interval.

    The difference is put together as in intervals.difference, the ratio likewise on a logarithmic scale. Source: Zou
    and Donner, Statistics in Medicine 27 (2008), 1693-1702. Where a figure could not be given, nor can the gap.
    """
    absolute = difference(most, least)
    ends = (most.value, most.low, most.high, least.value, least.low, least.high)
    if any(end is None for end in ends):
        return Gap(absolute, absolute)
    value, low, high, other, other_low, other_high = (float(end) for end in ends if end is not None)
    if value <= 0 or other <= 0:
        return Gap(absolute, Estimate(None, None, None, value, other, "A figure is nought, so there is no ratio."))
    below = math.hypot(_log(value, low), _log(other_high, other))
    above = math.hypot(_log(high, value), _log(other, other_low))
    ratio = value / other
    return Gap(absolute, Estimate(ratio, ratio * math.exp(-below), ratio * math.exp(above), value, other))


def concentration(use: ArrayLike, order: ArrayLike, *, points: int = 101, level: float = 0.95) -> Concentration:
    """Return how use is spread over people put in ``order`` (a deprivation rank, say: smallest first).

    ``use`` is what each person used, never below nought. People of equal order share their place. Source: Kakwani,
    Wagstaff and van Doorslaer, Journal of Econometrics 77 (1997), 87-103: the index is twice the covariance of use
    and place over mean use, its standard error that of the same regression. ``numerator`` is all use, ``denominator``
    people. Raises BadInput for nobody, no use at all, or lengths that differ.
    """
    used = _used(use)
    ranks = np.asarray(order, dtype=np.float64)
    if ranks.shape != used.shape or used.size < 3:
        raise BadInput("Each person needs a place in the order.", now="Give at least three people, each with both.")
    _, group, size = np.unique(ranks, return_inverse=True, return_counts=True)
    total, n = float(used.sum()), used.size
    ahead = np.cumsum(size) - size
    place = ((ahead + size / 2) / n)[group]
    apart = place - 0.5
    room = float((apart**2).sum())
    if room == 0:
        raise BadInput("Everyone has the same place in the order.", now="Choose another order.")
    share = 2 * (room / n) * used / (total / n)
    index = float((apart * share).sum()) / room
    left = share - share.mean() - index * apart
    half = deviate(level) * math.sqrt(float((left**2).sum()) / (n - 2) / room)
    people = np.concatenate([[0.0], np.cumsum(size) / n])
    held = np.concatenate([[0.0], np.cumsum(np.bincount(group, weights=used)) / total])
    across = np.linspace(0, 1, points)
    return Concentration(
        tuple(across.tolist()),
        tuple(np.interp(across, people, held).tolist()),
        Estimate(index, index - half, index + half, total, float(n)),
    )


def lorenz(use: ArrayLike, *, top: Sequence[float] = TOP_SHARES, points: int = 101) -> Lorenz:
    """Return who uses what: the Lorenz curve, Gini coefficient and the use of those who use most.

    ``use`` is what each person used, never below nought; nobody is left out for using nothing. Part of a person's use
    counts where a share ends within a person. Source: Gini's coefficient as in Sen, On Economic Inequality (1973),
    chapter 2. Raises BadInput for nobody or no use at all.
    """
    rising = np.sort(_used(use))
    n, total = rising.size, float(rising.sum())
    held = np.concatenate([[0.0], np.cumsum(rising)]) / total
    gini = float(((2 * np.arange(1, n + 1) - n - 1) * rising).sum()) / (n * total)
    across = np.linspace(0, 1, points)
    everyone = np.arange(n + 1)
    shares = tuple(
        TopShare(
            share,
            1 - float(np.interp((1 - share) * n, everyone, held)),
            float(rising[min(n - 1, math.floor((1 - share) * n + 1e-9))]),
        )
        for share in top
    )
    return Lorenz(tuple(across.tolist()), tuple(np.interp(across * n, everyone, held).tolist()), gini, shares)


def _spread(weights: Numbers, errors: Numbers) -> float:
    return math.sqrt(float(((weights * errors) ** 2).sum()))


def _log(above: float, below: float) -> float:
    return math.log(above / below) if below > 0 else math.inf


def _used(use: ArrayLike) -> Numbers:
    used = np.asarray(use, dtype=np.float64)
    if used.ndim != 1 or used.size == 0 or np.any(used < 0) or not used.any():
        raise BadInput("There is no use to share out.", now="Give what each person used, nought or more.")
    return used
