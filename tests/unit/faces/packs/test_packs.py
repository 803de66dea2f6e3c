"""Packs: the same findings and figures, on paper and in a spreadsheet, whatever people typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

import openpyxl
import pytest
from markupsafe import Markup

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.packs import pdf_of, spreadsheet_of

SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="10" height="5" fill="#005eb8"/></svg>'
)
PRACTICES = Table(
    "practices",
    "Practices: how [each] stands",
    (Column("Practice", itemgetter(0)), Column("Rate", itemgetter(1), numeric=True), Column("Day", itemgetter(2))),
)
CHART = Chart("c", "Hillside is higher", "Emergency admissions", "A bar for each practice", SVG, SVG, PRACTICES, [],
              "release care-1", ("Small numbers are hidden",))  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    title: str = "Hillside Surgery: peer review"
    release: str = "care-1"
    data_to: date = date(2026, 3, 31)
    findings: tuple[str, ...] = ("Two measures differ from the place", "Falls are higher: 25.3 against 18.1")
    charts: tuple[Chart, ...] = (CHART,)
    tables: tuple[tuple[Table, Sequence[Any]], ...] = ((PRACTICES, [("Hillside", 25.3, date(2026, 3, 1))]),)


def sheets(pack: Drawn) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet_of(pack)))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_a_pack_is_a_tagged_pdf() -> None:
    made = pdf_of(Drawn())
    assert made.startswith(b"%PDF")
    assert b"pdfuaid" in made or b"StructTreeRoot" in made


@pytest.mark.parametrize(
    "typed",
    ['#read("/etc/passwd")', "[a] *b* _c_ $d$ `e` <f> @g \\h", 'quotes " and \\" more', "= heading", "// no", "Zoë – ½ 😀",
     "a\tb\nc", "\x01\x1f"],
)  # fmt: skip
def test_what_people_typed_is_text_and_never_markup(typed: str) -> None:
    drawn = Drawn(title=typed, findings=(typed, typed), tables=((PRACTICES, [(typed, None, None)]),))
    assert pdf_of(drawn).startswith(b"%PDF")
    assert len(sheets(drawn)["Findings"]) == 5


def test_a_pack_with_nothing_found_says_that_there_are_no_rows() -> None:
    empty = Drawn(findings=(), charts=(), tables=((PRACTICES, []), (Table("none", "No columns", ()), [])))
    assert pdf_of(empty).startswith(b"%PDF")
    assert sheets(empty)["Practices  how  each  stands"] == [["Practice", "Rate", "Day"]]


def test_a_spreadsheet_holds_numbers_as_numbers_and_days_as_days() -> None:
    at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    rows = [("Hillside", 25.3, date(2026, 3, 1)), ("Dale", 3, at), ("Ash", None, True)]
    found = sheets(Drawn(tables=((PRACTICES, rows),)))["Practices  how  each  stands"]
    assert found[1] == ["Hillside", 25.3, datetime(2026, 3, 1)]  # noqa: DTZ001
    assert found[2] == ["Dale", 3, datetime(2026, 4, 1, 0, 30)]  # noqa: DTZ001
    assert found[3] == ["Ash", None, "yes"]


def test_a_formula_that_someone_typed_is_not_one() -> None:
    found = sheets(Drawn(tables=((PRACTICES, [("=1+1", 1, "http://example.test")]),)))
    assert found["Practices  how  each  stands"][1] == ["=1+1", 1, "http://example.test"]


def test_two_tables_of_one_name_have_sheets_of_their_own() -> None:
    assert len(sheets(Drawn(tables=((PRACTICES, []), (PRACTICES, []), (PRACTICES, []))))) == 4
