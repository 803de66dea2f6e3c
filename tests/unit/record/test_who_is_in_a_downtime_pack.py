"""A downtime pack: when the next is due, what its passphrase may be, and whom being in it would give away."""

from __future__ import annotations

from datetime import time

import pytest

from joinedup.record.entries.downtime import rules
from joinedup.record.entries.rules import Line, Standing
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.kinds import Kind, Section
from tests.world.drawn import instant
from tests.world.said import said

MORNING_AND_NIGHT = (time(6), time(18))


@pytest.mark.parametrize(
    ("feed", "kind", "code", "listed"),
    [
        ("end_of_life", "plan", "", True),
        ("gp", "problem", "248279007", True),
        ("gp", "problem", "195967001", False),
        ("gp", "contact", "248279007", False),
    ],
)
def test_edna_is_listed_only_where_the_reader_may_see_what_lists_her(
    feed: str, kind: str, code: str, listed: bool
) -> None:
    sources = tuple(said(f"by | feed | kind | code\nHillside | {feed} | {kind} | {code}"))
    line = Line(Kind(kind), Section.PROBLEMS, "", "", sources, Standing.CURRENT)
    assert rules.still_listed([line]) is listed
    assert not rules.still_listed([])


@pytest.mark.parametrize(
    ("typed", "again", "wrong"),
    [
        ("four words in line", None, ""),
        ("four words in line", "four words in line", ""),
        ("four words in line", "four words in lime", "The two do not match."),
        ("too short", None, "Use 16 letters or more, such as four words."),
        ("x" * 101, None, "Use 100 letters or fewer."),
        ("four wörds in line", None, "Use only plain letters, numbers, spaces and signs: some viewers cannot type others."),
        ("four words\tin a row", None, "Use only plain letters, numbers, spaces and signs: some viewers cannot type others."),
    ],
)  # fmt: skip
def test_a_passphrase_is_one_that_every_viewer_can_be_given(typed: str, again: str | None, wrong: str) -> None:
    assert rules.wrong_passphrase(typed, again) == wrong


def test_the_times_of_a_place_are_read_in_order() -> None:
    assert rules.moments_of(["18:00", "06:00"]) == MORNING_AND_NIGHT


@pytest.mark.parametrize(
    ("times", "wrong"), [([], "no times"), (["tea time"], "cannot be read"), ([6], "cannot be read")]
)
def test_times_that_are_none_are_refused(times: list[str], wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        rules.moments_of(times)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("", "2026-04-01 05:59", True),
        ("2026-03-31 18:00", "2026-04-01 05:59", False),
        ("2026-03-31 17:59", "2026-04-01 05:59", True),
        ("2026-03-31 18:00", "2026-04-01 06:00", True),
        ("2026-04-01 06:00", "2026-04-01 17:59", False),
        # the night in which the clocks go forward, and that in which they go back
        ("2026-03-28 18:00", "2026-03-29 06:00", True),
        ("2026-10-24 18:00", "2026-10-25 05:59", False),
        ("2026-10-24 18:00", "2026-10-25 06:00", True),
    ],
)
def test_a_pack_is_due_when_one_of_its_times_has_come_since_the_last(last: str, now: str, due: bool) -> None:
    assert rules.is_due(MORNING_AND_NIGHT, last=instant(last) if last else None, now=instant(now)) is due


def test_where_no_time_is_given_none_is_due() -> None:
    assert not rules.is_due((), last=None, now=instant("2026-04-01"))
