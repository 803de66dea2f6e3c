"""The tables of the Place page: what each shows and what its file holds. Small counts are shown by their rule. Pure."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from joinedup.faces.components.charts import Bar, Point, bars, line, pyramid
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.screens.place import findings
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.population import Population
from joinedup.planning.releases import rules
from joinedup.planning.releases.queries import Answered, PlaceSeen

Rows = list[tuple[Any, ...]]


def _table(name: str, caption: str, *headings: str, texts: int = 1) -> Table:
    """Return a table over tuples; the first ``texts`` columns are words, the rest numbers."""
    return Table(name, caption, tuple(Column(h, itemgetter(i), numeric=i >= texts) for i, h in enumerate(headings)))


AGES = _table("age-and-sex", "People by age and sex", "Age", "Female", "Male", "Other or not known")
DEPRIVATION = _table(
    "deprivation", "People by how deprived the area is in which they live", "Tenth of areas in England", "People"
)
PRACTICES = _table(
    "practices", "Practices", "Practice", "Code", "People on the list", "In the most deprived fifth", texts=2
)
CARE_HOMES = _table("care-homes", "Care homes", "Care home", "Beds", "People of this place living there")
MEASURES = _table(
    "measures", "Four measures", "Measure", "Unit", "From", "To", "Rate", "95% interval from", "95% interval to",
    "Numerator", "Person-years", "Rate in the year before", "Release", "Data up to", texts=4,
)  # fmt: skip
_OF_A_MONTH = ("Month", "Rate", "95% interval from", "95% interval to", "Numerator", "Person-years")
MONTHS = _table("months", "Month by month", "Measure", *_OF_A_MONTH, texts=2)
# The table of one measure's card has no need to name the measure.
ONE_MEASURES_MONTHS = _table("months", "Month by month", *_OF_A_MONTH)


def ages(people: Population) -> Rows:
    """Return people by age and sex, the oldest first."""
    return [(band, *cells) for band, cells in reversed(_shown_ages(people).items())]


def deprivation(people: Population) -> Rows:
    """Return people by the decile of their area, the most deprived first."""
    words = {1: "1 (most deprived)", 10: "10 (least deprived)", None: "Not known"}
    deciles = [*range(1, 11), *([None] if people.by_decile.get(None) else [])]
    shown = rules.shown_counts([people.by_decile.get(decile, 0) for decile in deciles])
    return [(words.get(decile, str(decile)), count) for decile, count in zip(deciles, shown, strict=True)]


def practices(people: Population) -> Rows:
    """Return the practices, the largest list first."""
    shown = rules.shown_counts([practice.people for practice in people.practices])
    return [
        (p.name, p.practice, count, rules.shown_share(p.most_deprived, of=p.people))
        for p, count in zip(people.practices, shown, strict=True)
    ]


def care_homes(people: Population) -> Rows:
    """Return the care homes by name."""
    return [
        (h.name or h.site, "not known" if h.beds is None else h.beds, rules.shown_count(h.people))
        for h in people.care_homes
    ]


def measures(seen: PlaceSeen) -> Rows:
    """Return the four measures, with the year before."""
    return [
        (
            a.measure.title, a.measure.unit, a.year.first_day, a.year.last_day, a.year.rate, a.year.low, a.year.high,
            _whole(a.year.numerator), a.year.denominator, a.year_before.rate, seen.release.name, seen.release.data_date,
        )
        for a in seen.measures
    ]  # fmt: skip


def months(seen: PlaceSeen) -> Rows:
    """Return every measure's months."""
    return [row for answered in seen.measures for row in _months(answered)]


def months_of(answered: Answered) -> Rows:
    """Return the months of one measure, for its card."""
    return [row[1:] for row in _months(answered)]


# What can be downloaded: the name in the address, its table, its rows.
DOWNLOADS: dict[str, tuple[Table, Callable[[PlaceSeen], Rows]]] = {
    AGES.name: (AGES, lambda seen: ages(seen.population)),
    DEPRIVATION.name: (DEPRIVATION, lambda seen: deprivation(seen.population)),
    PRACTICES.name: (PRACTICES, lambda seen: practices(seen.population)),
    CARE_HOMES.name: (CARE_HOMES, lambda seen: care_homes(seen.population)),
    MEASURES.name: (MEASURES, measures),
    MONTHS.name: (MONTHS, months),
}


def chart_of_ages(people: Population) -> str:
    """Return the population pyramid."""
    shown, counts = _shown_ages(people), people.pyramid
    rows = [
        (band, _bar(counts[band][0], shown[band][0]), _bar(counts[band][1], shown[band][1])) for band in people.pyramid
    ]
    return pyramid(rows, left="Female", right="Male", name="Population pyramid: people by age, female and male")


def chart_of_deprivation(people: Population) -> str:
    """Return the deprivation bars; the most deprived fifth stands out."""
    counts = [*(people.by_decile.get(decile, 0) for decile in range(1, 11)), people.by_decile.get(None, 0)]
    rows = [(label, _bar(counts[i], shown)) for i, (label, shown) in enumerate(deprivation(people))]
    return bars(rows, name="Bars: people by how deprived their area is", marked=2)


def chart_of_months(answered: Answered) -> str:
    """Return the line of a measure's twelve months, with their intervals."""
    points = [Point(findings.month(f, short=True), f.rate, f.low, f.high) for f in answered.months]
    return line(points, name=f"Line: {answered.measure.title.lower()} by month, {answered.measure.unit}")


def _shown_ages(people: Population) -> dict[str, list[int | str]]:
    flat = rules.shown_counts([count for counts in people.pyramid.values() for count in counts])
    return {band: flat[3 * i : 3 * i + 3] for i, band in enumerate(people.pyramid)}


def _bar(count: int, shown: int | str) -> Bar:
    """Return a bar that tells no more than what is written at its end."""
    if isinstance(shown, int):
        return Bar(count, f"{shown:,}")
    return Bar(None, shown)


def _months(answered: Answered) -> Rows:
    return [_month(answered, figure) for figure in answered.months]


def _month(answered: Answered, figure: Figure) -> tuple[Any, ...]:
    return (
        answered.measure.title, findings.month(figure), figure.rate, figure.low, figure.high, _whole(figure.numerator),
        figure.denominator,
    )  # fmt: skip


def _whole(number: float) -> int | float:
    """Return a number of whole things as one."""
    return int(number) if number.is_integer() else number
