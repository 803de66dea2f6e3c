"""Which looks someone should ask about, drawn one by one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from joinedup.record.watching.models import Kind
from joinedup.record.watching.rules import (
    Followed,
    Found,
    Known,
    Named,
    Opening,
    Seen,
    named,
    nothing_followed,
    to_ask_about,
)
from joinedup.words.basics.moments import LONDON

SAM, PRIYA = 1, 2
STAFF = {SAM: Named("whitlock", "sam"), PRIYA: Named("nair", "priya")}
ALONE: frozenset[Named] = frozenset()
PEOPLE = {
    10: Seen(Named("marsh", "edna"), False, ALONE),
    11: Seen(Named("whitlock", "sam"), False, ALONE),
    12: Seen(Named("whitlock", "tom"), False, frozenset({Named("whitlock", "sam")})),
    13: Seen(Named("whitlock", "ada"), False, ALONE),
    14: Seen(Named("nair", "priya"), False, ALONE),
    15: Seen(Named("hidden", "grace"), True, ALONE),
    16: Seen(Named("nair", "lena"), False, ALONE),
}
# Four of two thousand are called Whitlock; Nair is as common here as Smith.
KNOWN = Known(STAFF, PEOPLE, {"whitlock": 4, "nair": 40}, 2000, {PRIYA: 30})
DAY = date(2026, 4, 1)


def look(by: int, at: int, hour: int = 10, role: str = "nurse") -> Opening:
    return Opening(by, role, at, datetime(2026, 4, 1, hour, 30, tzinfo=LONDON))


@pytest.mark.parametrize(
    ("by", "person", "hour", "role", "kinds"),
    [
        (SAM, 10, 10, "nurse", []),
        (SAM, 11, 10, "nurse", [Kind.OWN_NAME]),
        (SAM, 12, 10, "nurse", [Kind.OWN_HOUSEHOLD]),
        (SAM, 13, 10, "nurse", [Kind.OWN_SURNAME]),
        (PRIYA, 16, 10, "gp", []),  # a family name that many have says nothing
        (SAM, 14, 10, "nurse", [Kind.COLLEAGUE]),
        (SAM, 15, 10, "nurse", [Kind.SENSITIVE]),
        (SAM, 10, 23, "nurse", [Kind.AT_NIGHT]),
        (SAM, 10, 5, "nurse", [Kind.AT_NIGHT]),
        (SAM, 10, 6, "nurse", []),
        (SAM, 10, 23, "paramedic", []),  # a paramedic works at night
        (SAM, 99, 10, "nurse", []),  # someone whose particulars are gone
        (3, 11, 10, "nurse", []),  # an account that is gone
    ],
)
def test_a_look_is_asked_about_for_what_names_the_hour_and_the_record_say(
    by: int, person: int, hour: int, role: str, kinds: list[Kind]
) -> None:
    found = to_ask_about([look(by, person, hour, role)], KNOWN)
    assert [each.kind for each in found] == kinds


def test_an_emergency_is_always_asked_about() -> None:
    at = datetime(2026, 4, 1, 10, 30, tzinfo=LONDON)
    found = to_ask_about([Opening(SAM, "nurse", 10, at, emergency=True)], KNOWN)
    assert [each.kind for each in found] == [Kind.EMERGENCY]


def test_looks_of_one_day_at_one_person_are_one_alert() -> None:
    found = to_ask_about([look(SAM, 11), look(SAM, 11, 11), look(SAM, 10)], KNOWN)
    assert found == [Found(Kind.OWN_NAME, SAM, 11, DAY, 2)]


@pytest.mark.parametrize(("by", "people", "usual"), [(SAM, 61, 0), (PRIYA, 91, 30)])
def test_many_people_are_asked_about_beyond_what_is_usual_for_the_account(by: int, people: int, usual: int) -> None:
    assert to_ask_about([look(by, 100 + n) for n in range(people - 1)], KNOWN) == []
    found = to_ask_about([look(by, 100 + n) for n in range(people)], KNOWN)
    assert found == [Found(Kind.MANY, by, 0, DAY, people, usual)]


def test_an_account_with_no_name_is_held_against_no_name() -> None:
    known = Known({SAM: Named("", "")}, PEOPLE, {}, 2000, {})
    assert to_ask_about([look(SAM, 11)], known) == []


@pytest.mark.parametrize(
    ("full_name", "family", "given"),
    [
        ("Dr Priya Nair", "nair", "priya"),
        ("Sam O’Hara-Whitlock", "oharawhitlock", "sam"),
        ("Cher", "cher", ""),
        ("", "", ""),
    ],
)
def test_titles_are_no_part_of_a_name(full_name: str, family: str, given: str) -> None:
    assert named(full_name) == Named(family, given)


# Of each person a letter: n for nothing followed, y for something.
@pytest.mark.parametrize(
    ("opened", "looks"),
    [
        ("", None),
        ("n", None),  # a neighbour or a letter read: other alerts ask, this one would drown them
        ("nnnn", None),
        ("nnnnn", 5),
        ("nnnnnyyyy", 5),
        ("nnnnnyyyyy", None),  # of half of them something followed
        ("nnnnnnyyyyy", 6),
        ("yyyyyyyyyy", None),
    ],
)
def test_a_day_is_asked_about_where_nothing_followed_for_five_and_for_most(opened: str, looks: int | None) -> None:
    openings = [Followed(SAM, person, DAY, did == "y") for person, did in enumerate(opened)]
    expected = [] if looks is None else [Found(Kind.NOTHING_AFTER, SAM, 0, DAY, looks)]
    assert nothing_followed(openings) == expected


def test_in_two_posts_what_followed_in_either_counts_and_days_and_people_are_apart() -> None:
    nothing = [Followed(SAM, person, DAY, False) for person in range(5)]
    assert nothing_followed([*nothing, Followed(SAM, 0, DAY, True)]) == []
    assert nothing_followed([*nothing[:3], *(Followed(PRIYA, n, DAY, False) for n in range(3))]) == []
    assert nothing_followed([*nothing[:3], *(Followed(SAM, n, date(2026, 4, 2), False) for n in range(5, 8))]) == []
