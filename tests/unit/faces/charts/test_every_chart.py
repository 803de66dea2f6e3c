"""What holds for every chart: it is one named image, drawn of numbers, its words within the sheet and apart, its table whole."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations

import pytest

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import Chart
from tests.unit.faces.charts import samples

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("make", samples.ALL.values(), ids=samples.ALL.keys())
BOTH = ("svg", "narrow")


def labels(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Return each label with the box that it takes."""
    boxes = []
    for each in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314 (our own)
        size, x, y = float(each.get("font-size") or 14), float(each.get("x") or 0), float(each.get("y") or 0)
        wide = text.width(each.text or "", size=size, bold=each.get("font-weight") == "600")
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor") or "start"]
        boxes.append((each.text or "", left, y - size * 0.75, left + wide, y + size * 0.22))
    return boxes


def sheet(svg: str) -> tuple[float, float]:
    _, _, width, height = (ET.fromstring(svg).get("viewBox") or "").split()  # noqa: S314
    return float(width), float(height)


def assert_can_be_drawn(chart: Chart) -> None:
    """Every number is one, every label is on the sheet, nothing has a style or acts."""
    for svg in (str(chart.svg), str(chart.narrow)):
        drawn = re.sub(r"<(title|desc|text)[^>]*>[^<]*</\1>", "", svg)
        assert not re.search(r"\b(nan|inf|None)\b", drawn)
        assert not re.search(r"\bstyle=|<script|\son\w+=|<style", svg)
        width, height = sheet(svg)
        for words, left, top, right, bottom in labels(svg):
            assert left >= -0.6, words
            assert right <= width + 0.6, words
            assert top >= -1, words
            assert bottom <= height + 0.6, words


@EVERY
def test_a_chart_can_be_drawn(make: Callable[[], Chart]) -> None:
    assert_can_be_drawn(make())


@EVERY
@pytest.mark.parametrize("which", BOTH)
def test_no_two_labels_touch(make: Callable[[], Chart], which: str) -> None:
    for one, other in combinations(labels(getattr(make(), which)), 2):
        across = min(one[3], other[3]) - max(one[1], other[1])
        down = min(one[4], other[4]) - max(one[2], other[2])
        assert across <= 1 or down <= 2, (one[0], other[0])


@EVERY
def test_a_chart_is_one_image_that_says_its_finding_and_what_is_drawn(make: Callable[[], Chart]) -> None:
    chart = make()
    names = set()
    for svg in (chart.svg, chart.narrow):
        top = ET.fromstring(svg)  # noqa: S314
        assert top.get("role") == "img"
        title, desc = top.find(f"{SVG}title"), top.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert (top.get("aria-labelledby"), title.text) == (title.get("id"), chart.title)
        assert (top.get("aria-describedby"), desc.text) == (desc.get("id"), chart.description)
        names |= {each.get("id") for each in top.iter() if each.get("id")}
        assert all(each.get("id", "").startswith(chart.name) for each in top.iter() if each.get("id"))
    assert len(names) == sum(str(svg).count(" id=") for svg in (chart.svg, chart.narrow)), "no name is used twice"


@EVERY
def test_the_table_beside_a_chart_is_whole(make: Callable[[], Chart]) -> None:
    chart = make()
    assert chart.rows
    for row in chart.rows:
        assert [column.shown(row) for column in chart.table.on_page]
    headings, *lines = chart.csv_rows
    assert all(len(line) == len(headings) for line in lines)
    assert len(lines) == len(chart.rows)


@EVERY
def test_a_chart_says_its_source_and_the_date_of_its_data(make: Callable[[], Chart]) -> None:
    assert "Data up to 31 March 2026. Source: release 2026-04-02" in make().source
