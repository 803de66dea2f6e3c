"""When slots are: by the clock on the wall in London, over clock changes and bank holidays; who came to how many."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import england
from joinedup.work.appointments.rules import (
    Opening,
    Span,
    attended,
    in_words,
    openings,
    sessions,
    slots,
    why_not_attended,
)

EVENINGS = "mon-fri 18:30-22:00; sat 09:00-17:00; sun 09:00-13:00"


def made(hours: str, first: date, last: date, minutes: int = 60, *, on_holidays: bool = False) -> list[Span]:
    return slots(
        openings(hours), first=first, last=last, minutes=minutes, calendar=england(), on_holidays=on_holidays
    )  # fmt: skip


def wall(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %d %H:%M}"


def test_opening_hours_are_read_in_whole_words():
    assert in_words(EVENINGS) == "Monday to Friday 18:30 to 22:00; Saturday 09:00 to 17:00; Sunday 09:00 to 13:00"
    assert in_words("TUE 10:00 - 11:00") == "Tuesday 10:00 to 11:00"


@pytest.mark.parametrize(
    ("day", "first", "last", "many"),
    [
        (date(2026, 6, 1), "Mon 01 18:30", "Mon 01 21:30", 7),
        (date(2026, 6, 5), "Fri 05 18:30", "Fri 05 21:30", 7),
        (date(2026, 6, 6), "Sat 06 09:00", "Sat 06 16:30", 16),
        (date(2026, 6, 7), "Sun 07 09:00", "Sun 07 12:30", 8),
        (date(2026, 1, 5), "Mon 05 18:30", "Mon 05 21:30", 7),
    ],
)
def test_scenario_11_evenings_and_weekends_have_slots_only_in_their_hours(
    day: date, first: str, last: str, many: int
) -> None:
    found = made(EVENINGS, day, day, 30)
    assert (wall(found[0].starts), wall(found[-1].starts), len(found)) == (first, last, many)
    assert all(span.ends - span.starts == timedelta(minutes=30) for span in found)


@pytest.mark.parametrize(
    ("day", "many", "utc"),
    [
        (date(2026, 3, 29), 3, "00:00"),  # the clocks go forward: 00:00 to 04:00 lasts three hours
        (date(2026, 10, 25), 5, "23:00"),  # they go back: it lasts five, and the day began in summer time
        (date(2026, 7, 5), 4, "23:00"),
    ],
)
def test_a_night_of_slots_is_as_long_as_the_night_is(day: date, many: int, utc: str) -> None:
    found = made("sun 00:00-04:00", day, day)
    assert len(found) == many
    assert f"{found[0].starts.astimezone(UTC):%H:%M}" == utc
    assert all(one.ends == other.starts for one, other in pairwise(found))


def test_scenario_18_a_strength_and_balance_class_meets_twelve_times_by_the_same_clock() -> None:
    found = sessions(openings("tue 10:00-11:00"), first=date(2026, 2, 17), count=12, calendar=england())
    assert len(found) == 12
    assert {f"{span.starts.astimezone(LONDON):%a %H:%M}" for span in found} == {"Tue 10:00"}
    assert found[-1].starts.astimezone(LONDON).date() - date(2026, 2, 17) == timedelta(weeks=11)
    assert {f"{span.starts:%H:%M}" for span in found} == {"10:00", "09:00"}  # in UTC, over the clock change


def test_a_bank_holiday_is_left_out_or_not_as_is_said() -> None:
    monday = date(2026, 5, 4)
    assert made("mon 09:00-10:00", monday, monday) == []
    assert len(made("mon 09:00-10:00", monday, monday, on_holidays=True)) == 1
    weekly = openings("mon 09:00-10:00")
    moved = sessions(weekly, first=date(2026, 4, 27), count=2, calendar=england())
    kept = sessions(weekly, first=date(2026, 4, 27), count=2, calendar=england(), on_holidays=True)
    assert [span.starts.day for span in moved] == [27, 11]
    assert [span.starts.day for span in kept] == [27, 4]


def test_hours_that_touch_are_read_and_those_that_lie_within_others_are_not() -> None:
    assert len(openings("mon 09:00-10:00; mon 10:00-11:00; tue 09:30-12:00")) == 3
    for text in ("mon-fri 09:00-17:00; wed 16:00-18:00", "mon 09:00-10:00; mon 09:00-10:00"):
        with pytest.raises(BadInput, match="within others"):
            openings(text)


def test_hours_are_read_in_the_order_of_the_week() -> None:
    assert openings("sat 9:00-12:00; mon 10:00-11:00;") == (
        Opening(0, time(10), time(11)), Opening(5, time(9), time(12)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong", ["", "always", "mon 10-11", "xyz 10:00-11:00", "mon-xyz 10:00-11:00", "fri-mon 10:00-11:00",
              "mon 11:00-10:00", "mon 25:00-26:00"],
)  # fmt: skip
def test_hours_that_cannot_be_read_are_refused(wrong: str) -> None:
    with pytest.raises(BadInput, match="could not read these hours"):
        openings(wrong)


def test_too_many_or_no_slots_are_refused() -> None:
    day = date(2026, 6, 1)
    with pytest.raises(BadInput, match="no time"):
        made("mon 10:00-11:00", day, day, 0)
    with pytest.raises(BadInput, match="too many"):
        made("mon-sun 00:00-23:59", day, day + timedelta(days=300), 5)
    for count in (0, 2_001):
        with pytest.raises(BadInput, match="how many sessions"):
            sessions(openings("mon 10:00-11:00"), first=day, count=count, calendar=england())


def test_who_came_is_said_once_it_has_begun_and_what_we_cancelled_counts_against_nobody() -> None:
    now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert why_not_attended("booked", now, cancelled=False, at=now) == ""
    assert "not begun" in why_not_attended("booked", now + timedelta(minutes=1), cancelled=False, at=now)
    assert "cancelled" in why_not_attended("cancelled", now, cancelled=False, at=now)
    assert "cancelled" in why_not_attended("booked", now, cancelled=True, at=now)
    assert attended(["fulfilled", "noshow", "cancelled", "fulfilled", "waitlist"]) == (2, 3)
    assert attended([]) == (0, 0)
