"""Which columns a table has: the dataset's own and the derived ones, so that definitions are checked when loaded."""

from __future__ import annotations

import functools

from joinedup.insight.engine.derived import derived
from joinedup.insight.engine.duck import DuckDB
from joinedup.words.vocabulary.dataset import TABLES


@functools.cache
def columns_of(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table of the dataset or a derived one."""
    if table in TABLES:
        return tuple(TABLES[table].names)
    with DuckDB() as empty:
        empty.work_out(*derived()[table].after)
        return tuple(empty.arrow(f"SELECT * FROM ({derived()[table].sql}) LIMIT 0").schema.names)
