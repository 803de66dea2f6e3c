"""What comes late: a delivery that is gone on with, or a mended row, never ends what was said after it."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.quarantine import actions
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage.models import SentParticulars
from tests.spec.exchange.sent import LATER, NOW, SURGERY, held, known, said_to_be
from tests.spec.exchange.test_fhir import asthma
from tests.spec.exchange.test_sent_again import EVEN_LATER, visit


def gone_on_with(post, file: str, **of: str):
    """Have a delivery stand where it had only landed, and go on with it."""
    Delivery.objects.filter(name=file).update(state=Delivery.State.LANDED, rows_done=0)
    return post.takes_file(post.file(file), at=EVEN_LATER, **of)


def test_rows_that_were_received_before_what_we_hold_are_kept_as_history(post):
    post.takes(visit("lunch_club"), at=NOW)
    post.takes(visit("transport"), at=LATER)
    Entry.objects.filter(text="Lunch club").delete()
    outcome = gone_on_with(post, "sent-0.csv", feed="voluntary_contact")
    assert outcome.older == 1
    assert known("text", "recorded_from", "recorded_until", ever=True) == [
        ("Transport", LATER, None),
        ("Lunch club", LATER, LATER),
    ]


def test_rows_of_one_delivery_follow_each_other_however_late_they_come(post):
    post.takes("""
        contact_id | organisation_code | member_id | started_at       | activity
        c1         | VOL01             | 17        | 2026-03-02T10:30 | lunch_club
        c1         | VOL01             | 17        | 2026-03-02T10:30 | exercise
    """, at=NOW)  # fmt: skip
    post.takes(visit("transport", contact="c2"), at=LATER)
    Entry.objects.filter(key="c1").delete()
    gone_on_with(post, "sent-0.csv", feed="voluntary_contact")
    assert known("key", "text") == [("c1", "Exercise class"), ("c2", "Transport")]


def test_a_mended_row_of_march_replaces_nothing_that_april_says(post):
    post.takes(visit("knitting"), at=NOW)
    post.takes(visit("transport"), at=LATER)
    item = HeldItem.objects.get()
    outcome = actions.replay(
        item.pk, body=bytes(item.body).replace(b"knitting", b"lunch_club"), by=SYSTEM, at=EVEN_LATER
    )
    assert (outcome.older, outcome.changed) == (1, 0)
    assert known("text", "recorded_from", "recorded_until", ever=True) == [
        ("Transport", LATER, None),
        ("Lunch club", EVEN_LATER, EVEN_LATER),
    ]
    assert held() == []


def test_a_resource_without_a_date_of_its_own_is_as_old_as_its_delivery(post):
    resolved = json.loads(json.dumps(asthma()).replace("active", "resolved"))
    post.takes_json(asthma(), at=NOW)
    post.takes_json(resolved, at=LATER)
    assert known("status") == [("resolved",)]
    Entry.objects.filter(status="active").delete()
    gone_on_with(post, "sent-0.json", feed="fhir", sender=SURGERY)
    assert known("status") == [("resolved",)]


def test_what_the_source_says_is_newer_stands_from_when_the_other_was_known(post):
    problem = """
        problem_id | practice_code | patient_id | onset_date | code      | term   | status   | updated_at
        p1         | ZZ001         | 44         | 2019-05-01 | 195967001 | Asthma | {status} | {updated}T09:00Z
    """
    of = {"feed": "gp_problem", "sender": SURGERY}
    post.takes(problem.format(status="resolved", updated="2026-03-09"), at=NOW, **of)
    post.takes(problem.format(status="active", updated="2026-03-01"), at=LATER, **of)
    Entry.objects.all().delete()
    post.takes(problem.format(status="active", updated="2026-03-01") + "\n", at=LATER, **of)
    Entry.objects.all().delete()
    post.takes(problem.format(status="active ", updated="2026-02-01"), at=LATER, **of)
    gone_on_with(post, "sent-0.csv", **of)
    assert known("status", "recorded_from", "recorded_until", ever=True) == [
        ("active", LATER, LATER),
        ("resolved", LATER, None),
    ]


def test_who_someone_is_is_never_known_backwards(post):
    post.takes(visit("lunch_club", name="Hill").replace("2026-03-02", "2026-03-20"), at=NOW)
    post.takes(visit("transport", contact="c2", name="Marsh"), at=LATER)
    SentParticulars.objects.update(family_name="Marsh", source_updated_at=NOW.replace(year=2025), recorded_from=LATER)
    gone_on_with(post, "sent-0.csv", feed="voluntary_contact")
    assert said_to_be("family_name") == [("17", "Hill")]
    assert not SentParticulars.objects.filter(recorded_until__lt=F("recorded_from")).exists()


@pytest.mark.parametrize("table", [Entry, SentParticulars])
def test_nothing_can_be_written_as_ended_before_it_was_known(table, post):
    post.takes(visit("lunch_club"), at=LATER)
    with pytest.raises(IntegrityError, match="never_ended_before"), transaction.atomic():
        table.objects.update(recorded_until=NOW)
