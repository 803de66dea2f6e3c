"""Life expectancy from deaths and people by age: Chiang's abridged life table, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from joinedup.insight.statistics.intervals import Estimate, Numbers, deviate
from joinedup.words.basics.errors import BadInput, CannotProceed

# Babies, one to four, five-year bands, and 90 (or 85) and over: as the Office for National Statistics uses.
TO_NINETY = (0, 1, *range(5, 95, 5))
TO_EIGHTY_FIVE = (0, 1, *range(5, 90, 5))
FEWEST_PERSON_YEARS = 5_000
WIDEST_INTERVAL = 20.0
BORN = 100_000.0
# Babies who die live a tenth of the year; others who die live half of their band.
OF_FIRST_YEAR, OF_A_BAND = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One band of a life table, for 100,000 born.

    ``dying`` is the share (0 to 1) of those who reach ``age`` that die before the next; ``alive`` reach ``age``,
    ``lived`` years are lived in the band. ``expectancy`` is the years still to live at ``age``: its numerator is
    deaths, its denominator person-years, both from ``age`` on.
    """

    age: int
    deaths: float
    person_years: float
    dying: float
    alive: float
    lived: float
    expectancy: Estimate


@dataclass(frozen=True, slots=True)
class LifeTable:
    """An abridged life table, from birth to the open-ended last band."""

    rows: tuple[Row, ...]

    def at(self, age: int) -> Estimate:
        """Return the years still to live at ``age``, which begins a band. Raises BadInput if it begins none."""
        for row in self.rows:
            if row.age == age:
                return row.expectancy
        raise BadInput(f"No band begins at {age}.", now=f"Choose from: {', '.join(str(r.age) for r in self.rows)}.")


def life_table(
    deaths: ArrayLike, person_years: ArrayLike, *, first_ages: Sequence[int] = TO_NINETY, level: float = 0.95
) -> LifeTable:
    """Return the life table of a population, given deaths and person-years by band.

    Bands begin at ``first_ages``; the last has no upper end. The last band's own uncertainty is counted (Silcocks and
    others, J Epidemiol Community Health 55 (2001), 38-43). An expectancy whose 95% interval is wider than 20 years
    is not given, only its interval, as OHID does. Source: Chiang, Introduction to Stochastic Processes in
    Biostatistics (1968), 189-214, as used by the Office for National Statistics (Health Statistics Quarterly 13
    (2002), 83-90) and OHID's life expectancy calculator.

    Raises BadInput if the bands do not fit, or a band has nobody, a negative number, or more deaths than people; and
    CannotProceed for fewer than 5,000 person-years in all (Toson and Baker, National Statistics Methodological Series
    33 (2003)) or no death in the last band, which leaves no end to life.
    """
    count, years = _checked(deaths, person_years, first_ages)
    rate = count / years
    width = np.append(np.diff(first_ages), 2 / rate[-1]).astype(np.float64)
    part = np.array([OF_FIRST_YEAR if first_ages[1] == 1 and i == 0 else OF_A_BAND for i in range(len(count))])
    dying = np.minimum(1.0, width * rate / (1 + width * rate * (1 - part)))
    dying[-1] = 1.0
    alive = BORN * np.concatenate([[1.0], np.cumprod(1 - dying)[:-1]])
    dead = alive * dying
    lived = width * (alive - dead + part * dead)
    lived[-1] = alive[-1] / rate[-1]
    remaining = np.cumsum(lived[::-1])[::-1]
    expectancy = np.divide(remaining, alive, out=np.zeros_like(alive), where=alive > 0)
    error = _standard_errors(count, rate, width=width, part=part, dying=dying, alive=alive, expectancy=expectancy)
    later_deaths, later_years = (np.cumsum(a[::-1])[::-1] for a in (count, years))
    z, wide = deviate(level), 2 * deviate(0.95) * error > WIDEST_INTERVAL
    note = "The 95% interval is wider than 20 years, so no figure is given."
    return LifeTable(
        tuple(
            Row(
                int(first_ages[i]),
                float(count[i]),
                float(years[i]),
                float(dying[i]),
                float(alive[i]),
                float(lived[i]),
                Estimate(
                    None if wide[i] else float(expectancy[i]),
                    float(expectancy[i] - z * error[i]),
                    float(expectancy[i] + z * error[i]),
                    float(later_deaths[i]),
                    float(later_years[i]),
                    note if wide[i] else "",
                ),
            )
            for i in range(len(count))
        )
    )


def _standard_errors(
    deaths: Numbers,
    rate: Numbers,
    *,
    width: Numbers,
    part: Numbers,
    dying: Numbers,
    alive: Numbers,
    expectancy: Numbers,
) -> Numbers:
    """Return the standard error of each expectancy: Chiang's for all but the last band, Silcocks's for the last."""
    some = np.maximum(deaths, 1.0)
    chance = np.where(deaths > 0, dying**2 * (1 - dying) / some, 0.0)
    spread = np.zeros_like(alive)
    spread[:-1] = alive[:-1] ** 2 * ((1 - part[:-1]) * width[:-1] + expectancy[1:]) ** 2 * chance[:-1]
    spread[-1] = alive[-1] ** 2 / (deaths[-1] * rate[-1] ** 2)
    total = np.cumsum(spread[::-1])[::-1]
    return np.asarray(np.sqrt(np.divide(total, alive**2, out=np.zeros_like(alive), where=alive > 0)))


def _checked(deaths: ArrayLike, person_years: ArrayLike, first_ages: Sequence[int]) -> tuple[Numbers, Numbers]:
    count, years = np.asarray(deaths, dtype=np.float64), np.asarray(person_years, dtype=np.float64)
    ages = list(first_ages)
    if not len(count) == len(years) == len(ages) or len(ages) < 2 or ages[0] != 0 or ages != sorted(set(ages)):
        raise BadInput("The age bands do not fit.", now="Give deaths and person-years for each band, from birth up.")
    if np.any(count < 0) or np.any(years <= 0):
        raise BadInput("A band has nobody in it, or a number below nought.", now="Add years, or areas, together.")
    if np.any(count > years):
        raise BadInput("A band has more deaths than people.", now="Look for people missing where they were counted.")
    if years.sum() <= FEWEST_PERSON_YEARS:
        raise CannotProceed(
            "Life expectancy is not reliable for 5,000 person-years or fewer.", now="Add years, or areas, together."
        )
    if count[-1] == 0:
        raise CannotProceed(
            "Nobody died in the last age band, so life would have no end.", now="Add years, or areas, together."
        )
    return count, years
