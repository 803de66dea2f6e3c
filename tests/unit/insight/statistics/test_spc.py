"""XmR charts, against what the NHS's published package gave, and drawn months."""

from datetime import date, timedelta

import pytest

from joinedup.insight.statistics.spc import (
    Assurance,
    Chart,
    Phase,
    Signal,
    Variation,
    assured,
    chart,
    with_missing_months,
)
from joinedup.insight.statistics.standardising import Direction
from joinedup.words.basics.errors import BadInput

# NHSRplotthedots, tests/testthat/test-ptd_spc_standard.R: twenty numbers of R's rnorm with seed 123
TWENTY = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
STEADY = [10.0, 12.0] * 6


def drawn(values: list[float | None], good: Direction = "up", **more: object) -> Chart:
    days = [date(2026, 1, 1) + timedelta(weeks=n) for n in range(len(values))]
    return chart(days, values, good=good, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "leave_out", "mean", "low", "high"),
    [  # its snapshots: as they are; with the fifteenth made 10; and that with extreme ranges kept
        (None, True, 0.1416238, -3.01138, 3.294627),
        (10, True, 0.6694159, -2.383666, 3.722497),
        (10, False, 0.6694159, -4.596625, 5.935457),
    ],
)
def test_limits_are_those_that_the_nhs_package_gave(
    changed: float | None, leave_out: bool, mean: float, low: float, high: float
) -> None:
    values: list[float | None] = [*TWENTY]
    if changed is not None:
        values[14] = changed
    (phase,) = drawn(values, leave_out_extremes=leave_out).phases
    assert (phase.mean, phase.low, phase.high) == pytest.approx((mean, low, high), rel=1e-6)
    assert phase.left_out == (2 if changed and leave_out else 0)


def test_a_steady_figure_shows_common_cause_and_its_limits_by_hand() -> None:
    steady = drawn([*STEADY])
    assert steady.phases[0] == Phase(date(2026, 1, 1), 12, 0, 11.0, pytest.approx(11 - 5.32), pytest.approx(11 + 5.32))
    assert steady.variation is Variation.COMMON_CAUSE
    assert steady.note == ""
    assert all(point.signals == () for point in steady.points)


@pytest.mark.parametrize(
    ("last", "good", "told"),
    [
        (40, "up", Variation.IMPROVING_HIGH),
        (40, "down", Variation.CONCERNING_HIGH),
        (40, "neither", Variation.HIGH),
        (-40, "up", Variation.CONCERNING_LOW),
        (-40, "down", Variation.IMPROVING_LOW),
        (-40, "neither", Variation.LOW),
    ],
)
def test_a_point_outside_the_limits_is_good_or_bad_by_the_direction_that_is_better(
    last: float, good: Direction, told: Variation
) -> None:
    seen = drawn([*STEADY, last], good)
    assert seen.points[-1].signals == (Signal.OUTSIDE,)
    assert seen.variation is told


def test_seven_on_one_side_of_the_mean_are_a_shift_and_six_are_not() -> None:
    six, seven = (drawn([10, 14] * 6 + [13.0, 13.5, 13.0, 13.5, 13.0, 13.5, 13.0][:n] + [10.0]) for n in (5, 6))
    # The 14 before them lies on the same side, so five more make six and six more make seven.
    assert not any(Signal.SHIFT in point.signals for point in six.points)
    assert [Signal.SHIFT in point.signals for point in seven.points] == [False] * 11 + [True] * 7 + [False]


def test_a_value_on_the_mean_breaks_a_shift() -> None:
    around = [8.0, 8, 8, 10, 8, 8, 8, 12, 12, 12, 10, 12, 12, 12]
    unbroken = [8.0, 8, 8, 8, 8, 8, 8, 12, 12, 12, 12, 12, 12, 12]
    assert drawn([*around]).phases[0].mean == drawn([*unbroken]).phases[0].mean == 10
    assert not any(Signal.SHIFT in point.signals for point in drawn([*around]).points)
    assert all(Signal.SHIFT in point.signals for point in drawn([*unbroken]).points)


