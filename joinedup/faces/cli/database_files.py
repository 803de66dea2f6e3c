"""The whole database as one file, and back: SQLite by its own copy, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from joinedup.words.basics.errors import BadInput, CannotProceed


def dump(folder: Path) -> Path:
    """Return a file with the whole database as it is at one instant."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        target = folder / "joinedup.sqlite3"
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        return target
    target = folder / "joinedup.pgdump"
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"])
    return target


def migrations() -> list[str]:
    """Return every change of shape that the database has, by area and name."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    return sorted(f"{area}.{name}" for area, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(given: list[str]) -> list[str]:
    """Return those of ``given`` that this version of the program does not have."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    ours = {f"{area}.{name}" for area, name in MigrationLoader(None).disk_migrations}
    return [name for name in given if name not in ours]


def check_kind(dumped: Path) -> None:
    """Raise BadInput where the dump is of the other kind of database."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite" and dumped.suffix != ".sqlite3":
        raise BadInput("This backup is of a PostgreSQL place.", now="Set DATABASE_URL to an empty PostgreSQL database.")
    if connection.vendor != "sqlite" and dumped.suffix != ".pgdump":
        raise BadInput("This backup is of a SQLite place.", now="Unset DATABASE_URL, then restore.")


def tables() -> list[str]:
    """Return the tables that the database holds; a SQLite file is not made by looking."""
    from django.db import connection  # noqa: PLC0415

    if (file := sqlite_file()) and not file.exists():
        return []
    return connection.introspection.table_names()


def sqlite_file() -> Path | None:
    """Return where a SQLite database lies; None on PostgreSQL."""
    from django.db import connection  # noqa: PLC0415

    return Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None


def sqlite_files() -> list[Path]:
    """Return the files of a SQLite database that are there, closed; none on PostgreSQL."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    file = sqlite_file()
    return [path for end in ("", "-wal", "-shm") if file and (path := Path(f"{file}{end}")).exists()]


def load(dumped: Path) -> None:
    """Make the database what the dump holds: wholly, or not at all. Raises CannotProceed with the reason."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        connection.close()
        dumped.replace(Path(str(connection.settings_dict["NAME"])))
        return
    # One transaction: what is there goes only where all that comes is in. It is ended by us, and only where the dump
    # was read to its end: psql alone would keep the part that came.
    quoted = ", ".join(connection.ops.quote_name(name) for name in tables())
    drop = f"DROP TABLE {quoted} CASCADE;\n" if quoted else ""
    drop += "".join(f"DROP FUNCTION {name} CASCADE;\n" for name in _functions())
    with (
        _started(
            ["pg_restore", "--no-owner", "--exit-on-error", "--file=-", str(dumped)], stdout=subprocess.PIPE
        ) as reading,
        _started(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"], stdin=subprocess.PIPE) as loading,
    ):
        assert reading.stdout is not None  # noqa: S101 (both are pipes)
        assert loading.stdin is not None  # noqa: S101
        try:
            loading.stdin.write(f"BEGIN;\n{drop}".encode())
            shutil.copyfileobj(reading.stdout, loading.stdin)
            if reading.wait() == 0:
                loading.stdin.write(b"\nCOMMIT;\n")
            loading.stdin.close()
        except BrokenPipeError:
            reading.kill()  # psql has stopped, and says why
        _said(loading, "psql")
        _said(reading, "pg_restore")


def _functions() -> list[str]:
    """Return the functions that PostgreSQL holds beside the tables, by name and arguments; none of an extension's."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        return [name for (name,) in cursor.fetchall()]


def _started(
    command: list[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 (PostgreSQL's own programs)
            command, env=_environment(), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise _missing(command[0]) from error


def _said(process: subprocess.Popen[bytes], program: str) -> None:
    """Wait for a program's end. Raises CannotProceed with its words where it failed."""
    if process.wait():
        assert process.stderr is not None  # noqa: S101
        raise _failed(program, process.stderr.read().decode(errors="replace"))


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, env=_environment(), check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise _missing(command[0]) from error
    except subprocess.CalledProcessError as error:
        raise _failed(command[0], str(error.stderr)) from error


def _environment() -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to our database; a password never goes by arguments."""
    from django.db import connection  # noqa: PLC0415

    to = connection.settings_dict
    given = {"PGHOST": to["HOST"], "PGPORT": to["PORT"], "PGUSER": to["USER"], "PGPASSWORD": to["PASSWORD"]}
    return {
        **os.environ, **{name: str(value) for name, value in given.items() if value}, "PGDATABASE": str(to["NAME"])
    }  # fmt: skip


def _missing(program: str) -> CannotProceed:
    return CannotProceed(f"{program} is not installed.", now="Install PostgreSQL's client programs.")


def _failed(program: str, words: str) -> CannotProceed:
    """Return the error for a program that failed: its first line, since later ones may hold rows."""
    first = next((line for line in words.splitlines() if line.strip()), "without a word")
    return CannotProceed(f"{program} stopped: {first.strip()}", now="Mend that, then try again.")
