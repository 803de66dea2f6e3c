"""A steward finds what did not pass, sees its exact bytes, mends it, takes it in, or dismisses it and thinks again."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.quarantine.holding import Held, hold
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from tests.spec.exchange.sent import write
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import rows
from tests.world.world import NOW, World

ROWS = """
    contact_id | organisation_code | member_id | family_name | started_at       | activity
    -----------+-------------------+-----------+-------------+------------------+-----------
    c1         | VOL01             | 17        | Marsh       | 2026-03-02T10:30 | lunch_club
    c2         | VOL01             | 18        | <b>Webb</b> | 2026-03-30T10:30 | flying
"""


@pytest.fixture
def steward(signed_in: SignedIn) -> Client:
    return signed_in("Tariq Bell")


@pytest.fixture
def webb(world: World, tmp_path: Path) -> HeldItem:
    """A charity's file of two rows, of which the second has an activity that nobody declared."""
    path = tmp_path / "contacts.csv"
    write(path, "voluntary_contact", rows(ROWS))
    outcome = take_in(Addressed(path, "VOL01", "voluntary_contact"), by=SYSTEM, at=NOW)
    assert (outcome.added, outcome.quarantined) == (1, 1)
    return HeldItem.objects.get()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def file(client: Client, address: str = "/quarantine/list.csv") -> list[list[str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def many(count: int, *, sender: str = "RXX") -> None:
    held = [
        Held(n, "born", "born: is not a day of the calendar", b'{"born": "30 February"}') for n in range(1, count + 1)
    ]
    hold(held, delivery_id=99, sender=sender, feed="gp_problem", file="=problems.csv", at=NOW)


def test_nothing_waits(steward: Client, world: World) -> None:
    assert "Nothing waits. Everything that was sent to us has been taken in" in page(steward, "/quarantine")
    assert file(steward) == [
        ["Item", "Problem", "File", "Row or place", "Field", "Feed", "Sender", "State", "Held since"]
    ]


def test_the_list_counts_what_it_lists_and_turns_its_pages(steward: Client, world: World) -> None:
    many(60)
    first = page(steward, "/quarantine")
    assert "1 to 50 of <strong>60 items</strong>" in first
    assert "page=2" in first
    assert "51 to 60 of <strong>60 items</strong>" in page(steward, "/quarantine?page=2")
    assert "51 to 60 of <strong>60 items</strong>" in page(steward, "/quarantine?page=900")
    assert len(file(steward)) == 61


def test_a_file_name_that_is_a_formula_is_harmless_in_a_spreadsheet(steward: Client, world: World) -> None:
    many(1)
    assert file(steward)[1][2] == "'=problems.csv"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("feed=gp_problem", 3), ("feed=voluntary_contact", 1), ("sender=RXX", 3), ("text=activity", 1),
        ("text=calendar", 3), ("delivery=99", 3), ("state=any", 4), ("state=dismissed", 0), ("text=zebra", 0),
    ],
)  # fmt: skip
def test_filters_find_and_the_file_holds_the_same(
    steward: Client, webb: HeldItem, world: World, asked: str, count: int
) -> None:
    many(3)
    assert f"<strong>{count} item{'' if count == 1 else 's'}</strong>" in page(steward, f"/quarantine?{asked}")
    assert len(file(steward, f"/quarantine/list.csv?{asked}")) == count + 1


def test_an_unknown_state_is_a_mistake_not_a_fault(steward: Client, world: World) -> None:
    assert "is not a state" in page(steward, "/quarantine?state=lost", status=422)


def test_one_item_shows_the_problem_the_place_and_the_exact_bytes_and_the_look_is_written_down(
    steward: Client, webb: HeldItem, world: World
) -> None:
    seen = page(steward, f"/quarantine/{webb.pk}")
    assert "Row or place 2 did not pass" in seen
    assert "activity" in seen
    assert "&lt;b&gt;Webb&lt;/b&gt;" in seen, "what came is shown, never run"
    assert "<b>Webb" not in seen
    assert world.journal()[-1] == "quarantine.look done"


