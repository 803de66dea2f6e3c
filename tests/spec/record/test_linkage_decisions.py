"""A steward looks at two records, decides, merges and unmerges; nothing is lost and every act is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions, queries
from joinedup.record.linkage.models import Review
from joinedup.record.linkage.receiving import receive_merges
from joinedup.record.people.models import Demographics, Person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.spec.record.sent import NOW, person_of, record, send, whose

pytestmark = pytest.mark.django_db
STEWARD = Actor(7, "Tariq Bell", "data_steward", "Data steward", "X9Q", "Northmoor ICB")
GP = Actor(8, "Dr Priya Nair", "gp", "GP", "X90001", "Hillside Surgery")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def twins():
    """Amy and Jo, one of whom came with the other's number: two people, and a review."""
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
        b  | hospital | 9990701474 | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    return Review.objects.get()


def decide(review, decision, by=STEWARD, at=LATER):
    actions.decide(review_id=review.pk, decision=decision, reason="Rang the practice", by=by, at=at)


def source_records_of(person: int, as_at: datetime | None = None) -> list[int]:
    return list(queries.links_of(person, as_at=as_at).values_list("source_record_id", flat=True))


def test_the_evidence_stands_side_by_side_in_words_and_the_look_is_in_the_journal(twins):
    seen = queries.evidence(twins.pk, by=STEWARD, at=LATER)
    assert [(line.label, line.first, line.second, line.same) for line in seen.lines][2] == (
        "Given names", "Amy", "Jo", False,
    )  # fmt: skip
    assert seen.reasons[0].startswith("NHS number agrees: very strong evidence for (+")
    assert any(reason.startswith("Given name is different: moderate evidence against (-") for reason in seen.reasons)
    assert JournalLine.objects.filter(act="linkage.look").count() == 2


def test_two_decided_to_be_one_person_become_one_and_the_old_id_leads_on(twins):
    amy, jo = person_of("a"), person_of("b")
    decide(twins, Review.Decision.SAME)
    assert whose() == ["a b"]
    assert (queries.current_person(amy), queries.current_person(jo)) == (amy, amy)
    assert list(Demographics.objects.values_list("person_id", flat=True)) == [amy]
    assert queries.reviews(by=SYSTEM).total == 0


def test_two_decided_to_be_different_stay_two_however_often_they_are_linked(twins):
    decide(twins, Review.Decision.DIFFERENT)
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        b  | hospital | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
    """, at=LATER)  # fmt: skip
    actions.link_new(by=SYSTEM, at=LATER)
    assert whose() == ["a", "b"]


def test_a_review_is_decided_once(twins):
    decide(twins, Review.Decision.DIFFERENT)
    with pytest.raises(CannotProceed, match=r"This was decided on 1 April 2026\. Undo that decision first\."):
        decide(twins, Review.Decision.SAME)


def test_only_a_steward_decides_and_looks(twins):
    with pytest.raises(NotAllowed, match="does not include this"):
        decide(twins, Review.Decision.SAME, by=GP)
    with pytest.raises(NotAllowed, match="does not include this"):
        queries.evidence(twins.pk, by=GP, at=LATER)
    with pytest.raises(NotFound, match="There is no review by this number"):
        queries.evidence(999, by=STEWARD, at=LATER)


def test_a_sensitive_persons_place_is_not_shown_beside_the_others():
    send("""
        id | system       | nhs_number | family_name | given_names | birth_date | postcode | sensitive
        ---+--------------+------------+-------------+-------------+------------+----------+----------
        a  | demographics | 9990829012 | Hidden      | Grace       | 1990-12-05 |          | yes
        b  | hospital     | 9990829012 | Hidden      | Ruth        | 1990-12-05 | ZZ4 4SS  |
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    lines = queries.evidence(Review.objects.get().pk, by=STEWARD, at=NOW).lines
    hidden = [line for line in lines if line.hidden]
    assert {line.label for line in hidden} == {"Address", "Postcode", "Phone", "Email", "Practice"}
    assert "ZZ4" not in repr(lines)


