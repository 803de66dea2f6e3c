"""A finding is true: its direction is that of the figures, and chance is never called a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components.charts import finding, text
from joinedup.faces.components.charts.finding import Estimate

numbers = st.floats(-1e6, 1e6).filter(lambda v: v == 0 or abs(v) > 1e-6)


@pytest.mark.parametrize(
    ("before", "after", "difference", "said"),
    [
        (Estimate(80, 75, 85, "2024/25"), Estimate(95, 90, 100, "2025/26"), None,
         "Admissions rose from 80.0 to 95.0 per 1,000 between 2024/25 and 2025/26"),
        (Estimate(95, 90, 100), Estimate(80, 75, 85), None, "Admissions fell from 95.0 to 80.0 per 1,000"),
        (Estimate(80, 75, 92), Estimate(95, 90, 100), None,
         "Admissions did not change more than chance explains: 80.0, then 95.0 per 1,000"),
        (Estimate(80, 75, 92), Estimate(95, 90, 100), (2.0, 28.0), "Admissions rose from 80.0 to 95.0 per 1,000"),
        (Estimate(80, 75, 85), Estimate(80, 75, 85), None, "Admissions did not change: 80.0 per 1,000"),
        (Estimate(None), Estimate(80, 75, 85), None, "Admissions: not enough is known to say whether it changed"),
        (Estimate(80), Estimate(95), None,
         "Admissions went from 80.0 to 95.0 per 1,000; without an interval, chance cannot be ruled out"),
        # The seed that called 36,277 to 36,366 a fall: it is a rise, however small.
        (Estimate(36277, 36276, 36278), Estimate(36366, 36365, 36367), None, "Admissions rose from 36,277 to 36,366 per 1,000"),
    ],
)  # fmt: skip
def test_a_change(before: Estimate, after: Estimate, difference: tuple[float, float] | None, said: str) -> None:
    assert finding.change("Admissions", before, after, unit="per 1,000", difference=difference) == said


@given(numbers, numbers, st.floats(0, 1e5), st.floats(0, 1e5), st.one_of(st.none(), st.tuples(numbers, numbers)))
def test_a_direction_is_never_wrong(
    was: float, now: float, one: float, other: float, difference: tuple[float, float] | None
) -> None:
    said = finding.change(
        "It", Estimate(was, was - one, was + one), Estimate(now, now - other, now + other), difference=difference
    )
    assert ("rose" in said) <= (now > was)
    assert ("fell" in said) <= (now < was)
    if difference is None and one + other >= abs(now - was):
        assert "rose" not in said
        assert "fell" not in said


@given(numbers, numbers, st.floats(0, 1e5), numbers)
def test_a_comparison_is_never_the_wrong_way_round(own: float, mean: float, half: float, _: float) -> None:
    said = finding.against("It", Estimate(own, own - half, own + half, "A"), Estimate(mean, of="all"))
    assert ("higher" in said) <= (own > mean)
    assert ("lower" in said) <= (own < mean)
    if abs(own - mean) < half:
        assert "higher" not in said
        assert "lower" not in said


@given(numbers, numbers)
def test_numbers_that_differ_are_written_so_that_they_do(one: float, other: float) -> None:
    first, second = finding.in_pair(one, other)
    assert (first == second) <= (one == other)


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        (0, 0, "Admissions: all 40 practices are within what chance explains"),
        (1, 0, "Admissions: 1 of 40 practices lies above what chance explains"),
        (0, 3, "Admissions: 3 of 40 practices lie below what chance explains"),
        (1, 2, "Admissions: of 40 practices, 1 lies above what chance explains and 2 below"),
        (2, 1, "Admissions: of 40 practices, 2 lie above what chance explains and 1 below"),
    ],
)
def test_a_funnel(above: int, below: int, said: str) -> None:
    assert finding.outside("Admissions", units="practices", above=above, below=below, total=40) == said


@pytest.mark.parametrize(
    ("variation", "rose", "said"),
    [
        ("common", None, "Seen in time: no change up to May 2026 that chance does not explain"),
        ("improvement", True, "Seen in time: higher than chance explains in May 2026, an improvement"),
        ("concern", False, "Seen in time: lower than chance explains in May 2026, a concern"),
        ("neither", True, "Seen in time: higher than chance explains in May 2026"),
    ],
)
def test_a_control_chart(variation: str, rose: bool | None, said: str) -> None:
    assert finding.latest("Seen in time", variation, rose=rose, of="May 2026") == said


def test_inequality_is_told_only_where_chance_does_not_explain_it() -> None:
    most, least = Estimate(128, 120, 136), Estimate(82, 76, 88)
    wide = Estimate(1.6, 0.9, 2.8)
    assert (
        finding.gap("Admissions", most, least)
        == "Admissions: higher among the most deprived than the least (128 against 82)"
    )
    assert finding.gap("Admissions", most, least, ratio=wide).startswith("Admissions: no more than chance between")
    assert finding.gap("Uptake", least, most).startswith("Uptake: lower among the most deprived")
    assert (
        finding.gap("Uptake", Estimate(None), most)
        == "Uptake: not enough is known to compare the most and the least deprived"
    )


def test_who_uses_what() -> None:
    assert finding.concentrated("bed days", share=0.05, use=0.48) == "5% of people account for 48% of bed days"
    assert finding.concentrated("bed days", share=0.005, use=0.1) == "0.5% of people account for 10% of bed days"


def test_ages_against_another_place() -> None:
    own, like = [("0 to 64", 70.0), ("65 and over", 30.0)], [("0 to 64", 81.0), ("65 and over", 19.0)]
    assert (
        finding.older(own, like, from_age="65 and over", name="England")
        == "30% of people are 65 or over, more than in England (19%)"
    )
    assert (
        finding.older(like, own, from_age="65 and over", name="Leeds")
        == "19% of people are 65 or over, fewer than in Leeds (30%)"
    )
    assert finding.older(own, own, from_age="65 and over", name="Leeds") == "30% of people are 65 or over, as in Leeds"
    assert finding.older(own, [], from_age="65 and over", name="") == "30% of people are 65 or over"
    assert finding.older([], [], from_age="65 and over", name="") == "Nobody’s age is known"


@pytest.mark.parametrize(
    ("predicted", "observed", "said"),
    [
        (0.096, Estimate(0.097, 0.09, 0.10), "The score predicts as many as were seen: 9.6% predicted, 9.7% observed"),
        (0.12, Estimate(0.097, 0.09, 0.10), "The score predicts too many: 12.0% predicted, 9.7% observed"),
        (0.08, Estimate(0.097, 0.09, 0.10), "The score predicts too few: 8.0% predicted, 9.7% observed"),
        (0.08, Estimate(0.08), "The score predicts as many as were seen: 8.0%"),
        (0.08, Estimate(None), "Nothing was observed with which to compare the score"),
    ],
)
def test_a_score(predicted: float, observed: Estimate, said: str) -> None:
    assert finding.calibrated(predicted, observed) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "%", "not shown"), (12.34, "%", "12.3%"), (-1204.0, "£", "−£1,204"), (95.25, "per 1,000", "95.2 per 1,000"),
        (0.0, "", "0"), (0.0312, "", "0.031"), (3e18, "", "3e+18"), (-0.5, "%", "−0.50%"), (-0.00001, "", "−1e−05"),
    ],
)  # fmt: skip
def test_numbers_as_people_read_them(value: float | None, unit: str, said: str) -> None:
    assert text.said(value, unit) == said


@pytest.mark.parametrize(("value", "unit", "step", "said"), [
    (1_500_000.0, "", 500_000.0, "1.5m"), (2e9, "£", 1e9, "£2bn"), (0.25, "%", 0.05, "0.25%"), (2.5, "", 0.5, "2.5"), (40.0, "per 1,000", 20.0, "40"),
])  # fmt: skip
def test_numbers_at_marks(value: float, unit: str, step: float, said: str) -> None:
    assert text.marked(value, unit, step=step) == said
