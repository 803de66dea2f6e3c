"""A place's own definitions, beside the catalogue's: files of the same kinds in ``catalogue/`` of the place's folder.

A file of the place's own that cannot be used never stops the others: it is left out, and ``refused`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from joinedup.words.basics.errors import JoinedUpError


class Defined(Protocol):
    """A definition: it has an id."""

    @property
    def id(self) -> str:
        """Return its id."""


D = TypeVar("D", bound=Defined)
_folders: list[Path] = []
_refused: dict[str, str] = {}


def look_in(folder: Path | None) -> None:
    """Look for a place's own definitions in ``folder``; to be said before any catalogue is read, and once a process."""
    _folders[:] = [folder] if folder else []
    _refused.clear()


def files(kind: str, pattern: str = "*.yaml") -> list[Path]:
    """Return the place's own files of a kind (measures, registers, segments, risk, models), by name."""
    return [path for folder in _folders for path in sorted((folder / kind).glob(pattern))]


def with_own(
    kind: str, shipped: Mapping[str, D], read: Callable[[str, str], D], *, pattern: str = "*.yaml"
) -> dict[str, D]:
    """Return the definitions of the catalogue, and after them the place's own; ``read`` takes a text and its file."""
    found = dict(shipped)
    for path in files(kind, pattern):
        name = path.name if "/" not in pattern else f"{path.parent.name}/{path.name}"
        try:
            made = read(path.read_text(encoding="utf-8"), name)
        except (JoinedUpError, OSError, UnicodeDecodeError) as error:
            refuse(f"{kind}/{name}", str(error))
            continue
        if made.id in found:
            refuse(f"{kind}/{name}", f"There is a definition called '{made.id}' already. Give it another id.")
        else:
            found[made.id] = made
    return found


def refuse(file: str, why: str) -> None:
    """Say why a file of the place's own is not used."""
    _refused[file] = why


def refused() -> Mapping[str, str]:
    """Return why each file of the place's own that was read is not used, by its kind and name."""
    return dict(_refused)
