"""A pack as a spreadsheet: what was found on the first sheet, each table on one of its own, numbers as numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from joinedup.faces.components.lists import Table
from joinedup.faces.components.packs.pack import Pack
from joinedup.words.basics.moments import LONDON, day

LONGEST_NAME = 31  # of a sheet, to Excel


def spreadsheet_of(pack: Pack) -> bytes:
    """Return the pack as an .xlsx. No cell is a formula, whatever people typed. Memory: a row at a time."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": pack.title, "author": "JoinedUp"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet("Findings")
        first.set_column(0, 0, 100)
        told = [pack.title, f"From release {pack.release}, data to {day(pack.data_to)}", "", *pack.findings]
        for number, line in enumerate(told):
            first.write_string(number, 0, line, head if number == 0 else wrap)
        used = {"findings"}
        for table, rows in pack.tables:
            _sheet(book, _name(table.caption, used), table, rows, head)
    return made.getvalue()


def _sheet(book: Any, name: str, table: Table, rows: Sequence[Any], head: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    days = book.add_format({"num_format": "dd mmm yyyy"})
    for at, column in enumerate(table.in_file):
        sheet.set_column(at, at, 14 if column.numeric else 34)
        sheet.write_string(0, at, column.heading, head)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(table.in_file):
            _cell(sheet, number, at, column.of(row), days)


def _cell(sheet: Any, row: int, column: int, value: Any, days: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "yes" if value else "no")
        case int() | float():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, value.astimezone(LONDON).replace(tzinfo=None), days)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
        case _:
            sheet.write_string(row, column, str(value))


def _name(caption: str, used: set[str]) -> str:
    """Return a name that Excel takes for a sheet, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", caption).strip()[:LONGEST_NAME] or "Table"
    name, number = plain, 2
    while name.lower() in used:
        name, number = f"{plain[: LONGEST_NAME - 4]} {number}", number + 1
    used.add(name.lower())
    return name
