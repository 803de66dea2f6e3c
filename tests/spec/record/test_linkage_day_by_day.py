"""A day's arrivals, linked as they come by what was learned before, end where one linking of everything ends."""

from __future__ import annotations

import json
from datetime import timedelta

import pyarrow.compute as pc
import pytest

from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage import actions, learning, matching
from joinedup.record.linkage.checking import rightness
from joinedup.record.linkage.models import Link, SentParticulars, SourceRecord
from tests.benchmarks.linkage_data import make
from tests.spec.record.sent import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOLD = ("nhs_number", "family_name", "given_names", "birth_date", "sex", "postcode", "phone")


@pytest.fixture(scope="module")
def made():
    """Three feeds of 500 records, with their dirt and their truth."""
    return make(500, seed=7)


def arrive(rows, at):
    kept = SourceRecord.objects.bulk_create(
        SourceRecord(sender=row["sender"], feed_group=row["feed_group"], local_id=str(row["record"]), first_known_at=at)
        for row in rows
    )
    SentParticulars.objects.bulk_create(
        SentParticulars(source_record=record, recorded_from=at, **{name: row[name] for name in TOLD})
        for record, row in zip(kept, rows, strict=True)
    )


def linked(made, days):
    """Return whose each record is, linked in so many days, and how right that is."""
    rows = made.sent.to_pylist()
    for day in range(days):
        at = NOW + timedelta(days=day)
        arrive([row for row in rows if row["record"] % days == day], at)
        actions.link_new(by=SYSTEM, at=at)
    return people_of(made), rightness(people_of(made), made.truth["person"].to_pylist())


def people_of(made):
    whose = dict(Link.objects.filter(ended_at=None).values_list("source_record__local_id", "person_id"))
    return [whose[str(record)] for record in made.truth["record"].to_pylist()]


def test_three_days_end_nearly_as_one_and_nearly_every_record_is_rightly_linked(made, settings, tmp_path):
    settings.HOME = tmp_path
    apart, right = linked(made, days=3)
    assert right.precision > 0.99
    assert right.recall > 0.97
    Link.objects.all().delete()
    actions.link_new(by=SYSTEM, at=NOW)
    alike = rightness(apart, people_of(made))
    assert alike.precision > 0.99
    assert alike.recall > 0.99


def test_what_was_learned_is_kept_with_its_day_and_not_learned_again_the_next(made, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(matching, "ENOUGH_TO_LEARN", 1000)
    rows = made.sent.to_pylist()
    arrive(rows[:-50], NOW)
    actions.link_new(by=SYSTEM, at=NOW)
    kept = json.loads((learning.folder() / "model.json").read_text())
    assert kept["learned_at"] == NOW.isoformat()
    assert kept["records"] == pc.count(made.sent["record"]).as_py() - 50
    monkeypatch.setattr(matching, "learn", lambda _: pytest.fail("what was learned yesterday still holds"))
    arrive(rows[-50:], NOW + timedelta(days=1))
    assert actions.link_new(by=SYSTEM, at=NOW + timedelta(days=1)).linked == 50


def test_what_was_learned_for_other_comparisons_is_not_used(made, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    path = learning.folder() / "model.json"
    path.write_text(json.dumps({"shape": 1, "records": 10**9, "figures": {"shoes": {"size": [0.9, 0.1]}}}))
    arrive(made.sent.to_pylist()[:30], NOW)
    actions.link_new(by=SYSTEM, at=NOW)
    assert "shoes" in path.read_text()
    assert Link.objects.count() == 30
