"""What senders say of who someone is, is kept whole: no word that a feed or a FHIR value set has is cut."""

from __future__ import annotations

import pytest

from joinedup.record.linkage.receiving import LONGEST
from joinedup.record.people.rules import TRACED
from joinedup.words.vocabulary.feeds import declared
from tests.spec.exchange.sent import said_to_be
from tests.spec.exchange.test_fhir import EDNA, NHS

STATUS = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
WORDS = (
    "number-present-and-verified", "number-present-but-not-traced", "trace-required", "trace-in-progress",
    "trace-attempted-no-match-or-multiple-match-found", "trace-postponed-baby-under-six-weeks-old",
    "trace-needs-to-be-resolved-nhs-number-or-patient-detail-conflict", "number-not-present-and-trace-not-required",
)  # fmt: skip


def declared_words() -> list[tuple[str, str, str]]:
    """Return feed, particular and meaning of each code by which a feed says who someone is."""
    return [
        (feed.name, part, meaning)
        for feed in declared().values()
        for part, column in feed.person.items()
        for meaning in feed.columns[column].codes.values()
    ]


def test_every_word_that_a_feed_declares_fits():
    assert [(feed, part) for feed, part, word in declared_words() if len(word) > LONGEST.get(part, 1000)] == []
    assert max(map(len, TRACED)) <= LONGEST["nhs_number_status"]


@pytest.mark.parametrize("word", WORDS)
def test_a_status_of_the_nhs_number_is_kept_whole(word, post):
    status = {"url": STATUS, "valueCodeableConcept": {"coding": [{"code": word}]}}
    number = {"system": NHS, "value": "9990000018", "extension": [status]}
    post.takes_json({**EDNA, "identifier": [number]})
    assert said_to_be("nhs_number_status") == [("edna", word)]


def test_a_status_of_an_extract_is_kept_whole(post):
    post.takes("""
        spell_id | provider_code | hospital_number | nhs_number | nhs_number_status | admitted_at      | admission_method | point_of_delivery
        s1       | RXA           | H17             | 9990000018 | 02                | 2026-03-02T10:30 | emergency        | emergency
    """, feed="admitted_care", sender="RXA")  # fmt: skip
    assert said_to_be("nhs_number_status") == [("H17", "traced but not verified")]
