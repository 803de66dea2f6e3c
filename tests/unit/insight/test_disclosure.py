"""Small numbers are shown so that nobody can be recognised, and so that no total gives them away."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.insight.disclosure import (
    HOSPITAL_STATISTICS,
    NOT_SHOWN,
    OF_FEED,
    SHOWN,
    SMALL,
    SOCIAL_CARE_STATISTICS,
    TRUE_NUMBERS,
    Policy,
    Protected,
    policy_for,
    protect,
    protected_rows,
    shown_count,
    shown_share,
)
from joinedup.words.vocabulary.feeds import declared

EXACT = Policy("up to seven, exact above", 7, 1, "for tests")
FEW = "1 to 7"


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, FEW), (7, FEW), (8, 10), (12, 10), (13, 15), (1204, 1205)])
def test_hospital_statistics_show_nought_hide_one_to_seven_and_round_to_five(count: int, shown: int | str) -> None:
    assert shown_count(count, policy=HOSPITAL_STATISTICS) == shown


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([258, 260, 0], [258, 260, 0], 518),
        ([258, 3, 260, 20], [258, FEW, 260, NOT_SHOWN], 541),  # 3 could be worked out from the total: 20 covers it
        ([258, 3, 5, 260], [258, FEW, FEW, 260], 526),  # two small ones cover each other: they could be 1 and 7, or 7 and 1
        ([258, 1, 1, 260], [NOT_SHOWN, FEW, FEW, 260], 520),  # two that can only be 1 and 1 do not
        ([9, 3, 10], [NOT_SHOWN, FEW, NOT_SHOWN], NOT_SHOWN),  # too few people for any of it
        ([7, 7], [FEW, FEW], NOT_SHOWN),
        ([3], [FEW], FEW),
        ([0, 3], [0, FEW], FEW),
        ([], [], 0),
    ],
)  # fmt: skip
def test_a_small_count_cannot_be_worked_out_from_the_total(
    counts: list[int], shown: list[int | str], total: int | str
) -> None:
    table = protect(counts, policy=EXACT)
    assert (table.inner(), table.total) == (shown, total)


def test_rounding_alone_covers_where_it_leaves_every_small_number_possible() -> None:
    assert protect([258, 3, 260, 20], policy=HOSPITAL_STATISTICS).inner() == [260, FEW, 260, 20]
    assert protect([18, 1], policy=HOSPITAL_STATISTICS).inner() == [NOT_SHOWN, FEW]  # 20 of 20: one of at most four


def test_a_table_is_protected_along_its_rows_and_its_columns() -> None:
    table = protect([[30, 40, 50], [35, 2, 60], [45, 55, 65]], policy=EXACT)
    hidden = table.states[:-1, :-1] != SHOWN
    assert table.at(1, 1) == FEW
    assert (hidden.sum(axis=0)[hidden.any(axis=0)] >= 2).all()
    assert (hidden.sum(axis=1)[hidden.any(axis=1)] >= 2).all()
    assert table.at(-1, -1) == 382


def test_amounts_shown_beside_counts_are_never_hidden_alone() -> None:
    assert protect([258, 3, 260], policy=HOSPITAL_STATISTICS, never_alone=True).inner() == [NOT_SHOWN, FEW, 260]
    assert protect([3], policy=HOSPITAL_STATISTICS, never_alone=True).inner() == [FEW]


def test_rows_keep_their_order_and_get_words_for_what_is_hidden() -> None:
    rows = [
        {"practice": "Hillside", "month": 1, "people": 3}, {"practice": "Hillside", "month": 2, "people": 258},
        {"practice": "Riverside", "month": 2, "people": 261},
    ]  # fmt: skip
    shown, table = protected_rows(rows, by=["practice", "month"], count="people", policy=HOSPITAL_STATISTICS)
    assert shown[0] == {"practice": "Hillside", "month": 1, "people": FEW}
    assert [row["people"] for row in shown[1:]] == [NOT_SHOWN, 260]  # January's three are all of January's
    assert (table.at(1, 0), table.at(-1, 0), table.at(-1, 1), table.total) == (0, FEW, NOT_SHOWN, 520)


def test_a_count_is_never_below_nought() -> None:
    with pytest.raises(ValueError, match="never below nought"):
        protect([4, -1], policy=EXACT)


@pytest.mark.parametrize(
    ("share", "of", "shown"),
    [
        (None, 100, "not known"), (0.2, 1364, "20%"), (0.5, 6, NOT_SHOWN), (0.05, 100, NOT_SHOWN), (0.0, 100, "0%"),
        (0.97, 100, NOT_SHOWN), (0.0, 0, "not known"),
    ],
)  # fmt: skip
def test_a_share_is_not_shown_where_it_tells_of_a_small_number(share: float | None, of: int, shown: str) -> None:
    assert shown_share(share, of=of, policy=HOSPITAL_STATISTICS) == shown


def test_the_strictest_policy_of_the_sources_holds() -> None:
    assert policy_for("planning") is HOSPITAL_STATISTICS
    assert policy_for("planning", feeds=["social_care"]) is SOCIAL_CARE_STATISTICS
    assert policy_for("planning", feeds=["social_care", "admitted_care"]) is HOSPITAL_STATISTICS
    assert set(OF_FEED) <= set(declared())


def test_only_those_who_care_for_the_people_counted_see_true_numbers() -> None:
    assert policy_for("care", own_people=True) is TRUE_NUMBERS
    assert policy_for("care") is HOSPITAL_STATISTICS  # of a whole place, nobody cares for everyone
    assert policy_for("planning", own_people=True) is HOSPITAL_STATISTICS
    assert protect([1, 2, 300], policy=TRUE_NUMBERS).inner() == [1, 2, 300]


def test_one_alone_is_said_as_one() -> None:
    assert Policy("only one", 1, 1, "for tests").small == "1"


TWO = Policy("up to two", 2, 1, "for tests")  # small enough that every table which fits can be tried
ROUNDED = Policy("up to two, rounded to three", 2, 3, "for tests")


def possible(table: Protected, largest: int) -> dict[tuple[int, ...], set[int]]:
    """Return every value that each small count could have, by trying every table up to ``largest`` that fits."""
    policy, shape = table.policy, tuple(size - 1 for size in table.values.shape)
    places = list(np.ndindex(*shape))

    def fits(place: tuple[int, ...], count: int) -> bool:
        said = table.at(*place)
        if said == policy.small:
            return policy.is_small(count)
        if said == NOT_SHOWN:
            return count > (0 if any(i == s for i, s in zip(place, shape, strict=True)) else policy.largest_small)
        return not policy.is_small(count) and (count > 0) == (said != 0) and policy.rounded(count) == said

    found: dict[tuple[int, ...], set[int]] = defaultdict(set)
    choices = [[count for count in range(largest) if fits(place, count)] for place in places]
    for chosen in itertools.product(*choices):
        whole = np.array(chosen).reshape(shape)
        for axis in range(whole.ndim):
            whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
        if all(fits(place, int(whole[place])) for place in np.ndindex(*whole.shape)):
            for place in np.argwhere(table.states == SMALL):
                found[tuple(place)].add(int(whole[tuple(place)]))
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=4).map(np.array)
    | st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=2).map(np.array),
    st.sampled_from([TWO, ROUNDED]),
)
def test_whoever_tries_every_table_that_fits_learns_no_small_count(counts: np.ndarray, policy: Policy) -> None:
    table = protect(counts, policy=policy)
    for place in np.argwhere(table.states == SMALL):
        assert possible(table, 14)[tuple(place)] == {1, 2}


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_no_small_count_is_ever_shown_and_what_is_shown_is_true(counts: list[list[int]], never_alone: bool) -> None:
    table = protect(counts, policy=HOSPITAL_STATISTICS, never_alone=never_alone)
    for said, count in zip(table.inner(), np.ravel(counts), strict=True):
        if isinstance(said, int):
            assert said == HOSPITAL_STATISTICS.rounded(count)
            assert count == 0 or count > 7
        else:
            assert said == (FEW if 0 < count <= 7 else NOT_SHOWN)
