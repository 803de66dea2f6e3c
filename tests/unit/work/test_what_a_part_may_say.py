"""What a part of a plan may say, which of its versions stands, when it is out of date, and when an answer is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.work.plans.kinds import kinds
from joinedup.work.plans.rules import (
    Standing,
    Version,
    account_of,
    answer_by,
    changed_answers,
    out_of_date,
    place_of,
    read,
    standing,
    team_of,
)
from joinedup.work.plans.said import answer_words
from joinedup.work.plans.urgent import short
from tests.world.drawn import rows

TODAY = date(2026, 4, 1)
OWNERS = frozenset({"person", "team:falls"})

SAID = """
    kind          | answer     | typed            | kept             | wrong
    --------------+------------+------------------+------------------+----------------------------------
    goal          | importance | 0                | 0                |
    goal          | importance | 10               | 10               |
    goal          | importance | 11               |                  | write a whole number from 0 to 10.
    goal          | importance | -1               |                  | write a whole number from 0 to 10.
    goal          | importance | 07               |                  | write a whole number from 0 to 10.
    goal          | importance | ٣                |                  | write a whole number from 0 to 10.
    goal          | status     | met              | met              |
    goal          | status     | won              |                  | choose one of the list.
    action        | owner      | team:falls       | team:falls       |
    action        | owner      | team:elsewhere   |                  | choose one of the list.
    action        | due        | 2026-04-01       | 2026-04-01       |
    action        | due        | 2026-02-30       |                  | write a day, a month and a year, such as 30 6 2027.
    action        | due        | 0026-04-01       |                  | check the year.
    action        | due        | 2126-04-02       | 2126-04-02       |
    action        | due        | 2127-01-01       |                  | check the year.
    resuscitation | decided_on | 2026-04-01       | 2026-04-01       |
    resuscitation | decided_on | 2026-04-02       |                  | this day is in the future.
    contact       | first      | yes              | True             |
    contact       | name       | Judith   Warrender | Judith Warrender |
    goal          | words      | I want to walk   | I want to walk   |
    goal          | words      | I’d like a dog   | I’d like a dog   |
    goal          | words      | “My own bed”     | “My own bed”     |
    goal          | words      | To walk          |                  | begin with “I” or “My”, as they say it themselves.
    goal          | words      | Ivy on the wall  |                  | begin with “I” or “My”, as they say it themselves.
"""


@pytest.mark.parametrize("row", rows(SAID), ids=lambda row: f"{row['kind']}, {row['answer']}: {row['typed']}")
def test_what_was_typed_is_kept_or_what_is_wrong_with_it_is_said(row: dict[str, str]) -> None:
    kept, problems = read(kinds()[row["kind"]], {row["answer"]: row["typed"]}, today=TODAY, owners=OWNERS)
    assert str(kept.get(row["answer"], "")) == row["kept"]
    [wrong] = [each.words for each in problems if each.answer == row["answer"]] or [""]
    assert wrong.endswith(row["wrong"]) and bool(wrong) == bool(row["wrong"])


def test_what_is_too_long_is_refused_with_how_long_it_may_be() -> None:
    contact = kinds()["contact"]
    _, problems = read(contact, {"name": "x" * 201, "words": "x" * 4_001}, today=TODAY, owners=())
    assert [each.words for each in problems] == ["Their name: use 200 characters or fewer.", "What else: use 4,000 characters or fewer."]  # fmt: skip


def test_a_part_that_must_say_nothing_and_says_nothing_is_not_kept() -> None:
    kept, problems = read(kinds()["place"], {}, today=TODAY, owners=())
    assert ({**kept}, [each.words for each in problems]) == ({}, ["Nothing is written yet."])


def test_what_no_screen_shows_is_not_kept_and_lines_are() -> None:
    kept, _ = read(kinds()["wish"], {"words": " A \x00window\r\nthat opens\x07 "}, today=TODAY, owners=())
    assert kept == {"words": "A window\nthat opens"}


@given(typed=st.dictionaries(st.sampled_from([each.id for each in kinds()["goal"].answers]), st.text(max_size=40)))
def test_whatever_is_typed_is_kept_or_said_to_be_wrong_and_never_both(typed: dict[str, str]) -> None:
    kept, problems = read(kinds()["goal"], typed, today=TODAY, owners=OWNERS)
    assert not {each.answer for each in problems} & set(kept)


# Versions


def version(number: int, *, beside: bool = False, ended: bool = False, words: str = "") -> Version:
    return Version(
        number, number - 1, beside, {"words": words}, ended, "", True, False, datetime(2026, 1, number, tzinfo=UTC), 1,
        "Dr Priya Nair", "gp", "X90001", "",
    )  # fmt: skip


WRITTEN = """
    what happened                               | versions        | now | beside | over | holding | apart
    --------------------------------------------+-----------------+-----+--------+------+---------+------
    written once                                | 1               | 1   |        |      | 1       |
    written twice, one after the other          | 1 2             | 2   |        |      | 2       |
    two wrote on the first at once              | 1 2 3b          | 2   | 3      |      | 2 3     | two
    three did                                   | 1 2 3b 4b       | 2   | 3 4    |      | 2 3 4   | 3
    and someone brought them together           | 1 2 3b 4b 5     | 5   |        |      | 5       |
    two wrote the first at once                 | 1 2b            | 1   | 2      |      | 1 2     | two
    it was ended                                | 1 2e            | 2   |        | yes  |         |
    it was ended while another wrote            | 1 2 3be         | 2   | 3      |      | 2       | ended
    another wrote while it was ended            | 1 2e 3b         | 2   | 3      |      | 3       | ended
    two ended it at once                        | 1 2e 3be        | 2   | 3      | yes  |         | ended
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda row: row["what happened"])
def test_what_stands_of_a_part(row: dict[str, str]) -> None:
    versions = [
        version(int(each.strip("be")), beside="b" in each, ended="e" in each) for each in row["versions"].split()
    ]
    stands = standing(list(reversed(versions)))
    assert stands.now.number == int(row["now"])
    assert [each.number for each in stands.besides] == [int(number) for number in row["beside"].split()]
    assert stands.ended is (row["over"] == "yes")
    assert [each.number for each in stands.holding] == [int(number) for number in row["holding"].split()]
    assert stands.apart.split(" ")[0].replace("someone", "ended") == row["apart"]
    assert stands.latest == max([int(row["now"]), *map(int, row["beside"].split())])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_nobodys_words_are_ever_lost_whoever_had_read_what(writes: list[tuple[bool, bool]]) -> None:
    """Each writes having read all, or only the first; what stands is what was read by nobody who wrote after it."""
    versions = [version(1, words="0")]
    for turn, (read_all, _) in enumerate(writes, start=2):
        number, beside = place_of(len(versions), len(versions) if read_all else 0)
        versions.append(version(number, beside=beside, words=str(turn)))
        stands = standing(versions)
        assert str(turn) in {str(each.content["words"]) for each in stands.all}, "what was just written stands"
    stands: Standing = standing(versions)
    replaced = [each for each in versions if each not in stands.all]
    assert all(each.number < stands.now.number for each in replaced), "only what someone had read is replaced"


