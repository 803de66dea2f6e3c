"""A list is the same on the page and in its file, and no cell of the file is a formula."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components.lists import Column, Table, download, harmless, page_asked, query, written
from tests.world.drawn import instant

PRACTICES = Table("practices", "Practices", (
    Column("Practice", lambda row: row[0]),
    Column("People", lambda row: row[1], numeric=True),
    Column("Code and name", lambda row: f"X1 {row[0]}", in_file=False),
    Column("Code", lambda row: "X1", on_page=False),
))  # fmt: skip


def file_of(*rows: tuple[object, ...]) -> str:
    return b"".join(download(PRACTICES, rows).streaming_content).decode()  # type: ignore[arg-type]


def test_a_file_holds_every_row_under_its_headings_and_opens_in_a_spreadsheet() -> None:
    assert file_of(("Hillside Surgery", 1204)) == "\ufeffPractice,People,Code\r\nHillside Surgery,1204,X1\r\n"


def test_an_empty_list_is_a_file_with_headings() -> None:
    assert file_of() == "\ufeffPractice,People,Code\r\n"


def test_a_file_is_named_after_its_list() -> None:
    assert download(PRACTICES, []).headers["Content-Disposition"] == 'attachment; filename="practices.csv"'


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_as_a_formula_is_made_harmless(begins: str) -> None:
    assert harmless(f"{begins}HYPERLINK(1)") == f"'{begins}HYPERLINK(1)"


def test_numbers_stay_numbers_in_a_file_and_days_sort() -> None:
    assert (harmless(-3), harmless(2.5), harmless(None)) == (-3, 2.5, None)
    assert harmless(date(2026, 4, 3)) == "2026-04-03"
    assert harmless(instant("2026-04-03 09:30")) == "2026-04-03T09:30:00+01:00"


def test_a_page_writes_cells_as_people_read_them() -> None:
    cells = (None, 1204, 2.25, "Hillside", date(2026, 4, 3), instant("2026-04-03 09:30"))
    assert [written(cell) for cell in cells] == [
        "", "1,204", "2.2", "Hillside", "3 April 2026", "3\u00a0Apr\u00a02026, 09:30",
    ]  # fmt: skip


@given(st.text())
def test_a_page_number_is_never_below_one(text: str) -> None:
    asked = QueryDict(mutable=True)
    asked["page"] = text
    assert page_asked(asked) >= 1


@pytest.mark.parametrize(("text", "page"), [("2", 2), ("", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("²", 1)])
def test_a_page_that_is_no_page_is_the_first(text: str, page: int) -> None:
    assert page_asked(QueryDict(f"page={text}")) == page


def test_an_address_keeps_what_is_asked_and_leaves_out_what_is_not() -> None:
    assert query({"feed": "gp_problem", "sender": ""}, page=2) == "?feed=gp_problem&page=2"
    assert query({"feed": ""}) == ""
