"""When something happened, as exactly as its source knew it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from joinedup.words.basics.moments import Moment, Precision, age_on, day, parse, start_of_day
from tests.world.drawn import rows

# Whole years and months begin at midnight in London: in summer that is 23:00 UTC of the day before.
WRITTEN = """
    written                       | at (UTC)                   | known to | offset | shown
    ------------------------------+----------------------------+----------+--------+-----------------------
    2026                          | 2026-01-01 00:00:00        | year     |        | 2026
    2026-03                       | 2026-03-01 00:00:00        | month    |        | March 2026
    2026-07                       | 2026-06-30 23:00:00        | month    |        | July 2026
    2026-03-07                    | 2026-03-07 00:00:00        | day      |        | 7 March 2026
    2026-07-09                    | 2026-07-08 23:00:00        | day      |        | 9 July 2026
    2026-03-07T09:30              | 2026-03-07 09:30:00        | time     |        | 7 March 2026 at 09:30
    2026-07-07 09:30              | 2026-07-07 08:30:00        | time     |        | 7 July 2026 at 09:30
    2026-07-07T09:30:15           | 2026-07-07 08:30:15        | time     |        | 7 July 2026 at 09:30
    2026-07-07T09:30:15Z          | 2026-07-07 09:30:15        | time     | 0      | 7 July 2026 at 10:30
    2026-07-07T09:30+01:00        | 2026-07-07 08:30:00        | time     | 60     | 7 July 2026 at 09:30
    2026-03-07T09:30-05:30        | 2026-03-07 15:00:00        | time     | -330   | 7 March 2026 at 15:00
    2026-03-07T09:30+10:30        | 2026-03-06 23:00:00        | time     | 630    | 6 March 2026 at 23:00
    2026-03-07T09:30:15.5Z        | 2026-03-07 09:30:15.500000 | time     | 0      | 7 March 2026 at 09:30
    2026-03-07T09:30:15.1234567Z  | 2026-03-07 09:30:15.123456 | time     | 0      | 7 March 2026 at 09:30
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda row: row["written"])
def test_a_moment_is_kept_as_exactly_as_it_was_written_and_no_more(row):
    moment = parse(row["written"])
    assert moment.at == datetime.fromisoformat(row["at (UTC)"]).replace(tzinfo=UTC)
    assert moment.precision == row["known to"]
    assert moment.offset_minutes == (int(row["offset"]) if row["offset"] else None)
    assert str(moment) == row["shown"]


@pytest.mark.parametrize(
    "written", ["", "yesterday", "7 March 2026", "26-03-07", "2026-3-7", "2026-03-07T09", "2026-03-07T09:30 BST"]
)
def test_what_is_no_date_is_told_with_the_forms_that_are(written):
    with pytest.raises(ValueError) as told:
        parse(written)
    assert str(told.value) == ("not a date or time that we can read (2026, 2026-03, 2026-03-07 or 2026-03-07T09:30)")


@pytest.mark.parametrize(
    "written", ["2026-13", "2026-02-30", "2026-03-07T24:00", "2026-03-07T09:60", "2026-03-07T09:30:61"]
)
def test_a_day_that_is_not_in_the_calendar_and_a_time_not_on_the_clock_are_refused(written):
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        parse(written)


def test_a_day_is_a_london_day_known_to_the_day():
    assert Moment.on(date(2026, 7, 9)) == Moment(datetime(2026, 7, 8, 23, tzinfo=UTC), Precision.DAY, None)


def test_a_moment_of_which_nothing_else_is_said_is_known_to_the_minute():
    assert Moment(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)).precision is Precision.TIME


def test_a_day_begins_at_midnight_in_london_on_both_sides_of_a_clock_change():
    assert start_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert start_of_day(date(2026, 3, 30)) == datetime(2026, 3, 29, 23, tzinfo=UTC)


@pytest.fixture
def tokyo(monkeypatch):
    """Put the server in Tokyo for one test."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("tokyo")
def test_a_moment_is_londons_wherever_the_server_stands():
    told = parse("2026-07-07T09:30")
    assert (told.at, told.at.tzinfo) == (datetime(2026, 7, 7, 8, 30, tzinfo=UTC), UTC)
    assert str(told) == "7 July 2026 at 09:30"
    begins = start_of_day(date(2026, 7, 9))
    assert (begins, begins.tzinfo) == (datetime(2026, 7, 8, 23, tzinfo=UTC), UTC)


def test_a_day_is_written_as_the_nhs_writes_it():
    assert day(date(2026, 4, 3)) == "3 April 2026"


AGES = """
    born       | on         | age
    -----------+------------+----
    1938-05-14 | 2026-05-13 | 87
    1938-05-14 | 2026-05-14 | 88
    1938-05-14 | 2026-04-30 | 87
    1938-05-14 | 2026-06-01 | 88
    2024-02-29 | 2025-02-28 | 0
    2024-02-29 | 2025-03-01 | 1
    2026-03-07 | 2026-03-07 | 0
"""


@pytest.mark.parametrize("row", rows(AGES), ids=lambda row: f"{row['born']} on {row['on']}")
def test_edna_is_a_year_older_on_her_birthday_and_not_a_day_before(row):
    assert age_on(date.fromisoformat(row["born"]), date.fromisoformat(row["on"])) == int(row["age"])
