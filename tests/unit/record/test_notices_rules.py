"""When someone is told and of what: one digest a day, quiet hours over midnight, clock changes, bank holidays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.notices import rules
from joinedup.record.notices.rules import Kind, Wish, digest_at, digest_due, is_quiet, kind_of, news
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import england

EVERY = Wish("every")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("begins", "ends", "clock", "quiet"),
    [
        ("19:00", "07:00", "18:59", False),
        ("19:00", "07:00", "19:00", True),
        ("19:00", "07:00", "00:00", True),
        ("19:00", "07:00", "06:59", True),
        ("19:00", "07:00", "07:00", False),
        ("12:00", "13:00", "12:30", True),
        ("12:00", "13:00", "13:00", False),
        ("08:00", "08:00", "08:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(begins: str, ends: str, clock: str, quiet: bool) -> None:
    wish = Wish(quiet_from=time.fromisoformat(begins), quiet_until=time.fromisoformat(ends))
    for day in ("2026-01-15", "2026-07-15"):  # London's hours, in winter and in summer
        assert is_quiet(wish, london(f"{day} {clock}").astimezone(UTC)) is quiet


@pytest.mark.parametrize(
    ("days", "day", "at", "due"),
    [
        ("working", "2026-03-10", "08:00", "2026-03-10 08:00"),
        ("working", "2026-03-14", "08:00", ""),  # a Saturday
        ("working", "2026-04-03", "08:00", ""),  # Good Friday
        ("working", "2026-04-06", "08:00", ""),  # Easter Monday
        ("every", "2026-04-06", "08:00", "2026-04-06 08:00"),
        ("never", "2026-03-10", "08:00", ""),
        ("every", "2026-03-29", "08:00", "2026-03-29 08:00"),  # the clocks go forward
        ("every", "2026-10-25", "08:00", "2026-10-25 08:00"),  # the clocks go back
        ("every", "2026-03-10", "06:00", "2026-03-10 07:00"),  # in quiet hours: at their end
        ("every", "2026-03-10", "22:00", "2026-03-11 07:00"),  # in quiet hours: on the next morning
        ("working", "2999-01-02", "08:00", "2999-01-02 08:00"),  # no bank holidays are known: a weekday
        ("working", "2999-01-05", "08:00", ""),
    ],
)  # fmt: skip
def test_when_a_digest_is_due(days: str, day: str, at: str, due: str) -> None:
    found = digest_at(Wish(days, time.fromisoformat(at)), date.fromisoformat(day), england())
    assert found == (london(due).astimezone(UTC) if due else None)


@pytest.mark.parametrize(
    ("now", "last", "day"),
    [
        ("2026-03-10 07:59", None, None),
        ("2026-03-10 08:00", None, "2026-03-10"),
        ("2026-03-10 08:00", "2026-03-09", "2026-03-10"),
        ("2026-03-10 08:01", "2026-03-10", None),
        ("2026-03-10 15:00", "2026-03-08", "2026-03-10"),  # late on its own day, and that of the day before no more
        ("2026-03-10 19:30", "2026-03-09", None),  # quiet by now
        ("2026-10-25 08:00", "2026-10-24", "2026-10-25"),
    ],
)  # fmt: skip
def test_a_digest_is_made_once_a_day(now: str, last: str | None, day: str | None) -> None:
    found = digest_due(
        EVERY, at=london(now), last=date.fromisoformat(last) if last else None, calendar=england()
    )  # fmt: skip
    assert found == (date.fromisoformat(day) if day else None)


def test_one_that_waited_for_the_end_of_quiet_hours_is_of_the_day_before() -> None:
    wish = replace(EVERY, digest_at=time(22))
    assert digest_due(wish, at=london("2026-03-11 07:00"), last=None, calendar=england()) == date(2026, 3, 10)
    assert digest_due(wish, at=london("2026-03-11 23:00"), last=date(2026, 3, 10), calendar=england()) is None


_CLOCK = st.times().map(lambda at: at.replace(microsecond=0, second=0))


@given(
    st.builds(Wish, st.sampled_from(["working", "every"]), _CLOCK, _CLOCK, _CLOCK),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
)
def test_through_a_week_nobody_has_two_digests_of_a_day_nor_one_in_quiet_hours(wish: Wish, first: date) -> None:
    at, last, made = london(f"{first} 00:00").astimezone(UTC), None, []
    for _ in range(7 * 24 * 4):
        day = digest_due(wish, at=at, last=last, calendar=england())
        if day is not None:
            assert not is_quiet(wish, at)
            assert last is None or day > last
            made.append(at.astimezone(LONDON).date())
            last = day
        at += timedelta(minutes=15)
    assert len(made) == len(set(made))


TEN = london("2026-03-10 10:00")


@dataclass
class Thing:
    source: str = "enrolment"
    key: str = "visit"
    account: int | None = 1
    begins_at: datetime = TEN
    held_since: datetime | None = None
    due_at: datetime | None = None
    urgent: bool = False
    stopped_why: str = ""


NOW, SINCE = london("2026-03-10 12:00"), london("2026-03-10 09:00")
LONG_AGO = london("2026-02-01 09:00")


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        (Thing(), "mine"),
        (Thing(begins_at=LONG_AGO), ""),
        (Thing(begins_at=LONG_AGO, held_since=london("2026-03-10 11:00")), "mine"),
        (Thing(account=None), ""),
        (Thing(account=2), ""),
        (Thing(begins_at=LONG_AGO, due_at=london("2026-03-10 11:00")), "overdue"),
        (Thing(begins_at=LONG_AGO, due_at=london("2026-03-10 08:00")), ""),
        (Thing(begins_at=LONG_AGO, due_at=london("2026-03-10 13:00")), ""),
        (Thing(account=None, begins_at=LONG_AGO, due_at=london("2026-03-10 11:00")), "overdue"),
        (Thing(account=None, urgent=True, begins_at=LONG_AGO), "urgent"),
        (Thing(urgent=True), "urgent"),
        (Thing(urgent=True, begins_at=LONG_AGO), ""),
        (Thing(account=None, key="transfer"), "transfer"),
        (Thing(account=None, source="plan_feedback"), "plan"),
        (Thing(source="meeting"), "meeting"),
        (Thing(stopped_why="paused"), ""),
    ],
)  # fmt: skip
def test_of_what_someone_is_told(thing: Thing, kind: str) -> None:
    assert (kind_of(thing, since=SINCE, at=NOW, account=1) or "") == kind


def test_nobody_is_left_untold_of_what_is_urgent_and_each_thing_is_told_once() -> None:
    things = [Thing(), Thing(urgent=True, due_at=london("2026-03-10 11:00")), Thing(begins_at=LONG_AGO)]
    nothing = Wish(unwanted=frozenset(Kind))
    assert news(things, since=SINCE, at=NOW, account=1, wish=nothing) == {Kind.URGENT: [things[1]]}
    assert news(things, since=SINCE, at=NOW, account=1, wish=Wish()) == {
        Kind.MINE: [things[0]], Kind.URGENT: [things[1]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tries", "minutes", "trying", "may", "given_up"),
    [
        (0, None, False, True, False),
        (1, 14, False, False, False),
        (1, 15, False, True, False),
        (3, 15, False, False, True),
        (1, 14, True, False, False),
        (1, 15, True, False, True),  # it ended while it was handed over: it may have gone
    ],
)  # fmt: skip
def test_an_email_is_tried_a_few_times_and_never_where_it_may_have_gone(
    tries: int, minutes: int | None, trying: bool, may: bool, given_up: bool
) -> None:
    tried = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert rules.may_try(tries, tried, trying=trying, at=NOW) is may
    assert rules.is_given_up(tries, tried, trying=trying, at=NOW) is given_up


def test_an_email_says_how_many_and_names_nobody() -> None:
    subject, text = rules.words({"mine": 2, "overdue": 1}, "https://joinedup.example/what-is-new")
    assert subject == "JoinedUp: 3 new"
    assert text.splitlines()[:2] == ["2 – New for you", "1 – Now overdue"]
    assert "https://joinedup.example/what-is-new" in text
    assert rules.words({"urgent": 1}, "x")[0] == "JoinedUp: something urgent"
