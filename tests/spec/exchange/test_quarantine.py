"""What did not pass waits with its reason, and is mended, replayed by the same path, or dismissed."""

from __future__ import annotations

import json

import duckdb
import pytest

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import latest_reference_rows
from joinedup.exchange.quarantine import actions, queries
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.entries.models import Entry
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.spec.exchange.sent import LATER, NOW, SURGERY, known

STEWARD = Actor(7, "Owen Fairclough", "data_steward", "Data steward", "ZZB01", "Brackenshire Integrated Care Board")
NURSE = Actor(8, "Bethan Price", "nurse", "Nurse", "ZZ001", "Hillside Surgery")

KNITTING = """
    contact_id | organisation_code | member_id | family_name | started_at       | activity
    -----------+-------------------+-----------+-------------+------------------+----------
    c1         | VOL01             | 17        | Marsh       | 2026-03-02T10:30 | knitting
"""


@pytest.fixture
def item(post):
    """A visit of Edna Marsh whose activity nobody declared."""
    post.takes(KNITTING)
    return HeldItem.objects.get()


def mended(item: HeldItem, **changes: str) -> bytes:
    return json.dumps({**json.loads(bytes(item.body)), **changes}).encode()


def test_a_mended_row_comes_in_by_the_path_on_which_it_failed(item):
    actions.mend(item.pk, body=mended(item, activity="exercise"), by=STEWARD, at=NOW)
    outcome = actions.replay(item.pk, by=STEWARD, at=LATER)
    assert (outcome.file, outcome.added, outcome.quarantined) == ("sent-0.csv, place 1", 1, 0)
    assert known("source_record__local_id", "text", "recorded_from") == [("17", "Exercise class", LATER)]
    item.refresh_from_db()
    assert (item.state, item.settled_by, item.settled_at) == ("replayed", 7, LATER)
    assert json.loads(bytes(item.body))["activity"] == "knitting"
    assert list(JournalLine.objects.order_by("pk").values_list("act", flat=True)) == [
        "quarantine.mended", "quarantine.replayed",
    ]  # fmt: skip


def test_what_fails_again_stays_held_and_leaves_nothing_behind(item):
    with pytest.raises(CannotProceed) as caught:
        actions.replay(item.pk, body=mended(item, activity="crochet"), by=STEWARD, at=LATER)
    assert caught.value.problem.startswith("It did not pass: activity: is not one of befriending,")
    assert caught.value.now == "Mend it and replay it again, or dismiss it with a reason."
    assert (HeldItem.objects.count(), Delivery.objects.count(), Entry.objects.count()) == (1, 1, 0)
    assert HeldItem.objects.get().state == "held"


def test_a_replayed_item_is_settled_and_cannot_be_replayed_again(item):
    actions.replay(item.pk, body=mended(item, activity="exercise"), by=STEWARD, at=LATER)
    with pytest.raises(CannotProceed) as caught:
        actions.replay(item.pk, by=STEWARD, at=LATER)
    assert str(caught.value) == "This is settled already: mended and taken in. Look at the list of what still waits."


def test_the_same_row_held_twice_comes_in_once(post):
    post.takes(KNITTING)
    post.takes(KNITTING.replace("Marsh", "Marsh "), as_="parquet")
    for held in HeldItem.objects.all():
        actions.replay(held.pk, body=mended(held, activity="exercise"), by=STEWARD, at=LATER)
    assert Entry.objects.count() == 1


def test_a_line_that_could_not_be_split_may_be_mended_as_a_line(post):
    post.takes(KNITTING.replace("knitting", "exercise"))
    header = post.file("sent-0.csv").read_text().splitlines()[0]
    path = post.file("broken.csv")
    path.write_text(f"{header}\nc2,VOL01,18\n", encoding="utf-8")
    post.takes_file(path, feed="voluntary_contact", at=LATER)
    held = HeldItem.objects.get()
    with pytest.raises(CannotProceed) as caught:
        actions.replay(held.pk, by=STEWARD, at=LATER)
    assert caught.value.problem == "It did not pass: the line has 3 cells, and the file 17 columns."
    line = b"c2,VOL01,18,,,,,,,,2026-03-05T10:30,,advice,,,,"
    assert actions.replay(held.pk, body=line, by=STEWARD, at=LATER).added == 1


