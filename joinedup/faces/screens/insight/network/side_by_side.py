"""The practices of a network side by side in one measure: small lines on one scale, the place behind each."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.lines import Series
from joinedup.faces.components.charts.multiples import Multiples, small_multiples
from joinedup.faces.screens.insight import words
from joinedup.faces.screens.insight.indicator.charts import point_of
from joinedup.faces.screens.insight.standings import DIFFERENT, Row
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.population import Unit

FIRST = "emergency-admissions"


def asked(name: str, rows: Sequence[Row]) -> Measure | None:
    """Return the measure asked for, else the first that is usual, else the first there is."""
    by_id = {row.measure.id: row.measure for row in rows}
    return by_id.get(name) or by_id.get(FIRST) or next(iter(by_id.values()), None)


def chart(release: Release, measure: Measure, members: Sequence[Unit]) -> Chart:
    """Return the practices' lines, by name, with the place behind each."""
    panels = tuple(_series(unit.name, measure, results.course(release, measure, "practice", unit.code))
                   for unit in members)  # fmt: skip
    place = _series("The whole place", measure, results.trend(release, measure).months)
    standings = results.standings(release, measure)
    differ = [unit.name for unit in members
              if unit.code in standings and standings[unit.code].comparison in DIFFERENT]  # fmt: skip
    about = About(
        "side-by-side", _finding(measure, differ), measure.title, words.chart_unit(measure),
        data_to=release.data_date, source=f"release {release.name}",
    )  # fmt: skip
    return small_multiples(Multiples(about, panels, behind=place))


def _finding(measure: Measure, differ: Sequence[str]) -> str:
    if not differ:
        return f"{measure.title}: over the year, no practice differs from the place by more than chance"
    verb = "differs" if len(differ) == 1 else "differ"
    return f"{measure.title}: over the year, {', '.join(differ)} {verb} from the place by more than chance"


def _series(name: str, measure: Measure, months: Sequence[ShownFigure]) -> Series:
    return Series(name, tuple(point_of(measure, figure) for figure in months))
