"""What a check keeps apart from the record while it is current: its key, and hashes of the numbers asked about."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from django.conf import settings

from joinedup.exchange.optouts.rules import Hashes
from joinedup.record.store.files import whole


def _folder(check: int) -> Path:
    return Path(settings.HOME) / "opt-outs" / str(check)


def begin(check: int) -> bytes:
    """Make the key of a check, and return it."""
    key = secrets.token_bytes(32)
    _folder(check).mkdir(parents=True, exist_ok=True)
    with whole(_folder(check) / "key") as part:
        part.write_bytes(key)
    return key


def key_of(check: int) -> bytes:
    """Return the key of a check. Raises FileNotFoundError where it is gone."""
    return (_folder(check) / "key").read_bytes()


def keep(check: int, name: str, hashes: Hashes) -> None:
    """Keep sorted hashes (``asked`` or ``opted-out``)."""
    with whole(_folder(check) / f"{name}.npy") as part, part.open("wb") as file:
        np.save(file, np.sort(hashes), allow_pickle=False)


def read(check: int, name: str) -> Hashes:
    """Return what was kept. Raises FileNotFoundError where it is gone."""
    found: Hashes = np.load(_folder(check) / f"{name}.npy", allow_pickle=False)
    return found


def delete(check: int) -> None:
    """Delete everything of a check: the key first, without which the rest says nothing."""
    folder = _folder(check)
    for name in ("key", "asked.npy", "opted-out.npy"):
        (folder / name).unlink(missing_ok=True)
    if folder.exists():
        folder.rmdir()
