"""The charts of care homes, from figures as they may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.charts.lines import Series
from joinedup.faces.components.charts.multiples import Multiples, small_multiples
from joinedup.faces.screens.insight.care_homes.asking import BY_HOME, Told
from joinedup.faces.screens.insight.indicator import charts as of_measure
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.homes import Home

WHOLE = "All homes"
MOST_BY_MONTH = 24  # small lines on one page: the first in the order of its table; files hold every home


def of_all(release: Release, told: Told, measure: Measure, homes: Sequence[Home]) -> list[Chart]:
    """Return the charts of one measure: the whole by month, the funnel, ``homes`` side by side, the first by month."""
    first = homes[:MOST_BY_MONTH]
    made = (make(release, told, measure, first if make is by_month else homes, "") for make in MADE.values())
    return [chart for chart in made if chart is not None]


def of_name(release: Release, told: Told, measure: Measure, name: str) -> Chart | None:
    """Return the chart of that name over all homes, or None where there is none."""
    homes = sorted(told.homes.values(), key=lambda home: home.name)
    return MADE[name](release, told, measure, homes, "") if name in MADE else None


def funnel(release: Release, told: Told, measure: Measure, homes: Sequence[Home], mine: str) -> Chart | None:
    """Return the funnel of all homes, or None where too few can be shown."""
    said = speaking(release, told, measure, mine=mine)
    return of_measure.funnel(said, results.trend(release, measure).year, _parts(release, measure), unit="home")


def compared(release: Release, told: Told, measure: Measure, homes: Sequence[Home], mine: str) -> Chart | None:
    """Return ``homes`` by name, each with its interval, or None where none has a figure."""
    codes = {home.code for home in homes}
    parts = [figure for figure in _parts(release, measure) if figure.group["home"] in codes]
    if not any(figure.value is not None for figure in parts):
        return None
    said, whole = speaking(release, told, measure, mine=mine), results.trend(release, measure).year
    finding = of_measure.practices_finding(said, told.standings[measure.id], whole, "homes")
    return of_measure.compared(said, "homes-compared", parts, unit="home", total=whole,
                               what=f"{measure.title}, by home", said=finding)  # fmt: skip


def over_time(release: Release, told: Told, measure: Measure, homes: Sequence[Home], mine: str) -> Chart | None:
    """Return the control chart of all homes together, or None where no month can be shown."""
    trend = results.trend(release, measure)
    if trend.chart is None or not any(figure.value is not None for figure in trend.months):
        return None
    why = [each.reason for each in results.rebasings(measure)]
    return of_measure.over_time(speaking(release, told, measure), trend.chart, trend.months, why=why)


def by_month(release: Release, told: Told, measure: Measure, homes: Sequence[Home], mine: str) -> Chart | None:
    """Return a small line for each of ``homes``, all homes together behind each; None where no month can be shown."""
    months: dict[str, list[ShownFigure]] = {}
    for figure in results.shown(release, measure, ("home", "month")).figures:
        months.setdefault(figure.group["home"], []).append(figure)
    panels = [_series(home.name, measure, months.get(home.code, [])) for home in homes]
    kept = tuple(panel for panel in panels if any(point.value is not None for point in panel.points))
    if not kept:
        return None
    left = len(panels) - len(kept)
    notes = [f"{left:,} not drawn: too few in most months to show."] if left else []
    finding = f"{measure.title}: {len(kept):,} of {len(panels):,} homes can be shown month by month"
    about = speaking(release, told, measure).about("by-month", finding, notes=notes)
    whole = _series(WHOLE, measure, results.trend(release, measure).months)
    return small_multiples(Multiples(about, kept, behind=whole, mine=told.homes[mine].name if mine else ""))


MADE: Mapping[str, Callable[[Release, Told, Measure, Sequence[Home], str], Chart | None]] = {
    "over-time": over_time, "funnel": funnel, "homes-compared": compared, "by-month": by_month,
}  # fmt: skip


def speaking(release: Release, told: Told, measure: Measure, *, mine: str = "") -> of_measure.Told:
    """Return what every chart says: the release, the names of homes, and which home is the page's own."""
    names = {home.code: home.name for home in told.homes.values()}
    return of_measure.Told(measure, release.name, release.data_date, names, mine)


def _parts(release: Release, measure: Measure) -> list[ShownFigure]:
    return [figure for figure in results.shown(release, measure, BY_HOME).figures if figure.group["home"]]


def _series(name: str, measure: Measure, months: Sequence[ShownFigure]) -> Series:
    ordered = sorted(months, key=lambda figure: figure.first_day)
    return Series(name, tuple(of_measure.point_of(measure, figure) for figure in ordered))
