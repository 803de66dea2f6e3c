"""Every home in every measure: one row a home, one cell a measure, as the page shows and sorts them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from joinedup.faces.components.lists import Column, Table, query
from joinedup.faces.screens.insight import words
from joinedup.faces.screens.insight.care_homes.matrix import said
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.insight.statistics.funnel import Band
from joinedup.planning.results.homes import Home, Residents, Shown
from joinedup.planning.results.standing import Standing

# Where a figure lies: its class on the page, the sign before it (a shape, so that colour is not needed), and the words.
BANDS: dict[Band | None, tuple[str, str, str]] = {
    Band.FAR_ABOVE: ("far-above", "▲▲", "far above the whole, beyond the 99.8% line"),
    Band.ABOVE: ("above", "▲", "above the whole, beyond the 95% line"),
    Band.WITHIN: ("within", "○", "as the whole, but for chance"),
    Band.BELOW: ("below", "▼", "below the whole, beyond the 95% line"),
    Band.FAR_BELOW: ("far-below", "▼▼", "far below the whole, beyond the 99.8% line"),
    None: ("none", "", "not compared"),
}
# The same on paper, whose letters have no triangles: behind the figure.
ON_PAPER: dict[Band | None, str] = {Band.FAR_ABOVE: "++", Band.ABOVE: "+", Band.BELOW: "-", Band.FAR_BELOW: "--"}
FAR = (Band.FAR_ABOVE, Band.FAR_BELOW)
NAME, KIND, BEDS, RESIDENTS = "name", "type", "beds", "residents"
UNKNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Cell:
    """One home in one measure."""

    measure: Measure
    figure: ShownFigure | None
    band: Band | None

    @property
    def said(self) -> str:
        """Return the figure as people read it, or the words that stand for it."""
        return words.latest(self.measure, self.figure)

    @property
    def shown(self) -> bool:
        """Return whether there is a number."""
        return self.figure is not None and self.figure.value is not None

    @property
    def look(self) -> tuple[str, str, str]:
        """Return the class, the sign and the words of where it lies."""
        return BANDS[self.band]

    @property
    def on_paper(self) -> str:
        """Return the figure with its sign as letters can write it: 7.8 ++."""
        return f"{self.said} {ON_PAPER.get(self.band, '')}".strip()

    @property
    def value(self) -> float | None:
        """Return the number by which the column is sorted."""
        return words.read_as(self.measure, self.figure.value) if self.figure else None


@dataclass(frozen=True, slots=True)
class Row:
    """One home: what it is, how many live there, and its cells in the order of the measures."""

    home: Home
    residents: Shown
    cells: tuple[Cell, ...]

    @property
    def on_paper(self) -> str:
        """Return the home in one cell: Abbey Hall (residential, 60 beds)."""
        beds = "" if self.home.beds is None else f"{self.home.beds} beds"
        told = ", ".join(part for part in (self.home.kind, beds) if part)
        return f"{self.home.name} ({told})" if told else self.home.name

    def cell(self, measure: Measure) -> Cell:
        """Return its cell in a measure."""
        return next(cell for cell in self.cells if cell.measure.id == measure.id)

    @property
    def residents_said(self) -> str:
        """Return how many live there, or the words that stand for it."""
        return said(self.residents) if self.residents != UNKNOWN else UNKNOWN

    @property
    def kind(self) -> str:
        """Return residential or nursing, or that it is not known."""
        return self.home.kind.capitalize() or UNKNOWN


def rows_of(
    homes: Iterable[Home], standings: Mapping[str, Mapping[str, Standing]], measures: Sequence[Measure],
    residents: Residents | None,
) -> list[Row]:  # fmt: skip
    """Return a row for each home. ``standings`` are by the measure's id, then by the home's code."""
    return [
        Row(
            home,
            residents.homes.get(home.code, 0) if residents else UNKNOWN,
            tuple(_cell(measure, standings.get(measure.id, {}).get(home.code)) for measure in measures),
        )
        for home in homes
    ]


def _cell(measure: Measure, standing: Standing | None) -> Cell:
    return Cell(measure, standing.figure, standing.band) if standing else Cell(measure, None, None)


def sorted_by(rows: Iterable[Row], column: str, *, down: bool) -> list[Row]:
    """Return rows by name, type, beds, residents or the id of a measure; those without a number always stand last."""
    by_name = sorted(rows, key=lambda row: row.home.name)
    if column in (NAME, ""):
        return by_name[::-1] if down else by_name
    if column == KIND:
        return sorted(by_name, key=lambda row: row.kind, reverse=down)
    numbers = {row.home.code: _number(row, column) for row in by_name}
    told = [row for row in by_name if numbers[row.home.code] is not None]
    untold = [row for row in by_name if numbers[row.home.code] is None]
    return [*sorted(told, key=lambda row: numbers[row.home.code] or 0.0, reverse=down), *untold]


def _number(row: Row, column: str) -> float | None:
    if column == BEDS:
        return row.home.beds
    if column == RESIDENTS:
        return row.residents if isinstance(row.residents, int) else None
    return next((cell.value for cell in row.cells if cell.measure.id == column), None)


def finding(rows: Sequence[Row]) -> str:
    """Return how many homes lie beyond what chance explains in any measure, as a sentence."""
    if not rows:
        return "Care homes"
    judged = [row for row in rows if any(cell.band is not None for cell in row.cells)]
    if not judged:
        return "Care homes: none can be compared yet"
    above, below = ([row for row in judged if any(cell.band is band for cell in row.cells)] for band in FAR)
    either = len({row.home.code for row in (*above, *below)})
    of = f"{len(judged):,} care homes"
    if not either:
        return f"None of {of} lies beyond what chance explains in any measure"
    ways = " or ".join(way for way, found in (("above", above), ("below", below)) if found)
    return f"{either:,} of {of} {'lies' if either == 1 else 'lie'} {ways} what chance explains in at least one measure"


def short(measure: Measure) -> str:
    """Return a measure's title where all stand under care homes: without saying so again."""
    title = measure.title
    for part in (" of care home residents", " for care home residents", " about care home residents", " in care homes"):
        title = title.removesuffix(part)
    return title


