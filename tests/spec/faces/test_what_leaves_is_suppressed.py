"""Every table of figures that leaves, as CSV or spreadsheet: no small count, no count unrounded, no figure of a few.

The drawn release has a branch of 30 people with 3 of whatever is counted, and a home where 3 fell. Files are found as
people find them: by the links of the pages, so that a new file is looked at too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from django.test import Client

from joinedup.faces.screens.leaving import OF_A_RELEASE
from joinedup.faces.screens.pages import PAGES
from joinedup.insight.disclosure import HOSPITAL_STATISTICS
from joinedup.planning.releases.models import Release
from tests.spec.faces.conftest import SignedIn
from tests.world.homes import drawn_homes, drawn_needs
from tests.world.results import drawn_release
from tests.world.world import World

PAGES_WITH_FILES = (
    "/place", "/measures", "/measures/emergency-admissions", "/measures/diabetes-prevalence", "/practices",
    "/practices/X90001", "/practices/X90008", "/networks/moor-network", "/networks/fell-network", "/care-homes",
    "/care-homes/ZH001", "/care-homes/ZH005", "/segments", "/segments/explore",
)  # fmt: skip
# Headings under which people or events are counted; what they are out of is person-years, days or everyone.
COUNTS = {"Counted", "Numerator", "People", "People on it", "Residents", "People on the list",
          "In the most deprived fifth", "People of this place living there"}  # fmt: skip
FEW = {"Tiny Branch", "Tiny Lodge"}
FIGURES = re.compile(r"^(Figure|Rate|Per cent|95% interval.*|Counted|Numerator|.*, by practice|.*, by home)$")


@pytest.fixture
def analyst(world: World, signed_in: SignedIn) -> Client:
    release: Release = drawn_release()
    drawn_homes(release)
    drawn_needs(release)
    return signed_in("Nina Sorrel")


def files(client: Client, ending: str) -> dict[str, bytes]:
    """Return every file with this ending to which a page of PAGES_WITH_FILES links."""
    found: dict[str, bytes] = {}
    for address in PAGES_WITH_FILES:
        text = client.get(address).content.decode().replace("&amp;", "&")
        for link in re.findall(rf'href="(/[^"]+\.{ending}[^"]*)"', text):
            answer = client.get(link)
            assert answer.status_code == 200, link
            found[link] = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return found


def tables_of(name: str, body: bytes) -> Iterator[list[list[str]]]:
    """Give each table of a file as its rows of texts, the headings first."""
    if ".csv" in name:
        yield list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        return
    for sheet in openpyxl.load_workbook(io.BytesIO(body)).worksheets:
        yield [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _may_be_shown(count: float) -> bool:
    return not HOSPITAL_STATISTICS.is_small(count) and count == HOSPITAL_STATISTICS.rounded(count)


def broken(table: list[list[str]]) -> list[str]:
    """Return what a table tells that the policy does not let it."""
    heads, wrong = table[0], []
    for row in table[1:]:
        for head, cell in zip(heads, row, strict=False):
            number = float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else None
            counted = head in COUNTS and not (head == "People" and "Counted" in heads)  # there: out of whom, in years
            if counted and number is not None and not _may_be_shown(number):
                wrong.append(f"{head}: {cell}")
            if number is not None and row[0] in FEW and FIGURES.match(head):
                wrong.append(f"{row[0]}, {head}: {cell}")
    return wrong


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_file_that_leaves_tells_a_small_count_or_a_figure_of_a_few(analyst: Client, ending: str) -> None:
    found = files(analyst, ending)
    assert len(found) >= {"csv": 25, "xlsx": 6}[ending]
    told = {name: wrong for name, body in found.items() for table in tables_of(name, body) if (wrong := broken(table))}
    assert told == {}


def test_the_files_that_are_looked_at_have_counts_and_the_few_in_them(analyst: Client) -> None:
    tables = [table for name, body in files(analyst, "csv").items() for table in tables_of(name, body)]
    assert {"Counted", "People on it", "People on the list", "Residents"} <= {
        head for table in tables for head in table[0]
    }
    assert any(row and row[0] in FEW for table in tables for row in table[1:])


def test_every_file_of_a_release_is_reached_from_a_page_that_is_looked_at(analyst: Client) -> None:
    links = {link.split("?")[0] for link in files(analyst, "csv")}
    unreached = {
        page.path for page in PAGES
        if page.act in OF_A_RELEASE and page.path.endswith(".csv")
        and not any(re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", page.path), link.lstrip("/")) for link in links)
    }  # fmt: skip
    # These need a trained model, a saved cohort and the rows of people: tests of risk, cohorts and drilling look there.
    assert unreached == {
        "risk/<slug:risk_id>/card.csv", "cohorts/<int:cohort_id>/figures.csv", "segments/explore.csv",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ([["Name", "Counted"], ["Hillside", "3"]], ["Counted: 3"]),
        ([["Name", "Counted"], ["Hillside", "12"]], ["Counted: 12"]),
        ([["Name", "Counted"], ["Hillside", "15"], ["Elms", "0"], ["Mill", "1 to 7"]], []),
        ([["Name", "Figure"], ["Tiny Branch", "100.0"]], ["Tiny Branch, Figure: 100.0"]),
    ],
)
def test_a_table_that_told_too_much_would_be_seen(table: list[list[str]], wrong: list[str]) -> None:
    assert broken(table) == wrong
