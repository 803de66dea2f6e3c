"""Laws of taking in: twice is once; however rows are cut into files and batches, the record is the same."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.intake.extracts import reader
from joinedup.record.access.actor import SYSTEM
from tests.spec.exchange.sent import NOW, known, said_to_be, write

visits = st.lists(
    st.fixed_dictionaries(
        {
            "contact_id": st.sampled_from(["c1", "c2", "c3", "c4"]),
            "organisation_code": st.just("VOL01"),
            "member_id": st.sampled_from(["17", "18"]),
            "family_name": st.sampled_from(["Marsh", "Hill"]),
            "given_names": st.sampled_from(["Edna", "Harry"]),
            "started_at": st.sampled_from(["2026-03-01T10:00", "2026-03-02T10:00", "2026-02-30T10:00", "2026-03-04"]),
            "activity": st.sampled_from(["advice", "transport", "knitting"]),
        }
    ),
    min_size=1,
    max_size=12,
)
PARTS = ("source_record__local_id", "key", "text", "happened_at", "happened_precision")
WHO = ("family_name", "given_names")


def sent(files: list[list[dict[str, str]]]) -> list[int]:
    """Take in one file after another, a minute apart; return how many rows each held back."""
    with tempfile.TemporaryDirectory() as folder, override_settings(HOME=Path(folder)):
        quarantined = []
        for number, rows in enumerate(files):
            path = Path(folder) / f"{number}.csv"
            write(path, "voluntary_contact", rows)
            at = NOW + timedelta(minutes=number)
            outcome = take_in(Addressed(path, "VOL01", "voluntary_contact"), by=SYSTEM, at=at)
            quarantined.append(0 if outcome.already else outcome.quarantined)
        return quarantined


def now() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return what is known now, and who each source record is said to be."""
    return sorted(known(*PARTS), key=str), sorted(said_to_be(*WHO), key=str)


class Laws(TestCase):
    """Each example begins with an empty record."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(visits)
    def test_a_file_taken_in_twice_says_what_it_says_once(self, rows):
        sent([rows])
        once = now()
        held = sent([rows, rows])
        assert now() == once
        assert held[1] == 0

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(visits, st.data())
    def test_rows_in_one_file_or_in_several_give_the_same_record(self, rows, data):
        cut = data.draw(st.integers(0, len(rows)))
        size = data.draw(st.integers(1, 5))
        whole = known_after([rows], batch=1000)
        assert known_after([part for part in (rows[:cut], rows[cut:]) if part], batch=size) == whole


def known_after(files: list[list[dict[str, str]]], *, batch: int) -> object:
    """Return what is known after ``files``, taken in ``batch`` rows at a time by a record that held nothing."""
    from django.db import transaction  # noqa: PLC0415

    before = reader.take_in.__kwdefaults__["batch"]
    reader.take_in.__kwdefaults__["batch"] = batch
    try:
        with transaction.atomic():
            sent(files)
            found = now()
            transaction.set_rollback(True)
        return found
    finally:
        reader.take_in.__kwdefaults__["batch"] = before
