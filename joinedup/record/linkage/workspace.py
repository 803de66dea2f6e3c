"""The working memory of one linking: a DuckDB connection of its own, bounded, that spills to a folder. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from joinedup.words.basics import quoting


class Workspace:
    """Tables of one linking. What is asked is always fetched whole, so that no result stays open."""

    def __init__(self, spill: Path, *, memory: str = "2GB") -> None:
        self.connection = duckdb.connect(":memory:")
        self.connection.execute(f"SET memory_limit = '{memory}'")
        self.connection.execute(f"SET temp_directory = {quoting.written_to(spill)}")
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET enable_progress_bar = false")

    def run(self, sql: str) -> None:
        """Run a statement that answers nothing."""
        self.connection.execute(sql).fetchall()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return all rows of a question."""
        return list(self.connection.execute(sql).fetchall())

    def one(self, sql: str) -> Any:
        """Return the single value of a question."""
        return self.rows(sql)[0][0]

    def arrow(self, sql: str) -> pa.Table:
        """Return the answer as an Arrow table."""
        return self.connection.sql(sql).to_arrow_table()

    def batches(self, sql: str, size: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a question, ``size`` at a time. Nothing else may be asked until it has ended."""
        result = self.connection.execute(sql)
        while rows := result.fetchmany(size):
            yield list(rows)

    def keep(self, name: str, table: pa.Table, *, more: bool = False) -> None:
        """Keep an Arrow table under ``name``; with ``more``, add it to what is there."""
        self.connection.register("arriving_table", table)
        into = f"INSERT INTO {name}" if more else f"CREATE OR REPLACE TABLE {name} AS"
        self.run(f"{into} SELECT * FROM arriving_table")
        self.connection.unregister("arriving_table")


@contextmanager
def workspace(folder: Path | None = None, *, memory: str = "2GB") -> Iterator[Workspace]:
    """Open a workspace that spills below ``folder``; all of it is gone at the end."""
    with TemporaryDirectory(prefix="linking-", dir=folder) as spill:
        space = Workspace(Path(spill), memory=memory)
        try:
            yield space
        finally:
            space.connection.close()
