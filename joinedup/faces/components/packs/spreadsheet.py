"""A pack as a spreadsheet: what was found and where it is from, then each table on a sheet, numbers as numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter

from joinedup.faces.components.lists import Table
from joinedup.faces.components.packs.pack import Pack
from joinedup.words.basics.moments import LONDON
from joinedup.words.basics.visible import visible

READ_ME = "Read me"
LONGEST_NAME = 31  # of a sheet, to Excel


def spreadsheet_of(pack: Pack) -> bytes:
    """Return the pack as an .xlsx: "Read me", then a sheet a table. No cell is a formula, whatever people typed.

    Memory: a row at a time.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": visible(f"{pack.about}: {pack.title}"), "author": "JoinedUp"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        used = {READ_ME.lower()}
        tables = [(_name(table.caption, used), table, rows) for table, rows in pack.tables if table.in_file]
        _read_me(book, pack, [(name, table.caption) for name, table, _ in tables])
        for name, table, rows in tables:
            _sheet(book, name, table, rows, head)
    return made.getvalue()


def _read_me(book: Any, pack: Pack, sheets: Sequence[tuple[str, str]]) -> None:
    """Write the first sheet: what was found, where it is from, and what stands on the other sheets."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(READ_ME)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    told = [
        ("What this is of", pack.about), ("What was found", pack.title),
        *(("", finding) for finding in pack.findings[1:]), *pack.origin.told,
        *(("Sheet: " + name, caption) for name, caption in sheets),
    ]  # fmt: skip
    for number, (name, text) in enumerate(told):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, visible(text), wrap)


def _sheet(book: Any, name: str, table: Table, rows: Sequence[Any], head: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    days = book.add_format({"num_format": "dd mmm yyyy"})
    for at, column in enumerate(table.in_file):
        sheet.set_column(at, at, 14 if column.numeric else 34)
        sheet.write_string(0, at, visible(column.heading), head)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(table.in_file):
            _cell(sheet, number, at, column.of(row), days)


def _cell(sheet: Any, row: int, column: int, value: Any, days: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "yes" if value else "no")
        case float() if not isfinite(value):
            return
        case int() | float():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, value.astimezone(LONDON).replace(tzinfo=None), days)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
        case _:
            sheet.write_string(row, column, visible(str(value)))


def _name(caption: str, used: set[str]) -> str:
    """Return a name that Excel takes for a sheet, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", visible(caption)).strip()[:LONGEST_NAME] or "Table"
    name, number = plain, 2
    while name.lower() in used:
        name, number = f"{plain[: LONGEST_NAME - 4]} {number}", number + 1
    used.add(name.lower())
    return name
