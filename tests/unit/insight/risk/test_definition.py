"""A risk as it is written: what it must say, and every mistake told with its place."""

from __future__ import annotations

import pytest

from joinedup.insight.risk.definition import catalogue, load, risk
from joinedup.words.basics.errors import ManyMistakes, NotFound

GOOD = """
id: fall
title: Risk of a fall
question: How likely is a fall?
outcome: {of: admission, counts: emergency, within: 12}
aged: 65
purpose: To test.
not_for: Anything else.
device: Not one.
source: made for this test
version: 1
warning: Only a test.
bands: {low: 0, high: 0.2}
features:
  - {name: age, said: "age: {n}", is: age, knots: [75, 85]}
  - {name: stays, said: "stays: {n}", of: admission, counts: emergency, adds: "coalesce(nights, 0)", most: 5}
  - {name: frail, said: frail, holds: {age: 65 or over}}
"""


def test_a_risk_has_a_column_for_each_feature_and_each_knot() -> None:
    made = load(GOOD, file="fall.yaml")
    assert made.columns == ["age", "age_over_75", "age_over_85", "stays", "frail"]
    assert [made.band_of(value) for value in (0.0, 0.19, 0.2, 1.0)] == ["low", "low", "high", "high"]


def test_every_risk_of_the_catalogue_says_what_it_is_not_for_and_warns_that_a_score_is_no_saving() -> None:
    assert [one.id for one in catalogue().values() if not (one.not_for and one.device)] == []
    assert "not itself a saving" in risk("emergency-admission").warning
    with pytest.raises(NotFound, match=r"no risk called 'joy'.*emergency-admission"):
        risk("joy")


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("title: Risk of a fall\n", "", "title: is missing"),
        ("aged: 65", "aged: 65\ncolour: red", "'colour' is not a part of a risk"),
        ("{name: frail, said: frail,", "{said: frail,", "must have a name, and say how it is told"),
        ("{name: frail, said: frail,", "{name: frail, said: frail, size: 2,", "'size' is not a part of a feature"),
        ("holds: {age: 65 or over}", "within: 3", "must say one of: is, holds, of"),
        ("is: age,", "is: height,", "is must be one of: age, male, deprivation"),
        ("of: admission, counts: emergency, adds", "of: visits, adds", "of must be a table"),
        ("counts: emergency, adds", "counts: colour = 'red', adds", "features.1.counts"),
        (
            "outcome: {of: admission, counts: emergency, within: 12}",
            "outcome: {within: 12}",
            "outcome: must say one of",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(was: str, becomes: str, told: str) -> None:
    assert was in GOOD
    with pytest.raises(ManyMistakes) as stopped:
        load(GOOD.replace(was, becomes), file="fall.yaml")
    assert any(told in str(mistake) for mistake in stopped.value.mistakes), [str(m) for m in stopped.value.mistakes]


def test_what_is_no_risk_at_all_is_refused() -> None:
    with pytest.raises(ManyMistakes, match="not a risk"):
        load("- a list", file="fall.yaml")