def test_seven_points_each_above_the_one_before_are_a_trend_and_a_tie_breaks_it() -> None:
    rising = [10, 14] * 6 + [9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 10.0]
    assert [Signal.TREND in p.signals for p in drawn([*rising]).points] == [False] * 12 + [True] * 7 + [False]
    six = [10, 14] * 6 + [9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 10.0]
    assert not any(Signal.TREND in point.signals for point in drawn([*six]).points)
    tied = [10, 14] * 6 + [9.0, 10.0, 11.0, 11.0, 12.0, 13.0, 14.0, 10.0]
    assert not any(Signal.TREND in point.signals for point in drawn([*tied]).points)


def test_a_falling_trend_above_the_mean_is_told_as_falling_though_it_is_a_shift_too() -> None:
    # What NHSRplotthedots mended in its change 180: such points were called an improvement.
    falling = drawn([10, 14] * 6 + [13.9, 13.8, 13.7, 13.6, 13.5, 13.4, 13.3], "up")
    trend = falling.points[11:]  # from the 14 before them
    assert all(point.signals == (Signal.TREND, Signal.SHIFT) for point in trend)
    assert {point.variation for point in trend} == {Variation.CONCERNING_LOW}


def test_a_point_outside_the_limits_is_told_by_its_side_though_it_begins_a_trend() -> None:
    peak = drawn([10, 14] * 6 + [30.0, 13.5, 13.0, 12.5, 12.0, 11.5, 11.0], "up").points[12]
    assert peak.signals[:2] == (Signal.OUTSIDE, Signal.TREND)
    assert peak.variation is Variation.IMPROVING_HIGH


def test_an_extreme_value_widens_the_limits_only_where_its_ranges_are_kept() -> None:
    # NHSRplotthedots, vignette on deviations from Excel: eighteen ones and twos with a ten. Ranges: fifteen of 1, 8, 9.
    values: list[float | None] = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened, excel = (drawn(values, leave_out_extremes=leave_out).phases[0] for leave_out in (True, False))
    assert (screened.low, screened.high) == pytest.approx((35 / 18 - 2.66, 35 / 18 + 2.66))
    assert (excel.low, excel.high) == pytest.approx((35 / 18 - 2.66 * 32 / 17, 35 / 18 + 2.66 * 32 / 17))


def test_two_in_three_near_the_same_limit_are_a_signal_but_not_on_opposite_sides() -> None:
    # The last is NHSRplotthedots's own case: symmetrical data that ends 5.5, -5.5 is common cause.
    near = drawn([1, -1] * 6 + [1.0, 4.9, 4.9, -1.0])
    assert [Signal.NEAR in point.signals for point in near.points[12:]] == [False, True, True, False]
    opposite = drawn([*([1, -1] * 7), 5.5, -5.5])
    assert [point.variation for point in opposite.points[-2:]] == [Variation.COMMON_CAUSE] * 2


def test_a_missing_month_breaks_a_run_and_makes_no_range() -> None:
    gap = drawn([10, 14] * 6 + [13.0, 13.5, 13.0, None, 13.5, 13.0, 13.5, 10.0])
    assert not any(Signal.SHIFT in point.signals for point in gap.points)
    assert gap.note == "1 value is missing."
    assert gap.points[15].value is None
    assert gap.points[15].signals == ()
    assert drawn([*STEADY, None, None]).note == "2 values are missing."
    assert drawn([*STEADY, None, 40.0]).phases[0].high == pytest.approx(11 + 29 / 13 + 5.32)


def test_the_last_recorded_point_speaks_for_the_chart() -> None:
    assert drawn([*STEADY, 40.0, None]).variation is Variation.IMPROVING_HIGH


