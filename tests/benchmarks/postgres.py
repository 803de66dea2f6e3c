"""A PostgreSQL cluster of one's own, thrown away afterwards: Debian's package, its defaults (fsync and all).

with cluster() as url:      # postgresql://joinedup@127.0.0.1:<port>/joinedup
    ...
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BINARIES = "/usr/lib/postgresql"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL installed, or None where there is none."""
    found = sorted(Path(_BINARIES).glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


def available() -> bool:
    """Return whether a cluster can be made here."""
    return binaries() is not None


@contextmanager
def cluster(*, shared_buffers: str = "512MB") -> Iterator[str]:
    """Make a cluster with one empty database, give its DATABASE_URL, and remove it when done."""
    bin_ = binaries()
    if bin_ is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="joinedup-postgresql-"))
    folder.chmod(0o755)
    data, port = folder / "data", _free_port()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c shared_buffers={shared_buffers} -k {folder}"
    _run([bin_ / "initdb", "-D", data, "-U", "joinedup", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    try:
        _run([bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"])
        _run([bin_ / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "joinedup", "joinedup"])
        yield f"postgresql://joinedup@127.0.0.1:{port}/joinedup"
    finally:
        _run([bin_ / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], *, check: bool = True) -> None:
    """Run a command as the user that may run PostgreSQL, which root may not."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["su", "postgres", "-s", "/bin/sh", "-c", shlex.join(words)]
    subprocess.run(words, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> int:
    """Run the command of the arguments with DATABASE_URL set to a cluster of its own; return what it returned."""
    with cluster() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
