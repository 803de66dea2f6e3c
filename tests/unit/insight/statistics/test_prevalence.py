"""Who is known to have a condition, against who is expected to."""

import pytest

from joinedup.insight.statistics.intervals import of_count
from joinedup.insight.statistics.prevalence import expected_people, known
from joinedup.words.basics.errors import BadInput


def test_people_expected_are_the_references_shares_of_each_band() -> None:
    # Invented shares: 1% of 2,000, 5% of 1,000 and 20% of 500
    assert expected_people([2_000, 1_000, 500], [0.01, 0.05, 0.2]) == pytest.approx(170)
    assert expected_people([2_000, 30], [0, 1]) == 30


def test_a_diagnosis_rate_is_recorded_over_expected_with_the_interval_of_the_recorded() -> None:
    found = known(102, [2_000, 1_000, 500], [0.01, 0.05, 0.2])
    assert (found.recorded, found.expected) == (102, pytest.approx(170))
    assert found.share.value == pytest.approx(0.6)
    assert (found.share.low, found.share.high) == pytest.approx(tuple(end / 170 for end in of_count(102)))
    assert found.missing.value == pytest.approx(68)
    assert found.missing.low == pytest.approx(170 - of_count(102).high)


def test_more_may_be_recorded_than_expected() -> None:
    found = known(20, [100], [0.1])
    assert (found.share.value, found.missing.value) == pytest.approx((2, -10))


def test_where_nobody_is_expected_there_is_no_share_and_it_says_so() -> None:
    found = known(1, [0], [0.1])
    assert found.share.value is None
    assert found.share.note == "Nobody is expected to have it, so there is no share."


@pytest.mark.parametrize(
    ("people", "shares", "says"),
    [
        ([1, 2], [0.1], "bands do not match"),
        ([], [], "bands do not match"),
        ([1], [7.1], "outside 0 to 1"),
        ([-1], [0.1], "below nought"),
    ],
)
def test_bands_that_do_not_fit_are_refused(people: list[float], shares: list[float], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        known(1, people, shares)
