"""Small numbers are shown so that nobody can be recognised, and so that no total gives them away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.planning.releases.rules import NOT_SHOWN, SMALL, is_small, shown_count, shown_counts, shown_share


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, "1 to 7"), (7, "1 to 7"), (8, 8), (1204, 1204)])
def test_one_to_seven_is_a_range_and_nought_is_nought(count: int, shown: int | str) -> None:
    assert shown_count(count) == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([258, 260, 0], [258, 260, 0]),
        ([258, 3, 260, 20], [258, SMALL, 260, NOT_SHOWN]),  # 3 could be worked out from the total: 20 covers it
        ([258, 3, 5, 260], [258, SMALL, SMALL, 260]),  # two small ones cover each other
        ([9, 3, 10], [9, SMALL, NOT_SHOWN]),  # none is large enough to cover: the largest does what it can
        ([3], [SMALL]),
        ([0, 3], [0, SMALL]),
        ([], []),
    ],
)
def test_a_small_count_cannot_be_worked_out_from_the_total(counts: list[int], shown: list[int | str]) -> None:
    assert shown_counts(counts) == shown


@given(st.lists(st.integers(0, 500), max_size=12))
def test_no_small_count_is_ever_shown_and_what_is_shown_is_true(counts: list[int]) -> None:
    shown = shown_counts(counts)
    assert len(shown) == len(counts)
    for count, said in zip(counts, shown, strict=True):
        assert said == count if isinstance(said, int) else said == (SMALL if is_small(count) else NOT_SHOWN)
        assert not (isinstance(said, int) and is_small(said))


@given(st.lists(st.integers(0, 500), min_size=2, max_size=12))
def test_with_a_cover_large_enough_every_small_count_remains_possible(counts: list[int]) -> None:
    shown = shown_counts(counts)
    hidden = [count for count, said in zip(counts, shown, strict=True) if not isinstance(said, int)]
    if NOT_SHOWN in shown and max(counts) > 14:
        # What is missing from the total leaves room for any number from 1 to 7 beside a cover of at least 8.
        assert sum(hidden) - 7 >= 8


@pytest.mark.parametrize(
    ("share", "of", "shown"),
    [(None, 100, "not known"), (0.2, 1364, "20%"), (0.5, 6, "not shown"), (0.05, 100, "not shown"), (0.0, 100, "0%")],
)
def test_a_share_is_not_shown_where_it_tells_of_a_small_number(share: float | None, of: int, shown: str) -> None:
    assert shown_share(share, of=of) == shown