def test_a_file_without_a_sender_is_replayed_with_one(post):
    post.takes(KNITTING.replace("knitting", "exercise"))
    path = post.file("found.csv")
    path.write_bytes(post.file("sent-0.csv").read_bytes().replace(b"c1", b"c2"))
    post.takes_file(path, sender="")
    held = HeldItem.objects.get()
    assert queries.exact_bytes(held, by=STEWARD) == path.read_bytes()
    assert actions.replay(held.pk, sender="VOL09", by=STEWARD, at=LATER).added == 1
    assert HeldItem.objects.get().state == "replayed"


def test_a_mended_resource_comes_in(post):
    post.takes_json(
        {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/9"}, "onsetDateTime": "2023-02-30"}
    )
    held = HeldItem.objects.get()
    assert held.field == "Condition.onsetDateTime"
    body = bytes(held.body).replace(b"2023-02-30", b"2023-02-28")
    assert actions.replay(held.pk, body=body, by=STEWARD, at=LATER).added == 1
    assert known("source_record__sender", "kind") == [(SURGERY, "problem")]


def test_dismissing_asks_why_and_keeps_the_bytes(item):
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.dismiss(item.pk, reason=" ", by=STEWARD, at=NOW)
    actions.dismiss(item.pk, reason="The club was closed that day", by=STEWARD, at=NOW)
    item.refresh_from_db()
    assert (item.state, item.reason) == ("dismissed", "The club was closed that day")
    assert bytes(item.body)


def test_only_a_data_steward_sees_and_mends(item):
    for act in (
        lambda: queries.items(by=NURSE),
        lambda: actions.mend(item.pk, body=b"{}", by=NURSE, at=NOW),
        lambda: actions.replay(item.pk, by=NURSE, at=NOW),
        lambda: actions.dismiss(item.pk, reason="no", by=NURSE, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_list_tells_each_reason_once_with_how_many_it_holds(post):
    rows = "\n".join(
        f"c{n} | VOL01 | {n} | 2026-03-02T10:30 | {'knitting' if n % 3 else 'yoga'} | {n % 3 - 1}" for n in range(9)
    )
    post.takes(f"""
        contact_id | organisation_code | member_id | started_at | activity | cost
        {rows}
    """)
    counts = [reason.count for reason in queries.reasons(by=SYSTEM)]
    assert (sum(counts), counts) == (9, sorted(counts, reverse=True))
    page = queries.items(by=SYSTEM, size=4, page=3)
    assert (page.total, page.pages, len(page.items)) == (9, 3, 1)
    assert queries.items(by=SYSTEM, feed="gp_problem").total == 0
    with pytest.raises(BadInput):
        queries.items(by=SYSTEM, state="lost")


def test_what_is_not_there_is_said_not_to_be(post):
    with pytest.raises(NotFound):
        actions.replay(99, by=STEWARD, at=NOW)


def test_a_mended_row_of_a_list_joins_the_list_that_it_was_missing_from(post):
    post.takes("""
        holiday    | name
        2026-04-03 | Good Friday
        2026-04-36 | Easter Monday
    """, feed="reference_bank_holiday", sender="GOVUK")  # fmt: skip
    held = HeldItem.objects.get()
    actions.replay(held.pk, body=bytes(held.body).replace(b"04-36", b"04-06"), by=STEWARD, at=LATER)
    listed = latest_reference_rows("reference_bank_holiday")
    assert duckdb.sql(f"SELECT CAST(holiday AS VARCHAR), name FROM ({listed}) ORDER BY holiday").fetchall() == [
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
    ]
