"""``joinedup backup`` and ``restore``: everything of a place in one file, checked by hash on the way back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

import joinedup
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import BadInput, CannotProceed

FOLDERS = ("landing", "releases", "keys", "linkage", "feeds", "demonstration")
FILES = ("secret-key", "demonstration.json", "place.yaml")
CONTENTS = "contents.json"


@click.command()
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def backup(to: Path, as_json: bool) -> None:
    """Write the database, what landed, releases and keys to the file TO (tar.gz). People may go on working."""
    django_ready()
    from django.conf import settings  # noqa: PLC0415

    if to.exists():
        raise BadInput(f"{to} is there already.", now="Give a name that is not in use.")
    if not to.parent.is_dir():
        raise BadInput(f"There is no folder {to.parent}.", now="Make it first, or name another.")
    home: Path = settings.HOME
    hashes: dict[str, str] = {}
    part = to.with_name(f".{to.name}.part")
    part.touch(mode=0o600)
    with tempfile.TemporaryDirectory(dir=home) as scratch, tarfile.open(part, "w:gz", compresslevel=3) as tar:
        dump = _dump(Path(scratch))
        _add(tar, dump, f"database/{dump.name}", hashes)
        for path in _kept_files(home):
            _add(tar, path, str(path.relative_to(home)), hashes)
        contents = {
            "made_at": datetime.now(UTC).isoformat(),
            "code_version": joinedup.__version__,
            "database": dump.suffix,
            "sha256": hashes,
        }
        text = json.dumps(contents, indent=1).encode()
        info = tarfile.TarInfo(CONTENTS)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    part.replace(to)
    report = {"file": str(to), "files": len(hashes), "bytes": to.stat().st_size}
    click.echo(
        json.dumps(report)
        if as_json
        else f"Wrote {report['files']} files to {to} ({report['bytes']:,} bytes). It holds people's data: keep it safe."
    )


@click.command()
@click.argument("backup_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def restore(backup_file: Path, as_json: bool) -> None:
    """Put back what backup wrote, into an empty JOINEDUP_HOME (and an empty database, on PostgreSQL)."""
    if not backup_file.is_file():
        raise BadInput(f"There is no file {backup_file}.", now="Name a file that joinedup backup wrote.")
    django_ready(migrate=False)
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    here = [path for path in home.iterdir() if path.name != "secret-key"]
    if here:
        raise CannotProceed(
            f"{home} is not empty: it holds {here[0].name}.", now="Set JOINEDUP_HOME to a folder that is new or empty."
        )
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as scratch:
        folder = Path(scratch)
        hashes = _unpack(backup_file, folder)
        for name in sorted(hashes):
            if not name.startswith("database/"):
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).replace(home / name)
        _load(next((folder / "database").iterdir()), home)
    report = {"home": str(home), "files": len(hashes)}
    click.echo(json.dumps(report) if as_json else f"Put back {report['files']} files in {home}; every hash agrees.")


def _kept_files(home: Path) -> list[Path]:
    """Return every file of the place but its database, in order."""
    found = [
        path
        for name in FOLDERS
        for path in sorted((home / name).rglob("*"))
        if path.is_file() and not _in_the_making(path.relative_to(home))
    ]
    return found + [home / name for name in FILES if (home / name).is_file()]


def _in_the_making(name: Path) -> bool:
    """Return whether a file is of something that is being written: it is made again, and has no place in a backup."""
    return name.suffix in (".unfinished", ".part") or any(p.startswith(".") or p == "spill" for p in name.parts)


def _add(tar: tarfile.TarFile, path: Path, name: str, hashes: dict[str, str]) -> None:
    tar.add(path, name, recursive=False)
    with path.open("rb") as file:
        hashes[name] = _sha256(file)


def _sha256(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _unpack(backup_file: Path, folder: Path) -> dict[str, str]:
    """Unpack to ``folder`` and return the hashes, all of which agree. Raises BadInput where one does not."""
    now = "Use another backup: this one is damaged, or was not written by joinedup backup."
    try:
        with tarfile.open(backup_file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        hashes: dict[str, str] = dict(json.loads((folder / CONTENTS).read_text(encoding="utf-8"))["sha256"])
        [database] = [name for name in hashes if name.startswith("database/")]
        (folder / database).stat()
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError, KeyError, zlib.error) as error:
        raise BadInput(f"{backup_file} cannot be read as a backup.", now=now) from error
    for name, expected in hashes.items():
        path = folder / name
        if not path.is_file():
            raise BadInput(f"{backup_file} lacks {name}.", now=now)
        with path.open("rb") as file:
            if _sha256(file) != expected:
                raise BadInput(f"{name} in {backup_file} is not as it was written.", now=now)
    return hashes


def _dump(folder: Path) -> Path:
    """Return a file with the whole database as it is at one instant."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        target = folder / "joinedup.sqlite3"
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        return target
    target = folder / "joinedup.pgdump"
    _postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _load(dump: Path, home: Path) -> None:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        if dump.suffix != ".sqlite3":
            raise BadInput(
                "This backup is of a PostgreSQL place.", now="Set DATABASE_URL to an empty PostgreSQL database."
            )
        connection.close()
        dump.replace(Path(str(connection.settings_dict["NAME"])))
        return
    if dump.suffix != ".pgdump":
        raise BadInput("This backup is of a SQLite place.", now="Unset DATABASE_URL, then restore.")
    if connection.introspection.table_names():
        raise CannotProceed("The database is not empty.", now="Make an empty database and set DATABASE_URL to it.")
    connection.close()
    _postgresql(
        "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={connection.settings_dict['NAME']}", str(dump)
    )


def _postgresql(program: str, *arguments: str) -> None:
    """Run PostgreSQL's own ``program`` on our database; the password goes by the environment, never the arguments."""
    from django.db import connection  # noqa: PLC0415

    to = connection.settings_dict
    given = {"PGHOST": to["HOST"], "PGPORT": to["PORT"], "PGUSER": to["USER"], "PGPASSWORD": to["PASSWORD"]}
    environment = {
        **os.environ,
        **{name: str(value) for name, value in given.items() if value},
        "PGDATABASE": str(to["NAME"]),
    }
    try:
        subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise CannotProceed(f"{program} is not installed.", now="Install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise CannotProceed(f"{program} stopped: {error.stderr.strip()}", now="Mend that, then try again.") from error
