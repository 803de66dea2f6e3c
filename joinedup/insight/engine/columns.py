"""What columns a table has, the dataset's own or a derived one, so that a definition is checked when it is loaded."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable

from joinedup.insight.engine.derived import derived
from joinedup.insight.engine.duck import DuckDB
from joinedup.words.vocabulary.dataset import TABLES
from joinedup.words.vocabulary.dataset.words import words_of
from joinedup.words.vocabulary.feeds.declaration import Feed

NUMBER, YES_OR_NO = "a number", "yes or no"
_SORTS = {"BOOLEAN": YES_OR_NO, "VARCHAR": "text", "DATE": "a date", "TIMESTAMP WITH TIME ZONE": "an instant",
          "INTERVAL": "a length of time"}  # fmt: skip


_one_at_a_time = threading.Lock()


@functools.cache
def columns_of(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table of the dataset or a derived one."""
    if table in TABLES:
        return tuple(TABLES[table].names)
    with _one_at_a_time:
        empty = _empty()
        empty.work_out(table)
        return tuple(empty.arrow(f"SELECT * FROM {table} LIMIT 0").schema.names)


@functools.cache
def sort_of(expression: str, table: str, more: tuple[str, ...] = ()) -> str:
    """Return what an expression over one row of ``table`` gives: a number, yes or no, text, a date, an instant.

    ``more`` names dates that it may use beside the row's columns. Raises BadInput where its parts do not fit together,
    such as a date and a number; it must be in the language already (``expression_mistakes``).
    """
    dates = "".join(f", DATE '2000-01-01' AS {name}" for name in more)
    given = f"SELECT {expression} AS given FROM (SELECT *{dates} FROM {table}) one"
    with _one_at_a_time:
        empty = _empty()
        empty.work_out(table)
        [row] = empty.rows(f"SELECT typeof(max(given)) AS sort FROM ({given}) all_of_them")
    told = str(row["sort"]).partition("(")[0]
    return _SORTS.get(told, "a list" if told.endswith("]") else NUMBER)


def words_in(table: str, feeds: Iterable[Feed] = ()) -> dict[str, frozenset[str]]:
    """Return the words that each column of ``table`` may hold, where it holds one of a few.

    A derived table's columns hold what those of the same name hold in the tables it is made of.
    """
    feeds = tuple(feeds)
    made_of = derived()[table].made_of if table in derived() else (table,)
    found = {}
    for column in columns_of(table):
        sources = [source for source in made_of if source in TABLES and column in TABLES[source].names] or [table]
        told = [words_of(source, column, feeds) for source in sources]
        if told and all(told):
            found[column] = frozenset().union(*told)
    return found


@functools.cache
def _empty() -> DuckDB:
    """Return an engine over nothing, kept for as long as this process lives: opening one costs more than asking."""
    return DuckDB(memory="100MB", threads=1)
