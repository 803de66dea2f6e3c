"""``joinedup cohort``: list, show, count and save cohorts, in a named account's post, as on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import cohort as command
from joinedup.planning.releases.models import Release
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed, NotFound
from tests.world.drawn import instant
from tests.world.place_of_many import DATA_DATE, write
from tests.world.world import World

Run = Callable[..., str]
AS = ("--as", "nina.sorrel")


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda: None)
    for name in ("Dr Priya Nair", "Nina Sorrel"):
        world.account(name)
    return lambda *words: CliRunner().invoke(command.cohort, words, catch_exceptions=False).output


@pytest.fixture
def published(world: World, settings: Any) -> None:
    write(Path(settings.HOME) / "releases" / "care-drawn")
    Release.objects.create(
        name="care-drawn", purpose="care", published_at=instant("2026-04-01 09:00"), data_date=DATA_DATE,
        path="releases/care-drawn", manifest={"feeds": ["admitted_care", "gp_registration"]},
        manifest_hash=sha256(str(settings.HOME).encode()).hexdigest(),
    )  # fmt: skip


@pytest.fixture
def older(run: Run, tmp_path: Path) -> str:
    """Save two cohorts, and return the name of the first."""
    (tmp_path / "older.yaml").write_text("- age: 65 or over\n")
    (tmp_path / "women.yaml").write_text("sex: female\n")
    run("new", "Older people", "--who", str(tmp_path / "older.yaml"), *AS)
    run("new", "Women", "--who", str(tmp_path / "women.yaml"), *AS)
    return "Older people"


def test_nothing_saved_is_said(run: Run) -> None:
    assert run("list", *AS) == "No cohort is saved yet.\n"
    assert json.loads(run("list", *AS, "--json")) == []


def test_a_cohort_is_saved_from_a_file_listed_and_shown_with_its_versions(
    run: Run, older: str, tmp_path: Path, world: World
) -> None:
    assert "Older people" in run("list", *AS)
    (tmp_path / "older.yaml").write_text("- age: 75 or over\n")
    out = run("new", older, "--who", str(tmp_path / "older.yaml"), "--reason", "As agreed in May", *AS)
    assert "version 2: people aged 75 or over" in out
    shown = run("show", older, *AS)
    assert "Version 2" in shown
    assert "by Nina Sorrel: As agreed in May" in shown
    told = json.loads(run("show", older, *AS, "--json"))
    assert [each["version"] for each in told["versions"]] == [2, 1]
    assert told["who"] == [{"age": "75 or over"}]
    assert "cohort.saved" in world.journal()[-1]


def test_a_cohort_is_counted_by_practice_area_age_and_deprivation(run: Run, older: str, published: None) -> None:
    out = run("count", older, *AS)
    assert out.startswith("Older people: 6")
    assert "Emergency admissions" in out
    assert "On 2026-03-31, from care-drawn." in out
    assert "85 and over" in run("count", older, "--by", "age", *AS)
    told = json.loads(run("count", older, *AS, "--json"))
    assert set(told["by"]) == {"practice", "area", "age", "deprivation"}
    assert told["by"]["age"]["18 to 64"] == "fewer than 8", "nobody and a few are told alike"
    assert told["nearly"] is False
    assert list(json.loads(run("count", older, "--by", "practice", *AS, "--json"))["by"]) == ["practice"]


def test_the_overlap_of_two_is_counted(run: Run, older: str, published: None) -> None:
    out = run("count", older, "--with", "Women", *AS)
    assert "in both" in out
    told = json.loads(run("count", older, "--with", "Women", *AS, "--json"))
    assert told["cohorts"] == ["Older people", "Women"]
    assert told["both"] < told["first"]


def test_nearly_the_same_group_has_the_figures_of_the_first_and_it_is_said(
    run: Run, older: str, published: None, tmp_path: Path
) -> None:
    (tmp_path / "nearly.yaml").write_text("- age: 65 or over\n- not:\n  - age: 110 or over\n")
    run("new", "Nearly", "--who", str(tmp_path / "nearly.yaml"), *AS)
    first = run("count", older, *AS).splitlines()[0].removeprefix("Older people: ")
    out = run("count", "Nearly", *AS)
    assert out.startswith(f"Nearly: {first}\n")
    assert command.NEARLY in out


@pytest.mark.parametrize("words", [("list",), ("show", "Older people"), ("count", "Older people")])
def test_who_plans_nothing_is_refused(run: Run, older: str, words: tuple[str, ...]) -> None:
    with pytest.raises(NotAllowed):
        run(*words, "--as", "priya.nair")
    assert "Missing option '--as'" in run(*words)


def test_mistakes_are_told(run: Run, older: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="No cohort in use is called 'Joy'"):
        run("show", "Joy", *AS)
    with pytest.raises(NotFound, match="no such cohort"):
        run("show", "999", *AS)
    with pytest.raises(CannotProceed, match="Nothing was published yet"):
        run("count", older, *AS)
    for text, told in (("joy", "says no criteria"), ("- [", "is not YAML")):
        (tmp_path / "wrong.yaml").write_text(text)
        with pytest.raises(BadInput, match=told):
            run("new", "Wrong", "--who", str(tmp_path / "wrong.yaml"), *AS)
    (tmp_path / "wrong.yaml").write_text("- shoe: 9\n")
    with pytest.raises(ManyMistakes):
        run("new", "Wrong", "--who", str(tmp_path / "wrong.yaml"), *AS)
