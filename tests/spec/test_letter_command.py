"""``joinedup letter``: templates are listed, and checked with every mistake at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from joinedup.faces.cli.letter import letter
from joinedup.insight.letters import FOLDER, every_file, letter_named, load
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound


def run(*words: str) -> str:
    return CliRunner().invoke(letter, words, catch_exceptions=False).output


def test_templates_are_listed_with_to_whom_they_go() -> None:
    assert "seen-to-gp" in run("list")
    told = {row["letter"]: row["to"] for row in json.loads(run("list", "--json"))}
    assert told["first-to-person"] == "the person themselves"


def test_every_template_of_the_catalogue_is_right() -> None:
    assert run("check", "--all") == f"{len(every_file())} checked: nothing is wrong.\n"
    assert json.loads(run("check", str(FOLDER / "seen-to-gp.yaml"), "--json")) == {"checked": 1, "mistakes": []}


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="which letters"):
        run("check")
    good = (FOLDER / "seen-to-gp.yaml").read_text(encoding="utf-8")
    other, wrong, picture = tmp_path / "other.yaml", tmp_path / "wrong.yaml", tmp_path / "picture.yaml"
    other.write_text(good, encoding="utf-8")
    wrong.write_text(good.replace("{seen_on}", "{sen_on}", 1), encoding="utf-8")
    picture.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ManyMistakes) as told:
        run("check", str(other), str(wrong), str(picture))
    assert "wrong.yaml line 7, subject: 'sen_on' is not a blank of a letter; did you mean seen_on?" in str(told.value)
    assert "Call its file seen-to-gp.yaml." in str(told.value)
    assert "picture.yaml cannot be read as text." in str(told.value)
    with pytest.raises(BadInput):
        load(other)
    with pytest.raises(NotFound, match="no letter called 'nothing'"):
        letter_named("nothing")
