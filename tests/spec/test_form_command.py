"""``joinedup form``: list, check, show and export forms; ``joinedup model export`` takes its forms along."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import form as command
from joinedup.faces.cli import model
from joinedup.insight.forms import FOLDER, form_named
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound
from joinedup.words.forms import read

Run = Callable[..., str]


@pytest.fixture
def run() -> Run:
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    return lambda *words: CliRunner().invoke(command.form, words, catch_exceptions=False).output


def test_forms_are_listed_with_whether_they_open(run: Run) -> None:
    rows = {line.split()[0]: line for line in run("list").splitlines() if line.split()}
    assert rows["phq-9"].endswith("yes")
    assert rows["eq-5d"].endswith("no")
    told = {each["id"]: each for each in json.loads(run("list", "--json"))}
    assert told["phq-9"]["closed"] == ""
    assert "no licence for it is on record here" in told["eq-5d"]["closed"]
    assert told["eq-5d"]["licence"] == "EuroQol Research Foundation"


def test_all_forms_are_checked_with_their_examples(run: Run) -> None:
    checked = len(list(FOLDER.glob("*.json")))
    assert run("check", "--all") == f"{checked} forms checked; every example holds.\n"
    assert json.loads(run("check", "news2", "4at", "--json")) == {"checked": 2, "mistakes": []}
    assert run("check", "news2") == "1 form checked; every example holds.\n"
    for words in ((), ("news2", "--all")):
        with pytest.raises(BadInput, match="Say which forms"):
            run("check", *words)
    with pytest.raises(NotFound, match="There is no form called 'phq9'"):
        run("check", "phq9")


def test_every_mistake_of_every_file_is_told_at_once(run: Run, tmp_path: Path) -> None:
    text = (FOLDER / "fft.json").read_text(encoding="utf-8")
    (tmp_path / "fft.json").write_text(
        text.replace('"type": "choice"', '"type": "chois"').replace("very_poor", "awful"), encoding="utf-8"
    )
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    with pytest.raises(ManyMistakes) as told:
        run("check", str(tmp_path / "fft.json"), str(tmp_path / "other.json"))
    assert (
        "fft.json, item[0] (fft).item[0] (experience).type: 'chois' is not a type of item; did you mean choice?"
        in str(told.value)
    )
    assert "The form in other.json is called fft." in str(told.value)


def test_a_form_is_shown_with_when_each_question_is_asked(run: Run) -> None:
    out = run("show", "falls-risk")
    assert "Falls risk on one page (falls-risk, version 1)" in out
    assert "Ours, for anyone to use." in out
    row = next(line for line in out.splitlines() if line.startswith("content"))
    assert row.split("  ")[-1].strip() == "risk = low"
    assert "It cannot be opened: EQ-5D belongs to EuroQol Research Foundation" in run("show", "eq-5d")
    told = json.loads(run("show", "phq-9", "--json"))
    assert (told["hash"], len(told["questions"]), told["scores"]) == (form_named("phq-9").hash, 10, ["phq-9"])


def test_a_form_is_exported_as_the_questionnaire_that_it_is(run: Run, tmp_path: Path) -> None:
    assert "Wrote wellbeing-wheel.json" in run("export", "wellbeing-wheel", "--out", str(tmp_path / "out"))
    written = (tmp_path / "out" / "wellbeing-wheel.json").read_text(encoding="utf-8")
    assert read(written).hash == form_named("wellbeing-wheel").hash


def test_a_model_is_exported_with_its_questionnaires(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model, "django_ready", lambda **_: None)
    words = ("export", "neighbourhood-social-prescribing", "--out", str(tmp_path))
    out = CliRunner().invoke(model.model, words, catch_exceptions=False).output
    asked = ("community-referral", "guided-conversation", "wellbeing-wheel")
    for name in asked:
        assert f"Questionnaire-{name}.json" in out
        told = json.loads((tmp_path / f"Questionnaire-{name}.json").read_text(encoding="utf-8"))
        assert told["resourceType"] == "Questionnaire"
        assert told["url"] in (tmp_path / "neighbourhood-social-prescribing.json").read_text(encoding="utf-8")
