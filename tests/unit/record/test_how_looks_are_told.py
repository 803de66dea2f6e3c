"""Lines of the journal as Edna Marsh reads them: who looked, where, when, why; and what is kept to keep people safe."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.record.sharing.looks.rules import IN_AN_EMERGENCY, NOT_NAMED, Line, Look, Naming, sittings
from tests.world.drawn import instant, rows

HERE = Naming({"HIL": "Hillside Surgery", "XN2": "Northmoor Community"}, practice="HIL")
APART = timedelta(minutes=30)


def looks(table: str, naming: Naming = HERE, **details: object) -> list[Look]:
    lines = [
        Line(
            instant(f"2026-04-01 {row['at']}"),
            row.get("act") or "record.open",
            row.get("outcome") or "done",
            int(row.get("account") or 1),
            row.get("role") or "gp",
            row["where"],
            row.get("reason", ""),
            details,
        )
        for row in rows(table)
    ]
    return sittings(lines, naming, apart=APART)


def test_looks_that_follow_one_another_are_one_sitting() -> None:
    found = looks("""
        at    | account | where | reason
        ------+---------+-------+------------
        11:00 | 1       | HIL   | Direct care
        10:29 | 1       | HIL   | Direct care
        10:20 | 2       | XN2   | Direct care
        10:00 | 1       | HIL   | Direct care
    """)
    told = [(look.where, f"{look.first:%H:%M}", f"{look.last:%H:%M}", look.times) for look in found]
    assert told == [
        ("Your GP practice, Hillside Surgery", "10:00", "10:00", 1),
        ("Your GP practice, Hillside Surgery", "09:00", "09:29", 2),
        ("Northmoor Community", "09:20", "09:20", 1),
    ]


def test_another_reason_is_another_look_though_at_the_same_time() -> None:
    found = looks("""
        at    | where | reason
        ------+-------+-------------------------------
        10:05 | HIL   | Direct care
        10:04 | HIL   | The person asked me to look
    """)
    assert [look.why for look in found] == ["To care for you.", "You asked them to look."]


@pytest.mark.parametrize(
    ("role", "who", "why"),
    [
        ("gp", "A GP", ""),
        ("privacy_officer", "Someone who answers questions about privacy", "It is their job to check who looks at records."),
        ("system", "The computer itself", "No person saw it."),
        ("a role of long ago", "Someone", ""),
    ],
)  # fmt: skip
def test_staff_are_told_by_their_job_and_not_by_name(role: str, who: str, why: str) -> None:
    [look] = sittings([Line(instant("2026-04-01"), "record.open", "done", 1, role, "HIL", "")], HERE, apart=APART)
    assert (look.who, look.what, look.why) == (who, "Looked at your record", why)


@pytest.mark.parametrize(
    ("naming", "code", "where"),
    [
        (HERE, "", ""),
        (HERE, "HIL", "Your GP practice, Hillside Surgery"),
        (HERE, "XN2", "Northmoor Community"),
        (HERE, "OLD", "OLD"),
        (Naming({}, hidden=True), "HIL", NOT_NAMED),
        (Naming({}, may=lambda code: False), "HIL", "A place that is not named here. Ask your GP practice."),
    ],
)
def test_where_they_work_is_named_unless_that_would_say_where_edna_is(naming: Naming, code: str, where: str) -> None:
    assert naming.where(code) == where


def test_who_was_stopped_is_told_with_why_and_that_they_saw_nothing() -> None:
    unrelated, other_job = looks("""
        at    | where | outcome | act              | reason
        ------+-------+---------+------------------+----------------------------------------
        10:05 | XN2   | refused | record.open      | Nothing on record says that you care
        10:04 | XN2   | refused | choice.see       | Your post may not
    """)
    assert unrelated.stopped
    assert unrelated.what == "Tried, and was stopped: looked at your record"
    assert unrelated.why == "They were stopped and saw nothing of it. Nothing showed that they care for you."
    assert other_job.why == "They were stopped and saw nothing of it. It is not part of their job."


def test_why_says_the_reason_what_ties_them_to_her_and_that_it_was_an_emergency() -> None:
    table = """
        at    | where | reason
        ------+-------+--------------
        10:05 | XN2   | Her daughter rang
    """
    [look] = looks(table, relation="caseload", emergency=True)
    assert look.why == (
        "They wrote: “Her daughter rang” You were on a plan of care with them, or had been not long ago. "
        f"{IN_AN_EMERGENCY}"
    )
    [hidden] = looks(table, Naming({}, hidden=True))
    assert hidden.why == "", "their own words may say where she is"


def test_that_a_clinician_keeps_a_line_from_her_is_not_told() -> None:
    table = """
        at    | where | act
        ------+-------+---------------
        10:05 | HIL   | choice.marked
        10:04 | HIL   | linkage.joined
    """
    assert [look.what for look in looks(table)] == ["Put two of your records together"]
