"""What is asked with ``--engine spark`` is answered by Spark, in the words in which DuckDB answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import cohort, risk
from joinedup.faces.cli.measure import measure
from joinedup.faces.cli.register import register
from joinedup.faces.cli.segment import segment
from joinedup.insight.engine.spark import Spark
from joinedup.planning.releases.models import Release
from joinedup.planning.risk import actions, files
from joinedup.planning.risk.queries import needed
from tests.world.drawn import instant
from tests.world.place_of_many import DATA_DATE, trained, write
from tests.world.published import publish_town
from tests.world.world import World

AT = instant("2026-04-01 09:00")
RISK = "emergency-admission"
TOLD = {"data_date": DATA_DATE.isoformat(), "purpose": "care", "feeds": ["admitted_care", "gp_registration"]}
Ask = Callable[..., tuple[str, str]]


@pytest.fixture
def asked_of_spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the questions that Spark was asked."""
    questions: list[str] = []
    for way in ("_ask", "_keep"):
        before = getattr(Spark, way)

        def noted(self: Spark, *words: str, before: Any = before) -> Any:
            questions.append(words[-1])
            return before(self, *words)

        monkeypatch.setattr(Spark, way, noted)
    yield questions


@pytest.fixture
def both_ways(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, asked_of_spark: list[str]) -> Ask:
    """Return a way to type a command for each engine, over a published release of fifteen hundred people."""
    for module in (cohort, risk):
        monkeypatch.setattr(module, "django_ready", lambda: None)
    for name in ("Dr Priya Nair", "Nina Sorrel"):
        world.account(name)
    folder = write(Path(settings.HOME) / "releases" / "care-drawn")
    (folder / "manifest.json").write_text(json.dumps(TOLD))
    Release.objects.create(
        name="care-drawn", purpose="care", published_at=AT, data_date=DATA_DATE, path="releases/care-drawn",
        manifest=TOLD,
        manifest_hash=sha256(str(folder).encode()).hexdigest(),
    )  # fmt: skip

    def typed(command: Any, *words: str) -> tuple[str, str]:
        by_duck = CliRunner().invoke(command, words, catch_exceptions=False).output
        assert asked_of_spark == []
        by_spark = CliRunner().invoke(command, (*words, "--engine", "spark"), catch_exceptions=False).output
        assert asked_of_spark
        asked_of_spark.clear()
        return by_duck, by_spark

    return typed


def test_a_measure_registers_and_segments_are_told_alike(both_ways: Ask, settings: Any) -> None:
    here = ("--release", str(Path(settings.HOME) / "releases" / "care-drawn"))
    for command, words, holds in (
        (measure, ("emergency-admissions", "--by", "practice"), "person-years"),
        (register, ("frailty", "--by", "practice"), "not known"),
        (segment, ("cost-and-need", "--movement"), "Before: 2025-03-31"),
    ):
        by_duck, by_spark = both_ways(command, *words, *here)
        assert by_duck == by_spark
        assert holds in by_spark


def test_a_cohort_is_counted_alike(both_ways: Ask, tmp_path: Path) -> None:
    (tmp_path / "older.yaml").write_text("- age: 65 or over\n")
    saved = ("new", "Older people", "--who", str(tmp_path / "older.yaml"), "--as", "nina.sorrel")
    CliRunner().invoke(cohort.cohort, saved, catch_exceptions=False)
    by_duck, by_spark = both_ways(cohort.cohort, "count", "Older people", "--as", "nina.sorrel")
    assert by_duck == by_spark
    assert by_spark.startswith("Older people: ")


def test_a_risk_is_learnt_its_card_told_and_its_people_listed_alike(
    both_ways: Ask, world: World, settings: Any
) -> None:
    here = ("--release", str(Path(settings.HOME) / "releases" / "care-drawn"))
    by_duck, by_spark = both_ways(risk.risk, "train", "--as", "nina.sorrel", *here)
    assert by_duck == by_spark
    assert "By group" in by_spark
    model = files.write(Path(settings.HOME), trained()).hash
    actions.accept(RISK, model_hash=model, use="A visit", by=world.staff("Una Felgate"), at=AT)
    by_duck, by_spark = both_ways(risk.risk, "card", *here)
    assert by_duck == by_spark
    assert "Drift on the last day of care-drawn" in by_spark
    publish_town(world, at=AT)
    wanted = ("list", "--as", "priya.nair", "--reason", "Choosing visits", "--top", "3")
    by_duck, by_spark = both_ways(risk.risk, *wanted)
    assert by_duck == by_spark
    assert by_spark.startswith("1. ")
    assert needed(RISK).hash == model
