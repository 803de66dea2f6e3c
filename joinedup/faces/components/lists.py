"""A list as people see it and as they download it: its columns are said once, for the page and for the file.

What a page shows and what its CSV holds come from the same query and the same columns, whether there are rows or none.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict, StreamingHttpResponse

from joinedup.words.basics.moments import LONDON, day
from joinedup.words.basics.visible import visible

Cell = str | int | float | date | datetime | None

# A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, CSV Injection.
# So is one with blanks before them, or with their wide forms, to some.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BREAKS = ("\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it says of a row, and where that leads, if anywhere.

    A screen is narrow and a file is not: a column may be for one of them only.
    """

    heading: str
    of: Callable[[Any], Cell]
    numeric: bool = False
    link: Callable[[Any], str] | None = None
    on_page: bool = True
    in_file: bool = True

    def shown(self, row: Any) -> str:
        """Return what a page says in this column of ``row``."""
        return written(self.of(row))


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of list: ``name`` is what its file is called, ``caption`` what its table is."""

    name: str
    caption: str
    columns: tuple[Column, ...]

    @property
    def on_page(self) -> tuple[Column, ...]:
        """Return the columns that a page shows."""
        return tuple(column for column in self.columns if column.on_page)

    @property
    def in_file(self) -> tuple[Column, ...]:
        """Return the columns that a file holds."""
        return tuple(column for column in self.columns if column.in_file)


def written(value: Cell) -> str:
    """Return a cell as people read it."""
    match value:
        case None:
            return ""
        case datetime():
            local = value.astimezone(LONDON)
            return f"{local.day}\u00a0{local:%b}\u00a0{local.year}, {local:%H:%M}"
        case date():
            return day(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.1f}"
        case _:
            return value


def harmless(value: Cell) -> Cell:
    """Return a cell of a CSV file that no spreadsheet runs: what begins as a formula does gets an apostrophe.

    Signs that would hide or turn others are shown as a square, as on pages.
    """
    if isinstance(value, datetime):
        return value.astimezone(LONDON).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    value = visible(value)
    return f"'{value}" if value.startswith(_BREAKS) or value.lstrip().startswith(_FORMULA) else value


def download(table: Table, rows: Iterable[Any]) -> StreamingHttpResponse:
    """Return ``rows`` as a CSV file, sent as they come."""
    answer = StreamingHttpResponse(_lines(table, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        """Return ``text``."""
        return text


def _lines(table: Table, rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    yield writer.writerow([column.heading for column in table.in_file])
    for row in rows:
        yield writer.writerow([harmless(column.of(row)) for column in table.in_file])


def page_asked(asked: QueryDict) -> int:
    """Return the number of the page asked for: 1 where it is none."""
    text = asked.get("page") or ""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def query(asked: Mapping[str, Any], **changed: Any) -> str:
    """Return an address's query of what is asked, without what is empty: ``?feed=gp_problem&page=2``."""
    kept = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
