"""Charts are drawn to scale, and tell no more than may be shown."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import combinations

import pytest

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, Comparison, compare_chart
from joinedup.faces.components.charts.drawing import overlap
from joinedup.faces.components.charts.flow import Flow, Moved, flow_chart
from joinedup.faces.components.charts.funnel import Funnel, FunnelLine, FunnelUnit, funnel_plot
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.lorenz import Lorenz, lorenz_curve, share_at
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.charts.spc import Spc, SpcPhase, SpcPoint, spc_chart

ABOUT = About("chart", "A finding", "Admissions", "per 1,000")


def drawn(chart: Chart, *kinds: str) -> list[ET.Element]:
    """Return the shapes of these kinds, in the order in which they were drawn."""
    wanted = {f"ju-c-{kind}" for kind in kinds}
    return [e for e in ET.fromstring(str(chart.svg)).iter() if e.get("class") in wanted]  # noqa: S314 (our own)


def texts(chart: Chart) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", str(chart.svg))


def boxes(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Return all words of a drawing with the box that they take."""
    found = []
    for e in ET.fromstring(svg).iter():  # noqa: S314 (our own)
        if e.tag.endswith("text"):
            size, x, y = float(e.get("font-size") or text.SIZE), float(e.get("x") or 0), float(e.get("y") or 0)
            wide = text.width(e.text or "", size=size, bold=e.get("font-weight") == "600")
            left = x - wide if e.get("text-anchor") == "end" else x
            found.append((e.text or "", left, y - size * 0.8, left + wide, y + size * 0.2))
    return found


def width(bar: ET.Element) -> float:
    return float(bar.get("width") or 0)


def test_a_bar_twice_as_long_counts_twice_as_many() -> None:
    chart = compare_chart(Comparison(ABOUT, (Compared("South", 50, mine=True), Compared("North", 100)), bars=True))
    north, south = drawn(chart, "bar", "bar-mine")
    assert width(north) == pytest.approx(2 * width(south), abs=0.2)
    assert (north.get("class"), south.get("class")) == ("ju-c-bar", "ju-c-bar-mine"), "the highest first"


def test_a_number_kept_back_has_no_bar_and_is_written_as_it_is_shown() -> None:
    units = (Compared("North", 100), Compared("South", 4, suppressed=True, instead="1 to 7"))
    chart = compare_chart(Comparison(ABOUT, units, bars=True))
    assert len(drawn(chart, "bar")) == 1
    assert "1 to 7" in texts(chart)
    assert chart.rows[-1] == ("South", "1 to 7", None, None, None, None)


def test_the_oldest_stand_on_top_of_a_pyramid_and_both_sides_share_one_scale() -> None:
    bands = (Band("0 to 9", 50, 100), Band("90 and over", 20, None, right_shown="1 to 7"))
    chart = pyramid_chart(Pyramid(ABOUT, bands))
    (old, young), (boys,) = drawn(chart, "bar-one"), drawn(chart, "bar-two")
    assert float(old.get("y") or 0) < float(young.get("y") or 0)
    assert width(boys) == pytest.approx(2 * width(young), abs=0.2)
    assert width(young) == pytest.approx(2.5 * width(old), abs=0.2)
    assert "1 to 7" in texts(chart), "a small number has no bar from which it could be measured"
    assert chart.rows == (("90 and over", 20, "1 to 7"), ("0 to 9", 50, 100))


def test_a_line_is_broken_where_a_number_is_kept_back() -> None:
    points = [TimePoint(date(2026, m, 1), 10.0 * m, 10.0 * m - 3, 10.0 * m + 3, suppressed=m == 3) for m in range(1, 6)]
    chart = line_chart(Lines(ABOUT, (Series("All", tuple(points)),)))
    assert len(drawn(chart, "series")) == 2
    assert len(drawn(chart, "band")) == 1 + 2, "one in the key"
    assert len(drawn(chart, "mark")) == 4
    assert chart.rows[2] == ("March 2026", "Not shown", None, None, None, None)
    assert "A gap in a line is a number too small to show." in chart.notes


def test_an_axis_that_does_not_begin_at_nought_is_said_to() -> None:
    points = tuple(TimePoint(date(2026, m, 1), 80.0 + m) for m in range(1, 6))
    note = "The upright axis does not begin at nought."
    assert note in line_chart(Lines(ABOUT, (Series("All", points),))).notes
    assert note not in line_chart(Lines(ABOUT, (Series("All", points),), zero=True)).notes


