"""How a task stands, whose it could be, and which tasks are one visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from joinedup.record.access.models import Role
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks import rules
from joinedup.words.models_of_care import Standing
from tests.world.drawn import instant, rows

STANDS = """
    due              | done             | stopped | standing
    -----------------+------------------+---------+---------
    2026-04-02 17:00 |                  |         | waiting
    2026-04-01 09:00 |                  |         | waiting
    2026-04-01 08:59 |                  |         | overdue
                     |                  |         | waiting
    2026-03-01 09:00 |                  | yes     | stopped
    2026-04-02 17:00 | 2026-04-02 17:00 |         | met
    2026-04-02 17:00 | 2026-04-02 17:01 |         | late
                     | 2026-04-02 17:01 |         | met
    2026-04-02 17:00 | 2026-04-02 17:01 | yes     | late
"""


@pytest.mark.parametrize("row", rows(STANDS), ids=lambda row: f"{row['due']}-{row['done']}-{row['stopped']}")
def test_a_task_stands_as_drawn_at_nine_on_the_first_of_april(row: dict[str, str]) -> None:
    due, done = (instant(row[name]) if row[name] else None for name in ("due", "done"))
    at = instant("2026-04-01 09:00")
    assert rules.stands(due, at=at, done_at=done, stopped=row["stopped"] == "yes") is Standing(row["standing"])


PARTS = """
    due              | stopped | urgent | held | parts
    -----------------+---------+--------+------+--------------------------
    2026-04-01 08:59 |         |        | yes  | overdue all
    2026-04-01 09:00 |         |        | yes  | today all
    2026-04-01 23:59 |         | yes    |      | today urgent unallocated all
    2026-04-02 00:00 |         |        | yes  | week all
    2026-04-07 23:59 |         |        | yes  | week all
    2026-04-08 00:00 |         |        | yes  | later all
                     |         |        |      | undated unallocated all
    2026-03-01 09:00 | yes     | yes    |      | stopped all
"""


@pytest.mark.parametrize("row", rows(PARTS), ids=lambda row: f"{row['due']}-{row['parts']}")
def test_each_task_is_in_the_parts_of_the_list_that_are_drawn(row: dict[str, str]) -> None:
    due = instant(row["due"]) if row["due"] else None
    found = rules.parts_of(due, at=instant("2026-04-01 09:00"), stopped=row["stopped"] == "yes",
                           urgent=row["urgent"] == "yes", held=row["held"] == "yes")  # fmt: skip
    assert found == set(row["parts"].split()) <= set(rules.PARTS)


def test_what_nobody_holds_could_be_anyones_whose_post_does_it() -> None:
    not_lenas = rules.not_for(Role.LINK_WORKER)
    assert "gp" in not_lenas and "social_prescribing_coordinator" not in not_lenas
    assert "village_agent" not in not_lenas, "a role of the place's own is for anyone of the team"


READS = """
    tells         | role           | at     | own | reads
    --------------+----------------+--------+-----+------
                  | volunteer      | others |     | yes
    safeguarding  | social_worker  | others |     | yes
    safeguarding  | gp             | others |     | yes
    safeguarding  | link_worker    | ours   |     |
    safeguarding  | link_worker    | ours   | yes | yes
    safeguarding  | key_worker     | others |     |
    safeguarding  | discharge_coordinator | ours   | | yes
    safeguarding  | discharge_coordinator | others | |
    mental_health | community_nurse | others |    | yes
    mental_health | care_navigator | ours   |     |
    mental_health | care_navigator | ours   | yes | yes
"""


@pytest.mark.parametrize("row", rows(READS), ids=lambda row: "-".join(row.values()))
def test_what_tells_of_safeguarding_or_of_a_mind_is_read_by_the_posts_that_need_it_and_by_who_holds_it(
    row: dict[str, str],
) -> None:
    reader = Reader(row["role"], frozenset({"ours"}))
    found = rules.reads(row["tells"], reader, organisation=row["at"], own=row["own"] == "yes")
    assert found is (row["reads"] == "yes")


@dataclass(frozen=True)
class Due:
    person_id: int
    model: str
    due_at: datetime | None


def test_steps_of_several_models_for_one_person_in_one_week_are_one_visit() -> None:
    monday, sunday, after = (instant(f"2026-04-{day} 23:30") for day in ("06", "12", "13"))
    falls, social = Due(1, "falls", monday), Due(1, "social", sunday)
    others = [Due(1, "social", after), Due(2, "falls", monday), Due(2, "falls", sunday), Due(3, "social", None)]
    assert rules.visits([falls, *others, social]) == [(falls, social)]


def test_a_week_is_londons() -> None:
    assert str(rules.week_of(instant("2026-06-28 23:30"))) == "2026-06-22"
    assert str(rules.week_of(instant("2026-06-29 00:30"))) == "2026-06-29"
    assert rules.end_of_day(instant("2026-03-28 12:00")) == instant("2026-03-29 00:00")
    assert rules.end_of_day(instant("2026-03-29 12:00")) == instant("2026-03-30 00:00"), "a day of 23 hours"


def test_fields_that_differ_are_named() -> None:
    assert rules.differing(("person_id", "model"), Due(1, "a", None), Due(1, "b", None)) == ["model"]


ONE_VISIT = """
    due        | besides    | one
    -----------+------------+----
    none       | 2026-04-01 | yes
    2026-03-20 | 2026-04-01 | yes
    2026-04-08 | 2026-04-01 | yes
    2026-04-09 | 2026-04-01 | no
    2026-04-09 | 2026-04-02 | yes
    2026-04-09 | none       | no
"""


@pytest.mark.parametrize("row", rows(ONE_VISIT), ids=lambda row: f"{row['due']} besides {row['besides']}")
def test_what_is_due_within_a_week_of_the_visit_or_of_the_other_is_one_visit(row: dict[str, str]) -> None:
    due, besides = (None if row[each] == "none" else instant(row[each]) for each in ("due", "besides"))
    assert rules.one_visit(due, at=instant("2026-04-01"), besides=besides) is (row["one"] == "yes")
