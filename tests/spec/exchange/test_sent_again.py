"""The same bytes again: known where a command is run again, a new delivery where something else was said since."""

from __future__ import annotations

import pytest

from joinedup.exchange.intake.actions import batch_of, take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import latest_reference
from joinedup.record.access.actor import SYSTEM
from tests.spec.exchange.sent import CHARITY, LATER, NOW, known, write
from tests.world.drawn import instant, rows

EVEN_LATER = instant("2026-06-01 09:00")
MONTHS = ("2026-04-01", "2026-05-01", "2026-06-01")


def visit(activity: str, *, contact: str = "c1", name: str = "Marsh") -> str:
    return f"""
        contact_id | organisation_code | member_id | family_name | started_at       | activity
        {contact}  | VOL01             | 17        | {name}      | 2026-03-02T10:30 | {activity}
    """


@pytest.fixture
def month(post):
    """Return a way to write what the charity sends of one month, and give its file."""

    def written(name: str, table: str) -> Addressed:
        path = post.file(name)
        write(path, "voluntary_contact", rows(table))
        return Addressed(path, CHARITY, "voluntary_contact")

    return written


def take_in_all(files: list[Addressed], *, at=NOW) -> list[bool]:
    """Take files in as one command does; return for each whether it was in already."""
    batch = batch_of(files)
    return [take_in(one, by=SYSTEM, at=at, batch=batch).already for one in files]


def test_what_was_said_before_is_said_again_where_something_else_was_said_since(post):
    march, april = visit("lunch_club"), visit("transport")
    sent = [
        post.takes(table, at=instant(f"{day} 09:00")) for table, day in zip((march, april, march), MONTHS, strict=True)
    ]
    assert [outcome.already for outcome in sent] == [False, False, False]
    assert known("text", "recorded_from", "recorded_until", ever=True) == [
        ("Lunch club", NOW, LATER),
        ("Transport", LATER, EVEN_LATER),
        ("Lunch club", EVEN_LATER, None),
    ]
    assert post.takes(march, at=instant("2026-07-01 09:00")).already
    assert Delivery.objects.count() == 3


def test_a_list_that_goes_back_to_what_it_was_is_the_list_that_is_used(post):
    easter, good = (f"holiday | name\n2026-04-06 | {name}" for name in ("Easter Monday", "Good Friday"))
    of = {"feed": "reference_bank_holiday", "sender": "GOVUK"}
    sent = [
        post.takes(table, at=instant(f"{day} 09:00"), **of)
        for table, day in zip((easter, good, easter), MONTHS, strict=True)
    ]
    assert latest_reference("reference_bank_holiday").stem == str(sent[2].delivery_id)


def test_a_folder_taken_in_again_takes_in_nothing(month):
    march, april = month("march.csv", visit("lunch_club")), month("april.csv", visit("transport"))
    assert take_in_all([march, april]) == [False, False]
    assert take_in_all([march, april], at=LATER) == [True, True]
    assert take_in_all([april, march], at=LATER) == [True, True]
    may = month("a new file that sorts first.csv", visit("exercise"))
    assert take_in_all([may, march, april], at=EVEN_LATER) == [False, True, True]
    assert known("text") == [("Exercise class",)]


def test_a_folder_that_holds_the_same_bytes_twice_says_them_twice_and_only_once_more_when_run_again(month):
    files = [
        month("1-march.csv", visit("lunch_club")),
        month("2-april.csv", visit("transport")),
        month("3-may.csv", visit("lunch_club")),
    ]
    assert take_in_all(files) == [False, False, False]
    assert take_in_all(files, at=LATER) == [True, True, True]
    assert known("text") == [("Lunch club",)]
    assert Delivery.objects.count() == 3


def test_a_command_that_was_stopped_goes_on_from_there(month, monkeypatch):
    files = [month(f"{name}.csv", visit(name)) for name in ("lunch_club", "transport", "exercise")]
    take_in_all(files[:2])
    assert take_in_all(files) == [True, True, False]
    assert take_in_all(files) == [True, True, True]


def test_a_mended_row_is_no_file_that_was_sent_since(post, month):
    from joinedup.exchange.quarantine import actions  # noqa: PLC0415
    from joinedup.exchange.quarantine.models import HeldItem  # noqa: PLC0415

    file = month("march.csv", visit("knitting"))
    take_in_all([file])
    held = HeldItem.objects.get()
    actions.replay(held.pk, body=bytes(held.body).replace(b"knitting", b"exercise"), by=SYSTEM, at=LATER)
    assert take_in_all([file], at=EVEN_LATER) == [True]
    assert HeldItem.objects.filter(state=HeldItem.State.HELD).count() == 0


def test_a_delivery_that_stopped_in_the_middle_is_gone_on_with_whatever_came_since(month):
    march, april = month("march.csv", visit("lunch_club")), month("april.csv", visit("transport"))
    take_in_all([march])
    Delivery.objects.update(state=Delivery.State.LANDED, rows_done=0, entries_added=0)
    take_in_all([april], at=LATER)
    assert take_in_all([march], at=EVEN_LATER) == [False]
    assert Delivery.objects.filter(state=Delivery.State.DONE).count() == 2
    assert known("text") == [("Transport",)]
