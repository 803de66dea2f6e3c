"""``joinedup risk`` and ``joinedup segment``: a card in words, people only once accepted and with a reason, segments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import risk as command
from joinedup.faces.cli.segment import segment
from joinedup.planning.risk import actions, files
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound
from tests.world.drawn import instant
from tests.world.place_of_many import trained, write
from tests.world.published import publish_town
from tests.world.world import World

AT = instant("2026-04-01 09:00")
RISK = "emergency-admission"
Run = Callable[..., str]


@pytest.fixture
def drawn(tmp_path: Path) -> str:
    """Return the folder of a release of fifteen hundred people."""
    folder = write(tmp_path / "drawn", people=1500)
    (folder / "manifest.json").write_text(json.dumps({"data_date": "2026-03-31", "purpose": "care"}))
    return str(folder)


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda: None)
    for name in ("Dr Priya Nair", "Nina Sorrel", "Una Felgate"):
        world.account(name)
    return lambda *words: CliRunner().invoke(command.risk, words, catch_exceptions=False).output


@pytest.fixture
def published(world: World) -> None:
    publish_town(world, at=AT)


def test_train_keeps_the_model_and_its_card_for_us_alone_and_says_it_is_off(
    run: Run, drawn: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = run("train", "--as", "nina.sorrel", "--release", drawn)
    assert out.startswith("Risk of an emergency admission in the next 12 months\nOff: nobody accepted it\n\nWarning: ")
    kept = Path(settings.HOME) / "risk" / f"{RISK}.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.read_text()
    monkeypatch.setattr(files.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(OSError, match="no room"):
        run("train", "--as", "nina.sorrel", "--release", drawn)
    assert kept.read_text() == before


def test_a_model_is_trained_in_the_name_of_someone_who_may(run: Run, world: World, drawn: str, settings: Any) -> None:
    with pytest.raises(NotAllowed):
        run("train", "--as", "priya.nair", "--release", drawn)
    assert "Missing option '--as'" in run("train", "--release", drawn)
    run("train", "--as", "nina.sorrel", "--release", drawn)
    assert "risk.trained" in world.journal()[-1]


def test_the_card_tells_groups_and_drift_in_words_and_as_json(run: Run, drawn: str, settings: Any) -> None:
    files.write(Path(settings.HOME), trained())
    out = run("card", "--release", drawn)
    for told in ("What it is not for: ", "Medical device: ", "The 20% at highest risk", "Ethnic group", "Drift on"):
        assert told in out
    told = json.loads(run("card", "--release", drawn, "--json"))
    assert told["drift"]["said"].endswith("as they were on the training day")
    assert told["state"] == "off: nobody accepted it"


def test_a_card_of_nothing_trained_says_what_to_run(run: Run, drawn: str) -> None:
    with pytest.raises(NotFound, match="No model was trained"):
        run("card", "--release", drawn)


def test_people_are_listed_only_once_accepted_to_who_cares_for_them_and_with_a_reason(
    run: Run, world: World, published: None, settings: Any
) -> None:
    model = files.write(Path(settings.HOME), trained()).hash
    asked = ("list", "--as", "priya.nair", "--reason", "Choosing visits", "--top", "2")
    with pytest.raises(CannotProceed, match="off"):
        run(*asked)
    actions.accept(RISK, model_hash=model, use="A visit", by=world.staff("Una Felgate"), at=AT)
    assert "Missing option '--reason'" in run("list", "--as", "priya.nair")
    with pytest.raises(NotAllowed):
        run("list", "--as", "nina.sorrel", "--reason", "Curious")
    out = run(*asked)
    assert out.startswith("1. MARSH, Edna, born 1938-04-03, NHS number 9990127549")
    assert "   age: " in out
    assert len(json.loads(run(*asked, "--json"))) == 2
    assert world.journal()[-1].count("risk.listed") == 1


def test_segments_are_told_for_every_scheme_cut_and_with_movement(drawn: str) -> None:
    def typed(*words: str) -> str:
        return CliRunner().invoke(segment, (*words, "--release", drawn), catch_exceptions=False).output

    out = typed()
    assert out.count("£ a head") == 3
    assert "85 and over" in typed("cost-and-need", "--by", "age")
    assert "Before: 2025-03-31" in typed("cost-and-need", "--movement")
    told = json.loads(typed("cost-and-need", "--json", "--movement", "--since", "2024-12-31"))
    assert list(told["schemes"]) == ["cost-and-need"]
    with pytest.raises(NotFound, match="no scheme called 'joy'"):
        typed("joy")
