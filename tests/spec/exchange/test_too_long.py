"""A line or a message without end does not fill the memory: it is refused or held, and the words say how long it may be."""

from __future__ import annotations

import gzip
import json
import tracemalloc

import pytest

from joinedup.exchange.quarantine import actions
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.vocabulary.fhir import reading
from tests.spec.exchange.sent import LATER, SURGERY, held, known
from tests.spec.exchange.test_fhir import EDNA, asthma
from tests.spec.exchange.test_hl7v2 import CAME, message
from tests.spec.exchange.test_sent_again import visit

ENDLESS = b"x" * 100_000_000


def test_a_packed_line_without_end_is_refused_and_the_words_say_which_line_and_how_long_it_may_be(post):
    post.takes(visit("lunch_club"))
    begins = post.file("sent-0.csv").read_bytes()
    path = post.file("endless.csv.gz")
    path.write_bytes(gzip.compress(begins + ENDLESS, 1))
    tracemalloc.start()
    outcome = post.takes_file(path, feed="voluntary_contact", at=LATER)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome.refused == (
        "Line 3 is longer than 1,000,000 bytes, the most that a line may be. "
        "Ask the sender for a file with a line for each row."
    )
    assert most < 20_000_000


def test_a_header_without_end_is_refused_too(post):
    path = post.file("endless.csv.gz")
    path.write_bytes(gzip.compress(ENDLESS, 1))
    assert post.takes_file(path, feed="voluntary_contact").refused.startswith("Line 1 is longer than 1,000,000 bytes")
    assert post.takes_file(path, feed="", at=LATER).refused.startswith("Nobody said of which feed this file is.")


def test_a_message_without_end_is_held_and_the_others_come_in(post):
    path = post.file("endless.hl7.gz")
    endless = message("A08", "202603021000", control="2").encode() + b"\rOBX|1|TX|||" + ENDLESS
    path.write_bytes(gzip.compress(b"\r".join([endless, CAME.encode()]), 1))
    tracemalloc.start()
    outcome = post.takes_file(path, feed="hospital_messages", sender="RXA")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (outcome.rows, outcome.added, outcome.quarantined) == (2, 1, 1)
    assert held() == [(1, "This message is longer than 32 MB, the most that is read, so it is not kept here; the file lies"
                          " whole where it landed.")]  # fmt: skip
    assert most < 150_000_000
    with pytest.raises(CannotProceed, match="what came is too long to be kept here"):
        actions.replay(HeldItem.objects.get().pk, by=SYSTEM, at=LATER)


def test_a_resource_that_is_too_long_is_held_and_the_lines_after_it_come_in(post, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2000)
    long = asthma(id="long", note=[{"text": "x" * 3000}])
    path = post.file("problems.ndjson")
    path.write_text("\n".join(map(json.dumps, [EDNA, long, asthma()])), encoding="utf-8")
    outcome = post.takes_file(path, feed="fhir", sender=SURGERY)
    assert (outcome.rows, outcome.added, outcome.quarantined) == (3, 1, 1)
    assert known("text") == [("Asthma",)]
