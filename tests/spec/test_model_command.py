"""``joinedup model``: list, check, show, read aloud, preview and export models of care."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import model as command
from joinedup.insight import models_of_care, own
from joinedup.insight.models_of_care import FOLDER, catalogue
from joinedup.planning.releases.models import Release
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed, NotFound
from joinedup.work.enrolment import actions as enrolments
from tests.spec.work.team import a_team
from tests.world.drawn import instant
from tests.world.place_of_many import DATA_DATE, write
from tests.world.world import World

Run = Callable[..., str]
AS = ("--as", "nina.sorrel")
ID = "falls-and-balance"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda **_: None)
    return lambda *words: CliRunner().invoke(command.model, words, catch_exceptions=False).output


@pytest.fixture
def published(world: World, settings: Any) -> None:
    for name in ("Dr Priya Nair", "Nina Sorrel"):
        world.account(name)
    write(Path(settings.HOME) / "releases" / "care-drawn")
    Release.objects.create(
        name="care-drawn", purpose="care", published_at=instant("2026-04-01 09:00"), data_date=DATA_DATE,
        path="releases/care-drawn", manifest={"feeds": ["admitted_care", "gp_registration"]},
        manifest_hash=sha256(str(settings.HOME).encode()).hexdigest(),
    )  # fmt: skip


def test_models_are_listed(run: Run) -> None:
    assert "neighbourhood-social-prescribing" in run("list")
    assert {each["id"] for each in json.loads(run("list", "--json"))} >= {ID, "two-hour-urgent-response"}


def test_all_models_are_checked_with_their_examples(run: Run) -> None:
    out = run("check", "--all")
    assert "models checked; every example holds." in out
    assert "Warning" not in out
    told = json.loads(run("check", ID, "--json"))
    assert told["checked"] == 1
    assert told["mistakes"] == []
    assert told["warnings"] == []


def test_a_file_is_checked_and_every_mistake_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    text = (FOLDER / ID / "model.yaml").read_text(encoding="utf-8")
    (tmp_path / "model.yaml").write_text(
        text.replace("within 4 weeks", "soon").replace("by: gp", "by: gpp"), encoding="utf-8"
    )
    with pytest.raises(ManyMistakes) as told:
        run("check", str(tmp_path / "model.yaml"))
    assert "line 38, steps[2].falls_assessment.due: 'soon' is not a clock" in str(told.value)
    assert "'gpp' is not a role of this team; did you mean gp?" in str(told.value)


def test_what_to_check_must_be_said(run: Run) -> None:
    for words in (("check",), ("check", ID, "--all")):
        with pytest.raises(BadInput):
            run(*words)
    with pytest.raises(NotFound):
        run("check", "nothing-of-the-kind")


def test_a_model_is_shown_and_read_aloud(run: Run) -> None:
    assert "within 2 working days of referred" in run("show", ID)
    assert json.loads(run("show", ID, "--json"))["steps"][0]["by"] == "care_coordinator"
    out = run("explain", ID)
    assert "Who it is for\n  People aged 65 or over" in out
    assert run("explain", ID, "--step", "advice").startswith(
        "Advice and information: by the GP, within 10 working days"
    )
    with pytest.raises(NotFound) as stopped:
        run("explain", ID, "--step", "dance")
    assert "Choose one of: risk_read, advice" in str(stopped.value)


def test_a_preview_tells_how_many_where_what_they_use_and_who_is_found_twice(run: Run, published: None) -> None:
    out = run("find", "neighbourhood-social-prescribing", *AS)
    assert out.startswith("Social prescribing in Hele, Watcombe and Barton: finds ")
    assert "found by another model too" in out
    assert "On 2026-03-31, from care-drawn." in out
    told = json.loads(run("find", ID, *AS, "--json"))
    assert {each["model"] for each in told["overlaps"]} == set(catalogue()) - {ID}
    assert told["people"] == "fewer than 8", "small numbers are not shown"
    assert set(told["by"]) == {"practice", "area", "age", "deprivation"}


def test_a_preview_needs_a_release_and_someone_who_may_see_it(run: Run, world: World, published: None) -> None:
    with pytest.raises(NotAllowed):
        run("find", ID, "--as", "priya.nair")
    Release.objects.all().delete()
    with pytest.raises(CannotProceed):
        run("find", ID, *AS)


def test_a_model_is_written_for_other_systems_and_for_the_printer(run: Run, tmp_path: Path) -> None:
    assert "Wrote" in run("export", ID, "--out", str(tmp_path / "out"))
    told = json.loads((tmp_path / "out" / f"{ID}.json").read_text(encoding="utf-8"))
    assert (told["resourceType"], told["status"]) == ("PlanDefinition", "draft")
    page = (tmp_path / "out" / f"{ID}.html").read_text(encoding="utf-8")
    assert "<h1>Falls prevention, with strength and balance classes</h1>" in page
    assert '<li class="then">If risk is low' in page


@pytest.fixture
def own_models(tmp_path: Path) -> Iterator[Path]:
    """A place's folder with a model about a place, and one with a slip."""
    steps = "steps: [{look: {by: team_lead, due: every year}}]"
    for name, about in (("open-doors", "about: place"), ("slip", "about: plaice")):
        (tmp_path / "models" / name).mkdir(parents=True)
        text = f"{{id: {name}, title: Open doors, version: 2026-04, source: ours, {about}, {steps}}}"
        (tmp_path / "models" / name / "model.yaml").write_text(text, encoding="utf-8")
    own.look_in(tmp_path)
    for each in (models_of_care.catalogue, models_of_care.known):
        each.cache_clear()
    yield tmp_path
    own.look_in(None)
    for each in (models_of_care.catalogue, models_of_care.known):
        each.cache_clear()


def test_a_model_that_is_not_about_people_finds_none_and_says_so(run: Run, published: None, own_models: Path) -> None:
    assert "About: place" in run("show", "open-doors")
    with pytest.raises(BadInput) as stopped:
        run("find", "open-doors", *AS)
    assert "Open doors is about place, and finds no people." in str(stopped.value)


def test_a_places_own_model_that_cannot_be_used_is_checked_by_its_name(run: Run, own_models: Path) -> None:
    with pytest.raises(ManyMistakes) as told:
        run("check", "slip")
    assert "'plaice' is not something a model can be about; did you mean place?" in str(told.value)
    with pytest.raises(ManyMistakes) as told:
        run("check", "--all")
    assert "slip/model.yaml line 1, about" in str(told.value)
    assert "open-doors/examples.yaml: there are none" in str(told.value)


def test_how_a_model_goes_is_reported_to_its_team_and_rounded_to_who_plans(run: Run, world: World) -> None:
    for name in ("Lena Osei", "Nina Sorrel"):
        world.account(name)
    a_team(world, runs=(ID,))
    enrolments.refer(
        ID, person_id=world.person("Edna Marsh"), route="gp", by=world.staff("Dr Priya Nair"), at=datetime.now(UTC)
    )
    told = run("report", ID, "--as", "lena.osei")
    assert "referred" in told
    assert "a GP" in told
    figures = json.loads(run("report", ID, "--as", "nina.sorrel", "--json"))["figures"]
    assert figures[0] == {"of": "People", "what": "referred", "figure": "1 to 7", "out_of": ""}