def table(measures: Sequence[Measure], *, release: str, name: str = "care-homes") -> Table:
    """Return the file: every home, with each measure's figure, its interval, and where it lies; on paper with signs."""
    columns = [
        Column("Care home", lambda r: r.home.name, on_page=False),
        Column("Care home", lambda r: r.on_paper, in_file=False),
        Column("Code", lambda r: r.home.code, on_page=False),
        Column("Type", lambda r: r.kind, on_page=False),
        Column("Beds", lambda r: r.home.beds, on_page=False),
        Column("Residents", lambda r: r.residents, on_page=False),
    ]
    for measure in measures:
        columns += _columns(measure)
    return Table(name, "Care homes", (*columns, Column("Release", lambda _: release, on_page=False)))


def _columns(measure: Measure) -> list[Column]:
    name = f"{short(measure)}, {measure.unit}"
    return [
        Column(short(measure), lambda r: r.cell(measure).on_paper, numeric=True, in_file=False),
        Column(name, lambda r: r.cell(measure).value if r.cell(measure).shown else r.cell(measure).said, on_page=False),
        Column(f"{name}: 95% interval", lambda r: words.interval(measure, r.cell(measure).figure), on_page=False),
        Column(f"{name}: against the whole", lambda r: r.cell(measure).look[2], on_page=False),
    ]


@dataclass(frozen=True, slots=True)
class Head:
    """One heading of the table on the page: its words, what a click on it asks for, and how it is sorted now."""

    words: str
    query: str
    sorted: str  # ascending, descending or empty


def columns(measures: Sequence[Measure], asked: QueryDict) -> list[Head]:
    """Return the headings. A first click sorts names upwards and numbers downwards; a second turns it round."""
    named = [("Care home", NAME), ("Type", KIND), ("Beds", BEDS), ("Residents", RESIDENTS)]
    named += [(short(measure), measure.id) for measure in measures]
    now, order = asked.get("sort") or NAME, asked.get("order") or "up"
    heads = []
    for text, name in named:
        first = "up" if name in (NAME, KIND) else "down"
        wanted = ("up" if order == "down" else "down") if name == now else first
        state = {"up": "ascending", "down": "descending"}.get(order, "") if name == now else ""
        heads.append(Head(text, query(asked.dict(), sort=name, order=wanted, page=""), state))
    return heads
