"""One command at a time may write in bulk: a second waits, or is told kindly which one it waits for."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from joinedup.record.store.bulk import is_postgresql
from joinedup.words.basics.errors import CannotProceed

try:
    import fcntl
except ImportError:  # pragma: no cover (Windows has no fcntl, and is not a place that we serve from)
    fcntl = None  # type: ignore[assignment]


@contextmanager
def one_writer(
    act: str, *, wait_seconds: float = 600, waiting: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the place's lock for bulk writing while inside; the system lets go of it even when we are killed.

    ``waiting`` is told once, in words, where another holds it. Raises CannotProceed after ``wait_seconds``.
    """
    taken, let_go, holder = _postgresql() if is_postgresql() else _file(Path(settings.HOME) / "writing.lock", act)
    told = False
    until = time.monotonic() + wait_seconds
    while not taken():
        if time.monotonic() >= until:
            raise CannotProceed(
                f"Another command is writing in this place ({holder()}).", now="Wait until it has ended, and try again."
            )
        if not told:
            waiting(f"Waiting for another command to end ({holder()}).")
            told = True
        time.sleep(0.2)
    try:
        yield
    finally:
        let_go()


def _file(path: Path, act: str) -> tuple[Callable[[], bool], Callable[[], None], Callable[[], str]]:
    """Return how to take, let go and name a lock on a file that says who holds it."""
    handle = path.open("a+", encoding="utf-8")

    def taken() -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        handle.seek(0)
        handle.truncate()
        handle.write(f"{act}, process {os.getpid()}")
        handle.flush()
        return True

    def holder() -> str:
        return path.read_text(encoding="utf-8") or "starting"

    return taken, handle.close, holder


def _postgresql() -> tuple[Callable[[], bool], Callable[[], None], Callable[[], str]]:
    """Return how to take, let go and name an advisory lock; PostgreSQL drops it with the connection."""
    key = zlib.crc32(b"joinedup: writing in bulk")

    def taken() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            return bool(cursor.fetchone()[0])

    def let_go() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])

    return taken, let_go, lambda: "on another server or terminal"
