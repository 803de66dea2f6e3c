"""How long people live here: life tables of the deaths that are kept beside a release, by sex and deprivation. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from joinedup.insight.measures.compute import Figure
from joinedup.insight.statistics.intervals import Estimate
from joinedup.insight.statistics.life_expectancy import life_table
from joinedup.planning.results.standardised import first_age
from joinedup.words.basics.errors import JoinedUpError

# The cut of deaths that says it, which is kept for every release to standardise by.
BY = ("deprivation", "five_year_age", "sex")
AGES = tuple(range(0, 95, 5))
WHO: dict[str, Callable[[Figure], bool]] = {
    "Women": lambda figure: figure.group["sex"] == "female",
    "Men": lambda figure: figure.group["sex"] == "male",
    "The most deprived fifth": lambda figure: figure.group["deprivation"] == 1,
    "The least deprived fifth": lambda figure: figure.group["deprivation"] == 5,
}


@dataclass(frozen=True, slots=True)
class Living:
    """Years still to live from birth and from 65, of one group of people; ``why_not`` says why there is no figure."""

    who: str
    born: Estimate | None
    at_65: Estimate | None
    why_not: str = ""


def living(deaths: Sequence[Figure]) -> list[Living]:
    """Return the years that people would live if they died at each age as people here do now, from ``deaths`` by BY.

    By five-year bands from 0 to 4 on, the last of 90 and over: the first year of life is not told apart, which makes
    hardly a difference where few babies die. Groups of 5,000 person-years or fewer have no figure.
    """
    return [_of(who, [figure for figure in deaths if holds(figure)]) for who, holds in WHO.items()]


def _of(who: str, deaths: Sequence[Figure]) -> Living:
    died, lived = dict.fromkeys(AGES, 0.0), dict.fromkeys(AGES, 0.0)
    for figure in deaths:
        age = first_age(figure.group["five_year_age"])
        if age is not None:
            died[age] += figure.numerator
            lived[age] += figure.denominator
    try:
        table = life_table(list(died.values()), list(lived.values()), first_ages=AGES)
    except JoinedUpError as error:
        return Living(who, None, None, error.problem)
    return Living(who, table.at(0), table.at(65))
