"""Texts and paths as DuckDB's SQL writes them, whatever is in them: an apostrophe, a space, a star. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_MEANS_MANY = re.compile(r"[*?\[]")


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def written_to(path: Path) -> str:
    """Return the path of a file or folder that SQL writes, as COPY ... TO takes it."""
    return text(str(path))


def exactly(path: Path) -> str:
    """Return the path of one file that SQL reads: a star in its name is a star, and stands for nothing else."""
    return text(_literal(path))


def each_of(paths: Iterable[Path]) -> str:
    """Return a list of files that SQL reads."""
    return f"[{', '.join(map(exactly, paths))}]"


def in_folder(folder: Path, pattern: str) -> str:
    """Return the files of a folder whose names meet ``pattern`` (``*.parquet``); only the pattern's stars mean many."""
    return text(f"{_literal(folder)}/{pattern}")


def _literal(path: Path) -> str:
    return _MEANS_MANY.sub(lambda found: f"[{found[0]}]", str(path))