def test_points_of_a_control_chart_differ_by_shape_and_limits_change_where_it_is_re_based() -> None:
    kinds = ("common", "concern", "improvement", "neither")
    points = tuple(SpcPoint(date(2026, n + 1, 1), 10.0 + n, kind, "outside the limits") for n, kind in enumerate(kinds))  # type: ignore[arg-type]
    chart = spc_chart(Spc(ABOUT, points, (SpcPhase(0, 10, 8, 12), SpcPhase(2, 12, 9, 15, "a new team")), target=11.0))
    shapes = [
        mark.tag.split("}")[1] + (mark.get("d") or "").translate(str.maketrans("", "", "0123456789.- "))
        for mark in drawn(chart, "mark")
    ]
    assert shapes[:4] == ["circle", "pathMLLLZ", "pathMLLLZ", "pathMLLZ"]
    assert len(drawn(chart, "limit")) == 1 + 4, "two phases of two limits, and one in the key"
    assert len(drawn(chart, "break")) == 1
    assert "Limits set anew from March 2026: a new team." in chart.notes
    assert chart.rows[1] == (
        "February 2026",
        11.0,
        "More than chance: of concern (outside the limits)",
        10,
        8,
        12,
        None,
        None,
    )


def test_a_phase_with_too_few_points_has_no_limits() -> None:
    chart = spc_chart(Spc(ABOUT, (SpcPoint(date(2026, 1, 1), 10.0),), (SpcPhase(0, None, None, None),)))
    assert chart.rows[0][3:6] == (None, None, None)
    assert len(drawn(chart, "limit", "mean")) == 2, "only those of the key"


def test_a_funnel_names_the_readers_unit_and_those_outside_the_lines() -> None:
    units = (
        FunnelUnit("Hillside", 5000, 90.0), FunnelUnit("Northgate", 9000, 130.0, "above"),
        FunnelUnit("Five Elms", 7000, 96.0), FunnelUnit("Tiny Lane", 300, 50.0, suppressed=True),
    )  # fmt: skip
    lines = (FunnelLine("95% lines", ((5000, 80, 110), (9000, 85, 105))),)
    chart = funnel_plot(Funnel(ABOUT, units, 95.0, lines, mine="Hillside"))
    said = texts(chart)
    assert "Hillside" in said
    assert "Northgate" in said
    assert "Five Elms" not in said
    assert "Tiny Lane" not in said
    assert chart.rows[-1] == ("Tiny Lane", "Not shown", "", None, 300)
    assert "1 not drawn: too small to show, or without a figure." in chart.notes


def test_a_lorenz_curve_tells_the_share_between_its_points() -> None:
    points = ((0.1, 0.5), (0.5, 0.9))
    assert share_at(points, 0.05) == pytest.approx(0.25)
    assert share_at(points, 0.3) == pytest.approx(0.7)
    assert share_at(points, 1.0) == 1
    assert "20% use 60%" in texts(lorenz_curve(Lorenz(ABOUT, points)))


def test_words_are_escaped() -> None:
    chart = compare_chart(Comparison(About("chart", 'A "quoted" <finding>', "A & B"), (Compared("<script>", 1.0),)))
    top = ET.fromstring(str(chart.svg))  # noqa: S314
    assert "<script>" in [e.text for e in top.iter("{http://www.w3.org/2000/svg}text")]
    assert "<script>" not in chart.svg


def test_what_a_spreadsheet_would_run_is_made_harmless_in_the_file() -> None:
    chart = compare_chart(Comparison(ABOUT, (Compared("=cmd()", 12.3456789),)))
    assert chart.csv_rows[1][:2] == ["'=cmd()", 12.3456789]
    assert chart.table.on_page[1].shown(chart.rows[0]) == "12.3"


def test_thin_groups_have_names_apart_from_each_other_and_from_the_dates_with_lines_that_lead_to_them() -> None:
    groups = ("Tier 4: highest cost, with health and social care", "Tier 3: highest cost, with health care alone",
              "Tier 2: long-term conditions or social care", "Tier 1: everyone else")  # fmt: skip
    stayed = tuple(Moved(name, name, people) for name, people in zip(groups, (8, 10, 12, 4000), strict=True))
    chart = flow_chart(Flow(ABOUT, "31 March 2025", "31 March 2026", groups, stayed))
    for sheet in (chart.svg, chart.narrow):
        assert not [pair for pair in combinations(boxes(str(sheet)), 2) if overlap(pair[0][1:], pair[1][1:])]
    assert drawn(chart, "lead"), "a name that was moved is led to its group"
