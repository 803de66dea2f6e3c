"""What publication reads is what the record holds, to the last digit and quote, on either database."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.record.entries import facts
from joinedup.record.entries.models import Entry
from tests.world.world import World

HARD = {
    "text": 'Said "well",\nthen, \\ and ’ё 終',
    "code": "",
    "details": '{"note": "a \\"quoted\\" word, and a comma"}',
    "value": 0.1 + 0.2,
    "unit": "10*9/L",
    "status": "NULL",
}


@pytest.fixture
def told(world: World) -> World:
    """Three of Edna's observations, one of which holds all that is hard to write down, and one that is over."""
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_observation", table="""
        kind        | happened         | ended            | code_system | code     | text   | value | unit
        ------------+------------------+------------------+-------------+----------+--------+-------+-----
        observation | 2026-01-10 10:00 |                  | snomed      | 27113001 | Weight | 71.5  | kg
        observation | 2026-01-11 10:00 | 2026-01-11 11:00 | snomed      | 27113001 | Weight | 72.5  | kg
        observation | 2026-01-12 10:00 |                  | snomed      | 27113001 | Weight | 73.5  | kg
    """)  # fmt: skip
    first, second, third = Entry.objects.order_by("pk")
    Entry.objects.filter(pk=first.pk).update(happened_at=None, **HARD)
    Entry.objects.filter(pk=second.pk).update(value=None)
    Entry.objects.filter(pk=third.pk).update(recorded_until=third.recorded_from)
    return world


def read() -> list[dict[str, Any]]:
    return sorted(facts.facts().read_all().to_pylist(), key=lambda row: row["entry_id"])


def test_every_value_arrives_as_it_is(told: World) -> None:
    first, second = read()
    assert {name: first[name] for name in HARD} == HARD
    assert (first["happened_at"], first["ended_at"], second["value"]) == (None, None, None)
    assert second["happened_at"].startswith("2026-01-11 10:00:00")
    assert second["ended_at"].startswith("2026-01-11 11:00:00")
    assert (second["sender"], second["feed"], second["kind"]) == ("X90001", "gp_observation", "observation")


def test_batches_are_cut_anywhere(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read()
    monkeypatch.setattr(facts, "ROWS_A_BATCH", 1)
    assert read() == whole


def test_someone_who_stops_reading_leaves_the_database_as_it_was(told: World) -> None:
    reader = facts.facts()
    reader.read_next_batch()
    del reader
    assert Entry.objects.count() == 3


def test_nothing_is_no_rows(world: World) -> None:
    assert read() == []
