"""By when something is due: working days, bank holidays, both clock changes, midnight, leap days, month ends, stops."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.words.basics.errors import CannotProceed
from joinedup.words.basics.moments import LONDON, parse
from joinedup.words.models_of_care import Calendar, Due, Reason, Standing, Stop, due, england, standing
from joinedup.words.models_of_care.phrases import clock
from synthetic.lives.bank_holidays import bank_holidays

DRAWN = """
clock                                  | from                   | due
---------------------------------------+------------------------+---------------------
within 2 hours of referred             | 2026-03-29 00:30       | 2026-03-29 03:30
within 2 hours of referred             | 2026-10-25 00:30+01:00 | 2026-10-25 01:30Z
within 30 minutes of referred          | 2026-12-31 23:45       | 2027-01-01 00:15
within 24 hours of referred            | 2026-03-28 12:00       | 2026-03-29 13:00
within 1 day of referred               | 2026-03-28 12:00       | 2026-03-29 23:59:59
within 1 day of referred               | 2026-03-28 00:00       | 2026-03-29 23:59:59
within 1 day of referred               | 2026-03-28 23:59:59    | 2026-03-29 23:59:59
within 10 working days of accepted     | 2026-03-30 10:00       | 2026-04-15 23:59:59
within 1 working day of accepted       | 2026-04-02 18:30       | 2026-04-07 23:59:59
within 1 working day of accepted       | 2026-05-09 09:00       | 2026-05-11 23:59:59
within 1 working day of accepted       | 2026-05-10 23:00       | 2026-05-11 23:59:59
within 2 working days of accepted      | 2026-12-24 09:00       | 2026-12-30 23:59:59
within 1 working day of accepted       | 2027-12-24 09:00       | 2027-12-29 23:59:59
3 weeks after a_step                   | 2026-10-10 09:00       | 2026-10-31 23:59:59
1 month after a_step                   | 2026-01-31 09:00       | 2026-02-28 23:59:59
1 month after a_step                   | 2028-01-31 09:00       | 2028-02-29 23:59:59
1 year after a_step                    | 2028-02-29 09:00       | 2029-02-28 23:59:59
every month from a_step                | 2026-08-31 09:00       | 2026-09-30 23:59:59
every 6 months from baseline           | 2026-08-30 09:00       | 2027-02-28 23:59:59
by 09:00 next day                      | 2026-03-28 22:00       | 2026-03-29 09:00
by 09:00 next day of discharge         | 2026-10-24 08:00       | 2026-10-25 09:00
by 01:30 next day                      | 2026-03-28 22:00       | 2026-03-29 02:30
by 09:00 next working day              | 2026-04-02 17:00       | 2026-04-07 09:00
next working day                       | 2026-04-02 17:00       | 2026-04-07 23:59:59
same day                               | 2026-06-01 23:30       | 2026-06-01 23:59:59
same working day                       | 2026-06-06 10:00       | 2026-06-08 23:59:59
same working day                       | 2026-06-05 10:00       | 2026-06-05 23:59:59
by 17:00 same day                      | 2026-06-01 09:00       | 2026-06-01 17:00
by 17:00 same day                      | 2026-06-01 18:00       | 2026-06-01 18:00
at most 12 hours in assessment_unit    | 2026-10-24 20:00       | 2026-10-25 07:00
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in DRAWN.strip().splitlines()[2:]]


@pytest.mark.parametrize(("said", "start", "at"), ROWS)
def test_a_clock_is_due_when_the_drawn_table_says(said, start, at):
    assert due(clock(said), parse(start).at, england()).at == parse(at).at


def test_a_clock_that_comes_round_counts_from_its_start_each_time_so_that_none_drifts():
    monthly, start = clock("every month from baseline"), parse("2026-01-31 09:00").at
    days = [due(monthly, start, england(), nth=n).at.astimezone(LONDON).date() for n in (1, 2, 3, 13)]
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2027, 2, 28)]


def test_the_same_instant_written_in_another_zone_is_due_at_the_same_instant():
    said = clock("within 1 day of referred")
    assert due(said, parse("2026-06-01T23:30Z").at, england()) == due(
        said, parse("2026-06-02T00:30+01:00").at, england()
    )


@pytest.mark.parametrize(("at", "shown"), [
    ("2026-06-01 17:00", "by 17:00 on 1 June 2026"), ("2026-06-01 23:59:59", "by the end of 1 June 2026"),
])  # fmt: skip
def test_what_is_due_is_shown_in_the_time_of_london(at, shown):
    assert str(Due(parse(at).at)) == shown


