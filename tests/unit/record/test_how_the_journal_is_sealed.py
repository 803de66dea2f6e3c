"""What a seal of the journal rests on: which lines, in which order, and what was waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.journal import rules
from joinedup.record.journal.rules import Range

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
numbers = st.sets(st.integers(1, 60)).map(sorted)


def lines_of(ranges: list[Range]) -> list[int]:
    return [number for first, last in ranges for number in range(first, last + 1)]


def test_a_line_is_the_same_bytes_whichever_clock_its_moment_was_read_by() -> None:
    in_london = NOON.astimezone(ZoneInfo("Europe/London"))
    assert rules.written_out((7, NOON, "record.open", {"b": 1, "a": "café"})) == (
        '[7,"2026-04-01T12:00:00+00:00","record.open",{"a":"café","b":1}]\n'.encode()
    )
    assert rules.written_out((7, in_london)) == rules.written_out((7, NOON))


def test_a_block_rests_on_its_number_on_the_one_before_it_and_on_when_it_was_sealed() -> None:
    first = rules.begun(1, before=rules.FIRST, sealed_at=NOON).hexdigest()
    others = {
        rules.begun(2, before=rules.FIRST, sealed_at=NOON).hexdigest(),
        rules.begun(1, before=first, sealed_at=NOON).hexdigest(),
        rules.begun(1, before=rules.FIRST, sealed_at=NOON + timedelta(seconds=1)).hexdigest(),
    }
    assert first == rules.begun(1, before=rules.FIRST, sealed_at=NOON).hexdigest()
    assert len(others | {first}) == 4


@pytest.mark.parametrize(
    ("ranges", "taken", "left"),
    [
        ([], [1], []),
        ([(1, 5)], [], [(1, 5)]),
        ([(1, 5)], [1], [(2, 5)]),
        ([(1, 5)], [5], [(1, 4)]),
        ([(1, 5)], [3], [(1, 2), (4, 5)]),
        ([(3, 5)], [1, 4], [(3, 3), (5, 5)]),
        ([(1, 2), (5, 6)], [1, 2, 5], [(6, 6)]),
    ],
)
def test_lines_are_taken_out_of_ranges(ranges: list[Range], taken: list[int], left: list[Range]) -> None:
    assert rules.without(ranges, taken) == left


@given(numbers, numbers)
def test_what_is_left_is_what_was_there_and_was_not_taken(there: list[int], taken: list[int]) -> None:
    ranges = rules.ranges_of(there)
    assert lines_of(ranges) == there
    assert lines_of(rules.without(ranges, taken)) == [number for number in there if number not in set(taken)]


def test_a_number_without_a_line_is_waited_for_a_day() -> None:
    a_day_ago, later = NOON - timedelta(days=1), NOON - timedelta(hours=23)
    awaited = [(4, 4, a_day_ago.isoformat()), (9, 11, later.isoformat())]
    assert rules.still_awaited(awaited, at=NOON) == [(9, 11, later.isoformat())]
