"""``joinedup backup`` and ``restore``: everything of a place in one file, checked by hash on the way back."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

import joinedup
from joinedup.faces.cli import database_files, putting_back
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import BadInput, CannotProceed

FOLDERS = ("landing", "releases", "reports", "keys", "linkage", "feeds", "agreements", "demonstration")
FILES = ("secret-key", "demonstration.json", "worth-opening.json", "place.yaml", "sign-in.yaml")
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
        dumped = database_files.dump(Path(scratch))
        _add(tar, dumped, f"database/{dumped.name}", hashes)
        for path in _kept_files(home):
            _add(tar, path, str(path.relative_to(home)), hashes)
        contents = {
            "made_at": datetime.now(UTC).isoformat(),
            "code_version": joinedup.__version__,
            "database": dumped.suffix,
            "migrations": database_files.migrations(),
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
@click.option("--replace", is_flag=True, help="Put it in the place of what is here, which is then gone.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def restore(backup_file: Path, replace: bool, as_json: bool) -> None:
    """Put back what backup wrote, into an empty JOINEDUP_HOME and database. Stop the server first.

    Where anything fails, what was here before is here still.
    """
    if not backup_file.is_file():
        raise BadInput(f"There is no file {backup_file}.", now="Name a file that joinedup backup wrote.")
    django_ready(migrate=False)
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    putting_back.recover(home, database=database_files.sqlite_file())
    if not replace:
        _check_empty(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as scratch:
        folder = Path(scratch) / "unpacked"
        contents = _unpack(backup_file, folder)
        dumped = Path(scratch) / next((folder / "database").iterdir()).name
        (folder / "database" / dumped.name).replace(dumped)
        (folder / "database").rmdir()
        (folder / CONTENTS).unlink()
        database_files.check_kind(dumped)
        _check_version(contents)
        database = database_files.sqlite_files()
        putting_back.put_back(folder, home, database=database, load=lambda: database_files.load(dumped))
    report = {"home": str(home), "files": len(contents["sha256"])}
    click.echo(json.dumps(report) if as_json else f"Put back {report['files']} files in {home}; every hash agrees.")


def _check_empty(home: Path) -> None:
    """Raise CannotProceed where something is here that a restore would take the place of."""
    now = "Set JOINEDUP_HOME and DATABASE_URL to what is new or empty; or say --replace, and what is here is gone."
    if here := putting_back.kept(home):
        raise CannotProceed(f"{home} is not empty: it holds {here[0].name}.", now=now)
    if database_files.tables():
        raise CannotProceed("The database is not empty.", now=now)


def _check_version(contents: dict[str, Any]) -> None:
    """Raise CannotProceed where the backup is of a newer JoinedUp, whose database this one does not know."""
    if unknown := database_files.unknown_migrations(list(contents.get("migrations", []))):
        raise CannotProceed(
            f"This backup is of a newer JoinedUp ({contents.get('code_version', 'of no known version')}; "
            f"this is {joinedup.__version__}): its database has {unknown[0]}.",
            now="Install that version, then restore.",
        )


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


def _unpack(backup_file: Path, folder: Path) -> dict[str, Any]:
    """Unpack to ``folder`` and return the list of contents, whose every hash agrees. Raises BadInput where not."""
    now = "Use another backup: this one is damaged, or was not written by joinedup backup."
    try:
        with tarfile.open(backup_file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        contents: dict[str, Any] = dict(json.loads((folder / CONTENTS).read_text(encoding="utf-8")))
        hashes: dict[str, str] = dict(contents["sha256"])
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
    if unlisted := [p for p in _files(folder) if p not in hashes and p != CONTENTS]:
        raise BadInput(f"{backup_file} holds {unlisted[0]}, which its list does not.", now=now)
    return contents


def _files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if not path.is_dir()]