AT = parse("2026-06-01 09:00").at
HOUR = timedelta(hours=1)


def tries(*hours: float) -> tuple[datetime, ...]:
    return tuple(AT + HOUR * each for each in hours)


def test_a_stop_with_a_reason_moves_nothing_and_says_why():
    stop = Stop(AT + HOUR, Reason.DECLINED)
    found = due(clock("within 2 days of referred"), AT, england(), [stop])
    assert found == Due(due(clock("within 2 days of referred"), AT, england()).at, stop)
    assert standing(found, now=AT + HOUR * 100) is Standing.STOPPED
    assert standing(found, now=AT, done=AT) is Standing.MET


def test_nobody_reached_stops_a_clock_only_after_three_tries_on_record():
    said = clock("within 2 days of referred")
    for tried, stops in (
        (tries(0, 1, 2), True),
        (tries(0, 1), False),
        (tries(1, 1, 2), False),
        (tries(0, 1, 9), False),
    ):
        stop = Stop(AT + HOUR * 3, Reason.NOT_REACHED, tried)
        assert bool(due(said, AT, england(), [stop]).stopped) is stops


def test_an_urgent_clock_is_never_stopped_by_silence_and_asks_for_a_welfare_check():
    silent = Stop(AT + HOUR * 1.5, Reason.NOT_REACHED, tries(0.2, 0.6, 1))
    found = due(clock("within 2 hours of referred"), AT, england(), [silent])
    assert found.stopped is None
    assert found.welfare_check
    died = Stop(AT + HOUR, Reason.DIED)
    found = due(clock("within 2 hours of referred"), AT, england(), [silent, died])
    assert found.stopped == died
    assert not found.welfare_check


def test_a_stop_after_the_instant_comes_too_late_and_the_first_of_several_holds():
    said = clock("within 2 hours of referred")
    assert due(said, AT, england(), [Stop(AT + HOUR * 2.1, Reason.DECLINED)]).stopped is None
    first, second = Stop(AT, Reason.DECLINED), Stop(AT + HOUR, Reason.DIED)
    assert due(said, AT, england(), [second, first]).stopped == first


def test_how_something_stands_turns_on_the_stroke():
    found = Due(AT)
    second = timedelta(seconds=1)
    assert standing(found, now=AT) is Standing.WAITING
    assert standing(found, now=AT + second) is Standing.OVERDUE
    assert standing(found, now=AT, done=AT) is Standing.MET
    assert standing(found, now=AT + second, done=AT + second) is Standing.LATE


def test_the_bank_holidays_that_come_with_it_are_those_of_the_act_and_the_proclamations():
    calendar = england()
    for year in range(calendar.first, calendar.last + 1):
        assert {day for day in calendar.holidays if day.year == year} == bank_holidays(year)


@pytest.mark.parametrize("start", ["2014-12-30", "2045-12-29"])
def test_years_of_which_no_bank_holidays_are_known_are_refused_and_never_guessed(start):
    with pytest.raises(CannotProceed) as stopped:
        due(clock("within 3 working days of accepted"), parse(start).at, england())
    assert "Bank holidays are known from 2015 to 2045" in str(stopped.value)


def test_a_calendar_is_made_of_what_the_feed_tells():
    known = Calendar.of([date(2026, 1, 1), date(2027, 12, 27)])
    assert (known.first, known.last) == (2026, 2027)
    assert known.after(date(2025, 12, 31), 1) == date(2026, 1, 2)
    with pytest.raises(CannotProceed):
        Calendar.of([]).is_working(date(2026, 1, 1))


@pytest.mark.parametrize("said", [
    "within 2 hours of referred", "within 1 day", "within 10 working days of accepted", "3 weeks after guided_conversation",
    "every month", "every 6 months from baseline", "by 09:00 next day", "by 09:00 next working day of first_visit",
    "same day", "same working day of referred", "at most 12 hours in assessment_unit",
])  # fmt: skip
def test_a_clock_is_said_again_as_it_was_written(said):
    assert str(clock(said)) == said
    assert clock(str(clock(said))) == clock(said)


def test_only_minutes_and_hours_are_urgent():
    assert clock("within 90 minutes of referred").urgent
    assert clock("at most 12 hours in a_place").urgent
    assert not clock("within 1 day of referred").urgent
    assert not clock("same day").urgent


def test_a_start_in_utc_is_due_in_utc():
    assert due(clock("within 2 hours of referred"), AT.astimezone(LONDON), england()).at.tzinfo is UTC
