"""Whether what a source said still holds, when it happened as exactly as is known, and what a line stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.record.entries.rules import (
    Line,
    Related,
    Standing,
    apart,
    earliest,
    latest_end,
    newest_first,
    period,
    standing_of,
    statements,
)
from joinedup.words.basics import moments
from joinedup.words.vocabulary.kinds import Kind, Section
from tests.world.drawn import instant
from tests.world.said import said

NOW = instant("2026-04-01 09:00")


def test_how_each_thing_that_was_said_stands_today() -> None:
    drawn = said("""
        by        | kind      | happened         | ended      | status   | outcome | verification | days | is_repeat
        ----------+-----------+------------------+------------+----------+---------+--------------+------+----------
        Hillside  | problem   | 2020             |            | active   |         |              |      |
        Hillside  | problem   | 2020             |            | Resolved |         |              |      |
        Hillside  | allergy   | 2020             |            |          |         | refuted      |      |
        Hillside  | package   | 2025-01-01       | 2026-03-31 |          |         |              |      |
        Hillside  | package   | 2025-01-01       | 2026-05-01 |          |         |              |      |
        Hillside  | appointment | 2026-03-01       |            |          | noshow  |              |      |
        Hillside  | appointment | 2026-03-01       |            | declined |         |              |      |
        Hillside  | appointment | 2026-03-01       |            |          |         |              |      |
        Hillside  | appointment | 2026-04-01 10:00 |            |          |         |              |      |
    """)
    assert [standing_of(row, NOW).value for row in drawn] == [
        "current", "ended", "ended", "ended", "current", "not_done", "not_done", "happened", "planned",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("began", "days", "repeat", "stands"),
    [
        ("2026-03-25", 7, False, Standing.ENDED),
        ("2026-03-26", 7, False, Standing.CURRENT),
        ("2026-03-25", 7, True, Standing.CURRENT),
        ("2026-03-25", None, False, Standing.CURRENT),
    ],
)
def test_a_course_of_days_is_over_when_they_are_unless_it_is_on_repeat(
    began: str, days: int | None, repeat: bool, stands: Standing
) -> None:
    [row] = said("by | kind | happened\nHillside | medicine |" + began)
    details = {"days": days, "is_repeat": repeat}
    assert standing_of(replace(row, details=details), NOW) is stands


@pytest.mark.parametrize(
    ("moment", "first", "after"),
    [
        ("2026-03-29 10:15", "2026-03-29 10:15", "2026-03-29 10:15"),
        ("2026-03-29", "2026-03-29", "2026-03-30"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_a_moment_lasts_as_long_as_it_is_not_known_better(moment: str, first: str, after: str) -> None:
    assert period(moments.parse(moment)) == (instant(first), instant(after))


def test_two_moments_that_may_be_the_same_are_no_time_apart() -> None:
    month, day = moments.parse("2026-03"), moments.parse("2026-03-29")
    assert apart(month, day) == timedelta(0)
    assert apart(moments.parse("2026-03-01 09:00"), moments.parse("2026-03-01 11:30")) == timedelta(hours=2, minutes=30)
    assert apart(moments.parse("2026-03-03"), moments.parse("2026-03-01")) == timedelta(days=1)


def test_a_source_is_heard_by_its_latest_word_and_an_issue_only_where_it_said_nothing_else() -> None:
    drawn = said("""
        by        | kind     | happened   | text         | is_issue
        ----------+----------+------------+--------------+---------
        Hillside  | medicine | 2026-01-01 | started      |
        Hillside  | medicine | 2026-03-01 | issued       | yes
        Hillside  | medicine | 2026-02-01 | changed      |
        Northmoor | medicine | 2026-02-15 | also issued  | yes
        Northmoor | medicine |            | no day given |
    """)
    assert [row.text for row in newest_first(drawn)] == ["issued", "also issued", "changed", "started", "no day given"]
    assert [row.text for row in statements(drawn)] == ["changed", "no day given"]


def test_the_earliest_moment_is_the_more_exact_of_two_that_begin_together() -> None:
    drawn = said("""
        by        | kind    | happened   | ended
        ----------+---------+------------+-----------
        Hillside  | problem | 2020       | 2025-01-01
        Northmoor | problem | 2020-01-01 | 2025-06-01
        Council   | problem |            |
    """)
    first, last = earliest(drawn), latest_end(drawn)
    assert first is not None and last is not None
    assert first == moments.parse("2020-01-01")
    assert last == moments.parse("2025-06-01")
    assert (earliest(drawn[2:]), latest_end(drawn[2:])) == (None, None)


def test_a_line_says_who_says_it_once_each_and_keeps_its_number_while_its_first_source_is_known() -> None:
    drawn = said("""
        by        | kind        | happened   | value | unit  | received   | note
        ----------+-------------+------------+-------+-------+------------+------
        Northmoor | observation | 2026-03-01 | 82.5  | kg    | 2026-03-02 | seen
        Hillside  | observation | 2026-03-01 | 82    | kg    | 2026-03-05 |
        Northmoor | observation | 2026-02-01 | 83    | kg    | 2026-03-01 |
    """)
    line = Line(Kind.OBSERVATION, Section.OBSERVATIONS, "Weight", "weight", tuple(drawn), Standing.HAPPENED)
    assert (line.id, line.merged, line.said_by) == ("observation-1", 2, ("Northmoor", "Hillside"))
    assert (line.value, line.unit, line.details) == (82.5, "kg", {"note": "seen"})
    assert (line.received_at, line.sealed) == (instant("2026-03-05"), False)
    part = Line(
        Kind.OBSERVATION, Section.OBSERVATIONS, "", "", (replace(drawn[0], part="two", sealed=True),), Standing.HAPPENED
    )
    assert (part.id, part.sealed) == ("observation-1-two", True)


def test_a_disagreement_and_a_related_line_are_told_once() -> None:
    [row] = said("by | kind\nHillside | problem")
    line = Line(Kind.PROBLEM, Section.PROBLEMS, "Asthma", "asthma", (row,), Standing.CURRENT)
    assert line.with_conflicts() is line
    assert line.with_related() is line
    told = line.with_conflicts("Hillside and Northmoor disagree.").with_conflicts("Hillside and Northmoor disagree.")
    assert told.conflicts == ("Hillside and Northmoor disagree.",)
    blue = Related("medicine-3", "is taken for it")
    assert line.with_related(blue).with_related(blue).related == (blue,)