def test_what_differs_between_two_versions_is_named() -> None:
    assert changed_answers({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 4, "d": 5}) == {"b", "c", "d"}


# Out of date

REVIEWS = """
    review by  | said
    -----------+------------------------------------------------------------------
    no day     |
    2026-04-02 |
    2026-04-01 |
    2026-03-31 | Out of date: its review was due on 31 March 2026, yesterday.
    2026-03-30 | Out of date: its review was due on 30 March 2026, 2 days ago.
    2026-02-01 | Out of date: its review was due on 1 February 2026, 59 days ago.
    2026-01-31 | Out of date: its review was due on 31 January 2026, 2 months ago.
"""


@pytest.mark.parametrize("row", rows(REVIEWS), ids=lambda row: row["review by"])
def test_a_review_that_is_overdue_is_said_so(row: dict[str, str]) -> None:
    assert out_of_date(row["review by"] if row["review by"] != "no day" else None, TODAY) == row["said"]


TOLD = """
    told at (UTC)       | answer by
    --------------------+--------------------------
    2026-04-01 01:10    | 2026-04-01T08:00:00+01:00
    2026-04-01 04:59    | 2026-04-01T08:00:00+01:00
    2026-04-01 05:00    | 2026-04-02T08:00:00+01:00
    2026-04-01 22:59    | 2026-04-02T08:00:00+01:00
    2026-04-01 23:00    | 2026-04-02T08:00:00+01:00
    2026-03-29 00:30    | 2026-03-29T08:00:00+01:00
    2026-10-24 23:30    | 2026-10-25T08:00:00+00:00
"""


@pytest.mark.parametrize("row", rows(TOLD), ids=lambda row: row["told at (UTC)"])
def test_the_crews_words_are_to_be_answered_by_eight_whatever_the_clocks_do(row: dict[str, str]) -> None:
    told = datetime.fromisoformat(row["told at (UTC)"]).replace(tzinfo=UTC)
    assert answer_by(told).isoformat() == row["answer by"]


@pytest.mark.parametrize(
    ("owner", "team", "account"),
    [("team:falls", "falls", None), ("account:7", "", 7), ("person", "", None), ("another", "", None)],
)
def test_who_does_an_action_is_a_team_someone_or_nobody_here(owner: str, team: str, account: int | None) -> None:
    assert (team_of(owner), account_of(owner)) == (team, account)


# In words

WORDS = """
    kind    | answer     | value      | words
    --------+------------+------------+----------------
    action  | due        | 2026-05-01 | 1 May 2026
    goal    | importance | 9          | 9 of 10
    goal    | status     | met        | Met
    goal    | words      | I walk     | I walk
    contact | first      | yes        | Yes
    action  | owner      | person     | The person
    action  | owner      | account:9  | Someone
    goal    | outcome    |            |
"""


@pytest.mark.parametrize("row", rows(WORDS), ids=lambda row: f"{row['answer']}: {row['value']}")
def test_an_answer_is_said_in_words(row: dict[str, str]) -> None:
    owners = {"person": "The person"}
    assert answer_words(kinds()[row["kind"]], row["answer"], row["value"] or None, owners) == row["words"]


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [("Sit me up", 9, "Sit me up"), ("Sit me up, then ring", 12, "Sit me up …"), ("Sit\n me  up", 20, "Sit me up")],
)
def test_what_is_too_long_for_a_screen_is_cut_between_words_and_said_to_be(text: str, most: int, cut: str) -> None:
    assert short(text, most) == cut
