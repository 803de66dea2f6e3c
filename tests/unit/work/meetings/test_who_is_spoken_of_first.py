"""Who is spoken of first, and whose words stand where several write minutes at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.access.models import Role
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import SAFEGUARDING
from joinedup.work.meetings.rules import WHY_WORDS, Line, Reason, Why, agenda, merged, reason_of, seen_reasons
from tests.world.drawn import instant, rows

EDNA, MOHAMMED, THOMAS, WILLIAM, AMY = 1, 2, 3, 4, 5
NAMED = {"Edna": EDNA, "Mohammed": MOHAMMED, "Thomas": THOMAS, "William": WILLIAM, "Amy": AMY}
TOLD = """
    person   | why     | since      | words
    ---------+---------+------------+--------------------------------
    Thomas   | overdue | 2026-03-01 | Follow-up call
    Edna     | overdue | 2026-03-20 | First visit
    Edna     | asked   | 2026-03-30 | Her daughter is worried
    Edna     | overdue | 2026-03-20 | First visit
    Mohammed | risk    | 2026-03-31 | Act now on an answer
    William  | overdue | 2026-02-01 | Review
    William  | overdue | 2026-03-01 | Follow-up call
    Amy      | carried | 2026-03-25 | There was no time
"""


def told() -> list[tuple[int, Reason]]:
    return [(NAMED[row["person"]], Reason(Why(row["why"]), row["words"], instant(row["since"]))) for row in rows(TOLD)]


def test_each_is_on_the_agenda_once_with_every_reason_the_most_pressing_first() -> None:
    found = agenda(told(), most=20)
    assert [line.person_id for line in found.lines] == [MOHAMMED, EDNA, AMY, WILLIAM, THOMAS]
    assert [each.why for each in found.lines[1].reasons] == [Why.ASKED, Why.OVERDUE]
    assert [each.words for each in found.lines[3].reasons] == ["Review", "Follow-up call"]
    assert found.more == 0


@pytest.mark.parametrize(
    ("most", "spoken", "more"),
    [(1, [MOHAMMED, EDNA, AMY], 2), (4, [MOHAMMED, EDNA, AMY, WILLIAM], 1), (5, [MOHAMMED, EDNA, AMY, WILLIAM, THOMAS], 0)],
)  # fmt: skip
def test_only_whose_work_is_merely_overdue_is_left_for_want_of_time(
    most: int, spoken: list[int], more: int
) -> None:  # fmt: skip
    found = agenda(told(), most=most)
    assert ([line.person_id for line in found.lines], found.more) == (spoken, more)


def test_who_was_left_off_is_not_spoken_of() -> None:
    assert [line.person_id for line in agenda(told(), but={MOHAMMED, AMY}, most=2).lines] == [EDNA, WILLIAM]
    assert agenda([], most=20).lines == ()


def test_every_reason_has_its_words_and_is_read_back_as_it_was_kept() -> None:
    assert set(WHY_WORDS) == set(Why)
    reason = Reason(Why.RISK, "Act now", instant("2026-03-31 10:00"), SAFEGUARDING, "XN2")
    assert reason_of(reason.as_json()) == reason


def test_a_reason_that_tells_of_safeguarding_is_kept_to_the_posts_that_read_it() -> None:
    plain = Reason(Why.OVERDUE, "First visit", instant("2026-03-20"), organisation="XN2")
    kept = Reason(Why.URGENT, "Tell the safeguarding team", instant("2026-03-31"), SAFEGUARDING, "XN2")
    link_worker = Reader(Role.LINK_WORKER, frozenset({"XN2"}))
    nurse = Reader(Role.COMMUNITY_NURSE, frozenset({"XN2"}))
    assert seen_reasons([kept, plain], link_worker) == ((plain,), 1)
    assert seen_reasons([kept, plain], nurse) == ((kept, plain), 0)
    assert (Line(EDNA, (kept, plain)).tells, Line(EDNA, (kept,)).tells) == ("", SAFEGUARDING)


WRITTEN = """
    was      | now          | mine           | stands             | why
    ---------+--------------+----------------+--------------------+-----------------------------------
    a,b      | a,b          | a,b            | a,b                | nobody wrote
    a,b      | a,b          | a,c            | a,c                | only I wrote
    a,b      | a,c          | a,b            | a,c                | only they wrote
    a,b      | a,c          | a,c            | a,c                | both wrote the same
    a,b,c    | A,b,c        | a,b,C          | A,b,C              | in different places
    a,b,c    | a,B,c        | a,bb,c         | a,B,bb,c           | in one place: both stand
    a        | a,x          | a,y            | a,x,y              | both added at the end
    a        | a,x          | a,x,y          | a,x,y              | they added what I added, and I more
    a,b,c    | a,c          | a,b,c,d        | a,c,d              | they deleted, I added
    a,b,c    | a,b,c,d      | a,c            | a,c,d              | I deleted, they added
    a,b,c    | a,c          | a,B,c          | a,B,c              | they deleted what I changed
    a,b,c,d  | a,X,c,d      | a,b,Y,d        | a,X,Y,d            | next to each other
    a,b,c    | x,a,b,c      | a,B,C          | x,a,B,C            | they before it, I after it
    a,b,c    | A,B,c        | a,b,C          | A,B,C              | touching
    a,b,c,d  | a,B,C,d      | A,b,c,D        | A,B,C,D            | around each other
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda row: row["why"])
def test_of_two_who_write_at_once_the_words_of_both_stand(row: dict[str, str]) -> None:
    was, now, mine, stands = (row[name].replace(",", "\n") for name in ("was", "now", "mine", "stands"))
    assert merged(now, was=was, mine=mine).splitlines() == stands.splitlines()


LINES = st.lists(st.sampled_from("abcdefg"), max_size=7).map("\n".join)


@given(was=LINES, now=LINES, mine=LINES)
def test_no_words_of_anyone_are_ever_lost(was: str, now: str, mine: str) -> None:
    found, base = set(merged(now, was=was, mine=mine).split("\n")), set(was.split("\n"))
    assert set(now.split("\n")) - base <= found
    assert set(mine.split("\n")) - base <= found
    assert found <= set(now.split("\n")) | set(mine.split("\n")) | base | {""}  # where both deleted all of it


@given(was=LINES, mine=LINES)
def test_one_who_writes_alone_has_their_words_as_they_wrote_them(was: str, mine: str) -> None:
    assert merged(was, was=was, mine=mine) == mine
    assert merged(mine, was=was, mine=was) == mine
