"""What was computed is what is shown."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.faces.components.charts import statistics
from joinedup.faces.components.charts.chart import About
from joinedup.faces.components.charts.funnel import funnel_plot
from joinedup.faces.components.charts.lorenz import lorenz_curve, share_at
from joinedup.faces.components.charts.scores import calibration_plot, decision_curve
from joinedup.faces.components.charts.slope import inequality_chart
from joinedup.faces.components.charts.spc import spc_chart
from joinedup.insight.statistics import accuracy, inequality, intervals, spc
from joinedup.insight.statistics import funnel as funnels
from tests.unit.faces.charts.test_every_chart import assert_can_be_drawn

ABOUT = About("chart", "A finding", "Seen in time", "%")
MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]


def test_a_control_chart_keeps_limits_kinds_and_icons() -> None:
    computed = spc.chart(MONTHS, [60.0, 61.0] * 8 + [70.0] * 8, good="up", target=50.0, rebased=[MONTHS[8]])
    shown = statistics.spc_of(ABOUT, computed, suppressed={3}, why=["a new team"], counted=[(30, 50)])
    assert [phase.first for phase in shown.phases] == [0, 8]
    assert (shown.phases[1].mean, shown.phases[1].why) == (computed.phases[1].mean, "a new team")
    assert (shown.points[0].numerator, shown.points[1].numerator) == (30, None)
    assert shown.points[3].suppressed
    assert [p.kind for p in shown.points][-1] == statistics.kind_of(computed.points[-1].variation)
    assert shown.variation == f"Variation: {computed.variation.value}"
    assert shown.assurance == f"Assurance: target {computed.assurance.value}"
    assert_can_be_drawn(spc_chart(shown))


@pytest.mark.parametrize(
    ("values", "good", "said"),
    [
        (
            [60.0, 61.0] * 8 + [70.0] * 8,
            "up",
            "Seen in time: higher than chance explains in December 2025, an improvement",
        ),
        (
            [60.0, 61.0] * 8 + [70.0] * 8,
            "down",
            "Seen in time: higher than chance explains in December 2025, a concern",
        ),
        ([60.0, 61.0] * 8 + [50.0] * 8, "neither", "Seen in time: lower than chance explains in December 2025"),
        ([60.0, 62.0, 61.0] * 8, "up", "Seen in time: no change up to December 2025 that chance does not explain"),
        ([60.0] + [None] * 23, "up", "Seen in time: too few points to tell whether it changed"),
    ],
)
def test_the_finding_of_a_control_chart_has_the_direction_of_its_points(
    values: list[float | None], good: str, said: str
) -> None:
    assert statistics.spc_finding("Seen in time", spc.chart(MONTHS, values, good=good)) == said  # type: ignore[arg-type]


def test_a_funnel_keeps_where_units_lie_and_its_own_lines() -> None:
    computed = funnels.funnel(
        "proportion", ["Hillside", "Northgate", "Five Elms"], [50, 400, 60], [100, 500, 130], per=100
    )
    shown = statistics.funnel_of(ABOUT, computed, mine="Hillside", suppressed={"Five Elms"})
    assert [unit.standing for unit in shown.units] == [
        {funnels.Band.FAR_ABOVE: "above", funnels.Band.FAR_BELOW: "below"}.get(unit.band, "within")
        for unit in computed.units
    ]
    assert shown.units[2].suppressed
    assert shown.lines[0].points[0][0] == pytest.approx(100)
    assert shown.lines[1].points[-1][2] == pytest.approx(computed.units[1].far_high)
    assert statistics.funnel_finding("Seen", computed).startswith("Seen: ")
    assert_can_be_drawn(funnel_plot(shown))


def test_a_lorenz_curve_is_turned_to_begin_with_those_who_use_most() -> None:
    computed = inequality.lorenz([0, 0, 0, 1, 9] * 20, top=[0.2])
    shown = statistics.lorenz_of(ABOUT, computed)
    assert share_at(shown.points, 0.2) == pytest.approx(computed.top[0].used, abs=0.01)
    assert shown.told == (0.2,)
    assert_can_be_drawn(lorenz_curve(shown))


def test_inequality_draws_its_line_from_end_to_end() -> None:
    figures = [intervals.rate(count, 1000.0) for count in (128, 110, 101, 96, 82)]
    people = [1000.0] * 5
    index = inequality.slope_index(people, [f.value or 0.0 for f in figures], [10.0] * 5)
    names = ["Most deprived", "Second", "Third", "Fourth", "Least deprived"]
    shown = statistics.inequality_of(ABOUT, names, people, figures, index=index)
    assert shown.slope is not None
    assert shown.slope[0] - shown.slope[1] == pytest.approx(index.slope.value)
    assert "Slope index" in shown.told
    assert_can_be_drawn(inequality_chart(shown))
    assert statistics.inequality_of(ABOUT, names, people, figures).slope is None


def test_scores() -> None:
    happened, risk = [0, 1, 1, 0, 1, 1, 0, 0] * 50, [0.1, 0.2, 0.6, 0.3, 0.7, 0.9, 0.4, 0.8] * 50
    computed = accuracy.calibration(happened, risk)
    shown = statistics.calibration_of(ABOUT, {"All": computed})
    assert [t.predicted for t in shown.groups[0].tenths] == [t.expected for t in computed.tenths]
    assert_can_be_drawn(calibration_plot(shown))
    benefits = accuracy.decision_curve(happened, risk)
    curves = statistics.decision_of(ABOUT, benefits)
    assert curves.curves[0].points[0] == (benefits[0].threshold, benefits[0].score)
    assert_can_be_drawn(decision_curve(curves))
