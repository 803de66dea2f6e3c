"""How well a score did, against a published reading study, definitions written out, and closed forms."""

import math

import numpy as np
import pytest

from joinedup.insight.statistics.accuracy import area_under_curve, at_the_top, calibration, decision_curve, drift
from joinedup.insight.statistics.intervals import of_count, wilson
from joinedup.words.basics.errors import BadInput, CannotProceed

# Hanley and McNeil, Radiology 143 (1982), 29-36, table I: ratings 1 to 5 of 58 normal and 51 abnormal scans
RATINGS = np.repeat([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], [33, 6, 6, 11, 2, 3, 2, 2, 11, 33])
ABNORMAL = np.repeat([0, 1], [58, 51])


def test_the_area_of_hanley_and_mcneils_readings_is_the_one_they_published() -> None:
    area = area_under_curve(ABNORMAL, RATINGS)
    assert round(area.value or 0, 3) == 0.893
    assert (area.numerator, area.denominator) == (51, 109)


def test_the_areas_interval_is_as_delong_defines_it_pair_by_pair() -> None:
    yes, no = RATINGS[58:], RATINGS[:58]
    wins = (yes[:, None] > no) + (yes[:, None] == no) / 2
    error = math.sqrt(wins.mean(axis=1).var(ddof=1) / 51 + wins.mean(axis=0).var(ddof=1) / 58)
    area = area_under_curve(ABNORMAL, RATINGS)
    assert area.value == pytest.approx(wins.mean())
    assert (area.low, area.high) == pytest.approx((wins.mean() - 1.959964 * error, wins.mean() + 1.959964 * error))


def test_a_score_that_always_or_never_ranks_rightly_stays_between_nought_and_one() -> None:
    assert area_under_curve([0, 0, 1, 1], [1, 2, 3, 4]).high == 1
    assert area_under_curve([1, 1, 0, 0], [1, 2, 3, 4]).low == 0


@pytest.mark.parametrize("happened", [[0, 0, 1], [1, 1, 0], [0, 0, 0]])
def test_ranking_cannot_be_judged_from_one_person(happened: list[int]) -> None:
    with pytest.raises(CannotProceed, match="hardly anyone"):
        area_under_curve(happened, [0.1, 0.2, 0.3])


def two_groups(low: float, high: float) -> tuple[list[int], list[float]]:
    """A hundred people each at risks 0.2 and 0.6, to ``low`` and ``high`` of whom it happened."""
    happened = [1] * round(low * 100) + [0] * round(100 - low * 100)
    happened += [1] * round(high * 100) + [0] * round(100 - high * 100)
    return happened, [0.2] * 100 + [0.6] * 100


def log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def test_two_groups_lie_on_a_line_whose_slope_can_be_worked_out_by_hand() -> None:
    found = calibration(*two_groups(0.3, 0.5), groups=2)
    slope = (log_odds(0.5) - log_odds(0.3)) / (log_odds(0.6) - log_odds(0.2))
    assert found.slope.value == pytest.approx(slope)
    # A slope through two groups has the error of the difference of their two log-odds.
    error = math.sqrt(1 / 30 + 1 / 70 + 1 / 50 + 1 / 50) / (log_odds(0.6) - log_odds(0.2))
    assert found.slope.high == pytest.approx(slope + 1.959964 * error)
    assert found.brier == pytest.approx((0.3 * 0.64 + 0.7 * 0.04 + 0.5 * 0.16 + 0.5 * 0.36) / 2)


def test_the_intercept_is_the_change_in_log_odds_that_makes_the_total_right() -> None:
    found = calibration(*two_groups(0.3, 0.5), groups=2)
    change = found.intercept.value
    assert change is not None and found.intercept.low is not None and found.intercept.high is not None
    low, high = (1 / (1 + math.exp(-log_odds(risk) - change)) for risk in (0.2, 0.6))
    assert 100 * (low + high) == pytest.approx(30 + 50)
    error = 1 / math.sqrt(100 * (low * (1 - low) + high * (1 - high)))
    assert (found.intercept.low, found.intercept.high) == pytest.approx(
        (change - 1.959964 * error, change + 1.959964 * error), rel=1e-4
    )


def test_true_risks_have_slope_one_and_intercept_nought() -> None:
    found = calibration(*two_groups(0.2, 0.6), groups=2)
    assert (found.slope.value, found.intercept.value) == pytest.approx((1, 0), abs=1e-9)
    assert found.ratio.value == pytest.approx(1)
    assert [tenth.ratio.value for tenth in found.tenths] == pytest.approx([1, 1])


def test_each_tenth_shows_observed_beside_expected() -> None:
    low, high = calibration(*two_groups(0.3, 0.5), groups=2).tenths
    assert (low.people, low.expected, low.observed.value) == (100, pytest.approx(0.2), 0.3)
    assert (low.observed.low, low.observed.high) == pytest.approx(wilson(30, 100))
    assert (high.ratio.value, high.ratio.numerator, high.ratio.denominator) == pytest.approx((50 / 60, 50, 60))
    assert (high.ratio.low, high.ratio.high) == pytest.approx(tuple(end / 60 for end in of_count(50)))


