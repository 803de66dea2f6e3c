"""One care home: its figures beside all homes and beside those of its type, and whose people live there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.screens.insight import standings, words
from joinedup.faces.screens.insight.care_homes import asking
from joinedup.faces.screens.insight.care_homes.asking import Told
from joinedup.faces.screens.insight.care_homes.board import BANDS, FAR
from joinedup.faces.screens.insight.care_homes.matrix import Meeting
from joinedup.faces.screens.insight.standings import Row
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.homes import Home
from joinedup.planning.results.standing import Standing


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One measure of the home: its row against all homes, and what homes of its type have."""

    row: Row
    standing: Standing
    kin: str

    @property
    def look(self) -> tuple[str, str, str]:
        """Return the class, the sign and the words of where it lies on the funnel."""
        return BANDS[self.standing.band]


def kin(told: Told, home: Home) -> list[Home]:
    """Return the homes of this home's type, itself among them, by name."""
    return sorted((each for each in told.homes.values() if each.kind == home.kind), key=lambda each: each.name)


def rows_of(release: Release, told: Told, home: Home) -> list[HomeRow]:
    """Return the home's row in each measure that has a figure of it."""
    others = [each.code for each in kin(told, home)]
    found = []
    for measure in told.measures:
        by_home = told.standings[measure.id]
        if home.code not in by_home:
            continue
        whole = results.shown(release, measure).figures
        months = results.course(release, measure, "home", home.code)
        row = standings.row_of(measure, by_home[home.code], whole[0] if whole else None, months)
        figures = [by_home[code].figure for code in others if code in by_home]
        found.append(HomeRow(row, by_home[home.code], among(measure, figures)))
    return found


def among(measure: Measure, figures: Sequence[ShownFigure]) -> str:
    """Return what homes of one type have, from what may be shown of each: their lowest and highest figure.

    Their common rate is not told: with it and the figures shown, one kept back could be worked out.
    """
    values = sorted(value for f in figures if (value := words.read_as(measure, f.value)) is not None)
    if not values:
        return "Too few to show"
    homes = f"{len(values)} of {len(figures)} homes that can be shown"
    if len(values) == 1:
        return f"{text.said(values[0])} ({homes})"
    return f"{text.said(values[0])} to {text.said(values[-1])} ({homes})"


def finding(home: Home, rows: Sequence[HomeRow]) -> str:
    """Return how the home stands over all measures, as a sentence."""
    bands = [each.standing.band for each in rows if each.standing.band is not None]
    if not bands:
        return f"{home.name}: no measure can be compared yet"
    total = f"{len(bands)} measure{'' if len(bands) == 1 else 's'}"
    counts = zip(("above", "below"), (bands.count(band) for band in FAR), strict=True)
    parts = [f"{way} other homes in {count}" for way, count in counts if count]
    if not parts:
        return f"{home.name} differs from other homes by no more than chance in any of {total}"
    return f"{home.name} is {' and '.join(parts)} of {total}, by more than chance"


def meetings(release: Release, home: Home, measure: Measure | None) -> list[Meeting] | None:
    """Return whose registered people live in the home; None while that is being worked out."""
    found = asking.meetings(release, [home], measure) if measure else None
    return found.meetings if found else None


def table(home: Home, *, release: str) -> Table:
    """Return the file: every measure of the home."""
    return Table(
        f"care-home-{home.code}",
        f"{home.name}: every measure",
        (
            Column("Measure", lambda r: r.row.measure.title),
            Column("Unit", lambda r: r.row.measure.unit, on_page=False),
            Column("From", lambda r: r.row.figure.first_day, on_page=False),
            Column("Up to (not included)", lambda r: r.row.figure.last_day, on_page=False),
            Column("Figure", lambda r: r.row.latest, in_file=False),
            Column("Figure", lambda r: words.read_as(r.row.measure, r.row.figure.value), on_page=False),
            Column("95% interval", lambda r: r.row.interval),
            Column("Counted", lambda r: r.row.figure.hidden or r.row.figure.numerator, on_page=False),
            Column("Resident-days", lambda r: r.row.figure.denominator, on_page=False),
            Column("All homes", lambda r: r.row.of_place),
            Column("Homes of its type", lambda r: r.kin),
            Column("Against all homes", lambda r: r.look[2]),
            Column("Over time", lambda r: r.row.course_words),
            Column("Release", lambda _: release, on_page=False),
        ),
    )
