"""What a model of care tells of itself: counts to be checked with a pencil, and nothing that gives anybody away."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN, TRUE_NUMBERS
from joinedup.planning.model_reports.rules import Came, Facts, Scored, StepSeen, report
from joinedup.words.models_of_care import Known, ModelOfCare, read
from tests.world.drawn import instant, rows

AT = instant("2026-04-01 09:00")


@pytest.fixture(scope="module")
def model() -> ModelOfCare:
    return read(
        """
id: tea-and-talk
title: Tea and talk
version: 2026-04
source: invented
who: {age: 65 or over}
how_in: {routes: [gp, self], agree: [person]}
team: {key_worker: gp, roles: [gp]}
steps:
  - hello: {by: key_worker, due: within 10 days of accepted}
  - goodbye: {by: key_worker, title: A last visit, due: 6 weeks after hello}
ends: {outcomes: [goals_met, declined], limit: 26 weeks}
""",
        file="model.yaml",
        known=Known(),
    ).model


def came(table: str) -> list[Came]:
    return [
        Came(
            row["route"],
            instant(row["referred"]),
            instant(row["accepted"]) if row["accepted"] else None,
            instant(row["ended"]) if row["ended"] else None,
            row["outcome"],
        )
        for row in rows(table)
    ]


def steps(table: str) -> list[StepSeen]:
    return [
        StepSeen(
            row["step"],
            instant(row["began"]),
            instant(row["due"]),
            instant(row["done"]) if row["done"] else None,
            instant(row["ended"]) if row.get("ended") else None,
        )
        for row in rows(table)
    ]


def scored(enrolment: int, at: str, value: float, score: str = "total", better: str = "higher") -> Scored:
    return Scored(enrolment, "wheel", score, instant(at), value, better)


def test_people_are_counted_by_how_they_came_and_how_it_ended(model: ModelOfCare) -> None:
    told = report(
        model,
        Facts(
            came("""
                route | referred   | accepted   | ended      | outcome
                ------+------------+------------+------------+----------
                gp    | 2026-01-05 | 2026-01-09 |            |
                gp    | 2026-01-20 | 2026-01-21 | 2026-02-11 | goals_met
                self  | 2026-03-30 |            |            |
                gp    | 2026-02-02 |            | 2026-02-03 | declined
            """)
        ),
        at=AT,
        policy=TRUE_NUMBERS,
    )
    assert (told.since, told.referred, told.accepted, told.on_it_now) == (date(2026, 1, 5), 4, 2, 1)
    assert told.routes == (("gp", 3), ("self", 1))
    assert told.outcomes == (("goals_met", 1), ("declined", 1))
    assert told.caseload == ((date(2026, 2, 1), 2), (date(2026, 3, 1), 1), (date(2026, 4, 1), 1))


def test_a_share_inside_a_clock_counts_who_was_late_and_whose_time_has_passed_and_not_who_still_has_time(
    model: ModelOfCare,
) -> None:
    told = report(
        model,
        Facts(
            steps=steps("""
                step  | began      | due        | done
                ------+------------+------------+-----------
                hello | 2026-03-01 | 2026-03-11 | 2026-03-03
                hello | 2026-03-01 | 2026-03-11 | 2026-03-11
                hello | 2026-03-01 | 2026-03-11 | 2026-03-15
                hello | 2026-03-01 | 2026-03-11 |
                hello | 2026-03-30 | 2026-04-09 |
            """)
        ),
        at=AT,
        policy=TRUE_NUMBERS,
    )
    hello, goodbye = told.clocks
    assert (hello.title, hello.clock, hello.met, hello.of, hello.waiting) == (
        "Hello", "within 10 days of accepted", 2, 4, 1,
    )  # fmt: skip
    assert hello.share == 0.5
    assert hello.interval is not None
    assert hello.interval.low < 0.5 < hello.interval.high
    assert hello.median_days == pytest.approx(10)
    assert hello.ninth_days == pytest.approx(13.2)
    assert (goodbye.title, goodbye.of, goodbye.share, goodbye.median_days) == ("A last visit", 0, None, None)


def test_a_step_counts_as_missed_only_where_its_time_passed_before_care_ended(model: ModelOfCare) -> None:
    told = report(
        model,
        Facts(
            steps=steps("""
                step  | began      | due        | done       | ended
                ------+------------+------------+------------+-----------
                hello | 2026-03-01 | 2026-03-11 |            | 2026-03-05
                hello | 2026-03-01 | 2026-03-11 |            | 2026-03-11
                hello | 2026-03-01 | 2026-03-11 |            | 2026-03-12
                hello | 2026-03-01 | 2026-03-11 | 2026-03-04 | 2026-03-05
            """)
        ),
        at=AT,
        policy=TRUE_NUMBERS,
    )
    hello = told.clocks[0]
    assert (hello.met, hello.of, hello.waiting) == (1, 2, 0)


def test_a_change_is_of_those_asked_twice_from_first_to_last(model: ModelOfCare) -> None:
    scores = [
        scored(1, "2026-03-01", 20),
        scored(1, "2026-02-01", 10),
        scored(1, "2026-03-20", 30),
        scored(2, "2026-02-01", 14),
        scored(2, "2026-03-01", 16),
        scored(3, "2026-02-01", 99),
        scored(3, "2026-02-01", 1, score="spread"),
    ]
    spread, total = report(model, Facts(scores=scores), at=AT, policy=TRUE_NUMBERS).changes
    assert (total.people, total.first, total.last) == (2, 12, 23)
    assert (total.improved, total.interval is not None) == (1.0, True)
    assert (spread.people, spread.first, spread.last) == (0, None, None)


@pytest.mark.parametrize(("better", "improved"), [("higher", 0.5), ("lower", 0.5), ("", None)])
def test_what_is_better_is_as_the_form_says_and_staying_the_same_is_not(
    model: ModelOfCare, better: str, improved: float | None
) -> None:
    asked = [(1, "2026-02-01", 5), (1, "2026-03-01", 5), (2, "2026-02-01", 9), (2, "2026-03-01", 9)]
    moved = 1 if better == "higher" else -1
    scores = [scored(who, at, value, better=better) for who, at, value in asked]
    scores[1] = scored(1, "2026-03-01", 5 + moved, better=better)
    [change] = report(model, Facts(scores=scores), at=AT, policy=TRUE_NUMBERS).changes
    assert change.improved == improved


def test_where_few_are_counted_a_report_for_planning_gives_nobody_away(model: ModelOfCare) -> None:
    few = came("""
        route | referred   | accepted   | ended | outcome
        ------+------------+------------+-------+--------
        gp    | 2026-01-05 | 2026-01-09 |       |
        self  | 2026-01-20 | 2026-01-21 |       |
    """)
    done = [
        StepSeen("hello", at, instant("2026-03-11"), instant("2026-03-03") if late else None)
        for late, at in ((True, instant("2026-03-01")), (False, instant("2026-03-01")))
    ]
    told = report(
        model,
        Facts(few, done, [scored(1, "2026-02-01", 10), scored(1, "2026-03-01", 20)]),
        at=AT,
        policy=HOSPITAL_STATISTICS,
    )
    assert told.referred == told.on_it_now == "1 to 7"
    assert {count for _, count in told.routes} <= {"1 to 7", NOT_SHOWN}
    assert told.caseload == ()
    hello = told.clocks[0]
    assert (hello.met, hello.of, hello.share, hello.interval, hello.median_days) == (
        NOT_SHOWN, NOT_SHOWN, None, None, None,
    )  # fmt: skip
    assert (told.changes[0].people, told.changes[0].first) == ("1 to 7", None)


def test_a_report_for_planning_is_rounded_in_every_month_and_every_share(model: ModelOfCare) -> None:
    many = [Came("gp", instant("2026-01-05"), instant("2026-01-09"))] * 13
    steps_of_all = [StepSeen("hello", instant("2026-03-01"), instant("2026-03-11"), instant("2026-03-03"))] * 12
    late = [StepSeen("hello", instant("2026-03-01"), instant("2026-03-11"))] * 9
    told = report(model, Facts(many, [*steps_of_all, *late]), at=AT, policy=HOSPITAL_STATISTICS)
    assert {count for _, count in told.caseload} == {15}
    assert (told.clocks[0].met, told.clocks[0].of, told.clocks[0].share) == (10, 20, 0.5)


def test_a_model_to_which_nobody_came_says_so_and_does_not_fail(model: ModelOfCare) -> None:
    told = report(model, Facts(), at=AT, policy=TRUE_NUMBERS)
    assert (told.since, told.referred, told.routes, told.caseload) == (None, 0, (), ())


def test_a_month_begins_at_midnight_in_london_though_it_is_still_the_day_before_elsewhere(model: ModelOfCare) -> None:
    late = [Came("gp", instant("2026-06-30 23:30"), instant("2026-06-30 23:30"))]
    told = report(model, Facts(late), at=instant("2026-07-01 00:10"), policy=TRUE_NUMBERS)
    assert told.caseload == ((date(2026, 7, 1), 1),)
