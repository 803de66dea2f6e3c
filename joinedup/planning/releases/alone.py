"""One publication at a time, and whether one is alive: a lock that the system lets go of when its process ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from joinedup.words.basics.errors import CannotProceed

ENDING = 10.0  # seconds in which a publication that has let go may still have to write down that it is done
_NAME = "publishing.lock"


@contextmanager
def publishing(home: Path) -> Iterator[None]:
    """Hold the place's lock for publishing while inside. Raises CannotProceed where another holds it.

    Workers on several machines share the home, where releases lie, and so they share the lock.
    """
    with (home / _NAME).open("a") as lock:
        until = time.monotonic() + 1  # whoever only looks holds it for an instant
        while not _taken(lock):
            if time.monotonic() > until:
                raise CannotProceed(
                    "A release is being published already.", now="Wait until it is done, then try again."
                )
            time.sleep(0.02)
        try:
            yield
        finally:
            os.utime(lock.fileno())


def is_alive(home: Path) -> bool:
    """Return whether something is publishing now, or was until just now."""
    try:
        with (home / _NAME).open("r") as lock:
            return not _taken(lock) or time.time() - os.fstat(lock.fileno()).st_mtime < ENDING
    except FileNotFoundError:
        return False


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
