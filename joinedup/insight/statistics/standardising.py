"""Standardised rates: what a place's rate would be, were its people of the same ages as others'."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from numpy.typing import ArrayLike

from joinedup.insight.statistics.intervals import Estimate, Numbers, of_count
from joinedup.words.basics.errors import BadInput

Direction = Literal["up", "down", "neither"]
# OHID gives no directly standardised rate from fewer events than this: it would not be reliable.
FEWEST_EVENTS = 10
# Five-year bands to 90 and over, as public health bodies in England publish; and the same to 95 and over.
NINETEEN_BANDS = tuple(range(0, 95, 5))
TWENTY_BANDS = tuple(range(0, 100, 5))


class Comparison(StrEnum):
    """How a figure stands beside a reference. Higher and lower are for measures where neither way is good."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NOT_COMPARED = "not compared"


def standard_population(first_ages: Sequence[int] = NINETEEN_BANDS) -> Numbers:
    """Return the European Standard Population 2013 for bands that begin at ``first_ages``; it adds up to 100,000.

    The last band has no upper end. Raises BadInput if the bands do not begin at birth, are out of order, or begin at
    an age at which the standard cannot be cut.
    """
    people = _european()
    if not first_ages or first_ages[0] != 0 or list(first_ages) != sorted(set(first_ages)):
        raise BadInput("Age bands begin at 0 and rise.", now="Give each band's first age once, in order.")
    if wrong := [age for age in first_ages if age not in people]:
        raise BadInput(
            f"The standard population cannot be cut at {', '.join(map(str, wrong))}.",
            now=f"Choose bands that begin at any of: {', '.join(map(str, people))}.",
        )
    starts = list(people)
    return np.add.reduceat(np.array(list(people.values()), dtype=np.float64), [starts.index(age) for age in first_ages])


def directly_standardised(
    events: ArrayLike, person_years: ArrayLike, standard: ArrayLike, *, per: float = 100_000, level: float = 0.95
) -> Estimate:
    """Return the rate per ``per`` person-years that the standard population would have at this place's own rates.

    ``events``, ``person_years`` and ``standard`` have one entry for each age band (or age and sex), in the same
    order. With fewer than ten events no value is given, as OHID's guidance has it. Sources: Dobson and others,
    Statistics in Medicine 10 (1991), 457-462, for the interval, over Byar's for the count. Raises BadInput if the
    bands differ in number, a count is below nought, or nobody was in some band.
    """
    count, years, weight = _bands(events, person_years, standard)
    if np.any(years <= 0):
        raise BadInput("Nobody was counted in at least one age band.", now="Merge it with the band beside it.")
    total = float(count.sum())
    if total < FEWEST_EVENTS:
        note = "There were fewer than 10 events, so a standardised rate would not be reliable."
        return Estimate(None, None, None, total, float(years.sum()), note)
    share = weight / weight.sum() / years
    value = float((share * count).sum())
    spread = float(np.sqrt((share**2 * count).sum() / total))
    low, high = of_count(total, level)
    return Estimate(
        value * per,
        (value + spread * (low - total)) * per,
        (value + spread * (high - total)) * per,
        total,
        float(years.sum()),
    )


def expected_events(person_years: ArrayLike, reference_events: ArrayLike, reference_person_years: ArrayLike) -> float:
    """Return how many events there would be at the reference's rates, given one entry for each band.

    Raises BadInput if the bands differ in number or the reference has nobody in some band.
    """
    count, reference_years, years = _bands(reference_events, reference_person_years, person_years)
    if np.any(reference_years <= 0):
        raise BadInput(
            "The reference has nobody in at least one age band.", now="Merge it with the band beside it, in both."
        )
    return float((count / reference_years * years).sum())


def indirectly_standardised_ratio(
    observed: float, expected: float, *, times: float = 100, level: float = 0.95
) -> Estimate:
    """Return observed over expected events, times ``times``, with the interval of the observed count.

    Expected events come from expected_events. Source: Breslow and Day, volume II (1987), section 2.3; interval as
    OHID's (see intervals.count_limits). Raises ValueError for a count below nought.
    """
    low, high = of_count(observed, level)
    if expected <= 0:
        return Estimate(None, None, None, observed, expected, "No events were expected, so there is no ratio.")
    unit = times / expected
    return Estimate(observed * unit, low * unit, high * unit, observed, expected)


def indirectly_standardised_rate(
    observed: float,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    per: float = 100_000,
    level: float = 0.95,
) -> Estimate:
    """Return the ratio of observed to expected events times the reference's own rate, per ``per`` person-years.

    The arrays have one entry for each band. ``denominator`` is the expected number. Source and errors: see
    indirectly_standardised_ratio and expected_events.
    """
    expected = expected_events(person_years, reference_events, reference_person_years)
    whole = float(np.sum(reference_events) / np.sum(reference_person_years))
    return indirectly_standardised_ratio(observed, expected, times=whole * per, level=level)


def compared(figure: Estimate, reference: float, good: Direction) -> Comparison:
    """Return how a figure stands beside ``reference`` (same unit): similar if its interval holds the reference.

    ``good`` says which way is better. Source: OHID, Fingertips guidance on comparing with a benchmark.
    """
    if figure.low is None or figure.high is None:
        return Comparison.NOT_COMPARED
    if figure.low <= reference <= figure.high:
        return Comparison.SIMILAR
    return judged(figure.low > reference, good)


def judged(above: bool, good: Direction) -> Comparison:
    """Return what being surely above (or below) means, for a measure of this direction."""
    if good == "neither":
        return Comparison.HIGHER if above else Comparison.LOWER
    return Comparison.BETTER if above == (good == "up") else Comparison.WORSE


def _bands(*arrays: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    first, second, third = (np.asarray(array, dtype=np.float64) for array in arrays)
    if not first.shape == second.shape == third.shape or first.ndim != 1 or first.size == 0:
        raise BadInput("The age bands do not match.", now="Give one figure for each band, the same bands in each.")
    if np.any(first < 0) or np.any(second < 0) or np.any(third < 0):
        raise BadInput("A count is below nought.", now="Look for the band where it came from.")
    return first, second, third


@cache
def _european() -> dict[int, int]:
    file = Path(__file__).with_name("european_standard_population_2013.yaml")
    return dict(yaml.safe_load(file.read_text("utf-8"))["people"])
