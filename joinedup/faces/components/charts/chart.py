"""What every chart is: a finding, a drawing for a wide and one for a narrow column, its numbers, their source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.scales import finite
from joinedup.faces.components.lists import Cell, Column, Table, harmless
from joinedup.words.basics.moments import day

WIDE, NARROW = 720.0, 358.0
NOT_SHOWN = "Not shown"


@dataclass(frozen=True, slots=True)
class About:
    """What is said around a chart.

    ``name`` is the chart's own on its page (letters, digits, hyphens), ``finding`` its title: what it shows, in a
    sentence. ``measure`` says what is drawn, ``unit`` in what ("%" and "£" go with each number, others stand in the
    caption). ``counted`` gives the denominators in words. Rates in per cent run from 0 to 100.
    """

    name: str
    finding: str
    measure: str
    unit: str = ""
    counted: str = ""
    data_to: date | None = None
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def drawn(self) -> str:
        """Return what is drawn and in what: the caption of its axis."""
        return f"{self.measure}, {self.unit}" if self.unit and self.unit not in {"%", "£"} else self.measure


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a page, a pack or a file.

    ``svg`` is for columns of 600 pixels and more, ``narrow`` for less (the page shows the one that fits). ``table``
    and ``rows`` are its numbers, for ``rows_of`` on a page and ``lists.download`` as a file.
    """

    name: str
    title: str
    subtitle: str
    description: str
    svg: Markup
    narrow: Markup
    table: Table
    rows: tuple[tuple[Any, ...], ...]
    source: str
    notes: tuple[str, ...] = ()

    @property
    def csv_rows(self) -> list[list[Cell]]:
        """Return the headings and rows of its file, harmless to a spreadsheet."""
        columns = self.table.in_file
        return [[column.heading for column in columns], *([harmless(c.of(row)) for c in columns] for row in self.rows)]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a chart's numbers; ``unit`` makes it a number, written as people read it."""

    words: str
    unit: str | None = None


def number_column(words: str, place: int, unit: str) -> tuple[Column, Column]:
    """Return the column that a page shows (12.3%) and the one that a file holds (12.345)."""
    return (
        Column(words, lambda row: _shown(row[place], unit), numeric=True, in_file=False),
        Column(words, lambda row: _kept(row[place]), numeric=True, on_page=False),
    )


def _shown(value: Any, unit: str) -> Cell:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, int):
        return f"£{value:,}" if unit == "£" else f"{value:,}{'%' if unit == '%' else ''}"
    number = finite(value)
    return "" if number is None else text.said(number, unit if unit in {"%", "£"} else "")


def _kept(value: Any) -> Cell:
    return None if isinstance(value, float) and finite(value) is None else value


def table_of(about: About, headings: Sequence[Heading]) -> Table:
    """Return the table under a chart, over rows that are tuples in the order of ``headings``."""
    columns: list[Column] = []
    for place, heading in enumerate(headings):
        if heading.unit is None:
            columns.append(Column(heading.words, itemgetter(place)))
        else:
            columns += number_column(heading.words, place, heading.unit)
    return Table(about.name, about.drawn, tuple(columns))


def made(
    about: About, draw: Callable[[float], Drawing], *, headings: Sequence[Heading], rows: Sequence[tuple[Any, ...]],
    description: str = "", notes: Sequence[str] = (),
) -> Chart:  # fmt: skip
    """Return the chart that ``draw`` draws at each width, with all that is said around it."""
    described = " ".join(
        part for part in (f"{about.drawn}.", description, "The figures are in the table below.") if part
    )
    return Chart(
        name=about.name,
        title=about.finding,
        subtitle=about.drawn,
        description=described,
        svg=draw(WIDE).svg(f"{about.name}-w", about.finding, described),
        narrow=draw(NARROW).svg(f"{about.name}-n", about.finding, described),
        table=table_of(about, headings),
        rows=tuple(rows),
        source=source_line(about),
        notes=(*about.notes, *notes),
    )


def source_line(about: About) -> str:
    """Return where the numbers are from, over what, and how old: each as a sentence."""
    said = [about.counted, f"Data up to {day(about.data_to)}" if about.data_to else "",
            f"Source: {about.source}" if about.source else ""]  # fmt: skip
    return " ".join(f"{part.rstrip('.')}." for part in said if part)