@pytest.fixture
def three():
    """Three people of two records each."""
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a1 | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03
        a2 | hospital | 9990127549 | Marsh       | Edna        | 1938-04-03
        b1 | hospital | 9990255083 | Carr        | Arthur      | 1936-11-12
        b2 | ambulance| 9990255083 | Carr        | Arthur      | 1936-11-12
        c1 | council  | 9990318859 | Okafor      | William     | 1951-07-22
        c2 | hospice  | 9990318859 | Okafor      | William     | 1951-07-22
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    return person_of("a1"), person_of("b1"), person_of("c1")


def merge(gone, into, at=LATER):
    actions.merge(gone=gone, into=into, reason="Found to be one", by=STEWARD, at=at)


def unmerge(gone, at=LATER):
    return actions.unmerge(gone=gone, reason="Found to be two", by=STEWARD, at=at)


def test_a_chain_of_merges_is_undone_from_its_end(three):
    a, b, c = three
    merge(a, b)
    merge(b, c)
    assert (whose(), queries.current_person(a)) == (["a1 a2 b1 b2 c1 c2"], c)
    with pytest.raises(CannotProceed, match="Undo that merge first"):
        unmerge(a)
    unmerge(b)
    assert (whose(), queries.current_person(a)) == (["a1 a2 b1 b2", "c1 c2"], b)
    unmerge(a)
    assert (whose(), queries.current_person(a)) == (["a1 a2", "b1 b2", "c1 c2"], a)


def test_a_list_says_as_a_page_does_who_someone_is_now(three):
    """What names a person by their id leads to whom ``current_person`` says, through every merge and back."""
    a, b, c = three

    def agree():
        people = Person.objects.filter(pk__in=three).annotate(now=queries.person_now("pk"))
        told = dict(people.values_list("pk", "now"))
        assert told == {person: queries.current_person(person) for person in three}
        return [told[person] for person in three]

    merge(b, a, at=LATER + timedelta(days=1))
    assert agree() == [a, a, c]
    unmerge(b, at=LATER + timedelta(days=2))
    assert agree() == [a, b, c]
    merge(a, b, at=LATER + timedelta(days=3))
    assert agree() == [b, b, c]
    unmerge(a, at=LATER + timedelta(days=4))
    assert agree() == [a, b, c], "b had their records for a while, and is b again"
    merge(b, c, at=LATER + timedelta(days=5))
    assert agree() == [a, c, c], "what b was mistaken for long ago leads nowhere"


def test_unmerging_takes_only_what_the_merge_brought(three):
    a, b, _ = three
    merge(a, b)
    send("""
        id | system    | nhs_number | family_name | given_names | birth_date
        ---+-----------+------------+-------------+-------------+-----------
        b3 | community | 9990255083 | Carr        | Arthur      | 1936-11-12
    """)
    actions.link_new(by=SYSTEM, at=LATER)
    unmerge(a)
    assert whose() == ["a1 a2", "b1 b2 b3", "c1 c2"]


def test_what_was_taken_apart_is_not_joined_again_by_rule(three):
    a, b, _ = three
    merge(a, b)
    unmerge(a)
    send("""
        id | system | nhs_number | family_name | given_names | birth_date
        ---+--------+------------+-------------+-------------+-----------
        b1 | hospital | 9990127549 | Marsh       | Edna        | 1938-04-03
    """, at=LATER)  # fmt: skip
    actions.link_new(by=SYSTEM, at=LATER)
    assert whose() == ["a1 a2", "b1 b2", "c1 c2"]


def test_links_are_told_as_they_were_on_a_day(three):
    a, b, _ = three
    merge(a, b, at=NOW + timedelta(days=1))
    unmerge(a, at=NOW + timedelta(days=3))
    mine = [record(name).pk for name in ("a1", "a2")]
    told = [source_records_of(a, as_at=NOW + timedelta(days=days)) for days in (0, 2, 4)]
    assert told == [mine, [], mine]
    assert source_records_of(a) == mine
    assert source_records_of(a, as_at=NOW - timedelta(days=1)) == []
    assert queries.person_of(mine[0], as_at=NOW + timedelta(days=2)) == b


