"""What a deployment may set: said wrong, it is refused before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.config.environment import read
from joinedup.words.basics.errors import BadInput


@pytest.mark.parametrize(("said", "meant"), [("", "1GB"), ("4GB", "4GB"), ("800 mb", "800MB")])
def test_the_engine_has_the_memory_that_a_place_gives_it(tmp_path: Path, said: str, meant: str) -> None:
    assert read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_ENGINE_MEMORY": said}).engine_memory == meant


@pytest.mark.parametrize("said", ["much", "0GB", "4", "4TB'; --"])
def test_what_is_no_amount_of_memory_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(BadInput, match="JOINEDUP_ENGINE_MEMORY is no amount of memory"):
        read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_ENGINE_MEMORY": said})


@pytest.mark.parametrize("key", ["a", "x" * 49])
def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadInput, match="JOINEDUP_SECRET_KEY has fewer than 50 characters"):
        read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_SECRET_KEY": key})
    assert not (tmp_path / "secret-key").exists()


def test_a_long_key_is_used_and_where_there_is_none_one_is_made_and_kept(tmp_path: Path) -> None:
    assert read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_SECRET_KEY": "x" * 50}).secret_key == "x" * 50
    made = read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_SECRET_KEY": ""}).secret_key
    assert len(made) >= 50
    assert read({"JOINEDUP_HOME": str(tmp_path)}).secret_key == made


@pytest.mark.parametrize(
    "said", ["none", "console", "smtp://relay.example:587", "smtps://me:pass@mail.example", "smtp+plain://localhost:25"]
)
def test_email_leaves_as_a_place_says(tmp_path: Path, said: str) -> None:
    assert read({"JOINEDUP_HOME": str(tmp_path)}).mail == "none"
    assert read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_MAIL": said}).mail == said


@pytest.mark.parametrize("said", ["yes", "pigeon://loft", "smtp://", "mail.example"])
def test_what_is_no_way_for_email_to_leave_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(BadInput, match="JOINEDUP_MAIL is no way"):
        read({"JOINEDUP_HOME": str(tmp_path), "JOINEDUP_MAIL": said})
