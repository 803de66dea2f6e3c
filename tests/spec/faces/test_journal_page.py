"""The information governance lead reads who looked at whom; the number that they type is in no address."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.record.journal import queries
from joinedup.record.journal.acts import act_in_words
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions
from joinedup.words.basics.errors import NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World


@pytest.fixture
def lead(signed_in: SignedIn) -> Client:
    return signed_in("Moira Quayle")


@pytest.fixture
def looked(world: World) -> World:
    """Priya and Sam opened Edna's record, Sam the day after; Priya opened Thomas's; an analyst was refused Edna's."""
    world.open("Edna Marsh", by="Dr Priya Nair", reason="Fell at home")
    world.open("Thomas Knight", by="Dr Priya Nair")
    world.open("Edna Marsh", by="Sam Whitlock", at=NOW + timedelta(days=1))
    with pytest.raises(NotAllowed):
        world.open("Edna Marsh", by="Nina Sorrel", at=NOW + timedelta(days=2))
    return world


def page(client: Client, address: str = "/journal", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def file(client: Client, asked: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/journal/lines.csv?{asked}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_says_who_in_which_post_did_what_to_whom_and_why(lead: Client, looked: World) -> None:
    refused, _, _, first = file(lead)
    assert (first["Who"], first["Post"], first["At"], first["What"], first["Reason"], first["Outcome"]) == (
        "Dr Priya Nair", "GP", "Hillside Surgery", "Opened a record", "Fell at home", "Done",
    )  # fmt: skip
    assert (refused["Who"], refused["Outcome"]) == ("Nina Sorrel", "Refused")
    assert first["About"] == f"Person {looked.person('Edna Marsh')}"


def test_no_name_of_anyone_cared_for_is_in_the_journal(lead: Client, looked: World) -> None:
    assert "Marsh" not in page(lead)
    assert "999" not in page(lead)


def test_a_number_is_typed_into_a_form_and_appears_in_no_address(lead: Client, looked: World) -> None:
    answer = lead.post("/journal/find", {"number": "999 012 7549"})
    edna = looked.person("Edna Marsh")
    assert answer.headers["Location"] == f"/journal?person={edna}"
    seen = page(lead, answer.headers["Location"])
    assert f"These are the lines about person {edna}" in seen
    assert {row["About"] for row in file(lead, f"person={edna}")} == {f"Person {edna}"}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "That is not an NHS number or a person’s number here."),
        ("9990127548", "That is not a valid NHS number. Check its ten digits."),
        ("999 044 6393", "Nobody is known here by this number."),
    ],
)
def test_a_number_that_leads_to_nobody_is_told(lead: Client, looked: World, number: str, told: str) -> None:
    answer = lead.post("/journal/find", {"number": number})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("who=priya.nair", 2), ("who=whitlock", 1), ("who=Nobody", 0), ("act=record.open", 4), ("act=linkage.merged", 0),
        ("refused=yes", 1), ("first_day=2026-04-02", 2), ("last_day=2026-04-01", 2),
        ("first_day=2026-04-02&last_day=2026-04-02", 1), ("who=priya&act=record.open&refused=yes", 0),
    ],
)  # fmt: skip
def test_filters_find_and_the_file_holds_the_same(lead: Client, looked: World, asked: str, count: int) -> None:
    assert f"<strong>{count} line{'' if count == 1 else 's'}</strong>" in page(lead, f"/journal?{asked}")
    looking = act_in_words("journal.read")  # what the page above wrote
    assert len([row for row in file(lead, asked) if looking not in row.values()]) == count


def test_a_day_that_is_no_day_is_told(lead: Client, looked: World) -> None:
    assert "Enter a day such as 2026-04-03" in page(lead, "/journal?first_day=yesterday", status=422)
    assert lead.get("/journal/lines.csv?first_day=yesterday").status_code == 422


def test_looks_at_who_someone_was_before_a_joining_are_theirs(lead: Client, looked: World) -> None:
    edna, thomas = looked.person("Edna Marsh"), looked.person("Thomas Knight")
    actions.merge(gone=thomas, into=edna, reason="One man", by=looked.staff("Tariq Bell"), at=NOW)
    about = {row["About"] for row in file(lead, f"person={edna}")}
    assert about == {f"Person {edna}", f"Person {thomas}"}
    assert f"and about the same person under the number {thomas}" in page(lead, f"/journal?person={edna}")


def test_reading_and_downloading_the_journal_is_written_down_too(lead: Client, looked: World) -> None:
    edna = looked.person("Edna Marsh")
    page(lead)
    page(lead, f"/journal?person={edna}")
    file(lead, f"person={edna}")
    written = JournalLine.objects.order_by("-pk").values_list("act", "person_id")[:3]
    assert list(written) == [("journal.downloaded", edna), ("journal.read", edna), ("journal.read", None)]


def test_a_long_journal_has_pages(lead: Client, looked: World) -> None:
    JournalLine.objects.bulk_create([JournalLine(at=NOW, act="person.find") for _ in range(60)])
    assert "1 to 50 of <strong>64 lines</strong>" in page(lead)


def test_only_who_answers_for_privacy_reads_it(world: World) -> None:
    with pytest.raises(NotAllowed, match="does not include this"):
        queries.lines(queries.Sought(), by=world.staff("Tariq Bell"), at=NOW)
    with pytest.raises(NotAllowed, match="does not include this"):
        queries.every_line(queries.Sought(), by=world.staff("Alex Stroud"), at=NOW)


def test_the_number_of_queries_does_not_grow_with_the_journal(
    lead: Client, looked: World, django_assert_max_num_queries: Any
) -> None:
    JournalLine.objects.bulk_create([JournalLine(at=NOW, act="person.find") for _ in range(60)])
    with django_assert_max_num_queries(9):
        page(lead)
