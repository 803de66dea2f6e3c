"""What leaves as a file: no cell is a formula to a spreadsheet, and no name of a file leads anywhere else."""

from __future__ import annotations

import ast
import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components.lists import Column, Table, download, harmless
from joinedup.faces.components.packs.pack import Origin, Pack, Part
from joinedup.faces.components.packs.spreadsheet import spreadsheet_of
from joinedup.faces.screens.guard import Page
from joinedup.faces.screens.pages import PAGES
from joinedup.words.basics.visible import visible
from tests.spec.attacks.test_what_is_typed import who_may
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_every_page import address
from tests.world.results import drawn_release
from tests.world.world import World

ROOT = Path(__file__).parents[3] / "joinedup"
FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    " =1",
    "\u00a0=1",
    "|calc",
    "\u202e=1",
    "\x07=1",
]
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet may run a cell: it begins as a formula, be it after blanks."""
    return cell.startswith(RUNS) or cell.strip().startswith(RUNS)


@given(st.text() | st.sampled_from(FORMULAS).flatmap(lambda f: st.text().map(lambda t: f + t)))
def test_no_cell_of_any_list_is_a_formula_and_none_loses_a_letter(text: str) -> None:
    table = Table("list", "A list", (Column("What", lambda row: row.what),))
    sent = b"".join(download(table, [SimpleNamespace(what=text)]).streaming_content).decode()  # type: ignore[attr-defined]
    [[head], [cell]] = list(csv.reader(io.StringIO(sent.removeprefix("\ufeff"), newline="")))
    assert head == "What"
    assert not is_formula(cell)
    assert cell in (visible(text), f"'{visible(text)}")


@pytest.mark.parametrize("number", [-1, -1.5, 0, 12])
def test_a_number_stays_a_number(number: float) -> None:
    assert harmless(number) == number


def writers(source: str) -> list[int]:
    """Return the lines on which a module writes CSV by itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("writer", "DictWriter")
    ]


def test_every_file_of_lists_is_written_in_one_place() -> None:
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if writers(path.read_text(encoding="utf-8"))}
    # A person's own copy, whose cells are made harmless too; and what the server's own commands write of no person.
    assert found - {"faces/components/lists.py"} <= {"faces/cli/copying.py", "faces/cli/access.py"}
    assert "harmless(" in (ROOT / "faces/cli/copying.py").read_text(encoding="utf-8")
    assert writers("csv.writer(file)\n") == [1]


FILES = [page for page in PAGES if page.path.endswith(".csv")]


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_no_list_that_a_page_sends_holds_a_formula(page: Page, signed_in: SignedIn, world: World) -> None:
    world.everyone()
    drawn_release()
    name = who_may(page)
    account = world.account(name)
    account.full_name = "=HYPERLINK(A1)"
    account.save()
    answer = signed_in(name).get(address(page).replace("alerts", "emergency-admissions"))
    assert answer.status_code < 500
    if not answer.streaming:
        return
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    sent = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(sent, newline="")) for cell in row]
    assert [cell for cell in cells if is_formula(cell) and not _is_number(cell)] == []


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_spreadsheet_is_a_formula(formula: str) -> None:
    table = Table("list", formula, (Column(formula, lambda row: row),))
    origin = Origin("care-1", "abc", date(2026, 3, 31), "care", formula)
    made = spreadsheet_of(Pack("list", formula, (formula,), origin, (Part(formula, tables=((table, [formula]),)),)))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2
    assert [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet] == []
