"""A restore is whole or nothing: where it fails, what was there is there still; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.config.settings import ENV
from joinedup.faces.cli import putting_back

JOINEDUP = Path(sys.executable).with_name("joinedup")
ON_POSTGRESQL = ENV.database_url.startswith("postgres")
pytestmark = pytest.mark.slow


class Place:
    """A place of its own: a home, and on PostgreSQL a database, in which one account says whose place it is."""

    def __init__(self, home: Path, *, like: Place | None = None) -> None:
        self.home = home
        if like:
            shutil.copytree(like.home, home)
        else:
            home.mkdir(parents=True)
        self.url = ""
        if ON_POSTGRESQL:
            self.url = ENV.database_url.rsplit("/", 1)[0] + f"/restoring_{uuid.uuid4().hex[:12]}"
            of = f' TEMPLATE "{like.database}"' if like else ""
            _administer(f'CREATE DATABASE "{self.database}"{of}')

    @property
    def database(self) -> str:
        return self.url.rsplit("/", 1)[-1]

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        mine = {"JOINEDUP_HOME": str(self.home)} | ({"DATABASE_URL": self.url} if self.url else {})
        return subprocess.run(
            [JOINEDUP, *arguments], env=kept | mine | more, capture_output=True, text=True, check=False
        )

    def lived_in_by(self, name: str) -> Place:
        """Return the place with an account called ``name`` and a landed file that says so too."""
        post = ["--role", "nurse", "--organisation", "X90001", "--organisation-name", "Hillside Surgery"]
        done = self.run("account", "open", name, "--full-name", name, "--password", "an-invented-password", *post)
        assert done.returncode == 0, done.stderr
        (self.home / "landing/gp_problem").mkdir(parents=True)
        (self.home / "landing/gp_problem/1.parquet").write_text(name)
        return self

    def whose(self) -> tuple[list[str], str]:
        """Return whose accounts and whose files are here."""
        listed = json.loads(self.run("account", "list", "--json").stdout)
        landed = self.home / "landing/gp_problem/1.parquet"
        return [account["username"] for account in listed], landed.read_text() if landed.exists() else ""

    def close(self) -> None:
        if self.url:
            _administer(f'DROP DATABASE "{self.database}" WITH (FORCE)')


def _administer(sql: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(ENV.database_url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as server:
        server.execute(sql)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup of Edna's place."""
    folder = tmp_path_factory.mktemp("edna")
    edna = Place(folder / "home").lived_in_by("edna")
    done = edna.run("backup", str(folder / "edna.tar.gz"))
    assert done.returncode == 0, done.stderr
    yield folder / "edna.tar.gz"
    edna.close()


@pytest.fixture(scope="module")
def tariqs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Tariq's place, of which each test has a copy."""
    place = Place(tmp_path_factory.mktemp("tariq") / "home").lived_in_by("tariq")
    yield place
    place.close()


@pytest.fixture
def other(tariqs: Place, tmp_path: Path) -> Iterator[Place]:
    """A place in which Tariq lives."""
    place = Place(tmp_path / "other", like=tariqs)
    yield place
    place.close()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Place]:
    """A place in which nobody lives."""
    place = Place(tmp_path / "new")
    yield place
    place.close()


def changed(backup: Path, to: Path, **facts: object) -> Path:
    """Return the backup with other facts in its list of contents; ``dump`` stands for the database's bytes."""
    folder = to.with_suffix("")
    with tarfile.open(backup) as tar:
        tar.extractall(folder, filter="data")
    contents = json.loads((folder / "contents.json").read_text())
    if "dump" in facts:
        import hashlib  # noqa: PLC0415

        [dumped] = (folder / "database").iterdir()
        dumped.write_bytes(dumped.read_bytes()[: int(str(facts.pop("dump")))])
        contents["sha256"][f"database/{dumped.name}"] = hashlib.sha256(dumped.read_bytes()).hexdigest()
    (folder / "contents.json").write_text(json.dumps(contents | facts))
    with tarfile.open(to, "w:gz") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, str(path.relative_to(folder)), recursive=False)
    return to


def test_a_place_comes_back_in_a_new_one(new: Place, backup: Path) -> None:
    done = new.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert new.whose() == (["edna"], "edna")