def test_risks_of_nought_that_came_true_are_told_without_a_ratio() -> None:
    found = calibration([1, 0, 0, 1], [0, 0, 0.5, 0.6], groups=2)
    assert found.tenths[0].ratio.note == "No events were expected, so there is no ratio."
    assert found.tenths[0].observed.value == 0.5


def test_risks_that_are_far_from_the_truth_are_still_fitted() -> None:
    # Sure and wrong: one in two of those at almost 1, two in three of those at almost 0.
    found = calibration([0, 1, 0, 1, 1, 0, 0, 1, 1, 1], [1 - 1e-8] * 4 + [1e-8] * 6, groups=2)
    odds = log_odds(1 - 1e-8)
    assert found.slope.value == pytest.approx((log_odds(0.5) - log_odds(2 / 3)) / (2 * odds), rel=1e-4)
    assert found.intercept.value == pytest.approx(odds - math.log(2), rel=1e-4)


@pytest.mark.parametrize(
    ("happened", "risk"),
    [
        ([0] * 10, [0.1] * 9 + [0.2]),
        ([1] * 10, [0.1] * 9 + [0.2]),
        ([0, 1] * 5, [0.1] * 10),
        ([0] * 5 + [1] * 5, [0.1] * 5 + [0.2] * 5),
        ([1] * 5 + [0] * 5, [0.1] * 5 + [0.2] * 5),
    ],
)
def test_calibration_that_cannot_be_judged_is_refused(happened: list[int], risk: list[float]) -> None:
    with pytest.raises(CannotProceed, match="calibration cannot be judged"):
        calibration(happened, risk)


@pytest.mark.parametrize(
    ("happened", "risk", "says"),
    [
        ([0, 1], [0.1], "do not match"),
        ([], [], "do not match"),
        ([0, 2], [0.1, 0.2], "neither 0 nor 1"),
        ([0, 1], [0.1, math.nan], "neither 0 nor 1"),
        ([0, 1], [0.1, 1.2], "outside 0 to 1"),
        ([0, 1], [0.1, 0.2], "fewer people than groups"),
    ],
)
def test_columns_that_do_not_fit_are_refused(happened: list[int], risk: list[float], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        calibration(happened, risk)


def test_finding_the_top_fifth_of_ten_people_finds_two() -> None:
    (found,) = at_the_top([1, 0, 0, 0, 1, 0, 0, 0, 0, 1], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [0.2])
    assert (found.people, found.threshold) == (2, 8)
    assert found.predictive_value.value == 0.5
    assert found.sensitivity.value == pytest.approx(1 / 3)
    assert found.specificity.value == pytest.approx(6 / 7)
    assert (found.predictive_value.low, found.predictive_value.high) == pytest.approx(wilson(1, 2))


def test_people_of_equal_risk_at_the_edge_count_as_if_drawn_by_lot() -> None:
    # One place left for four people of risk 5, to two of whom it happened.
    (found,) = at_the_top([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], [9, 5, 5, 5, 5, 1, 1, 1, 1, 1], [0.2])
    assert found.predictive_value.numerator == pytest.approx(1.5)
    assert found.threshold == 5


def test_a_top_too_small_for_anyone_finds_one_and_where_nothing_happens_there_is_no_sensitivity() -> None:
    (found,) = at_the_top([0] * 10, list(range(10)), [0.001])
    assert (found.people, found.sensitivity.value, found.specificity.value) == (1, None, 0.9)


@pytest.mark.parametrize("act", [at_the_top, decision_curve])
def test_shares_and_thresholds_lie_between_nought_and_one(act: object) -> None:
    assert callable(act)
    with pytest.raises(BadInput, match="between 0 and 1"):
        act([0, 1], [0.1, 0.2], [5])


def test_net_benefit_is_as_its_formula_says() -> None:
    # At 0.2, one found rightly is worth four troubled: two right, one wrong, of ten; of all, three right, seven wrong.
    (at,) = decision_curve([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], [0.9, 0.2, 0.5] + [0.1] * 7, [0.2])
    assert at.score == pytest.approx((2 - 1 / 4) / 10)
    assert at.everyone == pytest.approx((3 - 7 / 4) / 10)
    assert at.nobody == 0


def test_a_population_spread_alike_has_not_drifted_and_one_moved_has_by_its_closed_form() -> None:
    before = np.arange(100.0)
    assert drift(before, before) == pytest.approx(0)
    # Half of 100 below 50 before, and 75 of 100 after: (0.75 - 0.5) ln(1.5) + (0.25 - 0.5) ln(0.5).
    after = np.concatenate([np.full(75, 10.0), np.full(25, 90.0)])
    assert drift(before, after, groups=2) == pytest.approx(0.25 * math.log(1.5) - 0.25 * math.log(0.5))


def test_a_tenth_that_nobody_is_in_any_more_counts_as_half_a_person() -> None:
    assert drift([0.0, 1.0], [0.0, 0.0], groups=2) == pytest.approx(0.5 * math.log(2) + (0.25 - 0.5) * math.log(0.5))
    with pytest.raises(BadInput, match="empty"):
        drift([], [1.0])
    with pytest.raises(BadInput, match="empty"):
        drift([1.0], [])
