"""What the Place page's figures say, in words: computed, never written beforehand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from joinedup.insight.disclosure import NOT_SHOWN, policy_for, shown_count
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.measures.shown_population import ShownPopulation
from joinedup.insight.statistics.intervals import Estimate
from joinedup.planning.releases.models import Release
from joinedup.planning.results.living import Living
from joinedup.words.basics.moments import day

HIDDEN = (NOT_SHOWN, "not known")


def of_everyone(people: ShownPopulation) -> str:
    """Return how many people there are, as a sentence."""
    if people.people == NOT_SHOWN:
        return f"So few people are on the list of a practice here on {day(people.day)} that their number is not shown."
    count = people.people if isinstance(people.people, str) else f"{people.people:,}"
    are = "person is" if count == "1" else "people are"
    return f"{count} {are} on the list of a practice here on {day(people.day)}."


def of_those_left_out(release: Release) -> str:
    """Return who and what was left out of a release, as it may be shown; nothing where nothing was."""
    said, policy = [], policy_for("planning")
    people = sum(release.manifest.get("people_taken_out", {}).values())
    if people:
        many = shown_count(people, policy=policy)
        said.append(f"{many} people who opted out, object, are flagged sensitive or could not be asked about")
    agreed = release.manifest.get("agreements")
    feeds = agreed["feeds_left_out"] if isinstance(agreed, dict) else []
    if feeds:
        said.append(f"{len(feeds)} {'feed' if len(feeds) == 1 else 'feeds'} for which no sharing agreement holds")
    return "; ".join(said)


def of_ages(people: ShownPopulation) -> str:
    """Return the finding of the population pyramid."""
    if people.old == "not known":
        return "Nobody’s age is known"
    if people.old in HIDDEN or people.young in HIDDEN:
        return "People by age and sex: too few to say a share"
    return f"{people.old} of people are 70 or over, and {people.young} are under 20"


def of_deprivation(people: ShownPopulation) -> str:
    """Return the finding of the deprivation bars."""
    if people.deprived == "not known":
        return "It is not known how deprived the areas are in which people live"
    if people.deprived in HIDDEN:
        return "Too few people to say how many live in the most deprived fifth of areas in England"
    return f"{people.deprived} of people live in the most deprived fifth of areas in England"


def of_practices(people: ShownPopulation) -> str:
    """Return the finding of the practices table."""
    if people.compared is None:
        return "The lists of the place’s practices"
    low, high = people.compared
    return f"Between practices, the share of people in the most deprived fifth runs from {low} to {high}"


def of_care_homes(people: ShownPopulation) -> str:
    """Return the finding of the care homes table."""
    homes = len(people.care_homes)
    beds = sum(home.beds or 0 for home in people.care_homes)
    if not homes:
        return "No care home is known here"
    return f"{homes:,} care home{'' if homes == 1 else 's'}, with {beds:,} beds known"


def years(of: Estimate | None) -> str:
    """Return years still to live with their 95% interval: 81.2 (79.9 to 82.5); nothing where there is no figure."""
    if of is None:
        return ""
    if of.value is None or of.low is None or of.high is None:
        return of.note
    return f"{of.value:.1f} ({of.low:.1f} to {of.high:.1f})"


def of_lives(told: Sequence[Living]) -> str:
    """Return the finding of how long people live: women beside men, and whether the fifths differ beyond chance."""
    by_who = {each.who: each.born for each in told}
    women, men = by_who.get("Women"), by_who.get("Men")
    if women is None or men is None or women.value is None or men.value is None:
        return "How long people live: too few people here to say"
    said = f"Women live {women.value:.1f} years and men {men.value:.1f}"
    poor, rich = by_who.get("The most deprived fifth"), by_who.get("The least deprived fifth")
    if poor is None or rich is None or poor.value is None or rich.value is None:
        return said
    if (poor.high or 0) >= (rich.low or 0):
        return f"{said}; between the most and the least deprived fifth the difference could be chance"
    return f"{said}; in the most deprived fifth {rich.value - poor.value:.1f} years fewer than in the least"


def apart(one: ShownFigure, other: ShownFigure) -> bool:
    """Return whether two figures' 95% intervals do not overlap."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or other.low > one.high


def direction(now: ShownFigure, before: ShownFigure) -> str:
    """Return how a figure stands to that of the year before; a change only where chance alone would hardly make it."""
    if now.hidden:
        return "Too few for a figure to be shown."
    if before.hidden:
        return "The year before had too few for a figure to be shown, so there is nothing to compare with."
    if now.value is None:
        return "No figure: nobody was on a list in this year."
    if before.value is None or (not before.numerator and now.numerator):
        return "Nothing was received for the year before, so there is nothing to compare with."
    if not apart(now, before):
        return (
            f"About the same as the year before ({rate(now)} against {rate(before)}); the difference could be chance."
        )
    word = "Higher" if now.value > before.value else "Lower"
    return f"{word} than the year before: {rate(now)} against {rate(before)}."


def of_months(months: Sequence[ShownFigure]) -> str:
    """Return the finding of twelve months: which stands out, or that none does."""
    known = [figure for figure in months if figure.value is not None]
    shown = " of those shown" if any(figure.hidden for figure in months) else ""
    if not known:
        return "No month has enough for a figure to be shown" if shown else "No month has a figure"
    high = max(known, key=lambda figure: figure.value or 0)
    low = min(known, key=lambda figure: figure.value or 0)
    if not apart(high, low):
        return f"No month{shown} stands out: the differences between months could be chance"
    return f"Highest{shown} in {month(high)} ({rate(high)}), lowest in {month(low)} ({rate(low)})"


def rate(figure: ShownFigure) -> str:
    """Return a rate as people read it: whole from a hundred, else with one decimal."""
    return number(figure.value)


def number(value: float | None) -> str:
    """Return a figure with no more digits than it has meaning."""
    if value is None:
        return "no figure"
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def month(figure: ShownFigure, *, short: bool = False) -> str:
    """Return the month of a figure that is cut by month."""
    first = figure.group["month"]
    return f"{first:%b} {first.year}" if short else f"{first:%B} {first.year}"


def counted(figure: ShownFigure) -> str:
    """Return what a figure is made of, or that it is too few to show."""
    if figure.numerator is None or figure.denominator is None:
        return f"The number counted is {figure.hidden}: so small that the people might be recognised"
    return f"{figure.numerator:,.0f} over {figure.denominator:,.0f} person-years"


def period(figure: ShownFigure) -> str:
    """Return the days that a figure covers, both included."""
    return f"{day(figure.first_day)} to {day(figure.last_day - timedelta(days=1))}"
