"""A place adds a feed of its own with one file, as docs/how-to/add-a-feed.md shows; the page's own examples are used."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from joinedup.exchange.intake import queries
from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import address
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage.models import SentParticulars
from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.vocabulary.feeds import load
from tests.world.drawn import instant

PAGE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "add-a-feed.md"


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def place(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "foot_clinic.yaml").write_text(examples("yaml")[0], encoding="utf-8")
    folder = tmp_path / "from the charity"
    folder.mkdir()
    (folder / "manifest.yaml").write_text(examples("yaml")[1], encoding="utf-8")
    (folder / "visits-2026-03.csv").write_text(examples("csv")[0], encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
def test_a_file_of_the_places_own_feed_is_taken_in_and_a_bad_row_is_held(place):
    files = [place / "from the charity" / "visits-2026-03.csv"]
    (addressed,) = address(files, sender="", feed="", feeds=queries.feeds())
    outcome = take_in(addressed, by=SYSTEM, at=instant("2026-04-01 09:00"))
    assert (outcome.feed, outcome.sender, outcome.rows, outcome.added, outcome.quarantined) == (
        "foot_clinic", "ZV9", 2, 1, 1,
    )  # fmt: skip
    entry = Entry.objects.get(feed="foot_clinic")
    assert (entry.kind, entry.text, entry.status) == ("contact", "Foot clinic: sore", "attended")
    assert json.loads(entry.details)["cost"] == 12.5
    said = SentParticulars.objects.get(family_name="Marsh")
    assert (said.source_record.feed_group, said.source_record.local_id, said.sex) == ("foot_clinic", "17", "female")
    held = HeldItem.objects.get()
    assert "left_at" in held.field
    assert "is earlier than seen_at" in held.problem


def test_the_mistakes_on_the_page_are_told_as_the_page_tells_them():
    text = examples("yaml")[0]
    bad = text.replace("happened: seen_at", "happened: seen").replace(
        "codes: {well: all well, sore: sore, ulcer: ulcer}, ", ""
    )
    with pytest.raises(ManyMistakes) as caught:
        load(bad, file="foot_clinic.yaml")
    told = [*map(str, caught.value.mistakes), caught.value.now]
    assert sorted(told) == sorted(examples("text")[0].strip().splitlines())
