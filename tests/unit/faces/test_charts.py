"""Charts: drawn to scale, named, without style, and telling no more than may be shown."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components.charts import WIDTH, Bar, Point, bars, line, nice_top, pyramid

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, kind: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter() if kind in (e.get("class") or "").split()]  # noqa: S314 (our own)


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_a_bar_twice_as_long_counts_twice_as_many() -> None:
    svg = bars([("North", Bar(100, "100")), ("South", Bar(50, "50"))], name="People by area", marked=1)
    long, short = (float(bar.get("width") or 0) for bar in drawn(svg, "ju-svg__bar"))
    assert long == pytest.approx(2 * short, abs=0.2)
    assert len(drawn(svg, "ju-svg__bar--marked")) == 1
    assert texts(svg) == ["North", "100", "South", "50"]


def test_the_oldest_stand_on_top_of_a_pyramid_and_both_sides_share_one_scale() -> None:
    svg = pyramid(
        [("0 to 9", Bar(50, "50"), Bar(100, "100")), ("90 and over", Bar(20, "20"), Bar(None, "1 to 7"))],
        left="Female", right="Male", name="Who lives here",
    )  # fmt: skip
    assert texts(svg)[:3] == ["Female", "Male", "90 and over"]
    widths = [float(bar.get("width") or 0) for bar in drawn(svg, "ju-svg__bar")]
    assert widths[3] == pytest.approx(2 * widths[2], abs=0.2)
    assert widths[1] == 0, "a small number has no bar from which it could be measured"
    assert "1 to 7" in texts(svg)


def test_a_line_runs_from_nought_with_its_interval_as_a_band() -> None:
    svg = line([Point("Apr 2025", 80, 60, 105), Point("May 2025", 120, 95, 149)], name="Admissions by month")
    assert texts(svg) == ["0", "75", "150", "Apr 2025", "May 2025"]
    assert len(drawn(svg, "ju-svg__dot")) == 2
    assert len(drawn(svg, "ju-svg__band")) == 1


def test_a_month_without_anybody_is_left_out() -> None:
    svg = line([Point("Apr 2025", None, None, None), Point("May 2025", 120, 95, 149)], name="Admissions by month")
    assert len(drawn(svg, "ju-svg__dot")) == 1
    assert drawn(line([], name="Nothing"), "ju-svg__dot") == []


def test_a_chart_is_one_named_image_and_what_it_says_is_escaped() -> None:
    svg = bars([("<script>", Bar(1, "&"))], name='A "quoted" name')
    top = ET.fromstring(svg)  # noqa: S314
    assert (top.get("role"), top.get("aria-label")) == ("img", 'A "quoted" name')
    assert texts(svg) == ["<script>", "&"]


@pytest.mark.parametrize("svg", [bars([], name="n"), pyramid([], left="", right="", name="n"), line([], name="n")])
def test_no_chart_has_inline_style_or_script(svg: str) -> None:
    assert not re.search(r"style=|<script|on\w+=", svg)
    assert f'viewBox="0 0 {WIDTH}' in svg


@given(st.floats(0.001, 1e7))
def test_the_top_of_an_axis_is_round_and_not_far_above(value: float) -> None:
    assert value <= nice_top(value) * (1 + 1e-6)
    assert nice_top(value) <= 2 * value


def test_an_axis_with_nothing_to_show_ends_at_one() -> None:
    assert nice_top(0) == 1
