"""A group that differs by a few people from one that was counted before is given that one's figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.planning.cohorts import groups
from joinedup.planning.cohorts.rules import in_order, nearest
from joinedup.words.basics.errors import CannotProceed

PEOPLE = 300


def of(*people: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the group of the people with these numbers."""
    within = np.zeros(PEOPLE, dtype=np.bool_)
    within[list(people)] = True
    return within


def counted(place: Path, named: str, within: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[str, int]:
    """Return whose figures are shown for a group, and of how many people they are."""
    found = groups.stand_in(place, named=named, within=within, few=7)
    return found.named if not found.itself else "itself", int(groups.members(found, PEOPLE).sum())


@pytest.mark.parametrize("left_out", [0, 1, 7])
def test_leaving_out_a_known_person_shows_what_was_shown_before_whether_or_not_they_were_in_it(
    tmp_path: Path, left_out: int
) -> None:
    assert counted(tmp_path, "older", of(*range(100))) == ("itself", 100)
    assert counted(tmp_path, "older-but-edna", of(*range(left_out, 100))) == ("older", 100)


def test_a_group_that_differs_by_more_has_figures_of_its_own_and_keeps_them(tmp_path: Path) -> None:
    counted(tmp_path, "older", of(*range(100)))
    assert counted(tmp_path, "oldest", of(*range(8, 100))) == ("itself", 92)
    assert counted(tmp_path, "oldest", of(*range(8, 100))) == ("itself", 92)
    assert counted(tmp_path, "older", of(*range(100))) == ("itself", 100), "who was counted first stays"


def test_everyone_but_a_few_is_shown_as_everyone(tmp_path: Path) -> None:
    assert counted(tmp_path, "all-but-edna", of(*range(1, PEOPLE))) == ("", PEOPLE)


def test_so_few_that_nothing_is_shown_stand_for_nobody_else(tmp_path: Path) -> None:
    assert counted(tmp_path, "edna", of(3)) == ("itself", 1)
    assert counted(tmp_path, "nobody", of()) == ("itself", 0)
    assert counted(tmp_path, "nine", of(*range(9))) == ("itself", 9), "and so was not compared with Edna alone"


def test_no_more_groups_are_counted_in_a_release_than_were_ever_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_GROUPS", 2)
    counted(tmp_path, "one", of(*range(100)))
    counted(tmp_path, "two", of(*range(100, 200)))
    with pytest.raises(CannotProceed, match="2 groups were counted in this release") as refused:
        counted(tmp_path, "three", of(*range(50, 150)))
    assert "counted before" in refused.value.now
    assert counted(tmp_path, "two", of(*range(100, 200))) == ("itself", 100)


def test_groups_of_other_people_are_not_compared(tmp_path: Path) -> None:
    groups.stand_in(tmp_path, named="older", within=np.ones(40, dtype=np.bool_), few=7)
    assert counted(tmp_path, "older", of(*range(40))) == ("itself", 40)


@given(st.lists(st.frozensets(st.integers(0, 39), max_size=40), max_size=12))
def test_no_two_figures_that_are_shown_are_of_groups_that_differ_by_a_few(asked: list[frozenset[int]]) -> None:
    kept: list[tuple[str, np.ndarray[tuple[int], np.dtype[np.uint8]]]] = []
    for number, people in enumerate(asked):
        within = np.isin(np.arange(40), list(people))
        found = nearest(str(number), np.packbits(within), kept, few=3)
        if found.itself and within.sum() > 3:
            kept.append((found.named, found.bits))
    for n, (_, one) in enumerate(kept):
        for _, other in kept[:n]:
            assert np.bitwise_count(one ^ other).sum() > 3


def test_lines_that_say_the_same_in_another_order_are_the_same_group() -> None:
    one = [{"age": "65 or over"}, {"any": [{"sex": "female"}, {"frailty": "severe"}]}]
    other = [{"any": [{"frailty": "severe"}, {"sex": "female"}]}, {"age": "65 or over"}]
    assert in_order(one) == in_order(other)
    assert in_order([{"age": "65 or over"}]) != in_order([{"age": "75 or over"}])
