"""What has no usable number is linked by how alike it is, and asked about where that is not sure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage import actions, queries
from joinedup.record.linkage.models import Link, Review
from tests.spec.record.sent import NOW, person_of, record, send, whose

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def linked(table, at=NOW):
    send(table, at=at)
    actions.link_new(by=SYSTEM, at=at)
    return whose()


def test_someone_without_a_number_is_known_by_name_birth_and_place():
    assert linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex  | postcode
        ---+-------------+------------+-------------+-------------+------------+------+---------
        a  | gp          | 9990318859 | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
        b  | social_care |            | Okafor      | Bill        | 1951-07-22 | male | ZZ1 7QP
        c  | gp          | 9990510164 | Iqbal       | Mohammed    | 1972-09-05 | male | ZZ2 3FG
    """) == ["a b", "c"]
    link = Link.objects.get(source_record=record("b"))
    assert (link.method, link.weight > 3) == ("probability", True)


def test_swapped_names_a_former_name_and_a_double_name_are_recognised():
    assert linked("""
        id | system      | nhs_number | family_name   | given_names | birth_date | sex | postcode | previous_family_name
        ---+-------------+------------+---------------+-------------+------------+-----+----------+---------------------
        a  | gp          | 9990318859 | Okafor        | William     | 1951-07-22 |     | ZZ1 7QP  |
        b  | social_care |            | William       | Okafor      | 1951-07-22 |     | ZZ1 7QP  |
        c  | gp          | 9990446393 | Doyle         | Katherine   | 1964-02-29 |     | ZZ2 1DD  | Brennan
        d  | hospital    |            | Brennan       | Katherine   | 1964-02-29 |     | ZZ2 1DD  |
        e  | community   |            | Brennan-Doyle | Katherine   | 1964-02-29 |     | ZZ2 1DD  |
    """) == ["a b", "c d e"]  # fmt: skip


def test_a_twin_without_a_number_goes_to_the_twin_whose_name_it_has():
    assert linked("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
        b  | gp       | 9990765243 | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
        c  | hospital |            | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
    """) == ["a", "b c"]


def test_a_twin_whom_we_do_not_know_is_not_joined_to_the_one_we_know():
    assert linked("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
        c  | hospital |            | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
    """) == ["a", "c"]


def test_a_baby_without_a_name_is_asked_about_and_goes_to_neither_twin():
    assert linked("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
        b  | gp       | 9990765243 | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
        c  | hospital |            | Thompson    | Twin 1      | 2019-06-15 | female | ZZ1 2BT
    """) == ["a", "b", "c"]
    review = Review.objects.get()
    assert record("c").pk in (review.first_id, review.second_id)


def test_people_who_share_only_a_home_and_a_phone_are_not_one():
    assert linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex    | postcode | phone
        ---+-------------+------------+-------------+-------------+------------+--------+----------+------------
        a  | gp          | 9990127549 | Marsh       | Edna        | 1938-04-03 | female | ZZ1 4AB  | 01632960001
        b  | social_care |            | Marsh       | Arthur      | 1936-11-12 | male   | ZZ1 4AB  | 01632960001
    """) == ["a", "b"]


def test_two_who_were_given_a_default_birth_are_not_one_for_that():
    assert (
        linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex  | postcode
        ---+-------------+------------+-------------+-------------+------------+------+---------
        a  | gp          | 9990637709 | Ahmed       | Ali         | 1980-01-01 | male | ZZ3 9XY
        b  | hospital    |            | Ahmed       | Ali         | 1980-01-01 | male | ZZ7 1AA
        c  | hospital    |            | Ahmed       | Omar        | 1980-01-01 | male | ZZ3 9XY
    """)[0]
        == "a"
    )


def test_two_whom_practices_know_by_two_numbers_are_never_joined_by_likeness_but_asked_about():
    assert linked("""
        id | system | sender | nhs_number | family_name | given_names | birth_date | sex    | postcode | phone
        ---+--------+--------+------------+-------------+-------------+------------+--------+----------+------------
        a  | gp     | X90001 | 9990446393 | Doyle       | Katherine   | 1964-02-29 | female | ZZ2 1DD  | 01632960009
        b  | gp     | X90002 | 9990318859 | Doyle       | Katherine   | 1964-02-29 | female | ZZ2 1DD  | 01632960009
        c  | gp     | X90003 |            | Knight      | Thomas      | 1981-03-08 | male   | ZZ3 9XY  |
        d  | gp     | X90004 | 9990637709 | Knight      | Thomas      | 1981-03-08 | male   | ZZ3 9XY  |
    """) == ["a", "b", "c d"]
    assert queries.reviews(by=SYSTEM).total == 1


FIRST_DAY = """
    id | system      | nhs_number | family_name | given_names | birth_date | sex  | postcode
    ---+-------------+------------+-------------+-------------+------------+------+---------
    a  | hospital    |            | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
    b  | gp          | 9990510164 | Iqbal       | Mohammed    | 1972-09-05 | male | ZZ2 3FG
"""


def test_what_arrives_later_joins_whom_we_know_and_the_person_keeps_the_id():
    linked(FIRST_DAY)
    known = person_of("a")
    assert linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex  | postcode
        ---+-------------+------------+-------------+-------------+------------+------+---------
        c  | gp          | 9990318859 | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
        d  | social_care |            | Iqbal       | Mohamed     | 1972-09-05 | male | ZZ2 3FG
    """, at=LATER) == ["a c", "b d"]  # fmt: skip
    assert person_of("c") == known


def test_a_record_that_is_told_anew_with_a_number_joins_its_person_and_the_old_id_leads_on():
    linked(FIRST_DAY)
    linked("""
        id | system | nhs_number | family_name | given_names | birth_date | sex  | postcode
        ---+--------+------------+-------------+-------------+------------+------+---------
        c  | gp     | 9990318859 | Okoro       | Bola        | 1951-07-22 | male | ZZ9 1AA
    """)
    alone, known = person_of("a"), person_of("c")
    assert linked("""
        id | system   | nhs_number | family_name | given_names  | birth_date | sex  | postcode
        ---+----------+------------+-------------+--------------+------------+------+---------
        a  | hospital | 9990318859 | Okoro       | Bola         | 1951-07-22 | male | ZZ1 7QP
    """, at=LATER) == ["a c", "b"]  # fmt: skip
    assert queries.current_person(alone) == known


def test_more_records_than_one_person_is_likely_to_have_are_asked_about(monkeypatch):
    monkeypatch.setattr("joinedup.record.linkage.linking.CAP", 2)
    linked("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex  | postcode
        ---+-------------+------------+-------------+-------------+------------+------+---------
        a  | gp          | 9990318859 | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
        b  | social_care |            | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
        c  | hospital    |            | Okafor      | William     | 1951-07-22 | male | ZZ1 7QP
    """)
    assert [len(ids.split()) for ids in whose()] in ([1, 2], [2, 1])
    assert Review.objects.get().why == "cluster_too_large"
