"""When each record falls due: drawn tables of people, held to the Records Management Code of Practice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from joinedup.planning.retention.definition import rules
from joinedup.planning.retention.queries import before
from joinedup.planning.retention.rules import Keep, Known, RetentionRule, falls_due, read, tally
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import start_of_day
from tests.world.drawn import rows

ADULT, CHILD, MENTAL, GP = (
    rules()[name] for name in ("adult-health-record", "childrens-health-record", "mental-health-record", "gp-record")
)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def known(row: dict[str, str]) -> Known:
    return Known(date.fromisoformat(row["last"]), day(row["born"]), day(row["died"]))


@pytest.mark.parametrize("row", rows("""
    who                               | born       | last       | died       | adult      | child      | mental     | gp
    ----------------------------------+------------+------------+------------+------------+------------+------------+-----------
    a woman last seen at 50           | 1960-03-10 | 2010-06-01 |            | 2018-06-01 |            | 2030-06-01 |
    a man who died                    | 1940-01-01 | 2010-06-01 | 2010-06-02 | 2018-06-01 |            | 2020-06-02 | 2020-06-02
    a girl last seen at 9             | 2001-05-05 | 2010-06-01 |            |            | 2026-05-05 | 2030-06-01 |
    a boy last seen at 17             | 1993-05-05 | 2010-06-01 |            |            | 2019-05-05 | 2030-06-01 |
    seen on the day that he became 18 | 1992-06-01 | 2010-06-01 |            | 2018-06-01 |            | 2030-06-01 |
    seen on the day before            | 1992-06-02 | 2010-06-01 |            |            | 2018-06-02 | 2030-06-01 |
    a girl who died at 9              | 2001-05-05 | 2010-06-01 | 2010-06-05 |            | 2018-06-05 | 2020-06-05 | 2020-06-05
    nobody knows when she was born    |            | 2010-06-01 |            | 2018-06-01 |            | 2030-06-01 |
    last seen on 29 February          | 1950-01-01 | 2012-02-29 |            | 2020-02-29 |            | 2032-02-29 |
"""), ids=lambda row: row["who"])  # fmt: skip
def test_each_record_falls_due_on_its_day(row: dict[str, str]) -> None:
    found = {name: falls_due(rule, known(row)) for name, rule in
             (("adult", ADULT), ("child", CHILD), ("mental", MENTAL), ("gp", GP))}  # fmt: skip
    assert found == {name: day(row[name]) for name in found}


def test_by_birth_nobody_whose_birth_is_not_known_is_due() -> None:
    everyone = read(WRITTEN | {"from": "birth"})
    assert falls_due(everyone, Known(date(2010, 1, 1))) is None
    assert falls_due(everyone, Known(date(2010, 1, 1), born=date(2000, 1, 1))) == date(2008, 1, 1)


@pytest.mark.parametrize("row", rows("""
    from       | keep      | due
    -----------+-----------+-----------
    2024-01-31 | 1 month   | 2024-02-29
    2024-02-29 | 1 year    | 2025-02-28
    2024-02-29 | 4 years   | 2028-02-29
    2024-11-30 | 3 months  | 2025-02-28
    2024-01-01 | 90 days   | 2024-03-31
    2024-01-01 | 0 days    | 2024-01-01
"""), ids=lambda row: row["keep"])  # fmt: skip
def test_times_are_counted_by_the_calendar_and_back_again(row: dict[str, str]) -> None:
    keep = read(WRITTEN | {"keep": row["keep"]}).keep
    first, due = date.fromisoformat(row["from"]), date.fromisoformat(row["due"])
    assert keep.after(first) == due
    assert str(keep) == row["keep"]
    # What was made on the first day is due on that day and not on the day before.
    assert start_of_day(first) < before(keep, due)
    assert start_of_day(first) >= before(keep, date.fromordinal(due.toordinal() - 1))


def test_what_is_due_is_counted_with_its_oldest_and_what_is_not_yet_is_not() -> None:
    told = [
        ("hospital", Known(date(2010, 6, 1), date(1960, 1, 1)), 3),
        ("hospital", Known(date(2009, 6, 1), date(1960, 1, 1)), 1),
        ("hospital", Known(date(2024, 6, 1), date(1960, 1, 1)), 9),
        ("community", Known(date(2011, 6, 1), date(2000, 1, 1)), 2),
        ("gp", Known(date(2011, 6, 1), date(1920, 1, 1), date(2012, 1, 1)), 4),
    ]
    adult, child, gp = tally([ADULT, CHILD, GP], told, on=date(2026, 4, 1))
    assert (adult.count, adult.since, adult.oldest) == (4, date(2017, 6, 1), date(2009, 6, 1))
    assert (child.count, child.since, child.oldest) == (2, date(2025, 1, 1), date(2011, 6, 1))
    assert (gp.count, gp.since, gp.oldest) == (4, date(2022, 1, 1), date(2011, 6, 1))
    [later] = tally([GP], told, on=date(2021, 12, 31))
    assert (later.count, later.since) == (0, None)


WRITTEN: dict[str, Any] = {
    "id": "one", "title": "One", "of": "records", "systems": ["gp"], "keep": "8 years", "from": "last contact",
    "then": "review", "source": "The place",
}  # fmt: skip


def test_a_rule_that_is_right_is_read() -> None:
    assert read(WRITTEN) == RetentionRule(
        "one", "One", "records", Keep(8, "year"), "last contact", "review", "The place", ("gp",)
    )
    assert (
        read(WRITTEN | {"or_after_death": "1 year"}).said
        == "8 years from last contact, or 1 year from death if that is sooner"
    )


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"keep": "for ever"}, "a time is written"),
        ({"then": "destroy"}, "reviewed by people"),
        ({"then": "burn"}, "review or destroy"),
        ({"of": "everything"}, "of is one of"),
        ({"from": "when we like"}, "from one of"),
        ({"who": "some"}, "who everyone"),
        ({"id": "Not An Id"}, "small letters"),
        ({"systems": []}, "have systems"),
        ({"of": "journal"}, "have systems"),
        ({"colour": "blue"}, "colour is not known"),
    ],
)
def test_a_rule_that_is_wrong_says_what_is(spoilt: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read(WRITTEN | spoilt)


def test_a_rule_that_lacks_something_says_what() -> None:
    with pytest.raises(BadInput, match="keep is missing"):
        read({name: value for name, value in WRITTEN.items() if name != "keep"})


def test_no_rule_that_is_shipped_destroys_a_record_and_every_system_is_in_one() -> None:
    every = rules().values()
    assert {rule.then for rule in every if rule.of in ("records", "journal", "seals")} == {"review"}
    of_records = [system for rule in every for system in rule.systems]
    assert {"gp", "hospital", "mental_health", "social_care", "care_home", "ambulance"} <= set(of_records)
    assert all(rule.source for rule in every)