def test_what_is_there_is_replaced_only_where_that_is_said(other: Place, backup: Path) -> None:
    done = other.run("restore", str(backup))
    assert (done.returncode, "is not empty" in done.stderr, "--replace" in done.stderr) == (2, True, True)
    assert other.whose() == (["tariq"], "tariq")
    (other.home / "place.yaml").write_text("name: Tariq's\n")
    done = other.run("restore", str(backup), "--replace")
    assert done.returncode == 0, done.stderr
    assert other.whose() == (["edna"], "edna")
    assert not (other.home / "place.yaml").exists()
    assert not (other.home / putting_back.ASIDE).exists()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="of PostgreSQL: a SQLite database is put in place as one file")
def test_a_load_that_fails_on_the_way_leaves_the_old_place_whole(
    other: Place, new: Place, backup: Path, tmp_path: Path
) -> None:
    with tarfile.open(backup) as tar:
        [dump] = [m for m in tar.getmembers() if m.name.endswith(".pgdump")]
    cut = changed(backup, tmp_path / "cut.tar.gz", dump=dump.size * 9 // 10)
    done = other.run("restore", str(cut), "--replace")
    assert (done.returncode, "pg_restore stopped" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert other.whose() == (["tariq"], "tariq")
    done = new.run("restore", str(cut))
    assert done.returncode == 2
    assert new.whose() == ([], "")


def test_the_programs_of_postgresql_that_are_not_there_are_asked_for(other: Place, backup: Path) -> None:
    if not ON_POSTGRESQL:
        pytest.skip("of PostgreSQL")
    done = other.run("restore", str(backup), "--replace", PATH="/nowhere")
    assert (done.returncode, "is not installed" in done.stderr) == (2, True)
    assert other.whose() == (["tariq"], "tariq")


def test_a_backup_of_a_newer_version_is_refused(other: Place, backup: Path, tmp_path: Path) -> None:
    newer = changed(backup, tmp_path / "newer.tar.gz", migrations=["entries.9999_later"], code_version="9.0")
    done = other.run("restore", str(newer), "--replace")
    assert (done.returncode, "is of a newer JoinedUp (9.0;" in done.stderr) == (2, True)
    assert other.whose() == (["tariq"], "tariq")


def test_a_restore_that_was_killed_is_undone_by_the_next(other: Place, backup: Path) -> None:
    aside = other.home / putting_back.ASIDE
    (aside / "database").mkdir(parents=True)
    for path in [p for p in other.home.iterdir() if p.name != putting_back.ASIDE]:
        path.replace(aside / ("database" if path.name.startswith("joinedup.sqlite3") else ".") / path.name)
    (aside / "the-old-place-is-aside").touch()
    (other.home / "landing").mkdir()  # of the new place, half there
    (other.home / ".restore-killed").mkdir()
    done = other.run("restore", str(backup))
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)
    assert other.whose() == (["tariq"], "tariq")
    assert not aside.exists()
    assert not (other.home / ".restore-killed").exists()


def test_a_restore_that_was_killed_at_its_very_end_is_ended(tmp_path: Path) -> None:
    aside = tmp_path / putting_back.ASIDE
    (aside / "landing").mkdir(parents=True)
    (aside / "the-new-place-is-in").touch()
    (tmp_path / "releases").mkdir()
    putting_back.recover(tmp_path, database=None)
    assert [path.name for path in tmp_path.iterdir()] == ["releases"]


def test_a_backup_of_the_other_database_is_refused(other: Place, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    with tarfile.open(backup) as tar:
        tar.extractall(folder, filter="data")
    contents = json.loads((folder / "contents.json").read_text())
    [dumped] = (folder / "database").iterdir()
    name = "joinedup.sqlite3" if ON_POSTGRESQL else "joinedup.pgdump"
    contents["sha256"][f"database/{name}"] = contents["sha256"].pop(f"database/{dumped.name}")
    dumped.rename(folder / "database" / name)
    (folder / "contents.json").write_text(json.dumps(contents))
    with tarfile.open(tmp_path / "of-the-other.tar.gz", "w:gz") as tar:
        tar.add(folder, ".")
    done = other.run("restore", str(tmp_path / "of-the-other.tar.gz"), "--replace")
    assert (done.returncode, "This backup is of a" in done.stderr) == (2, True)
    assert other.whose() == (["tariq"], "tariq")
