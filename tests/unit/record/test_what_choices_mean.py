"""Drawn: what a person chose, who reads, and whether a fact is seen. And who takes part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.record.sharing.choices.rules import (
    NO_CHOICES,
    Aim,
    Choices,
    Held,
    KeptFor,
    Seen,
    What,
    aimed_at,
    kept_from,
    may_name,
    sealed,
    source_kept,
    takes_part,
)
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label
from tests.world.drawn import rows

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
# The fact: one problem, that the mental health trust XN3 sent.
FACT = Seen(7, "XN3", "mh_problem", Kind.PROBLEM, "k1", Section.PROBLEMS, frozenset())

CHOSEN = """
    chosen           | about           | role            | where  | emergency | why
    -----------------+-----------------+-----------------+--------+-----------+----------
                     |                 | gp              | X90001 |           |
    no_sharing       |                 | gp              | X90001 |           | objection
    no_sharing       |                 | nurse           | XN3    |           |
    no_sharing       |                 | paramedic       | XN4    | yes       |
    no_sharing       |                 | person          |        |           |
    no_planning      |                 | gp              | X90001 |           |
    sealed           | fact            | gp              | X90001 |           | sealed
    sealed           | fact            | gp              | X90001 | yes       |
    sealed           | fact            | hub_clinician   | XN3    |           |
    sealed           | fact            | person          |        |           |
    sealed           | fact            | proxy           |        |           | sealed
    sealed           | another         | gp              | X90001 |           |
    locked           | fact            | gp              | X90001 |           | locked
    locked           | fact            | gp              | X90001 | yes       | locked
    locked           | fact            | hub_clinician   | XN3    |           |
    locked           | fact            | proxy           |        |           | sealed
    locked           | fact            | person          |        |           |
    sealed           | sender          | gp              | X90001 |           | sealed
    sealed           | section         | gp              | X90001 |           | sealed
    sealed           | both            | gp              | X90001 |           | sealed
    sealed           | other section   | gp              | X90001 |           |
    not_for_person   | fact            | person          |        |           | marked
    not_for_person   | fact            | proxy           |        |           | marked
    not_for_person   | fact            | gp              | X90001 |           |
    not_for_proxies  | fact            | proxy           |        |           | marked
    not_for_proxies  | fact            | person          |        |           |
                     |                 | volunteer       | XN2    |           | part
    sealed           | fact            | volunteer       | XN2    |           | sealed
                     |                 | proxy           |        |           |
    proxy            |                 | gp              | X90001 |           |
"""
AIMS = {
    "": Aim(),
    "fact": Aim(7, "mh_problem", "problem", "k1"),
    "another": Aim(7, "mh_problem", "problem", "k2"),
    "sender": Aim(sender="XN3"),
    "section": Aim(section="problems"),
    "both": Aim(sender="XN3", section="problems"),
    "other section": Aim(sender="XN3", section="medicines"),
}


def chose(row: dict[str, str]) -> Choices:
    return Choices((Held(1, What(row["chosen"]), NOW, AIMS[row["about"]]),)) if row["chosen"] else NO_CHOICES


@pytest.mark.parametrize("row", rows(CHOSEN), ids=lambda row: f"{row['chosen']}-{row['about']}-{row['role']}")
def test_why_a_fact_is_kept_from_a_reader(row: dict[str, str]) -> None:
    reader = Reader(
        row["role"], frozenset({row["where"]}), broke_glass=row["emergency"] == "yes",
        sections=frozenset({Section.PROBLEMS}),
    )  # fmt: skip
    assert (kept_from(reader, FACT, chose(row)) or "") == row["why"]


def test_what_is_sensitive_is_kept_where_no_choice_does() -> None:
    fact = Seen(7, "XN3", "mh_problem", Kind.PROBLEM, "k1", Section.PROBLEMS, frozenset({Label.SEXUAL_HEALTH}))
    assert kept_from(Reader("paramedic"), fact, NO_CHOICES) is KeptFor.SENSITIVE
    assert kept_from(Reader("gp", is_practice=True), fact, NO_CHOICES) is None


TOLD = """
    chosen     | sender | recorded by | role            | where  | told
    -----------+--------+-------------+-----------------+--------+-----
    locked     |        | X90001      | gp              | X90001 | yes
    locked     |        | X90001      | community_nurse | XN2    |
    locked     | XN3    | X90001      | hub_clinician   | XN3    | yes
    locked     | XN3    | X90001      | care_navigator  | XN2    |
    locked     | XN3    | X90001      | privacy_officer | X9Q    | yes
    sealed     | XN3    | X90001      | community_nurse | XN2    |
    sealed     |        | X90001      | community_nurse | XN2    | yes
    no_sharing |        | X90001      | community_nurse | XN2    | yes
