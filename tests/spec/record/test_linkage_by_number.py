"""An NHS number joins what is sent about one person, and is never trusted blindly."""

from __future__ import annotations

import pytest

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.linkage import actions
from joinedup.record.linkage.models import Link, Review
from joinedup.record.people import queries
from joinedup.record.people.models import Demographics, FormerName
from tests.spec.record.sent import NOW, send, whose

GP = Actor(8, "Amara Okafor", "gp", "GP", "ZZ001", "Hillside Surgery")
pytestmark = pytest.mark.django_db


def linked(table: str) -> list[str]:
    send(table)
    actions.link_new(by=SYSTEM, at=NOW)
    return whose()


def test_the_same_number_and_birth_are_one_person():
    assert linked("""
        id | system      | nhs_number | family_name | given_names | birth_date
        ---+-------------+------------+-------------+-------------+-----------
        a  | gp          | 9990127549 | Marsh       | Edna        | 1938-04-03
        b  | hospital    | 9990127549 | Marsh       | Edna May    | 1938-04-03
        c  | social_care | 9990255083 | Marsh       | Arthur      | 1936-11-12
    """) == ["a b", "c"]


def test_a_married_name_a_nickname_and_a_slip_in_the_birth_date_do_not_part_a_person():
    assert linked("""
        id | system      | nhs_number | family_name | given_names | birth_date
        ---+-------------+------------+-------------+-------------+-----------
        a  | gp          | 9990446393 | Doyle       | Katherine   | 1964-02-29
        b  | hospital    | 9990446393 | Brennan     | Kate        | 1964-02-29
        c  | community   | 9990446393 | Doyle       | Katherine   | 1964-02-28
        d  | social_care | 9990446393 | Katherine   | Doyle       | 1964-02-29
    """) == ["a b c d"]


def test_a_twin_sent_with_the_others_number_is_looked_at_and_not_joined():
    assert linked("""
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15
        b  | hospital | 9990701474 | Thompson    | Jo          | 2019-06-15
    """) == ["a", "b"]
    review = Review.objects.get()
    assert (review.why, review.first.local_id, review.second.local_id) == ("shared_number", "a", "b")
    assert [d.nhs_number for d in Demographics.objects.order_by("given_names")] == ["9990701474", ""]


def test_a_number_whose_check_digit_is_wrong_joins_nobody():
    assert linked("""
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a  | gp       | 9990127548 | Marsh       | Edna        |
        b  | hospital | 9990127548 | Marsh       | Edna        |
    """) == ["a", "b"]


def test_a_name_and_address_come_from_the_general_practice_and_a_gap_is_filled_from_the_next():
    linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | phone       | postcode
        ---+-------------+------------+-------------+-------------+------------+-------------+---------
        a  | social_care | 9990127549 | MARSH       | Edna        | 1938-04-03 | 01632960001 | ZZ1 4AB
        b  | gp          | 9990127549 | Marsh       | Edna May    | 1938-04-03 |             | ZZ1 4AC
    """)
    known = Demographics.objects.get()
    assert (known.family_name, known.given_names, known.postcode, known.phone) == (
        "Marsh", "Edna May", "ZZ1 4AC", "01632960001",
    )  # fmt: skip
    assert (known.family_key, known.given_key, known.sound_key) == ("marsh", "edna", "mar")


def test_no_source_tells_where_a_sensitive_person_is():
    linked("""
        id | system        | nhs_number | family_name | given_names | birth_date | phone       | postcode | sensitive
        ---+---------------+------------+-------------+-------------+------------+-------------+----------+----------
        a  | gp            | 9990829012 | Hidden      | Grace       | 1990-12-05 | 01632960002 | ZZ4 4SS  |
        b  | demographics  | 9990829012 | Hidden      | Grace       | 1990-12-05 |             |          | yes
    """)
    known = Demographics.objects.get()
    assert (known.sensitive, known.postcode, known.address, known.phone, known.registered_practice) == (
        True, "", "", "", "",
    )  # fmt: skip


def test_linking_again_changes_nothing():
    table = """
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a  | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03
        b  | hospital | 9990127549 | Marsh       | Edna        | 1938-04-03
    """
    linked(table)
    before = list(Link.objects.values_list())
    report = actions.link_new(by=SYSTEM, at=NOW)
    assert (report.arrived, report.linked) == (0, 0)
    assert list(Link.objects.values_list()) == before


def test_a_former_name_is_kept_where_a_source_says_so_and_is_not_the_name_of_now():
    linked("""
        id | system   | nhs_number | family_name | given_names | birth_date | previous_family_name
        ---+----------+------------+-------------+-------------+------------+---------------------
        a  | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03 | Webb
        b  | hospital | 9990127549 | Webb        | Edna        | 1938-04-03 |
        c  | council  | 9990127549 | Marsh       | Edna        | 1938-04-03 | MARSH
    """)
    assert list(FormerName.objects.values_list("family_name", "family_key")) == [("Webb", "webb")]
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date | previous_family_name
        ---+----------+------------+-------------+-------------+------------+---------------------
        a  | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03 |
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    assert not FormerName.objects.exists(), "who said so has taken it back"
    assert [one.was for one in queries.find(by=GP, at=NOW, text="Webb 3/4/1938")] == []


def test_someone_is_found_by_a_former_name_and_it_is_said():
    linked("""
        id | system   | nhs_number | family_name | given_names | birth_date | previous_family_name
        ---+----------+------------+-------------+-------------+------------+---------------------
        a  | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03 | Webb
        b  | gp       | 9990255083 | Webb        | Arthur      | 1936-11-12 |
    """)
    for text, expected in (
        ("Webb Edna", [("Edna", "Webb", "Same former family name")]),
        ("Webb 3/4/1938", [("Edna", "Webb", "Same former family name")]),
        (
            "Web",
            [("Arthur", "", "Family name sounds the same"), ("Edna", "Webb", "Former family name sounds the same")],
        ),
        ("Marsh", [("Edna", "", "Same family name")]),
    ):
        found = queries.find(by=GP, at=NOW, text=text)
        assert [(one.given_names, one.was, one.because[0]) for one in found] == expected, text
