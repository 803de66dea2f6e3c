"""Backup and restore: a place goes into one file and comes back the same; what is damaged is refused."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

JOINEDUP = Path(sys.executable).with_name("joinedup")
pytestmark = pytest.mark.slow


def joinedup(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its users do, in a home of its own on SQLite."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    environment["JOINEDUP_HOME"] = str(home)
    return subprocess.run([JOINEDUP, *arguments], env=environment, capture_output=True, text=True, check=False)


def everything(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with closing(sqlite3.connect(home / "joinedup.sqlite3")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a place's home with something in it, and its backup."""
    home = tmp_path_factory.mktemp("home")
    (home / "landing" / "gp_problem").mkdir(parents=True)
    (home / "landing" / "gp_problem" / "1.parquet").write_bytes(b"as received")
    (home / "place.yaml").write_text("name: Brackenshire\n", encoding="utf-8")
    to = home.parent / "kept.tar.gz"
    done = joinedup(home, "backup", str(to), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 4  # the database, the landed file, the key, place.yaml
    return home, to


def test_a_place_comes_back_as_it_was(place: tuple[Path, Path], tmp_path: Path) -> None:
    home, backup = place
    done = joinedup(tmp_path / "new", "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "every hash agrees" in done.stdout
    assert everything(tmp_path / "new") == everything(home)
    for name in ("landing/gp_problem/1.parquet", "place.yaml", "secret-key"):
        assert (tmp_path / "new" / name).read_bytes() == (home / name).read_bytes()


def test_a_backup_can_be_read_by_its_owner_only(place: tuple[Path, Path]) -> None:
    assert place[1].stat().st_mode & 0o077 == 0


def test_a_place_that_is_there_is_not_written_over(place: tuple[Path, Path]) -> None:
    home, backup = place
    before = everything(home)
    done = joinedup(home, "restore", str(backup))
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)
    assert everything(home) == before
    assert joinedup(home, "backup", str(backup)).returncode == 2


def test_a_damaged_backup_is_refused_and_nothing_is_put_back(place: tuple[Path, Path], tmp_path: Path) -> None:
    _, backup = place
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "opened", filter="data")
    (tmp_path / "opened/landing/gp_problem/1.parquet").write_bytes(b"changed on the way")
    with tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "opened", ".")
    done = joinedup(tmp_path / "new", "restore", str(tmp_path / "changed.tar.gz"))
    assert (done.returncode, "is not as it was written" in done.stderr) == (2, True)
    assert not (tmp_path / "new" / "landing").exists()
    (tmp_path / "cut.tar.gz").write_bytes(backup.read_bytes()[:200])
    done = joinedup(tmp_path / "new", "restore", str(tmp_path / "cut.tar.gz"))
    assert (done.returncode, "cannot be read as a backup" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = joinedup(tmp_path, "restore", str(tmp_path / "nothing.tar.gz"))
    assert (done.returncode, "There is no file" in done.stderr) == (2, True)
