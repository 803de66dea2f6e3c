"""When a team meets next: drawn against the calendar, with bank holidays, clock changes and short months."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.basics.errors import BadInput
from joinedup.words.models_of_care import england
from joinedup.work.meetings.dates import NTH, Every, Pattern, checked, coming, next_after
from tests.world.drawn import instant, rows

OFTEN = {
    "every working day at 08:45": Pattern(Every.WORKING_DAY, date(2025, 1, 1), time(8, 45)),
    "every week on Tuesday at 13:00": Pattern(Every.WEEK, date(2025, 1, 1), time(13), weekday=1),
    "every week on Monday at 09:00": Pattern(Every.WEEK, date(2025, 1, 1), time(9), weekday=0),
    "every 2 weeks on Friday at 09:00": Pattern(Every.WEEK, date(2026, 3, 20), time(9), weekday=4, spacing=2),
    "every month on the first Wednesday at 12:30": Pattern(
        Every.WEEKDAY_OF_MONTH, date(2025, 1, 1), time(12, 30), weekday=2, nth=1
    ),
    "every month on the last Friday at 09:00": Pattern(
        Every.WEEKDAY_OF_MONTH, date(2025, 1, 1), time(9), weekday=4, nth=-1
    ),
    "every 2 months on the third Thursday at 14:00": Pattern(
        Every.WEEKDAY_OF_MONTH, date(2026, 1, 1), time(14), weekday=3, nth=3, spacing=2
    ),
    "every month on day 31 at 10:00": Pattern(Every.DAY_OF_MONTH, date(2025, 1, 1), time(10), day=31),
}

# Scenario 20: each is a way in which the teams of the catalogue meet. Sources: newton_abbot_frailty_hub (every day),
# devon_chc_matrix (every week), northumberland_frailty_register, rushcliffe_peer_review and sutton_joint_intelligence
# (every month), nwl_lay_partners (every two months).
SCENARIO_20 = """
    of whom            | how often                                     | after            | next             | why
    -------------------+-----------------------------------------------+------------------+------------------+-----------------------------
    frailty hub        | every working day at 08:45                    | 2026-04-01 08:44 | 2026-04-01 08:45 | a minute before is today
    frailty hub        | every working day at 08:45                    | 2026-04-01 08:45 | 2026-04-02 08:45 | not again at the same moment
    frailty hub        | every working day at 08:45                    | 2026-04-02 12:00 | 2026-04-07 08:45 | Good Friday to Easter Monday
    frailty hub        | every working day at 08:45                    | 2025-12-24 09:00 | 2025-12-29 08:45 | Christmas, then a weekend
    continuing care    | every week on Tuesday at 13:00                | 2026-04-01 09:00 | 2026-04-07 13:00 | the next Tuesday
    continuing care    | every week on Monday at 09:00                 | 2026-03-23 09:00 | 2026-03-30 09:00 | the clocks go forward
    continuing care    | every week on Monday at 09:00                 | 2026-10-19 09:00 | 2026-10-26 09:00 | the clocks go back
    continuing care    | every week on Monday at 09:00                 | 2026-03-30 10:00 | 2026-04-07 09:00 | Easter Monday: on Tuesday
    continuing care    | every week on Monday at 09:00                 | 2026-04-06 10:00 | 2026-04-07 09:00 | asked on the holiday itself
    continuing care    | every week on Monday at 09:00                 | 2026-04-07 10:00 | 2026-04-13 09:00 | then on Mondays again
    a fortnight        | every 2 weeks on Friday at 09:00              | 2026-03-20 09:00 | 2026-04-07 09:00 | Good Friday: after Easter
    a fortnight        | every 2 weeks on Friday at 09:00              | 2026-04-07 09:00 | 2026-04-17 09:00 | counted from the first
    frailty register   | every month on the first Wednesday at 12:30   | 2026-04-01 12:30 | 2026-05-06 12:30 | the first of next month
    frailty register   | every month on the first Wednesday at 12:30   | 2025-12-20 12:00 | 2026-01-07 12:30 | across the year
    peer review        | every month on the last Friday at 09:00       | 2026-04-01 09:00 | 2026-04-24 09:00 | the last, not the fourth
    peer review        | every month on the last Friday at 09:00       | 2026-04-24 09:00 | 2026-05-29 09:00 | which is the fifth in May
    lay group          | every 2 months on the third Thursday at 14:00 | 2026-01-15 14:00 | 2026-03-19 14:00 | February is left out
    lay group          | every 2 months on the third Thursday at 14:00 | 2026-12-01 14:00 | 2027-01-21 14:00 | across the year
    month end          | every month on day 31 at 10:00                | 2026-01-15 10:00 | 2026-02-02 10:00 | 31 January is a Saturday
    month end          | every month on day 31 at 10:00                | 2026-02-02 10:00 | 2026-03-02 10:00 | so is 28 February
    month end          | every month on day 31 at 10:00                | 2028-02-01 10:00 | 2028-02-29 10:00 | a leap day
    month end          | every month on day 31 at 10:00                | 2026-04-01 10:00 | 2026-04-30 10:00 | April has 30
    far ahead          | every working day at 08:45                    | 2090-12-22 09:00 | 2090-12-25 08:45 | nobody knows that year's holidays
