"""A steward sees what came, from whom, how far it is, and what of it was held."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.exchange.intake import queries
from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.intake.models import Delivery
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import NotAllowed, NotFound
from tests.spec.exchange.sent import write
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World


@pytest.fixture
def steward(signed_in: SignedIn, world: World, tmp_path: Path) -> Client:
    """A steward, in a place to which a charity has sent two files: one row of the second did not pass."""
    for name, activities in (("march.csv", ["advice"]), ("april.csv", ["advice", "flying"])):
        drawn = [
            {"contact_id": f"{name}{n}", "organisation_code": "VOL01", "member_id": "17", "activity": activity,
             "started_at": "2026-03-02T10:30"}
            for n, activity in enumerate(activities)
        ]  # fmt: skip
        write(tmp_path / name, "voluntary_contact", drawn)
        take_in(Addressed(tmp_path / name, "VOL01", "voluntary_contact"), by=SYSTEM, at=NOW)
    return signed_in("Tariq Bell")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def file(client: Client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_each_delivery_says_what_came_of_it_and_leads_to_what_was_held(steward: Client) -> None:
    seen = page(steward, "/deliveries")
    assert "<strong>2 deliveries</strong>" in seen
    held = Delivery.objects.get(name="april.csv")
    assert f'href="/quarantine?delivery={held.pk}&amp;state=any"' in seen
    assert "<strong>1 item</strong>" in page(steward, f"/quarantine?delivery={held.pk}&state=any")


def test_the_file_holds_what_the_page_shows(steward: Client) -> None:
    april, march = file(steward, "/deliveries/list.csv")
    assert (april["File"], april["Rows"], april["Added"], april["Held"]) == ("april.csv", "2", "1", "1")
    assert (march["File"], march["Rows"], march["Added"], march["Held"]) == ("march.csv", "1", "1", "0")


@pytest.mark.parametrize(
    ("asked", "count"),
    [("state=held", 1), ("state=done", 2), ("state=refused", 0), ("sender=VOL01", 2), ("feed=gp_problem", 0)],
)
def test_filters_find_and_the_file_holds_the_same(steward: Client, asked: str, count: int) -> None:
    assert f"<strong>{count} deliver{'y' if count == 1 else 'ies'}</strong>" in page(steward, f"/deliveries?{asked}")
    assert len(file(steward, f"/deliveries/list.csv?{asked}")) == count


def test_an_unknown_state_is_a_mistake_not_a_fault(steward: Client) -> None:
    answer = steward.get("/deliveries?state=lost")
    assert (answer.status_code, "There is no such state of a delivery." in answer.content.decode()) == (422, True)


def test_before_anything_came_the_page_says_so(signed_in: SignedIn, world: World) -> None:
    assert "Nothing has come yet." in page(signed_in("Tariq Bell"), "/deliveries")


def test_only_a_steward_reads_deliveries(world: World) -> None:
    with pytest.raises(NotAllowed, match="does not include this"):
        queries.delivered(by=world.staff("Dr Priya Nair"))
    with pytest.raises(NotFound, match="There is no delivery by this number"):
        queries.delivery(1, by=world.staff("Tariq Bell"))


def test_the_number_of_queries_does_not_grow_with_the_list(steward: Client, django_assert_max_num_queries: Any) -> None:
    page(steward, "/deliveries")
    with django_assert_max_num_queries(8):
        page(steward, "/deliveries")
