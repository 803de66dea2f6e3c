"""Funnel plots: which units stand out by more than chance, given how many people each has.

Without over-dispersion a unit lies outside a limit exactly when its own interval of that level leaves out the target:
Wilson's for a proportion, the exact Poisson one for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import pdtrik

from joinedup.insight.statistics.intervals import Numbers, deviate
from joinedup.insight.statistics.standardising import Comparison, Direction, judged
from joinedup.words.basics.errors import BadInput

# A proportion is met over people; a rate events over person-years; a ratio and a count observed over expected events
# (a count is drawn in events, a ratio in times what was expected).
Kind = Literal["proportion", "rate", "ratio", "count"]
Dispersion = Literal["none", "multiplicative", "additive"]
INNER, OUTER = 0.95, 0.998  # about two and three standard deviations
WINSORISED = 0.1


class Band(StrEnum):
    """Where a unit lies: within both pairs of limits, beyond the inner (95%), or beyond the outer (99.8%)."""

    FAR_BELOW = "below the lower 99.8% limit"
    BELOW = "below the lower 95% limit"
    WITHIN = "within the limits"
    ABOVE = "above the upper 95% limit"
    FAR_ABOVE = "above the upper 99.8% limit"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits at given denominators, in the unit of the figure; each is an array as long as ``denominator``."""

    denominator: Numbers
    low: Numbers
    high: Numbers
    far_low: Numbers
    far_high: Numbers


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit on the funnel; value and limits are in ``Funnel.per``, ``z`` is its distance in standard deviations."""

    name: str
    value: float
    numerator: float
    denominator: float
    low: float
    high: float
    far_low: float
    far_high: float
    z: float
    band: Band
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel: its target, its units, and how far they vary beyond chance.

    ``phi`` is the mean square of the winsorised distances (1 if only chance is at work), ``tau`` the standard
    deviation between units beyond chance, in the unit of the figure; ``widened`` says whether the limits allow for it.
    """

    kind: Kind
    per: float
    target: float
    phi: float
    tau: float
    dispersion: Dispersion
    widened: bool
    units: tuple[Unit, ...]

    def limits(self, denominators: ArrayLike) -> Limits:
        """Return the limits at these denominators, for the lines of the chart. Raises BadInput for one not above 0."""
        size = np.asarray(denominators, dtype=np.float64)
        if np.any(size <= 0):
            raise BadInput("A limit needs a denominator above nought.", now="Begin the line at the smallest unit.")
        phi, tau = (self.phi, self.tau / self.per) if self.widened else (1.0, 0.0)
        pairs = [
            _limits(self.kind, self.target / self.per, size, level, self._widening(phi, tau))
            for level in (INNER, OUTER)
        ]
        scale = self.per * (size if self.kind == "count" else 1.0)
        (low, high), (far_low, far_high) = ((a * scale, b * scale) for a, b in pairs)
        return Limits(size, low, high, far_low, far_high)

    def lines(self, points: int = 100) -> Limits:
        """Return the limits at ``points`` denominators, from the smallest unit to the largest."""
        sizes = [unit.denominator for unit in self.units]
        return self.limits(np.geomspace(min(sizes), max(sizes), points))

    def _widening(self, phi: float, tau: float) -> tuple[float, float] | None:
        if not self.widened:
            return None
        return (phi, 0.0) if self.dispersion == "multiplicative" else (1.0, tau)


def funnel(
    kind: Kind,
    names: Sequence[str],
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    target: float | None = None,
    per: float = 1.0,
    dispersion: Dispersion = "none",
    winsorised: float = WINSORISED,
    good: Direction = "neither",
) -> Funnel:
    """Place each unit on a funnel around ``target`` (all units together if None), in figures times ``per``.

    ``dispersion`` says how limits widen when units vary more than chance lets them: times the square root of phi, or
    by a variance tau squared added between units (the one its author prefers). They widen only where phi is larger
    than chance would give: 1 + 2 x sqrt(2 / number of units). ``winsorised`` is the share at each end of the distances
    pulled in before phi is worked out, so that the units that stand out do not hide themselves.

    Sources: Spiegelhalter, Statistics in Medicine 24 (2005), 1185-1202, and Quality and Safety in Health Care 14
    (2005), 347-351; limits as in OHID's funnel tool. Raises BadInput if the columns differ in length, are empty,
    hold a denominator of nought, a count below nought, or a share above one; or if the target cannot have limits.
    """
    top, size = _checked(kind, names, numerators, denominators)
    centre = float(top.sum() / size.sum()) if target is None else target / per
    if kind in {"ratio", "count"} and target is None:
        centre = 1.0
    if centre <= 0 or (kind == "proportion" and centre >= 1):
        raise BadInput(
            "No unit, or every one, has what is counted, so there are no limits.", now="Choose a longer period."
        )
    variance = _variance(kind, centre, size)
    z = (top / size - centre) / np.sqrt(variance)
    phi, tau_squared = dispersed(z, variance, winsorised)
    widened = dispersion != "none" and phi > 1 + 2 * np.sqrt(2 / len(size))
    bare = Funnel(kind, per, centre * per, phi, float(np.sqrt(tau_squared)) * per, dispersion, bool(widened), ())
    limits = bare.limits(size)
    value = top / size * per * (size if kind == "count" else 1.0)
    spread = variance * phi if dispersion == "multiplicative" else variance + tau_squared
    distance = (top / size - centre) / np.sqrt(spread) if widened else z
    units = _units(names, (value, top, size, distance), limits, good)
    return Funnel(kind, per, bare.target, phi, bare.tau, dispersion, bare.widened, units)


