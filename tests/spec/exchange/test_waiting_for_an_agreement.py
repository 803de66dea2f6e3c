"""A feed without an agreement that holds is kept whole and waits; when one holds it comes in, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from joinedup.exchange.intake import actions, flowing, jobs
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.quarantine import actions as quarantine
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.models import Link
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.words.basics.errors import CannotProceed
from tests.spec.exchange.sent import CHARITY, LATER, NOW, SURGERY, Post, known
from tests.spec.exchange.test_fhir import asthma
from tests.spec.exchange.test_sent_again import visit

CHARITY_MAY = """
agreement: charity
title: What the charity tells
parties: [{code: VOL01, name: The charity}, {code: ZZ001, name: The surgery}]
controllers: [VOL01]
purposes: [own_care]
article_6: public_task
article_9: health_and_social_care
common_law: explicit_consent
from: 2026-01-01
feeds: [Voluntary, FHIR]
conditions:
  - {condition: asked, words: Everyone was asked, owner: The charity}
"""


@pytest.fixture
def place(post: Post) -> Post:
    """A place where agreements are required; that of the charity waits for its one condition."""
    home = Path(settings.HOME)
    (home / "place.yaml").write_text("agreements: required\n")
    (home / "agreements").mkdir()
    (home / "agreements" / "charity.yaml").write_text(CHARITY_MAY)
    agreements.load_files(by=SYSTEM, at=NOW)
    return post


def met() -> None:
    agreements.mark_met("charity", "asked", note="All signed", by=SYSTEM, at=NOW)


WAITS = "What the charity tells waits for 1 of its 1 conditions; the first: Everyone was asked (no evidence yet)."


def test_what_may_not_come_in_is_kept_whole_with_the_reason_and_comes_in_when_it_may(place: Post) -> None:
    outcome = place.takes(visit("lunch_club"))
    assert (outcome.waits, outcome.refused, outcome.rows, outcome.added) == (WAITS, "", 0, 0)
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.WAITING
    assert (Path(settings.HOME) / delivery.landed_at_path).read_bytes() == place.file("sent-0.csv").read_bytes()
    assert [(item.position, item.problem) for item in HeldItem.objects.all()] == [(None, WAITS)]
    assert not Entry.objects.exists()
    place.file("sent-0.csv").unlink()
    assert actions.take_in_what_waited(by=SYSTEM, at=LATER) == []
    met()
    [taken] = actions.take_in_what_waited(by=SYSTEM, at=LATER)
    assert (taken.added, taken.waits) == (1, "")
    assert known("text", "recorded_from") == [("Lunch club", LATER)]
    assert HeldItem.objects.get().state == HeldItem.State.REPLAYED
    assert actions.take_in_what_waited(by=SYSTEM, at=LATER) == []
    assert JournalLine.objects.filter(act="delivery.waits").count() == 1


def test_the_clock_takes_in_what_waited_within_a_minute_of_the_last_condition(place: Post) -> None:
    place.takes(visit("lunch_club"))
    met()
    jobs.take_in_what_waited(at=LATER)
    assert known("text") == [("Lunch club",)]
    assert Link.objects.filter(ended_at=None, source_record__sender=CHARITY).count() == 1


def test_the_same_file_sent_again_while_it_waits_is_the_same_delivery(place: Post) -> None:
    place.takes(visit("lunch_club"))
    place.takes_file(place.file("sent-0.csv"), feed="voluntary_contact")
    assert Delivery.objects.count() == HeldItem.objects.count() == 1
    met()
    again = place.takes_file(place.file("sent-0.csv"), feed="voluntary_contact")
    assert (again.added, Delivery.objects.count()) == (1, 1)


def test_what_was_heard_first_comes_in_first_and_never_replaces_what_was_said_later(place: Post) -> None:
    place.takes(visit("lunch_club"))
    met()
    place.takes(visit("transport"), at=NOW + timedelta(days=1))
    actions.take_in_what_waited(by=SYSTEM, at=LATER)
    assert known("text") == [("Transport",)]


def test_messages_wait_whole_too(place: Post) -> None:
    outcome = place.takes_json(asthma(), sender=SURGERY)
    assert outcome.waits == WAITS
    met()
    [taken] = actions.take_in_what_waited(by=SYSTEM, at=LATER)
    assert taken.added == 1


def test_one_who_is_no_party_and_a_feed_of_no_agreement_wait_but_lists_about_nobody_come_in(place: Post) -> None:
    met()
    assert place.takes(visit("lunch_club"), sender="VOL02").waits == (
        "No agreement covers the feed voluntary_contact from VOL02."
    )
    reference = place.takes("practice | name\nX90001 | Hillside", feed="reference_practice", sender="X26")
    assert reference.waits == ""


def test_a_file_that_waits_is_not_replayed_past_the_agreement(place: Post) -> None:
    place.takes(visit("lunch_club"))
    with pytest.raises(CannotProceed, match="What the charity tells waits"):
        quarantine.replay(HeldItem.objects.get().pk, by=SYSTEM, at=LATER)
    assert Delivery.objects.get().state == Delivery.State.WAITING
    met()
    quarantine.replay(HeldItem.objects.get().pk, by=SYSTEM, at=LATER)
    assert known("text") == [("Lunch club",)]


def test_a_long_file_stops_between_two_batches_when_its_agreement_is_withdrawn_and_goes_on_later(
    place: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    met()
    lines = "".join(f"c{n} | {CHARITY} | 17 | 2026-03-02T10:30 | lunch_club\n" for n in range(5))
    table = "contact_id | organisation_code | member_id | started_at | activity\n" + lines
    monkeypatch.setattr("joinedup.exchange.intake.extracts.reader.BATCH", 2)
    monkeypatch.setattr("joinedup.exchange.intake.extracts.reader.take_in.__kwdefaults__", {"batch": 2}, raising=False)
    clock = iter(range(0, 1000, 15))
    monkeypatch.setattr(flowing, "_now", lambda: float(next(clock)))
    withdrawn = []

    def why_not(feed: object, sender: str, at: object, asked: object = flowing.why_not) -> str:
        if Entry.objects.count() >= 2 and not withdrawn:
            withdrawn.append(agreements.withdraw("charity", reason="They left.", by=SYSTEM, at=NOW))
        return str(asked(feed, sender, at))  # type: ignore[operator]

    monkeypatch.setattr(flowing, "why_not", why_not)
    outcome = place.takes(table)
    assert outcome.waits == "What the charity tells was withdrawn: They left."
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.rows_done < 5, Entry.objects.count()) == ("stopped", True, delivery.rows_done)
    event = agreements.queries.valid_events(agreements.queries.row_of("charity").pk).filter(kind="withdrawn").get()
    agreements.undo("charity", event.pk, by=SYSTEM, at=NOW)
    [taken] = actions.take_in_what_waited(by=SYSTEM, at=LATER)
    assert (taken.added, Entry.objects.count()) == (5, 5)
