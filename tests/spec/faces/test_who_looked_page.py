"""The page that tells a person who looked at their record, and its file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import JournalLine
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World


@pytest.fixture
def edna(world: World) -> int:
    world.open("Edna Marsh", by="Sam Whitlock")
    return world.person("Edna Marsh")


def test_staff_can_show_edna_who_looked_and_no_member_of_staff_is_named_in_it(signed_in: SignedIn, edna: int) -> None:
    page = signed_in("Dr Priya Nair").get(f"/people/{edna}/looks").content.decode()
    listed = page.split("<table")[1]
    assert "A practice nurse" in listed
    assert "Your GP practice, Hillside Surgery" in listed
    assert "Whitlock" not in page
    assert "We leave out their names, to keep staff safe." in page
    assert JournalLine.objects.filter(person_id=edna, act="record.open").count() == 2


def test_a_long_list_has_pages_one_for_paper_and_a_file(signed_in: SignedIn, edna: int, world: World) -> None:
    for hour in range(1, 61):
        journal.write(
            "record.open", by=world.staff("Sam Whitlock"), at=NOW - timedelta(hours=hour), about=edna, reason="=1+1"
        )
    priya = signed_in("Dr Priya Nair")
    first = priya.get(f"/people/{edna}/looks").content.decode()
    assert "1 to 50 of" in first
    assert "62 looks" in first
    assert "page=2" in first
    assert priya.get(f"/people/{edna}/looks?page=2").content.decode().count('role="row" class') == 12
    assert priya.get(f"/people/{edna}/looks?all=yes").content.decode().count('role="row" class') == 62
    file = b"".join(priya.get(f"/people/{edna}/looks/list.csv").streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(file)))
    assert len(found) == 62
    assert (found[-1]["Who"], found[-1]["Why"]) == ("A practice nurse", "They wrote: “=1+1”")


def test_who_has_no_reason_to_open_the_record_is_not_told_who_did(signed_in: SignedIn, edna: int) -> None:
    for address in (f"/people/{edna}/looks", f"/people/{edna}/looks/list.csv"):
        answer = signed_in("Kit Marlowe").get(address)
        assert answer.status_code == 403
        assert "nurse" not in answer.content.decode().split("<main")[1]


def test_of_someone_sensitive_the_page_names_no_place(signed_in: SignedIn, world: World) -> None:
    world.open("Grace Hidden", by="Dr Owen Pryce")
    page = signed_in("Dr Owen Pryce").get(f"/people/{world.person('Grace Hidden')}/looks").content.decode()
    assert "We do not say where, to keep you safe." in page
    assert "Riverside" not in page.split("<main")[1].split("<footer")[0]


def test_to_who_reads_a_part_of_the_record_only_their_own_place_is_named(signed_in: SignedIn, world: World) -> None:
    world.tells("Beech House", of="Edna Marsh", table="kind | happened | text\nadministration | 2026-01-05 | Moved in")
    world.open("Edna Marsh", by="Sam Whitlock")
    pilar = signed_in("Pilar Winnow")
    page = pilar.get(f"/people/{world.person('Edna Marsh')}/looks").content.decode().split("<table")[1]
    assert "Hillside" not in page
    assert "A place that is not named here." in page


def test_what_is_there_for_staff_alone_is_not_on_the_page_that_the_person_reads(
    signed_in: SignedIn, world: World
) -> None:
    world.tells("Hillside Surgery", of="Edna Marsh", table="kind | text | status\nalert | Do not visit alone | active")
    edna = world.person("Edna Marsh")
    priya = signed_in("Dr Priya Nair")
    assert "Do not visit alone" in priya.get(f"/people/{edna}").content.decode()
    page = priya.get(f"/people/{edna}/looks").content.decode()
    assert "MARSH, Edna, born 3 April 1938, NHS number 999 012 7549" in " ".join(page.split())
    assert "Do not visit alone" not in page
    assert "not shown to you" not in page
