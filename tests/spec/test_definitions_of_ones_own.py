"""A place writes its own measure, register and segments; one with a slip is left out, and never stops the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from joinedup.faces.cli.main import joinedup
from joinedup.insight import own
from joinedup.insight.measures import definition as measures
from joinedup.insight.registers import definition as registers
from joinedup.insight.segments import definition as segments

MEASURE = """
id: night-calls
title: Calls to 111 at night
question: How often did people ring 111 between ten at night and six in the morning?
topic: Ambulance and 111
feeds: [urgent_call]
unit: calls for each 1,000 person-years
each: event
counts: kind = 'urgent_call' and (london_hour(start_at) >= 22 or london_hour(start_at) < 6)
source: "Ours, for the night team"
version: 2026-11
"""
SEGMENTS = """
id: two-halves
title: Two halves by age
question: Is each person older than most?
source: "Ours"
version: 2026-11
segments:
  - {id: older, title: Sixty and over, who: {age: 60 or over}}
  - {id: younger, title: Everyone else}
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place's folder with a measure, a scheme, a measure with a slip, one whose id is taken, and one that is no text."""
    folder = tmp_path / "catalogue"
    for name, text in (
        ("measures/night-calls.yaml", MEASURE),
        ("measures/slip.yaml", MEASURE.replace("london_hour", "hour")),
        ("measures/taken.yaml", MEASURE.replace("night-calls", "bed-days")),
        ("segments/two-halves.yaml", SEGMENTS),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "measures/zz.yaml").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("JOINEDUP_HOME", str(tmp_path))
    catalogues = (measures.catalogue, measures.shared_definitions, registers.catalogue, segments.catalogue)
    for each in catalogues:
        each.cache_clear()
    yield tmp_path
    own.look_in(None)
    for each in catalogues:
        each.cache_clear()


def test_its_own_are_listed_with_the_others_and_what_cannot_be_used_is_told(written: Path) -> None:
    told = CliRunner().invoke(joinedup, ["measure", "list", "--json"])
    ids = [each["id"] for each in json.loads(told.stdout)]
    assert "night-calls" in ids
    assert ids.count("bed-days") == 1
    assert "Left out: measures/slip.yaml of this place's own catalogue." in told.stderr
    assert "There is a definition called 'bed-days' already" in told.stderr
    assert "measures/zz.yaml" in told.stderr


def test_its_own_segments_divide_people_like_any_others(written: Path) -> None:
    own.look_in(written / "catalogue")
    assert segments.scheme("two-halves").segments[0].id == "older"
    assert own.refused() == {}


def test_a_place_without_its_own_has_the_catalogue_alone() -> None:
    own.look_in(None)
    assert own.files("measures") == []
