"""Nobody else on the machine reads a place's files, also not those of a place that was left open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from joinedup.config import closed
from joinedup.config.environment import read
from joinedup.words.basics.errors import CannotProceed


def modes(home: Path) -> dict[str, str]:
    return {str(p.relative_to(home)): oct(p.stat().st_mode & 0o777) for p in [home, *sorted(home.rglob("*"))]}


@pytest.fixture
def open_home(tmp_path: Path) -> Path:
    """A place as an older version left it: readable by everyone."""
    home = tmp_path / "place"
    for name in ("joinedup.sqlite3", "keys/place.key", "landing/gp_problem/1.parquet"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"a person's data")
        (home / name).chmod(0o644)
    for folder in (home, home / "keys", home / "landing", home / "landing/gp_problem"):
        folder.chmod(0o755)
    return home


def test_a_place_that_was_left_open_is_closed_at_start(open_home: Path) -> None:
    read({"JOINEDUP_HOME": str(open_home)})
    assert modes(open_home) == {
        ".": "0o700", "joinedup.sqlite3": "0o600", "keys": "0o700", "keys/place.key": "0o600", "landing": "0o700",
        "landing/gp_problem": "0o700", "landing/gp_problem/1.parquet": "0o600", "secret-key": "0o600",
    }  # fmt: skip


def test_a_database_outside_the_home_is_closed_too(tmp_path: Path) -> None:
    database = tmp_path / "elsewhere.sqlite3"
    database.touch()
    database.chmod(0o644)
    read({"JOINEDUP_HOME": str(tmp_path / "place"), "DATABASE_URL": f"sqlite:///{database}"})
    assert oct(database.stat().st_mode & 0o777) == "0o600"


def test_what_is_not_ours_to_close_stops_the_start(open_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(CannotProceed, match="can be read by other accounts") as stopped:
        read({"JOINEDUP_HOME": str(open_home)})
    assert "chmod -R go=" in stopped.value.now


def test_a_link_is_left_alone(open_home: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("not of this place")
    (tmp_path / "theirs").chmod(0o644)
    (open_home / "link").symlink_to(tmp_path / "theirs")
    closed.close(open_home)
    assert oct((tmp_path / "theirs").stat().st_mode & 0o777) == "0o644"


def test_new_files_are_made_closed(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("joinedup")
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run(
        [program, "account", "list"], env={**environment, "JOINEDUP_HOME": str(tmp_path)}, capture_output=True,
        text=True, check=False, umask=0o022,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert modes(tmp_path)["joinedup.sqlite3"] == "0o600"
