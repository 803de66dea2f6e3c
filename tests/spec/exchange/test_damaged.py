"""Files that were damaged on the way: held with the reason, and those beside them come in."""

from __future__ import annotations

import gzip

import pytest

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from tests.spec.exchange.sent import NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "feed", "content"),
    [
        ("cut.csv.gz", "voluntary_contact", gzip.compress(b"contact_id,member_id\n" * 5000, mtime=0)[:60]),
        ("never-packed.csv.gz", "voluntary_contact", b"contact_id,member_id\nc1,17\n"),
        (
            "cut.hl7.gz",
            "hospital_messages",
            gzip.compress(b"MSH|^~\\&|PAS|RXA|||20260301||ADT^A01|x|P|2.4\r" * 500, mtime=0)[:40],
        ),
        ("noise.parquet", "voluntary_contact", bytes(range(256)) * 4),
        ("nothing.csv", "voluntary_contact", b""),
    ],
)
def test_a_damaged_file_is_held_with_the_reason(name, feed, content, tmp_path, settings):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    path = tmp_path / name
    path.write_bytes(content)
    outcome = take_in(Addressed(path, "VOL01", feed), by=SYSTEM, at=NOW)
    assert outcome.refused
    [held] = HeldItem.objects.all()
    assert held.file == name
