"""Laws of linkage that hold for everyone: what is merged can be taken apart, and nothing else has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.entries.models import Entry
from joinedup.record.linkage import actions, queries
from joinedup.record.linkage.clean import valid_number_sql
from joinedup.record.linkage.joining import Clusters, Outcome
from joinedup.record.linkage.models import Link, Review, SentParticulars, SourceRecord
from joinedup.record.linkage.workspace import workspace
from joinedup.words.basics import names, nhs_number
from tests.spec.record.sent import NOW

STEWARD = Actor(7, "Tariq Bell", "data_steward", "Data steward", "X9Q", "Northmoor ICB")
NUMBERS = ["9990127549", "9990255083", "9990318859", "9990446393", "", "9990127548"]
NAMES = [("Marsh", "Edna"), ("Marsh", "Arthur"), ("Okafor", "William"), ("Okafor", "Bill"), ("Doyle", ""), ("", "")]
BIRTHS = ["1938-04-03", "1936-11-12", "1980-01-01", "1938", ""]
SYSTEMS = ["gp", "demographics", "hospital", "social_care", "telecare"]

records = st.lists(
    st.tuples(
        st.sampled_from(SYSTEMS), st.sampled_from(NUMBERS), st.sampled_from(NAMES), st.sampled_from(BIRTHS),
        st.sampled_from(["ZZ1 4AB", "ZZ1 7QP", ""]), st.booleans(),
    ),
    min_size=2,
    max_size=7,
)  # fmt: skip


def arrive(drawn: list[tuple[Any, ...]]) -> None:
    """Take in drawn records, each with an entry, and link them."""
    for at, (system, number, (family, given_name), born, postcode, sensitive) in enumerate(drawn):
        record = SourceRecord.objects.create(sender="X", feed_group=system, local_id=str(at), first_known_at=NOW)
        SentParticulars.objects.create(
            source_record=record, nhs_number=number, family_name=family, given_names=given_name, birth_date=born,
            postcode=postcode, sensitive=sensitive, recorded_from=NOW,
        )  # fmt: skip
        Entry.objects.create(
            source_record=record, feed="f", kind="problem", key=str(at), text="Asthma", content_hash="0" * 32,
            delivery_id=1, position=at, recorded_from=NOW,
        )  # fmt: skip
    actions.link_new(by=SYSTEM, at=NOW)


def everything() -> dict[str, list[Any]]:
    """Return every row of every table of ours, but of links only whose each record is now, and not the journal.

    Links and the journal are where history is kept: they may only grow, which is looked at apart.
    """
    tables = {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("joinedup.") and model._meta.label not in ("linkage.Link", "journal.JournalLine")
    }
    tables["whose"] = sorted(Link.objects.filter(ended_at=None).values_list("source_record_id", "person_id"))
    return tables


def history() -> list[tuple[Any, ...]]:
    return list(
        Link.objects.order_by("pk").values_list("pk", "source_record", "person", "method", "weight", "linked_at")
    )


@pytest.mark.slow
class MergeAndUnmerge(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(drawn=records, data=st.data())
    def test_to_merge_and_then_unmerge_changes_no_table(self, drawn, data):
        arrive(drawn)
        people = sorted(set(Link.objects.values_list("person_id", flat=True)))
        if len(people) < 2:
            return
        gone, into = data.draw(st.permutations(people).map(lambda order: order[:2]))
        before, links = everything(), history()
        actions.merge(gone=gone, into=into, reason="Law", by=STEWARD, at=NOW + timedelta(hours=1))
        assert queries.current_person(gone) == into
        assert not queries.links_of(gone)
        actions.unmerge(gone=gone, reason="Law", by=STEWARD, at=NOW + timedelta(hours=2))
        assert everything() == before
        assert history()[: len(links)] == links
        assert queries.current_person(gone) == gone

    @settings(max_examples=6, deadline=None)
    @given(drawn=records, data=st.data())
    def test_merges_undone_in_turn_from_the_last_bring_back_the_beginning(self, drawn, data):
        arrive(drawn)
        people = sorted(set(Link.objects.values_list("person_id", flat=True)))
        before = everything()
        done = []
        while len(people) > 1:
            gone, into = data.draw(st.permutations(people).map(lambda order: order[:2]))
            actions.merge(gone=gone, into=into, reason="Law", by=STEWARD, at=NOW + timedelta(hours=1))
            people.remove(gone)
            done.append(gone)
        for gone in reversed(done):
            actions.unmerge(gone=gone, reason="Law", by=STEWARD, at=NOW + timedelta(hours=1))
        assert everything() == before

    @settings(max_examples=6, deadline=None)
    @given(drawn=records)
    def test_every_record_is_exactly_one_persons_and_linking_again_changes_nothing(self, drawn):
        arrive(drawn)
        assert Link.objects.filter(ended_at=None).count() == len(drawn)
        before, links, reviews = everything(), history(), Review.objects.count()
        actions.link_new(by=SYSTEM, at=NOW + timedelta(hours=1))
        assert (everything(), history(), Review.objects.count()) == (before, links, reviews)


@given(st.lists(st.text(alphabet="0123456789", min_size=8, max_size=11), min_size=1, max_size=20))
def test_a_number_is_as_valid_in_sql_as_in_python(numbers):
    listed = ", ".join(f"({place}, '{number}')" for place, number in enumerate(numbers))
    with workspace() as space:
        told = space.rows(f"SELECT {valid_number_sql('n')} FROM (VALUES {listed}) t(i, n) ORDER BY i")
    assert [valid for (valid,) in told] == [nhs_number.is_valid(number) for number in numbers]


@given(st.text(max_size=40))
@example("🆐")
def test_a_key_is_its_own_key_and_hides_case_and_marks(text):
    assert names.key(names.key(text)) == names.key(text)
    assert names.key(text.upper().lower()) == names.key(text.lower())
    assert len(names.sound(text)) <= 20


@given(
    st.integers(2, 8).flatmap(
        lambda size: st.tuples(
            st.lists(st.booleans(), min_size=size, max_size=size),
            st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=20),
            st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=4),
        )
    )
)
def test_no_order_of_joining_breaks_a_rule(drawn):
    settled, tries, never = drawn
    never = [(one, other) for one, other in never if one != other]
    clusters = Clusters([1] * len(settled), settled, never=never)
    for one, other in tries:
        clusters.join(one, other, cap=4)
    roots = [clusters.root(node) for node in range(len(settled))]
    for root in set(roots):
        members = [node for node, found in enumerate(roots) if found == root]
        assert sum(settled[node] for node in members) <= 1
        assert len(members) <= 4
    assert all(roots[one] != roots[other] for one, other in never)
    for one, other in never:
        assert clusters.join(one, other) is Outcome.FORBIDDEN
