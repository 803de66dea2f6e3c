"""Funnel plots, against what OHID's own tool gave, and against over-dispersion worked out by hand."""

import math

import numpy as np
import pytest

from joinedup.insight.statistics.funnel import Band, Dispersion, Funnel, Kind, dispersed, funnel, poisson_limits
from joinedup.insight.statistics.standardising import Comparison
from joinedup.words.basics.errors import BadInput


@pytest.mark.parametrize(
    ("people", "low", "high", "far_low", "far_high"),
    [  # PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv, baseline 80.642448%
        (1, 3.204264, 100, 0, 100),
        (20, 63.326743, 97.958152, 53.341156, 100),
        (1008, 78.203374, 83.081521, 76.796814, 84.488082),
        (110000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_a_proportions_limits_are_those_of_the_public_health_tool(
    people: int, low: float, high: float, far_low: float, far_high: float
) -> None:
    drawn = funnel("proportion", ["One"], [80.642448], [100], per=100).limits([people])
    assert [drawn.low[0], drawn.high[0], drawn.far_low[0], drawn.far_high[0]] == pytest.approx(
        [low, high, far_low, far_high], abs=1e-6
    )


@pytest.mark.parametrize(
    ("events", "low_at", "high_at", "far_low_at", "far_high_at"),
    [  # testdata_funnel_ratio_outputs.csv: where a count meets its limits, in expected events
        (10, 18.39035799, 4.795387629, 24.13397235, 2.960519925),
        (100, 121.6268111, 81.36400699, 134.9243187, 71.92139974),
        (716, 770.4222128, 664.5083011, 802.60414, 636.1521174),
    ],
)
def test_a_ratios_limits_are_those_of_the_public_health_tool(
    events: int, low_at: float, high_at: float, far_low_at: float, far_high_at: float
) -> None:
    drawn = funnel("count", ["One"], [1], [1]).limits([low_at, high_at, far_low_at, far_high_at])
    corner = [drawn.low[0], drawn.high[1], drawn.far_low[2], drawn.far_high[3]]
    assert corner == pytest.approx([events] * 4, rel=1e-5)


def test_where_almost_nothing_is_expected_one_event_is_already_too_many_and_none_never_too_few() -> None:
    low, high = poisson_limits([0.01, 0.02, 3.0])
    assert low.tolist() == [0, 0, 0]
    assert high[0] < high[1] < 1 < high[2]


def test_each_unit_is_placed_by_the_limits_it_is_drawn_with() -> None:
    drawn = funnel(
        "rate", ["Ash", "Beech", "Cedar", "Elm", "Oak"], [40, 75, 100, 125, 160], [1_000] * 5, per=1_000, good="down"
    )
    assert drawn.target == 100
    assert [unit.band for unit in drawn.units] == [
        Band.FAR_BELOW,
        Band.BELOW,
        Band.WITHIN,
        Band.ABOVE,
        Band.FAR_ABOVE,
    ]
    assert [unit.comparison for unit in drawn.units] == [
        Comparison.BETTER,
        Comparison.BETTER,
        Comparison.SIMILAR,
        Comparison.WORSE,
        Comparison.WORSE,
    ]
    ash = drawn.units[0]
    assert (ash.name, ash.value, ash.numerator, ash.denominator) == ("Ash", 40, 40, 1_000)
    assert ash.far_low < ash.low < 100 < ash.high < ash.far_high
    assert ash.z == pytest.approx(-6)


def test_a_count_is_drawn_in_events_and_a_ratio_in_times_what_was_expected() -> None:
    count, ratio = (funnel(kind, ["Ash"], [150], [100]).units[0] for kind in ("count", "ratio"))
    assert (count.value, ratio.value) == (150, 1.5)
    assert count.high == pytest.approx(100 * ratio.high)
    assert count.band is ratio.band is Band.FAR_ABOVE


def test_a_target_can_be_given_instead_of_the_average() -> None:
    assert funnel("rate", ["Ash"], [5], [100], target=80, per=1_000).target == 80
    assert funnel("ratio", ["Ash"], [5], [100], target=90, per=100).target == pytest.approx(90)


def alternating(kind: Kind, dispersion: Dispersion) -> Funnel:
    """Forty units of 10,000 people each, every one three standard deviations from 0.1, turn and turn about."""
    away = 3 * math.sqrt(0.1 * 0.9 / 10_000)
    met = [10_000 * (0.1 + away * (-1) ** n) for n in range(40)]
    return funnel(kind, [str(n) for n in range(40)], met, [10_000] * 40, dispersion=dispersion)


def test_over_dispersion_is_as_its_closed_form_says_when_every_unit_is_three_deviations_away() -> None:
    drawn = alternating("proportion", "multiplicative")
    assert drawn.phi == pytest.approx(9)
    # tau squared = variance x (40 x 9 - 39) / 39, for equal units
    assert drawn.tau == pytest.approx(math.sqrt(0.1 * 0.9 / 10_000 * (40 * 9 - 39) / 39))
    assert drawn.widened
    one = drawn.units[0]
    assert one.high - 0.1 == pytest.approx(1.959964 * 3 * math.sqrt(0.09 / 10_000), rel=1e-6)
    assert one.z == pytest.approx(1)
    assert one.band is Band.WITHIN


def test_a_variance_between_units_widens_the_limits_however_large_a_unit_is() -> None:
    drawn = alternating("proportion", "additive")
    vast = drawn.limits([1e15])
    assert vast.high[0] - 0.1 == pytest.approx(1.959964 * drawn.tau, rel=1e-6)
    assert drawn.units[0].z == pytest.approx(3 / math.sqrt(1 + 321 / 39))


def test_limits_stay_narrow_when_asked_to_or_when_there_is_no_more_variation_than_chance_gives() -> None:
    narrow = alternating("proportion", "none")
    assert (narrow.widened, narrow.units[0].band) == (False, Band.ABOVE)
    calm = funnel("rate", ["Ash", "Beech", "Cedar"], [99, 100, 101], [10, 10, 10], dispersion="additive")
    assert (calm.widened, calm.tau) == (False, 0)


def test_one_unit_that_stands_out_does_not_hide_itself_by_widening_the_limits() -> None:
    z = np.array([0.5, -0.5] * 10 + [40.0])
    assert dispersed(z, np.ones(21), 0.1)[0] == pytest.approx(0.25)
    assert dispersed(z, np.ones(21), 0.0)[0] > 70


def test_a_single_unit_has_no_variation_between_units() -> None:
    assert dispersed(np.array([5.0]), np.ones(1))[1] == 0


def test_the_lines_run_from_the_smallest_unit_to_the_largest() -> None:
    lines = funnel("rate", ["Ash", "Beech"], [10, 200], [100, 1_600]).lines(5)
    assert lines.denominator.tolist() == pytest.approx([100, 200, 400, 800, 1_600])
    assert np.all(np.diff(lines.high) < 0) and np.all(np.diff(lines.low) > 0)


@pytest.mark.parametrize(
    ("kind", "names", "tops", "sizes", "says"),
    [
        ("rate", ["A"], [1, 2], [1, 2], "columns do not match"),
        ("rate", [], [], [], "columns do not match"),
        ("rate", ["A", "B"], [1, 2], [1, 0], "denominator of nought"),
        ("rate", ["A"], [-1], [1], "out of range"),
        ("proportion", ["A"], [3], [2], "out of range"),
        ("proportion", ["A"], [2], [2], "No unit, or every one"),
        ("rate", ["A"], [0], [2], "No unit, or every one"),
    ],
)
def test_units_that_cannot_be_compared_are_refused(
    kind: Kind, names: list[str], tops: list[float], sizes: list[float], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        funnel(kind, names, tops, sizes)


def test_a_line_cannot_begin_at_nobody() -> None:
    with pytest.raises(BadInput, match="above nought"):
        funnel("rate", ["A"], [1], [1]).limits([0])


def test_about_one_unit_in_twenty_lies_outside_by_chance_alone() -> None:
    rng = np.random.default_rng(7)
    people = rng.integers(2_000, 20_000, 7_000)
    drawn = funnel("rate", [str(n) for n in range(7_000)], rng.poisson(people * 0.1), people, per=1_000)
    beyond = sum(unit.band is not Band.WITHIN for unit in drawn.units) / 7_000
    assert 0.04 < beyond < 0.06