def test_too_few_points_have_no_limits_and_the_chart_says_so() -> None:
    short = drawn([1.0, 2.0, 3.0], target=2)
    assert short.points[0].mean is None
    assert short.variation is Variation.NOT_KNOWN
    assert short.assurance is Assurance.NOT_KNOWN
    assert short.note == (
        "From 2026-01-01 there are 3 values: too few for limits, which need 12 and neighbours among them."
    )
    assert drawn([None]).variation is Variation.NOT_KNOWN
    assert drawn([5.0, None] * 12).phases[0].mean is None
    assert drawn([1.0, 2.0, 3.0], fewest=3).phases[0].mean == 2


def test_a_figure_that_never_moves_has_limits_at_itself_and_no_signal() -> None:
    still = drawn([5.0] * 12)
    assert (still.phases[0].low, still.phases[0].high) == (5, 5)
    assert still.variation is Variation.COMMON_CAUSE


def test_limits_start_again_only_on_the_day_that_was_given() -> None:
    values: list[float | None] = [*STEADY, *[value + 20 for value in STEADY]]
    days = [date(2026, 1, 1) + timedelta(weeks=n) for n in range(24)]
    apart = chart(days, values, good="up", rebased=[days[12]])
    assert [phase.mean for phase in apart.phases] == [11, 31]
    assert [point.phase for point in apart.points] == [0] * 12 + [1] * 12
    assert apart.variation is Variation.COMMON_CAUSE
    assert chart(days, values, good="up").variation is Variation.IMPROVING_HIGH
    late = chart(days, values, good="up", rebased=[days[20]])
    assert late.variation is Variation.NOT_KNOWN
    assert "From 2026-05-21 there are 4 values" in late.note


def test_limits_are_cut_where_the_measure_can_go_no_further() -> None:
    (phase,) = drawn([1.0, 3.0] * 6, possible=(0, 5)).phases
    assert (phase.low, phase.high) == (0, 5)


@pytest.mark.parametrize(
    ("low", "high", "good", "told"),
    [  # NHSRplotthedots, tests/testthat/test-ptd_calculate_assurance_type.R, target 4
        (1, 3, "up", Assurance.MISSED),
        (5, 7, "up", Assurance.MET),
        (1, 5, "up", Assurance.BY_CHANCE),
        (1, 3, "down", Assurance.MET),
        (5, 7, "down", Assurance.MISSED),
        (1, 5, "down", Assurance.BY_CHANCE),
        (1, 3, "neither", Assurance.NOT_KNOWN),
    ],
)
def test_assurance_is_what_the_nhs_package_says(low: float, high: float, good: Direction, told: Assurance) -> None:
    assert assured(Phase(date(2026, 1, 1), 20, 0, (low + high) / 2, low, high), 4, good) is told


def test_without_a_target_there_is_no_assurance() -> None:
    assert drawn([*STEADY]).assurance is Assurance.NOT_KNOWN
    assert drawn([*STEADY], target=30).assurance is Assurance.MISSED


def test_every_month_between_is_charted_even_where_nothing_was_sent() -> None:
    months, values = with_missing_months([date(2025, 11, 1), date(2026, 2, 1)], [5, 7])
    assert months == (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert values == (5, None, None, 7)
    for wrong in ([], [date(2026, 1, 31)]):
        with pytest.raises(BadInput, match="first days"):
            with_missing_months(wrong, [1] * len(wrong))


@pytest.mark.parametrize(
    ("days", "values", "rebased", "says"),
    [
        ([], [], [], "as many values as days"),
        ([date(2026, 1, 1)], [1, 2], [], "as many values as days"),
        ([date(2026, 1, 2), date(2026, 1, 1)], [1, 2], [], "rise"),
        ([date(2026, 1, 1), date(2026, 1, 1)], [1, 2], [], "rise"),
        ([date(2026, 1, 1)], [1], [date(2026, 2, 1)], "start again on 2026-02-01: it is not charted"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(
    days: list[date], values: list[float], rebased: list[date], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        chart(days, values, good="up", rebased=rebased)
