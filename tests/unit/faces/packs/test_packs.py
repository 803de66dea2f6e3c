"""Packs: the same findings and figures, on paper and in a spreadsheet, whatever people typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

import openpyxl
import pytest
from markupsafe import Markup

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.packs import Origin, Pack, Part, pdf_of, spreadsheet_of
from joinedup.faces.components.packs.pdf import MOST_ROWS

SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="10" height="5" fill="#005eb8"/></svg>'
)
PRACTICES = Table(
    "practices",
    "Practices: how [each] stands",
    (Column("Practice", itemgetter(0)), Column("Rate", itemgetter(1), numeric=True), Column("Day", itemgetter(2))),
)
RATES = Table("rates", "Emergency admissions", PRACTICES.columns)
CHART = Chart("c", "Hillside is higher", "Emergency admissions", "A bar for each practice", SVG, SVG, RATES, (),
              "release care-1", ("Small numbers are hidden",))  # fmt: skip


ORIGIN = Origin("care-1", "ab" * 32, date(2026, 3, 31), "Care", "Counts of 1 to 7 are not shown.")
HILLSIDE = [("Hillside", 25.3, date(2026, 3, 1))]


def drawn(
    findings: tuple[str, ...] = ("Two measures differ from the place", "Falls are higher: 25.3 against 18.1"),
    charts: tuple[Chart, ...] = (CHART,),
    tables: tuple[tuple[Table, Sequence[Any]], ...] = ((PRACTICES, HILLSIDE),),
    about: str = "Hillside Surgery: peer review",
) -> Pack:
    return Pack("hillside", about, findings, ORIGIN, (Part("Practices", ("As they stand.",), charts, tables),))


def sheets(pack: Pack) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet_of(pack)))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_a_pack_is_a_tagged_pdf() -> None:
    made = pdf_of(drawn())
    assert made.startswith(b"%PDF")
    assert b"pdfuaid" in made or b"StructTreeRoot" in made


def test_its_title_is_what_was_found() -> None:
    assert drawn().title == "Two measures differ from the place"
    assert drawn(findings=()).title == "Hillside Surgery: peer review"


@pytest.mark.parametrize(
    "typed",
    ['#read("/etc/passwd")', "[a] *b* _c_ $d$ `e` <f> @g \\h", 'quotes " and \\" more', "= heading", "// no", "Zoë – ½ 😀",
     "a\tb\nc", "\x01\x1f"],
)  # fmt: skip
def test_what_people_typed_is_text_and_never_markup(typed: str) -> None:
    made = drawn(about=typed, findings=(typed, typed), tables=((PRACTICES, [(typed, None, None)]),))
    assert pdf_of(made).startswith(b"%PDF")
    assert len(sheets(made)["Read me"]) == 10


def test_a_pack_with_nothing_found_says_that_there_are_no_rows() -> None:
    empty = drawn(findings=(), charts=(), tables=((PRACTICES, []), (Table("none", "No columns", ()), [])))
    assert pdf_of(empty).startswith(b"%PDF")
    assert sheets(empty)["Practices  how  each  stands"] == [["Practice", "Rate", "Day"]]
    assert list(sheets(empty)) == ["Read me", "Practices  how  each  stands"]


def test_the_first_sheet_says_what_was_found_and_where_it_is_from() -> None:
    told = {name or text: text for name, text in sheets(drawn())["Read me"]}
    assert told["What was found"] == "Two measures differ from the place"
    assert "Falls are higher: 25.3 against 18.1" in told
    assert told["Release"] == "care-1"
    assert told["Data up to"] == "31 March 2026"
    assert told["SHA-256 of its manifest"] == "ab" * 32
    assert told["Small numbers"] == "Counts of 1 to 7 are not shown."
    assert told["Sheet: Emergency admissions"] == "Emergency admissions"


def test_a_chart_of_very_many_numbers_is_printed_without_them() -> None:
    many = replace(CHART, rows=tuple((f"Practice {n}", float(n), None) for n in range(MOST_ROWS + 1)))
    assert len(pdf_of(drawn(charts=(many,)))) < len(pdf_of(drawn(charts=(replace(many, rows=many.rows[:-1]),))))
    assert len(sheets(drawn(charts=(many,)))["Emergency admissions"]) == MOST_ROWS + 2


def test_parts_that_share_a_table_share_a_sheet() -> None:
    apart = replace(drawn(), parts=tuple(Part(name, tables=((PRACTICES, HILLSIDE),)) for name in ("North", "South")))
    assert [len(rows) for rows in sheets(apart).values()][1:] == [3]


def test_a_number_without_an_end_is_an_empty_cell() -> None:
    found = sheets(drawn(tables=((PRACTICES, [("Hillside", float("inf"), None), ("Dale", float("nan"), None)]),)))
    assert [row[1] for row in found["Practices  how  each  stands"]] == ["Rate", None, None]


def test_a_spreadsheet_holds_numbers_as_numbers_and_days_as_days() -> None:
    at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    rows = [("Hillside", 25.3, date(2026, 3, 1)), ("Dale", 3, at), ("Ash", None, True)]
    found = sheets(drawn(tables=((PRACTICES, rows),)))["Practices  how  each  stands"]
    assert found[1] == ["Hillside", 25.3, datetime(2026, 3, 1)]  # noqa: DTZ001
    assert found[2] == ["Dale", 3, datetime(2026, 4, 1, 0, 30)]  # noqa: DTZ001
    assert found[3] == ["Ash", None, "yes"]


def test_a_formula_that_someone_typed_is_not_one() -> None:
    found = sheets(drawn(tables=((PRACTICES, [("=1+1", 1, "http://example.test")]),)))
    assert found["Practices  how  each  stands"][1] == ["=1+1", 1, "http://example.test"]


def test_two_tables_of_one_name_have_sheets_of_their_own() -> None:
    alike = [Table(name, PRACTICES.caption, PRACTICES.columns) for name in ("north", "south", "west")]
    assert len(sheets(drawn(charts=(), tables=tuple((table, []) for table in alike)))) == 4
