"""The examples that others published all go in, or are refused with the true reason. Skipped where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db.models import Count

from joinedup.exchange.intake.addressing import files_in
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.entries.models import Entry, Resource
from joinedup.record.linkage.models import SentParticulars, SourceRecord
from tests.spec.exchange.sent import Post

SHARED = Path(os.environ.get("JOINEDUP_SHARED_DATA") or Path(__file__).parents[4] / "shared" / "data")
NOBODY = "This does not say whose it is, so it can be put in no record. Ask the sender to give its subject."

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SHARED.is_dir(), reason="no published examples here")]


def take_in_all(post: Post, folder: str) -> int:
    """Take in every file below a folder of the published examples; return how many rows came."""
    files, _ = files_in([SHARED / folder])
    return sum(post.takes_file(file, sender="RXA").rows for file in files)


def problems() -> dict[str, set[str]]:
    """Return each reason for which something is held, with the files."""
    found: dict[str, set[str]] = {}
    for file, problem in HeldItem.objects.values_list("file", "problem"):
        found.setdefault(problem, set()).add(file)
    return found


def test_sixty_made_up_people_go_in_whole(post):
    rows = take_in_all(post, "synthea_bundles")
    assert problems() == {}
    assert rows > 60_000
    assert Resource.objects.filter(recorded_until=None).count() > 60_000
    assert SourceRecord.objects.count() >= 60


def test_uk_core_examples_go_in_but_those_that_are_wrong_or_nobodys(post):
    take_in_all(post, "ukcore/examples_json")
    found = problems()
    wrong = found.pop("Condition.extension[0].value[x]: Only one value[x] is allowed.")
    assert wrong == {"Extension-UKCore-ConditionEpisode-Example.json"}
    empty = found.pop("RelatedPerson.patient: This is empty: leave it out.", set())
    assert len(empty) <= 1
    assert len(found.pop(NOBODY)) == 11
    assert all("holds no resource" in problem for problem in found), found
    assert {file for files in found.values() for file in files} == {"UKCore-Bundle-Batch-Example.json"}


def test_gp_connect_records_go_in_and_a_second_extract_makes_no_line_twice(post):
    take_in_all(post, "gpconnect_structured")
    found = problems()
    (date,) = [problem for problem in found if "date of the calendar" in problem]
    assert date.startswith("AllergyIntolerance.onsetDateTime: This must be a date of the calendar")
    assert found.pop(date) == {"malformedDateStructuredRecord.json.gz"}
    assert set(found) == {NOBODY}
    current = Entry.objects.filter(recorded_until=None)
    doubled = current.values("source_record", "kind", "key").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doubled.exists()
    # Their numbers were taken out (1234567890 stands for five people): each is a record of their own all the same.
    said = set(SentParticulars.objects.exclude(family_name="").values_list("source_record", "family_name"))
    assert len(said) == len({record for record, _ in said}) == len({name for _, name in said}) == 9


def test_demographics_answers_go_in_and_what_is_no_resource_is_said_to_be_none(post):
    take_in_all(post, "pds")
    assert problems().keys() == {
        "No FHIR resource is to be seen in this file. If it is of a declared feed, say which with --feed.",
        "RelatedPerson.patient: This is empty: leave it out.",
    }
    assert SourceRecord.objects.exists()


def test_a_thousand_hospital_messages_go_in(post):
    files, _ = files_in([SHARED / "hl7v2"])
    rows = sum(post.takes_file(file, sender="RXA").rows for file in files if file.suffix in (".out", ".txt"))
    assert rows > 1_000
    assert set(problems()) <= {
        "PID-7: the date of birth is not a date",
        "Nobody said of which feed this file is. Take it in again with --feed, or put a manifest.yaml beside it.",
    }
