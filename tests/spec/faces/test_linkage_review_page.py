"""A steward looks at a pair, decides, joins two people after a pause, and undoes it; every look is written down."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions, queries
from joinedup.record.linkage.models import Review
from joinedup.record.people.models import Demographics
from joinedup.words.basics.errors import NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.spec.record.sent import person_of, send, whose
from tests.world.world import NOW, World


@pytest.fixture
def steward(signed_in: SignedIn) -> Client:
    return signed_in("Tariq Bell")


@pytest.fixture
def twins(world: World) -> Review:
    """Amy and Jo, one of whom came with the other's number: two people, and a review."""
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
        ---+----------+------------+-------------+-------------+------------+--------+---------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
        b  | hospital | 9990701474 | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    return Review.objects.get()


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    """Edna under her number, and an Edna without one who is nobody's yet."""
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date
        ---+----------+------------+-------------+-------------+-----------
        a  | gp       | 9990127549 | Marsh       | Edna        | 1938-04-03
        b  | hospital | 9990255083 | Carr        | Arthur      | 1936-11-12
    """)
    actions.link_new(by=SYSTEM, at=NOW)
    return person_of("a"), person_of("b")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def file(client: Client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_queue_names_nobody(steward: Client, twins: Review) -> None:
    seen = page(steward, "/linkage")
    assert "<strong>1 pair</strong>" in seen
    assert "Same NHS number, but the rest disagrees" in seen
    assert "Thompson" not in seen
    assert len(file(steward, "/linkage/pairs.csv")) == 1
    assert not JournalLine.objects.filter(act="linkage.look").exists()


def test_an_empty_queue_says_so_and_its_file_has_headings(steward: Client, world: World) -> None:
    assert "No pair waits for a decision." in page(steward, "/linkage")
    assert "No pair fits these filters." in page(steward, "/linkage?why=cluster_too_large")
    assert file(steward, "/linkage/pairs.csv") == []
    assert page(steward, "/linkage?why=boredom", status=422)


def test_a_pair_stands_side_by_side_with_its_evidence_in_words_and_both_looks_are_written_down(
    steward: Client, twins: Review
) -> None:
    seen = page(steward, f"/linkage/pairs/{twins.pk}")
    assert "NHS number agrees: very strong evidence for" in seen
    assert "Pair 1: same NHS number, but the rest disagrees".replace("1", str(twins.pk)) in seen
    assert "15 June 2019" in seen
    assert ">Female<" in seen
    assert "999\u00a0070\u00a01474" in seen
    assert ">Amy<" in seen
    assert ">Jo<" in seen
    looks = JournalLine.objects.filter(act="linkage.look").values_list("person_id", flat=True)
    assert sorted(looks) == sorted([person_of("a"), person_of("b")])


def test_a_decision_needs_a_choice_and_a_reason(steward: Client, twins: Review) -> None:
    answer = steward.post(f"/linkage/pairs/{twins.pk}/decide", {})
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Are these two records one person’s?" in seen
    assert 'href="#decision"' in seen
    assert 'href="#reason"' in seen
    assert whose() == ["a", "b"]


def test_two_decided_to_be_different_stay_two_and_the_decision_is_listed(steward: Client, twins: Review) -> None:
    decided = {"decision": "different", "reason": "Rang the practice"}
    answer = steward.post(f"/linkage/pairs/{twins.pk}/decide", decided, follow=True)
    assert f"Pair {twins.pk} is decided: two different people." in answer.content.decode()
    assert whose() == ["a", "b"]
    [row] = file(steward, "/linkage/pairs.csv?state=decided")
    assert (row["Decision"], row["By"], row["Reason"]) == ("Two different people", "Tariq Bell", "Rang the practice")
    assert "Rang the practice" in page(steward, f"/linkage/pairs/{twins.pk}")
    again = steward.post(f"/linkage/pairs/{twins.pk}/decide", decided)
    assert (again.status_code, "This was decided on" in again.content.decode()) == (422, True)


def test_a_decision_that_they_are_two_is_undone_with_a_reason_and_the_pair_waits_again(
    steward: Client, twins: Review, world: World
) -> None:
    decided = {"decision": "different", "reason": "Rang the practice"}
    steward.post(f"/linkage/pairs/{twins.pk}/decide", decided)
    assert "No pair waits for a decision." in page(steward, "/linkage")
    assert "Undo the decision" in page(steward, f"/linkage/pairs/{twins.pk}")
    undo = f"/linkage/pairs/{twins.pk}/reopen"
    answer = steward.post(undo, {"reason": " "})
    assert answer.status_code == 422
    assert "Enter why it must be looked at again" in answer.content.decode()
    answer = steward.post(undo, {"reason": "The practice rang back"}, follow=True)
    assert "The decision is undone. The pair waits to be decided again." in answer.content.decode()
    assert "<strong>1 pair</strong>" in page(steward, "/linkage")
    lines = JournalLine.objects.filter(act="linkage.reopened")
    assert {line.person_id for line in lines} == {person_of("a"), person_of("b")}
    assert (lines[0].reason, lines[0].details["decision"]) == ("The practice rang back", "different")
    again = steward.post(undo, {"reason": "Once more"})
    assert (again.status_code, "This waits for a decision already." in again.content.decode()) == (422, True)
    steward.post(f"/linkage/pairs/{twins.pk}/decide", {"decision": "same", "reason": "One child"})
    assert "undo the joining in the history" in page(steward, f"/linkage/pairs/{twins.pk}")
    refused = steward.post(undo, {"reason": "No"}).content.decode()
    assert "Undo the joining in the history first." in refused


def test_two_decided_to_be_one_become_one_and_it_is_undone_from_the_history(steward: Client, twins: Review) -> None:
    amy, jo = person_of("a"), person_of("b")
    steward.post(f"/linkage/pairs/{twins.pk}/decide", {"decision": "same", "reason": "One child"})
    assert whose() == ["a b"]
    assert f'href="/linkage/history/{jo}/undo"' in page(steward, "/linkage/history")
    undo = f"/linkage/history/{jo}/undo"
    assert f"joined person {jo} into person {amy}, with 1 record" in page(steward, undo)
    assert steward.post(undo, {"reason": ""}).status_code == 422
    answer = steward.post(undo, {"reason": "Twins after all"}, follow=True)
    assert f"Undone. Person {jo} stands alone again, apart from person {amy}." in answer.content.decode()
    assert whose() == ["a", "b"]
    assert [row["Undo"] for row in file(steward, "/linkage/history.csv")] == ["", ""]
    assert page(steward, undo, status=404)


def test_two_people_are_joined_by_number_after_a_pause(steward: Client, two: tuple[int, int]) -> None:
    edna, arthur = two
    answer = steward.post("/linkage/join", {"first": "999 012 7549", "second": str(arthur)})
    assert answer.headers["Location"] == f"/linkage/join/{arthur}/into/{edna}", "no NHS number in an address"
    pause = answer.headers["Location"]
    seen = page(steward, pause)
    assert "Are you sure that these are one person?" in seen
    assert f"Person {arthur}, who is joined (1 record)" in seen
    assert JournalLine.objects.filter(act="linkage.look").count() == 2
    assert steward.post(pause, {"reason": ""}).status_code == 422
    assert whose() == ["a", "b"]
    answer = steward.post(pause, {"reason": "Same birth certificate"}, follow=True)
    assert f"Person {arthur} is now part of person {edna}." in answer.content.decode()
    assert f'href="/linkage/history/{arthur}/undo"' in answer.content.decode()
    assert whose() == ["a b"]
    assert steward.get(pause).status_code == 404


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("", "", "Enter a number"),
        ("9990127548", "1", "That is not a valid NHS number. Check its ten digits."),
        ("Edna", "1", "That is not an NHS number or a person’s number here."),
        ("9990318859", "1", "Nobody is known here by this number. Check the number, or try another."),
        ("9990127549", "999 012 7549", "These are the same person already. Enter two different people."),
    ],
)
def test_a_number_that_leads_to_nobody_is_told(
    steward: Client, two: tuple[int, int], first: str, second: str, told: str
) -> None:
    answer = steward.post("/linkage/join", {"first": first, "second": second})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_number_of_several_people_asks_which(steward: Client, two: tuple[int, int]) -> None:
    Demographics.objects.update(nhs_number="9990127549")
    told = steward.post("/linkage/join", {"first": "9990127549", "second": "1"}).content.decode()
    assert "Several people have this NHS number." in told
    assert f"Enter a person’s number here instead: {two[0]}, {two[1]}." in told


def test_what_the_never_link_list_keeps_apart_is_not_joined_here_either(
    steward: Client, two: tuple[int, int], world: World
) -> None:
    actions.add_never_link(nhs_number="9990127549", reason="Protected", by=world.staff("Tariq Bell"), at=NOW)
    edna, arthur = two
    answer = steward.post(f"/linkage/join/{arthur}/into/{edna}", {"reason": "I think so"})
    assert (answer.status_code, "These two are on the never-link list." in answer.content.decode()) == (422, True)
    assert whose() == ["a", "b"]


def test_a_history_without_decisions_says_so(steward: Client, world: World) -> None:
    assert "Nobody has joined or parted people yet." in page(steward, "/linkage/history")


def test_only_a_steward_may(world: World, two: tuple[int, int]) -> None:
    gp = world.staff("Dr Priya Nair")
    for asked in (
        lambda: queries.reviews(by=gp),
        lambda: queries.moves(by=gp),
        lambda: queries.beside(*two, by=gp, at=NOW),
        lambda: queries.people_under("1", by=gp, at=NOW),
    ):
        with pytest.raises(NotAllowed, match="does not include this"):
            asked()


def test_the_number_of_queries_does_not_grow_with_the_list(
    steward: Client, twins: Review, django_assert_max_num_queries: Any
) -> None:
    page(steward, "/linkage")
    for address in ("/linkage", "/linkage/history"):
        with django_assert_max_num_queries(8):
            page(steward, address)