def dispersed(z: Numbers, variance: Numbers, winsorised: float = WINSORISED) -> tuple[float, float]:
    """Return phi and tau squared: how far units vary beyond chance, from their distances and variances.

    Source: Spiegelhalter, Quality and Safety in Health Care 14 (2005), 347-351, appendix; tau squared is the method
    of moments of DerSimonian and Laird, nought where there is no more variation than chance gives.
    """
    ends = np.quantile(z, [winsorised, 1 - winsorised])
    phi = float(np.mean(np.clip(z, *ends) ** 2))
    weight = 1 / variance
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    beyond = len(z) * phi - (len(z) - 1)
    return phi, beyond / room if beyond > 0 and room > 0 else 0.0


def _checked(kind: Kind, names: Sequence[str], tops: ArrayLike, sizes: ArrayLike) -> tuple[Numbers, Numbers]:
    top, size = np.asarray(tops, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if not len(names) == len(top) == len(size) or len(names) == 0:
        raise BadInput("The units' columns do not match.", now="Give each unit a name, a numerator and a denominator.")
    if np.any(size <= 0):
        raise BadInput("At least one unit has a denominator of nought.", now="Leave out units with nobody counted.")
    if np.any(top < 0) or (kind == "proportion" and np.any(top > size)):
        raise BadInput("A numerator is out of range.", now="Look for a unit with more met than counted.")
    return top, size


def _variance(kind: Kind, centre: float, size: Numbers) -> Numbers:
    return centre * ((1 - centre) if kind == "proportion" else 1.0) / size


def _limits(
    kind: Kind, centre: float, size: Numbers, level: float, widening: tuple[float, float] | None
) -> tuple[Numbers, Numbers]:
    """Return low and high limits of numerator over denominator, at ``level``."""
    if kind == "proportion" or widening:
        phi, tau = widening or (1.0, 0.0)
        half = deviate(level) * np.sqrt(_variance(kind, centre, size) * phi + tau**2)
        return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0 if kind == "proportion" else np.inf)
    low, high = poisson_limits(centre * size, level)
    return low / size, high / size


def poisson_limits(expected: ArrayLike, level: float = INNER) -> tuple[Numbers, Numbers]:
    """Return the counts beyond which a count's exact Poisson interval would leave out ``expected``.

    The inverse of Garwood's limits (see intervals.exact_limits), as in OHID's funnel tool.
    """
    mean, tail = np.asarray(expected, dtype=np.float64), (1 - level) / 2
    # With so few expected, even no event at all is no surprise (low), and one event already is one (high).
    none, one = mean <= -np.log(tail), mean <= -np.log1p(-tail)
    low = np.where(none, 0.0, pdtrik(tail, np.where(none, 10.0, mean)))
    high = np.where(one, mean / -np.log1p(-tail), pdtrik(1 - tail, np.where(one, 10.0, mean)) + 1)
    return low, high


def _units(
    names: Sequence[str], figures: tuple[Numbers, Numbers, Numbers, Numbers], limits: Limits, good: Direction
) -> tuple[Unit, ...]:
    value, top, size, z = figures
    lows, highs = (limits.far_low, limits.low), (limits.high, limits.far_high)
    # From 0 (below every limit) to 4 (above every limit); a figure on a limit is inside it.
    steps = sum((value >= low).astype(int) for low in lows) + sum((value > high).astype(int) for high in highs)
    bands = list(Band)
    below, above = judged(False, good), judged(True, good)
    verdicts = (below, below, Comparison.SIMILAR, above, above)
    columns = np.column_stack([value, top, size, limits.low, limits.high, limits.far_low, limits.far_high, z])
    return tuple(
        Unit(str(name), v, m, n, low, high, far_low, far_high, away, bands[step], verdicts[step])
        for name, (v, m, n, low, high, far_low, far_high, away), step in zip(
            names, columns.tolist(), np.asarray(steps).tolist(), strict=True
        )
    )
