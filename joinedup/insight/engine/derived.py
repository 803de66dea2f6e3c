"""Tables that several definitions share, made from the dataset's own: one file each in ``tables/``, in our language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

from joinedup.words.vocabulary.dataset import TABLES

FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived table: what a row is, its SELECT, and the derived tables that must be worked out before it.

    ``made_of`` names the tables of the dataset that it is made of. ``by_row`` says that each of its rows is made of one
    row alone: it is then read through, and not kept.
    """

    name: str
    each_row: str
    sql: str
    after: tuple[str, ...]
    by_row: bool
    made_of: tuple[str, ...]


@functools.cache
def derived() -> Mapping[str, Derived]:
    """Return every derived table by its name."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}
    return {name: _derived(name, text, texts.keys()) for name, text in texts.items()}


def _derived(name: str, text: str, names: Iterable[str]) -> Derived:
    said = " ".join(line[2:].strip() for line in text.splitlines() if line.startswith("--"))
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    tree = sqlglot.parse_one(sql, read="duckdb")
    asked = {table.name for table in tree.find_all(exp.Table)}
    by_row = not tree.find(exp.Join, exp.Window, exp.Group, exp.Distinct)
    return Derived(
        name, said, sql, tuple(sorted((asked & set(names)) - {name})), by_row, tuple(sorted(asked & TABLES.keys()))
    )
