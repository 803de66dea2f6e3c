"""Putting a place back whole: what was there is set aside until all of the new is in, and else comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

ASIDE = ".before-restore"
_MOVED, _LOADED = "the-old-place-is-aside", "the-new-place-is-in"
_DATABASE = "database"
_STAYS = ("writing.lock", "publishing.lock")


def kept(home: Path) -> list[Path]:
    """Return what a home holds of a place: all but a new secret key, locks and what a restore was unpacking."""
    return [path for path in _all(home) if path.name != "secret-key"]


def put_back(staged: Path, home: Path, *, database: list[Path], load: Callable[[], None]) -> None:
    """Move what lies in ``staged`` to ``home`` and ``load`` the database; ``database`` are its files, if it has any.

    Where anything fails, ``home`` is again what it was, and the error goes on. A restore that is killed on the way is
    undone by ``recover``.
    """
    aside = home / ASIDE
    (aside / _DATABASE).mkdir(parents=True)
    try:
        for path in database:
            path.replace(aside / _DATABASE / path.name)
        for path in _all(home):
            path.replace(aside / path.name)
        (aside / _MOVED).touch()
        for path in sorted(staged.iterdir()):
            path.replace(home / path.name)
        load()
        (aside / _LOADED).touch()
    except BaseException:
        _undo(home, database[0].parent if database else home)
        raise
    shutil.rmtree(aside)


def recover(home: Path, *, database: Path | None) -> None:
    """End what a killed restore left: where the new place was in, forget the old; else put the old back."""
    for left in home.glob(".restore-*"):
        shutil.rmtree(left, ignore_errors=True)
    aside = home / ASIDE
    if not aside.exists():
        return
    if (aside / _LOADED).exists():
        shutil.rmtree(aside)
    else:
        _undo(home, database.parent if database else home)


def _undo(home: Path, database: Path) -> None:
    """Put back what was set aside; once all of it was, whatever lies in ``home`` is of the new place."""
    aside = home / ASIDE
    if (aside / _MOVED).exists():
        for path in _all(home):
            _remove(path)
        (aside / _MOVED).unlink()
    for path in (aside / _DATABASE).iterdir():
        path.replace(database / path.name)
    (aside / _DATABASE).rmdir()
    for path in aside.iterdir():
        path.replace(home / path.name)
    aside.rmdir()


def _all(home: Path) -> list[Path]:
    hidden = (ASIDE, *_STAYS)
    return [p for p in sorted(home.iterdir()) if p.name not in hidden and not p.name.startswith(".restore-")]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