def test_a_wrong_link_is_taken_away_as_a_person_of_its_own(three):
    a, _, _ = three
    made = actions.separate(source_records=[record("a2").pk], reason="Another Edna", by=STEWARD, at=LATER)
    assert whose() == ["a1", "a2", "b1 b2", "c1 c2"]
    assert person_of("a2") == made != a
    with pytest.raises(CannotProceed, match="all the records of this person"):
        actions.separate(source_records=[record("a1").pk], reason="", by=STEWARD, at=LATER)
    with pytest.raises(CannotProceed, match="not one person's"):
        actions.separate(source_records=[record("a1").pk, record("b1").pk], reason="", by=STEWARD, at=LATER)


def test_the_id_of_a_person_who_is_gone_is_never_given_again(three):
    a, b, _c = three
    merge(a, b)
    made = actions.separate(source_records=[record("c2").pk], reason="", by=STEWARD, at=LATER)
    assert made > max(three)
    assert Person.objects.filter(pk=a).exists()


def test_nothing_joins_what_the_never_link_list_keeps_apart(three):
    a, b, c = three
    actions.add_never_link(first=record("a1").pk, second=record("b1").pk, reason="Protected", by=STEWARD, at=NOW)
    with pytest.raises(CannotProceed, match="These two are on the never-link list"):
        merge(a, b)
    listed = actions.add_never_link(nhs_number="999 031 8859", reason="Protected", by=STEWARD, at=NOW)
    with pytest.raises(CannotProceed, match="These two are on the never-link list"):
        merge(b, c)
    actions.end_never_link(never_link_id=listed.pk, reason="Ended by the court", by=STEWARD, at=LATER)
    merge(b, c)
    assert whose() == ["a1 a2", "b1 b2 c1 c2"]


def test_a_number_on_the_never_link_list_is_joined_to_nothing_by_likeness():
    # The same woman before and after an adoption: alike in all, and not to be joined.
    actions.add_never_link(nhs_number="9990446393", reason="Protected", by=STEWARD, at=NOW)
    send("""
        id | system      | nhs_number | family_name | given_names | birth_date | sex    | postcode | phone
        ---+-------------+------------+-------------+-------------+------------+--------+----------+------------
        a  | gp          | 9990446393 | Doyle       | Katherine   | 1964-02-29 | female | ZZ2 1DD  | 01632960009
        b  | social_care |            | Doyle       | Katherine   | 1964-02-29 | female | ZZ2 1DD  | 01632960009
        c  | hospital    | 9990446393 | Doyle       | Katherine   | 1964-02-29 | female | ZZ2 1DD  |
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    assert whose() == ["a c", "b"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "A never-link names two records, or one NHS number. Give one or the other."),
        ({"nhs_number": "9990446394"}, "That is not a valid NHS number. Check its ten digits."),
        ({"first": 1, "second": 2}, "There is no source record by one of these numbers. List the person's records."),
    ],
)
def test_a_never_link_says_what_it_keeps_apart(given, told):
    with pytest.raises(BadInput) as refused:
        actions.add_never_link(**given, reason="", by=STEWARD, at=NOW)
    assert str(refused.value) == told


def test_two_records_that_their_sender_merged_are_one_persons_once_someone_agrees():
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a  | hospital | 9990127549 | Marsh       | Edna        | 1938-04-03
        b  | hospital |            | Marsh       | Edna        |
    """)
    receive_merges([("a", "b")], sender="X-hospital", system="hospital", by=SYSTEM, at=NOW)
    review = Review.objects.get()
    with pytest.raises(CannotProceed, match="One of these records is not linked yet"):
        decide(review, Review.Decision.SAME)
    actions.link_new(by=SYSTEM, at=NOW)
    assert whose() == ["a", "b"]
    decide(review, Review.Decision.SAME)
    assert whose() == ["a b"]