def test_mended_it_comes_in(steward: Client, webb: HeldItem) -> None:
    mended = bytes(webb.body).decode().replace("flying", "transport")
    answer = steward.post(f"/quarantine/{webb.pk}/mend", {"do": "replay", "body": mended}, follow=True)
    assert "Taken in: 1 added, 0 changed, 0 known already." in answer.content.decode()
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["Lunch club", "Transport"]
    webb.refresh_from_db()
    assert (webb.state, b"flying" in bytes(webb.body)) == ("replayed", True)


def test_mended_wrongly_it_stays_with_what_was_typed_and_the_true_reason(steward: Client, webb: HeldItem) -> None:
    mended = bytes(webb.body).decode().replace("flying", "sailing")
    answer = steward.post(f"/quarantine/{webb.pk}/mend", {"do": "replay", "body": mended})
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in seen
    assert "It did not pass: " in seen
    assert "sailing" in seen
    webb.refresh_from_db()
    assert webb.state == "held"


def test_a_mending_is_kept_for_later(steward: Client, webb: HeldItem, world: World) -> None:
    mended = bytes(webb.body).decode().replace("flying", "transport")
    steward.post(f"/quarantine/{webb.pk}/mend", {"do": "keep", "body": mended})
    webb.refresh_from_db()
    assert (webb.state, bytes(webb.mended or b"").decode()) == ("held", mended)
    assert "transport" in page(steward, f"/quarantine/{webb.pk}")
    assert "quarantine.mended done" in world.journal()


def test_nothing_in_the_box_is_a_mistake(steward: Client, webb: HeldItem) -> None:
    answer = steward.post(f"/quarantine/{webb.pk}/mend", {"do": "replay", "body": " "})
    assert answer.status_code == 422
    assert "There is nothing in the mended text." in answer.content.decode()


def test_a_dismissal_needs_a_reason_and_can_be_undone(steward: Client, webb: HeldItem, world: World) -> None:
    answer = steward.post(f"/quarantine/{webb.pk}/dismiss", {"reason": " "})
    assert answer.status_code == 422
    assert "Give the reason for which this need not come in." in answer.content.decode()
    answer = steward.post(f"/quarantine/{webb.pk}/dismiss", {"reason": "A test of theirs"}, follow=True)
    assert "Dismissed. Its bytes stay, with your reason." in answer.content.decode()
    seen = page(steward, f"/quarantine/{webb.pk}")
    assert "A test of theirs" in seen
    assert "Mend and take in" not in seen
    answer = steward.post(f"/quarantine/{webb.pk}/reopen", follow=True)
    assert "The dismissal is undone." in answer.content.decode()
    webb.refresh_from_db()
    assert (webb.state, webb.reason) == ("held", "")
    assert "quarantine.reopened done" in world.journal()
    assert steward.post(f"/quarantine/{webb.pk}/reopen").status_code == 409


def test_bytes_that_are_not_text_are_shown_in_hexadecimal_and_mended_by_a_file(steward: Client, world: World) -> None:
    hold([Held(1, "", "cannot be read", b"Edna\xff")], delivery_id=7, sender="X", feed="gp_problem", file="a", at=NOW)
    seen = page(steward, f"/quarantine/{HeldItem.objects.get().pk}")
    assert "45 64 6e 61 ff" in seen
    assert 'type="file"' in seen


def test_a_whole_file_asks_for_its_sender_and_feed(steward: Client, world: World) -> None:
    hold([Held(None, "", "Nobody said who sent it.", b"")], delivery_id=None, sender="", feed="", file="a.csv", at=NOW)
    item = HeldItem.objects.get().pk
    seen = page(steward, f"/quarantine/{item}")
    assert "Take the file in again" in seen
    answer = steward.post(f"/quarantine/{item}/mend", {"do": "replay", "sender": "VOL01", "feed": "voluntary_contact"})
    assert answer.status_code == 422
    assert "The file is no longer where it landed." in answer.content.decode()


def test_what_is_not_there_is_said(steward: Client, world: World) -> None:
    assert "There is nothing by this number in quarantine." in page(steward, "/quarantine/12345", status=404)


def test_the_number_of_queries_does_not_grow_with_the_list(
    steward: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    many(40)
    page(steward, "/quarantine")
    with django_assert_max_num_queries(9):
        page(steward, "/quarantine")
