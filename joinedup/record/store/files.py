"""Files that hold what a place knows: only the account that runs it reads them, and each is there whole or not."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a file to write; what is in it is at ``path`` once that is done, in place of what was there.

    Where it fails, or the process is killed, ``path`` is as it was. The file has a name of its own, so that two who
    write the same thing at once do not write into one.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    part.touch(mode=0o600)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def changed(path: Path) -> int:
    """Return when a file or folder was last changed (nanoseconds); 0 where there is none. For what is kept of it."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