"""


@pytest.mark.parametrize("row", rows(TOLD), ids=lambda row: f"{row['chosen']} {row['sender']} {row['role']}")
def test_who_may_be_told_what_is_locked_and_whose_record_is_sealed(row: dict[str, str]) -> None:
    told = may_name(
        What(row["chosen"]), sender=row["sender"], recorded_by=row["recorded by"], codes={row["where"]},
        role=row["role"],
    )  # fmt: skip
    assert told is (row["told"] == "yes")


def test_a_choice_that_names_nothing_is_about_nothing() -> None:
    assert not aimed_at(Aim(), FACT)
    assert not sealed(FACT, NO_CHOICES)
    assert sealed(FACT, Choices((Held(1, What.SEALED, NOW, AIMS["fact"]),)))


HOLDERS = """
    chosen     | about   | role   | where  | emergency | kept
    -----------+---------+--------+--------+-----------+-----
               |         | gp     | X90001 |           | no
    no_sharing |         | gp     | X90001 |           | yes
    no_sharing |         | gp     | X90001 | yes       | no
    no_sharing |         | nurse  | XN3    |           | no
    sealed     | sender  | gp     | X90001 |           | yes
    sealed     | sender  | gp     | X90001 | yes       | no
    locked     | sender  | gp     | X90001 | yes       | yes
    sealed     | section | gp     | X90001 |           | no
    no_sharing |         | person |        |           | no
"""


@pytest.mark.parametrize("row", rows(HOLDERS), ids=lambda row: f"{row['chosen']}-{row['about']}-{row['where']}")
def test_whether_it_is_kept_even_who_holds_a_record(row: dict[str, str]) -> None:
    reader = Reader(row["role"], frozenset({row["where"]}), broke_glass=row["emergency"] == "yes")
    assert source_kept(reader, "XN3", chose(row)) == (row["kept"] == "yes")


def test_a_choice_holds_from_its_start_until_the_first_of_its_ends() -> None:
    day = timedelta(days=1)
    choice = Held(1, What.SEALED, NOW, ends_at=NOW + 3 * day, ended_at=NOW + 2 * day)
    assert [choice.holds(NOW + n * day) for n in (-1, 0, 1, 2, 3)] == [False, True, True, False, False]
    assert not Held(1, What.SEALED, NOW, ends_at=NOW + day).holds(NOW + day)
    assert Held(1, What.SEALED, NOW).holds(NOW + 900 * day)


def test_nobody_acts_for_someone_while_proxies_are_stopped() -> None:
    proxy, stopped = Held(1, What.PROXY, NOW, name="Joan Marsh"), Held(2, What.STOPPED, NOW)
    assert Choices((proxy,)).proxies == (proxy,)
    assert Choices((proxy, stopped)).proxies == ()
    assert Choices((proxy, stopped)).stopped and not Choices((proxy,)).stopped


SAYINGS = """
    said                        | holds
    ----------------------------+------
                                | no
    Edna yes                    | no
    Edna yes, GP yes            | yes
    Edna yes, GP yes, GP no     | no
    Edna yes, GP no, GP yes     | yes
    Edna no, GP yes             | no
"""


@pytest.mark.parametrize("row", rows(SAYINGS), ids=lambda row: row["said"] or "nothing")
def test_someone_takes_part_while_the_last_word_of_everyone_is_yes(row: dict[str, str]) -> None:
    said = [tuple(each.split()) for each in row["said"].split(", ") if each]
    assert takes_part(["Edna", "GP"], [(who, word == "yes") for who, word in said]) == (row["holds"] == "yes")
    assert not takes_part([], [])
