"""Whatever the numbers (one, none, all nought, all kept back, below nought, huge, tiny), a chart can be drawn and is true."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.areas import Area, Areas, area_map, hex_grid
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, Comparison, Group, Grouped, compare_chart, grouped_bars
from joinedup.faces.components.charts.flow import Flow, Moved, flow_chart
from joinedup.faces.components.charts.funnel import Funnel, FunnelLine, FunnelUnit, funnel_plot
from joinedup.faces.components.charts.heatmap import Heatmap, Line, heatmap
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.lorenz import Lorenz, lorenz_curve
from joinedup.faces.components.charts.multiples import Multiples, small_multiples
from joinedup.faces.components.charts.overlap import Overlap, overlap_chart
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.charts.scales import axis_marks, month_marks, round_marks, spread
from joinedup.faces.components.charts.scores import (
    Calibrated,
    Calibration,
    Curve,
    Decision,
    Tenth,
    calibration_plot,
    decision_curve,
)
from joinedup.faces.components.charts.shades import breaks, class_of
from joinedup.faces.components.charts.slope import Inequality, Slope, Slopes, Step, inequality_chart, slope_chart
from joinedup.faces.components.charts.spark import spark
from joinedup.faces.components.charts.spc import Spc, SpcPhase, SpcPoint, spc_chart
from tests.unit.faces.charts.test_every_chart import assert_can_be_drawn

whole = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
numbers = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -5.0, 1e-300, 1e299, -1e299, 1e-9, 123456789.0, float("nan"), float("inf")]),
    st.floats(-1e6, 1e6),
)
maybe = st.one_of(st.none(), numbers)
# A group may be called NAN, which is no number that failed to be one: what is not a number is looked for in cells.
names = st.one_of(
    st.text(min_size=1, max_size=12).filter(lambda name: "nan" not in name.lower()),
    st.sampled_from(
        [
            "Hillside",
            "A very long name of a practice that nobody would fit anywhere",
            "W" * 90,
            "\x08",
            "شارع",
            "北京 Road",
        ]
    ),
)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
counts = st.one_of(st.sampled_from([0.0, 1.0, 1e-6, 1e12, 2e-313]), st.floats(0, 1e7))

points = st.lists(st.builds(TimePoint, days, maybe, maybe, maybe, suppressed=st.booleans()), max_size=14).map(
    lambda each: tuple(sorted(each, key=lambda p: p.when))
)
series = st.builds(Series, names, points)
compared = st.builds(Compared, names, maybe, maybe, maybe, mine=st.booleans(), suppressed=st.booleans())
units = st.sampled_from(
    ["", "%", "£", "per 1,000 people, standardised for age and sex, of the whole place and all around it"]
)


def about(unit: str) -> About:
    return About("any", "A finding", "What is measured", unit)


def drawn(chart: Chart) -> None:
    assert_can_be_drawn(chart)
    assert len(chart.csv_rows) == len(chart.rows) + 1
    for row in chart.rows:
        assert "nan" not in " ".join(column.shown(row).lower().split(" ")[0] for column in chart.table.on_page[1:])


few = settings(max_examples=25)


@few
@given(units, st.lists(series, max_size=7), maybe, st.sampled_from([None, True, False]))
def test_lines(unit: str, each: list[Series], target: float | None, zero: bool | None) -> None:
    drawn(line_chart(Lines(about(unit), tuple(each), target, zero)))


@few
@given(units, st.lists(series, max_size=9))
def test_small_multiples(unit: str, each: list[Series]) -> None:
    drawn(small_multiples(Multiples(about(unit), tuple(each), each[0] if len(each) > 2 else None)))


@few
@given(units, st.data(), maybe)
def test_control_charts(unit: str, data: st.DataObject, target: float | None) -> None:
    when = sorted(data.draw(st.lists(days, max_size=30)))
    kinds = st.sampled_from(["common", "improvement", "concern", "neither"])
    each = tuple(SpcPoint(day, data.draw(maybe), data.draw(kinds), suppressed=data.draw(st.booleans())) for day in when)
    firsts = data.draw(st.lists(st.integers(0, 32), max_size=3, unique=True).map(sorted))
    phases = tuple(SpcPhase(first, data.draw(maybe), data.draw(maybe), data.draw(maybe), "why") for first in firsts)
    drawn(spc_chart(Spc(about(unit), each, phases, target, data.draw(names), data.draw(names))))


@few
@given(units, st.lists(st.builds(FunnelUnit, names, counts, maybe, st.sampled_from(["within", "above", "below"]), suppressed=st.booleans()), max_size=40),
       numbers, st.lists(st.tuples(counts, numbers, numbers), max_size=8))  # fmt: skip
def test_funnels(unit: str, each: list[FunnelUnit], middle: float, line: list[tuple[float, float, float]]) -> None:
    mine = each[0].name if each else ""
    drawn(funnel_plot(Funnel(about(unit), tuple(each), middle, (FunnelLine("lines", tuple(sorted(line))),), mine)))


@few
@given(
    units,
    st.one_of(st.lists(compared, max_size=20), st.lists(compared, min_size=46, max_size=60)),
    maybe,
    st.booleans(),
    st.booleans(),
)
def test_comparisons(unit: str, each: list[Compared], mean: float | None, bars: bool, sort: bool) -> None:
    drawn(compare_chart(Comparison(about(unit), tuple(each), mean, bars=bars, sort=sort)))


@few
@given(units, st.lists(st.builds(Group, names, st.lists(compared, max_size=5).map(tuple)), max_size=4))
def test_groups(unit: str, each: list[Group]) -> None:
    drawn(grouped_bars(Grouped(about(unit), tuple(each))))


@few
@given(
    units,
    st.lists(st.builds(Band, names, maybe, maybe, like_left=maybe, like_right=maybe), max_size=20),
    st.sampled_from(["", "England"]),
)
def test_pyramids(unit: str, each: list[Band], outline: str) -> None:
    drawn(pyramid_chart(Pyramid(about(unit), tuple(each), outline=outline)))


@few
@given(st.lists(st.tuples(numbers, numbers), max_size=20))
def test_lorenz_curves(each: list[tuple[float, float]]) -> None:
    drawn(lorenz_curve(Lorenz(about("%"), tuple(each))))


@few
@given(
    units,
    st.lists(
        st.builds(Step, names, maybe.map(lambda v: v or 0.0), maybe, maybe, maybe, suppressed=st.booleans()),
        max_size=10,
    ),
    st.tuples(numbers, numbers),
)
def test_inequality(unit: str, each: list[Step], slope: tuple[float, float]) -> None:
    drawn(inequality_chart(Inequality(about(unit), tuple(each), slope)))


@few
@given(
    units,
    st.lists(st.builds(Slope, names, maybe, maybe, mine=st.booleans(), suppressed=st.booleans()), max_size=30),
    names,
    names,
)
def test_slopes(unit: str, each: list[Slope], before: str, after: str) -> None:
    drawn(slope_chart(Slopes(about(unit), before, after, tuple(each))))


@few
@given(
    st.lists(
        st.builds(
            Calibrated,
            names,
            st.lists(st.builds(Tenth, st.floats(0, 1), maybe, maybe, maybe, suppressed=st.booleans()), max_size=10).map(
                tuple
            ),
        ),
        max_size=3,
    )
)
def test_calibration(each: list[Calibrated]) -> None:
    drawn(calibration_plot(Calibration(about("%"), tuple(each))))


@few
@given(
    st.lists(
        st.builds(
            Curve,
            names,
            st.lists(st.tuples(st.floats(0, 1), maybe), max_size=12).map(
                lambda p: tuple(sorted(p, key=lambda q: q[0]))
            ),
        ),
        max_size=4,
    )
)
def test_decision_curves(each: list[Curve]) -> None:
    drawn(decision_curve(Decision(about(""), tuple(each))))


@few
@given(st.lists(names, max_size=7, unique=True), st.data())
def test_flows(order: list[str], data: st.DataObject) -> None:
    pairs = list(itertools.product(order, order))
    moves = tuple(Moved(a, b, data.draw(st.one_of(st.none(), counts))) for a, b in pairs)
    drawn(flow_chart(Flow(about(""), "Before", "After", tuple(order), moves)))


@few
@given(names, names, numbers, numbers, maybe)
def test_overlaps(first: str, second: str, one: float, other: float, both: float | None) -> None:
    drawn(overlap_chart(Overlap(about(""), first, second, one, other, both)))


@few
@given(
    units,
    st.lists(names, max_size=9),
    st.lists(st.builds(Line, names, st.lists(maybe, max_size=9).map(tuple)), max_size=8),
    st.booleans(),
)
def test_heatmaps(unit: str, columns: list[str], each: list[Line], by_column: bool) -> None:
    drawn(heatmap(Heatmap(about(unit), tuple(columns), tuple(each), by_column)))


places = st.one_of(st.none(), st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)))


@few
@given(
    units,
    st.lists(
        st.builds(Area, st.uuids().map(str), names, maybe, at=places, mine=st.booleans(), suppressed=st.booleans()),
        max_size=30,
    ),
    st.sampled_from(["quantile", "equal"]),
)
def test_maps(unit: str, each: list[Area], how: str) -> None:
    drawn(area_map(Areas(about(unit), tuple(each), None, how)))  # type: ignore[arg-type]


@given(
    st.lists(maybe, max_size=30),
    st.one_of(st.none(), st.tuples(numbers, numbers)),
    st.sampled_from(["common", "improvement", "concern", "neither"]),
)
def test_sparks(values: list[float | None], limits: tuple[float, float] | None, kind: str) -> None:
    svg = spark(values, limits=limits, kind=kind)  # type: ignore[arg-type]
    assert "nan" not in svg
    assert "inf" not in svg


@given(whole, whole, st.integers(2, 8))
def test_marks_ascend_and_hold_everything_in(one: float, other: float, most: int) -> None:
    marks = round_marks(one, other, most=most)
    assert all(a < b for a, b in itertools.pairwise(marks))
    span = marks[-1] - marks[0]
    assert marks[0] <= min(one, other) + span * 1e-6
    assert marks[-1] >= max(one, other) - span * 1e-6
    assert 2 <= len(marks) <= most + 2


@given(st.lists(numbers, max_size=8))
def test_an_axis_that_begins_at_nought_has_nought_on_it(values: list[float]) -> None:
    assert 0.0 in axis_marks(values, zero=True)


@given(st.floats(1, 1e9), st.integers(2, 6))
def test_numbers_at_marks_differ(top: float, most: int) -> None:
    marks = round_marks(0, top, most=most)
    written = [text.marked(mark, step=marks[1] - marks[0]) for mark in marks]
    assert len(set(written)) == len(marks)


@given(days, st.integers(0, 20_000), st.integers(1, 24))
def test_month_marks_lie_within_and_are_not_too_many(first: date, length: int, most: int) -> None:
    last = first + timedelta(days=length)
    marks = month_marks(first, last, most=most)
    assert len(marks) <= max(1, most)
    assert all(a < b for a, b in itertools.pairwise(marks))
    assert marks == [first] or all(first <= mark <= last for mark in marks)


@given(st.lists(st.floats(0, 300), max_size=20), st.floats(1, 30))
def test_labels_moved_apart_keep_their_order_and_stay_within(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap=gap, low=0, high=300)
    least = min(gap, 300 / max(1, len(wanted) - 1))
    ordered = [placed[n] for n in sorted(range(len(wanted)), key=lambda n: wanted[n])]
    assert all(b - a >= least - 1e-6 for a, b in itertools.pairwise(ordered))
    assert all(-1e-6 <= y <= 300 + 1e-6 for y in placed)
    if all(b - a >= gap for a, b in itertools.pairwise(sorted(wanted))):
        assert placed == pytest.approx(wanted, abs=1e-6), "who has room stays"


@given(st.lists(maybe, max_size=40), st.sampled_from(["quantile", "equal"]))
def test_a_higher_number_is_never_in_a_lower_class(values: list[float | None], how: str) -> None:
    ends = breaks(values, how=how)  # type: ignore[arg-type]
    assert list(ends) == sorted(set(ends))
    known = sorted(v for v in values if v is not None and abs(v) < 1e300)
    classes = [class_of(v, ends) for v in known]
    assert classes == sorted(classes)
    assert set(classes) <= set(range(len(ends) + 1))
    if how == "quantile":
        assert set(classes) == set(range(len(ends) + 1)) or not known, "no class is empty"


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=40))
def test_no_two_areas_share_a_hexagon(at: list[tuple[float, float]]) -> None:
    cells = hex_grid(at)
    assert len(set(cells)) == len(at)


@given(names, st.floats(10, 400))
def test_what_is_cut_fits(words: str, room: float) -> None:
    assert text.width(text.cut(words, room)) <= room
    assert all(text.width(line) <= room for line in text.wrap(words, room))
