"""The tables of the Place page: what each shows and what its file holds. Pure.

What comes here is what may be shown (``insight.disclosure``): a count, or the words that stand for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, Comparison, compare_chart
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.screens.place import findings
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.measures.shown_population import ShownPopulation
from joinedup.planning.releases.queries import Answered, PlaceSeen
from joinedup.planning.results.living import Living

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
LIVES = _table("how-long-people-live", "How long people live", "Of whom", "Years from birth", "Years from 65", texts=3)
MEASURES = _table(
    "measures", "Four measures", "Measure", "Unit", "From", "To", "Rate", "95% interval from", "95% interval to",
    "Numerator", "Person-years", "Rate in the year before", "Release", "Data up to", texts=4,
)  # fmt: skip
_OF_A_MONTH = ("Month", "Rate", "95% interval from", "95% interval to", "Numerator", "Person-years")
MONTHS = _table("months", "Month by month", "Measure", *_OF_A_MONTH, texts=2)
# The table of one measure's card has no need to name the measure.
ONE_MEASURES_MONTHS = _table("months", "Month by month", *_OF_A_MONTH)


def ages(people: ShownPopulation) -> Rows:
    """Return people by age and sex, the oldest first."""
    return [(band, *cells) for band, cells in reversed(people.pyramid.items())]


def deprivation(people: ShownPopulation) -> Rows:
    """Return people by the decile of their area, the most deprived first."""
    words = {1: "1 (most deprived)", 10: "10 (least deprived)", None: "Not known"}
    return [(words.get(decile, str(decile)), count) for decile, count in people.by_decile.items()]


def practices(people: ShownPopulation) -> Rows:
    """Return the practices, the largest list first."""
    return [(p.name, p.practice, p.people, p.most_deprived) for p in people.practices]


def care_homes(people: ShownPopulation) -> Rows:
    """Return the care homes by name."""
    return [(h.name or h.site, "not known" if h.beds is None else h.beds, h.people) for h in people.care_homes]


def lives(told: Sequence[Living]) -> Rows:
    """Return how long people live, each figure with its 95% interval, or why there is none."""
    return [(each.who, findings.years(each.born) or each.why_not, findings.years(each.at_65)) for each in told]


def measures(seen: PlaceSeen) -> Rows:
    """Return the four measures, with the year before."""
    return [
        (
            a.measure.title, a.measure.unit, a.year.first_day, a.year.last_day, a.year.value, a.year.low, a.year.high,
            _counted(a.year), a.year.denominator, a.year_before.value, seen.release.name,
            seen.release.data_date,
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


def chart_of_ages(people: ShownPopulation) -> Chart:
    """Return the population pyramid."""
    bands = tuple(
        Band(band, _drawn(left), _drawn(right), left_shown=str(left), right_shown=str(right))
        for band, (left, right, _) in people.pyramid.items()
    )
    return pyramid_chart(Pyramid(About("ages", findings.of_ages(people), "People by age and sex"), bands))


def chart_of_deprivation(people: ShownPopulation) -> Chart:
    """Return the deprivation bars; the most deprived fifth stands out."""
    units = tuple(
        Compared(label, _drawn(shown), mine=i < 2, suppressed=not isinstance(shown, int), instead=str(shown))
        for i, (label, shown) in enumerate(deprivation(people))
    )
    about = About("tenths", findings.of_deprivation(people), "People by tenth of areas in England")
    return compare_chart(Comparison(about, units, bars=True, sort=False))


def chart_of_months(answered: Answered) -> Chart:
    """Return the line of a measure's twelve months, with their intervals."""
    points = tuple(
        TimePoint(f.group["month"], f.value, f.low, f.high, f.numerator, f.denominator, suppressed=bool(f.hidden))
        for f in answered.months
    )
    measure = answered.measure
    about = About(f"{measure.id}-months", findings.of_months(answered.months), measure.title, measure.unit)
    return line_chart(Lines(about, (Series(measure.title, points),), zero=True))


def _drawn(shown: int | str) -> int | None:
    """Return how long a bar is drawn: it tells no more than what is written at its end."""
    return shown if isinstance(shown, int) else None


def _months(answered: Answered) -> Rows:
    return [_month(answered, figure) for figure in answered.months]


def _month(answered: Answered, figure: ShownFigure) -> tuple[Any, ...]:
    return (
        answered.measure.title, findings.month(figure), figure.value, figure.low, figure.high, _counted(figure),
        figure.denominator,
    )  # fmt: skip


def _counted(figure: ShownFigure) -> int | float | str:
    """Return what a figure counts or adds up (whole things as a whole number), or the words that stand for it."""
    if figure.numerator is None:
        return figure.hidden
    return int(figure.numerator) if figure.numerator.is_integer() else figure.numerator
