"""Keeps a place's files to the account that runs it: nobody else on the machine may read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from joinedup.words.basics.errors import CannotProceed

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def close(home: Path, *more: Path) -> None:
    """Close ``home`` (and ``more`` files outside it) to other accounts: folders 0700, files 0600.

    What is below a closed folder cannot be reached, so only a home found open is gone through, once. Raises
    CannotProceed where something is open and is not ours to close: we do not start before it is.
    """
    if _open(home):
        for folder, _, files in os.walk(home):  # does not follow links
            for name in files:
                _close(Path(folder) / name, 0o600)
            _close(Path(folder), 0o700)
    for path in more:
        _close(path, 0o600)


def _open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:  # of something that is just ending
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def _close(path: Path, mode: int) -> None:
    if not _open(path):
        return
    try:
        path.chmod(mode)
    except OSError as error:
        raise CannotProceed(
            f"{path} can be read by other accounts of this machine, and this account may not change that.",
            now=f"As its owner, run: chmod -R go= {path}",
        ) from error