"""


@pytest.mark.parametrize("row", rows(SCENARIO_20), ids=lambda row: f"{row['of whom']}: {row['why']}")
def test_scenario_20_frequency_a_team_meets_when_it_says_it_does(row: dict[str, str]) -> None:
    pattern = OFTEN[row["how often"]]
    assert str(checked(pattern)) == row["how often"]
    assert next_after(pattern, instant(row["after"]), england()) == instant(row["next"])


def test_a_team_does_not_meet_before_it_first_does() -> None:
    later = Pattern(Every.WORKING_DAY, date(2026, 5, 5), time(9))
    assert next_after(later, instant("2026-04-01 09:00"), england()) == instant("2026-05-05 09:00")


def test_what_is_moved_by_a_holiday_onto_another_meeting_is_one_meeting() -> None:
    daily = OFTEN["every working day at 08:45"]
    held = coming(daily, instant("2026-04-02 12:00"), england(), 3)
    assert [f"{at:%d %b}" for at in held] == ["07 Apr", "08 Apr", "09 Apr"]


WRONG = """
    every            | weekday | nth | day | spacing | says
    -----------------+---------+-----+-----+---------+----------------------------------
    week             |         |     |     | 1       | on which day of the week
    week             | 5       |     |     | 1       | on which day of the week
    week             | 1       |     |     | 0       | too seldom, or never
    week             | 1       |     |     | 13      | too seldom, or never
    weekday_of_month | 1       | 5   |     | 1       | which of the month
    day_of_month     |         |     | 32  | 1       | on which day of the month
    day_of_month     |         |     |     | 1       | on which day of the month
"""


@pytest.mark.parametrize("row", rows(WRONG), ids=lambda row: f"{row['every']}: {row['says']}")
def test_how_often_must_say_a_day(row: dict[str, str]) -> None:
    told = {name: int(row[name]) for name in ("weekday", "nth", "day") if row[name]}
    pattern = Pattern(Every(row["every"]), date(2026, 1, 1), time(9), spacing=int(row["spacing"]), **told)
    with pytest.raises(BadInput, match=row["says"]):
        checked(pattern)


PATTERNS = st.builds(
    Pattern, st.sampled_from(Every), st.just(date(2025, 1, 1)), st.just(time(9, 30)), st.integers(0, 4),
    st.sampled_from(sorted(NTH)), st.integers(1, 31), st.integers(1, 6),
)  # fmt: skip


@given(pattern=PATTERNS, minutes=st.integers(0, 2 * 365 * 24 * 60))
def test_every_meeting_is_later_than_the_last_on_a_working_day_at_its_hour(pattern: Pattern, minutes: int) -> None:
    start = instant("2025-01-01") + timedelta(minutes=minutes)
    held = coming(pattern, start, england(), 3)
    assert held == sorted(set(held))
    assert held[0] > start
    assert {(at.hour, at.minute) for at in held} == {(9, 30)}
    assert all(england().is_working(at.date()) for at in held)
    # Whoever asks again just before a meeting is told of that meeting.
    assert next_after(pattern, held[1] - timedelta(minutes=1), england()) == held[1]
