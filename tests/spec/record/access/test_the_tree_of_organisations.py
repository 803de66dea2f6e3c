"""Who runs what: the codes under which an organisation sends are its own, its sites' and those of its own parts."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from joinedup.record.access import actions, queries
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Organisation, Served, Site, Team
from joinedup.words.basics.errors import BadInput
from tests.world.drawn import rows
from tests.world.world import NOW, World

TREE = """
    organisation           | belongs         | to
    -----------------------+-----------------+-------------------
    Falls team             | sub_division    | Northmoor Community
    Northmoor Community    | operated_by     | Northmoor Hospital
    Hillside Surgery       | commissioned_by | Northmoor ICB
    Northmoor Hospital     | commissioned_by | Northmoor ICB
    Riverside Practice     | partner_to      | Hillside Surgery
"""


@pytest.fixture
def tree(world: World) -> World:
    for row in rows(TREE):
        above = world.organisation(row["to"])
        Organisation.objects.filter(name=row["organisation"]).update(parent=above, belongs=row["belongs"])
    Site.objects.create(ods_code="XN201A", name="Falls clinic", organisation=world.organisation("Falls team"))
    return world


@pytest.mark.parametrize(
    ("organisation", "codes"),
    [
        ("Northmoor Hospital", {"XN1", "XN2", "XN201", "XN201A"}),  # what it runs, and what that runs
        ("Northmoor Community", {"XN2", "XN201", "XN201A"}),  # nothing of the one above
        ("Falls team", {"XN201", "XN201A"}),
        ("Northmoor ICB", {"X9Q"}),  # whom it commissions sends for itself
        ("Hillside Surgery", {"X90001"}),  # so does a partner
        ("Northmoor Council", {"X901"}),
    ],
)
def test_an_organisation_sends_under_its_own_codes_and_those_of_its_parts(
    tree: World, organisation: str, codes: set[str]
) -> None:
    assert queries.senders_of(tree.organisation(organisation).ods_code) == codes


def test_a_code_that_is_not_known_here_stands_for_itself(world: World) -> None:
    assert queries.senders_of("ZZZ9") == {"ZZZ9"}


def test_two_that_stand_above_each_other_end_the_search(tree: World) -> None:
    hospital = tree.organisation("Northmoor Hospital")
    Organisation.objects.filter(pk=hospital.pk).update(parent=tree.organisation("Falls team"), belongs="operated_by")
    assert queries.senders_of("XN1") == {"XN1", "XN2", "XN201", "XN201A"}


def test_the_tree_is_read_in_one_question(tree: World, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.senders_of("XN1")


def test_a_neighbourhood_team_serves_the_practices_that_are_said(world: World) -> None:
    moor = Team.objects.create(
        code="moor", name="Moor neighbourhood", kind="neighbourhood",
        organisation=world.organisation("Northmoor Community"),
    )  # fmt: skip
    Served.objects.create(team=moor, practice=world.organisation("Hillside Surgery"))
    assert queries.practices_served_by("moor") == {"X90001"}
    assert queries.practices_served_by("nobody") == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"parent_id": None, "belongs": "operated_by"},
        {"belongs": ""},
        {"opened_on": "2026-02-01", "closed_on": "2026-01-31"},
    ],
    ids=["belongs to nothing", "says not how", "closed before it opened"],
)
def test_the_database_holds_what_the_tree_promises(tree: World, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(name="Falls team").update(**wrong)


@pytest.mark.parametrize("kind", ["x" * 41, "a practice\nand more", "<b>practice</b>"])
def test_what_an_organisation_is_is_said_in_a_few_words(world: World, kind: str) -> None:
    with pytest.raises(BadInput, match="in up to 40 letters"):
        actions.place_organisation(ods_code="X90003", name="Hilltop Surgery", kind=kind, by=SYSTEM, at=NOW)
