"""What the Place page's figures say, in words: computed, never written beforehand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.population import Population
from joinedup.planning.releases import rules
from joinedup.words.basics.moments import day

YOUNG, OLD = 2, 7  # the first two bands are under 20, those from the eighth on 70 or over


def of_ages(people: Population) -> str:
    """Return the finding of the population pyramid."""
    bands = [sum(counts) for counts in people.pyramid.values()]
    known = sum(bands)
    if not known:
        return "Nobody’s age is known"
    old, young = sum(bands[OLD:]), sum(bands[:YOUNG])
    if rules.is_small(old) or rules.is_small(young):
        return f"{people.people:,} people by age and sex"
    return f"{old / known:.0%} of people are 70 or over, and {young / known:.0%} are under 20"


def of_deprivation(people: Population) -> str:
    """Return the finding of the deprivation bars."""
    known = sum(count for decile, count in people.by_decile.items() if decile is not None)
    most = sum(people.by_decile.get(decile, 0) for decile in (1, 2))
    if not known:
        return "It is not known how deprived the areas are in which people live"
    if rules.is_small(most):
        return "Few people live in the most deprived fifth of areas in England"
    return f"{most / known:.0%} of people live in the most deprived fifth of areas in England"


def of_practices(people: Population) -> str:
    """Return the finding of the practices table."""
    shares = [p.most_deprived for p in people.practices if p.most_deprived is not None and p.people >= 100]
    if len(shares) < 2:
        return "The lists of the place’s practices"
    low, high = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return f"Between practices, the share of people in the most deprived fifth runs from {low} to {high}"


def of_care_homes(people: Population) -> str:
    """Return the finding of the care homes table."""
    homes = len(people.care_homes)
    beds = sum(home.beds or 0 for home in people.care_homes)
    if not homes:
        return "No care home is known here"
    return f"{homes:,} care home{'' if homes == 1 else 's'}, with {beds:,} beds known"


def apart(one: Figure, other: Figure) -> bool:
    """Return whether two figures' 95% intervals do not overlap."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or other.low > one.high


def direction(now: Figure, before: Figure) -> str:
    """Return how a figure stands to that of the year before; a change only where chance alone would hardly make it."""
    if now.value is None:
        return "No figure: nobody was on a list in this year."
    if before.value is None or (before.numerator == 0 and now.numerator > 0):
        return "Nothing was received for the year before, so there is nothing to compare with."
    if not apart(now, before):
        return (
            f"About the same as the year before ({rate(now)} against {rate(before)}); the difference could be chance."
        )
    word = "Higher" if now.value > before.value else "Lower"
    return f"{word} than the year before: {rate(now)} against {rate(before)}."


def of_months(months: Sequence[Figure]) -> str:
    """Return the finding of twelve months: which stands out, or that none does."""
    known = [figure for figure in months if figure.value is not None]
    if not known:
        return "No month has a figure"
    high = max(known, key=lambda figure: figure.value or 0)
    low = min(known, key=lambda figure: figure.value or 0)
    if not apart(high, low):
        return "No month stands out: the differences between months could be chance"
    return f"Highest in {month(high)} ({rate(high)}), lowest in {month(low)} ({rate(low)})"


def rate(figure: Figure) -> str:
    """Return a rate as people read it: whole from a hundred, else with one decimal."""
    return number(figure.value)


def number(value: float | None) -> str:
    """Return a figure with no more digits than it has meaning."""
    if value is None:
        return "no figure"
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def month(figure: Figure, *, short: bool = False) -> str:
    """Return the month of a figure that is cut by month."""
    first = figure.group["month"]
    return f"{first:%b} {first.year}" if short else f"{first:%B} {first.year}"


def period(figure: Figure) -> str:
    """Return the days that a figure covers, both included."""
    return f"{day(figure.first_day)} to {day(figure.last_day - timedelta(days=1))}"
