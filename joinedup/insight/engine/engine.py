"""DuckDB over the Parquet of one release: every table of the dataset as a view, with our helpers and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from joinedup.insight.engine.derived import DERIVED
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.dataset import TABLES

# Dates are days; instants are compared in London's days, because a night in hospital is a night in London.
HELPERS = (
    "CREATE MACRO london_day(instant) AS CAST(timezone('Europe/London', instant) AS DATE)",
    "CREATE MACRO days_between(first_day, last_day) AS date_diff('day', first_day, last_day)",
    "CREATE MACRO whole_years(born, on_day) AS date_part('year', on_day) - date_part('year', born) "
    "- CASE WHEN strftime(on_day, '%m%d') < strftime(born, '%m%d') THEN 1 ELSE 0 END",
    "CREATE MACRO nights(start_at, end_at, first_day, last_day) AS greatest(0, days_between("
    "greatest(london_day(start_at), first_day), least(coalesce(london_day(end_at), last_day), last_day)))",
)


class Engine:
    """One release, ready to be asked. ``memory`` is the most that a question may use, in DuckDB's words."""

    def __init__(self, release: Path | None = None, *, memory: str = "1GB", threads: int = 2) -> None:
        """Open the tables found in ``release``; a table with no file is there, and empty."""
        self._db = duckdb.connect(config={"threads": threads, "memory_limit": memory})
        self._db.execute("SET TimeZone = 'UTC'")
        for helper in HELPERS:
            self._db.execute(helper)
        for table in TABLES.values():
            files = sorted((release / table.name).glob("*.parquet")) if release else []
            if files:
                self._db.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet({[str(f) for f in files]!r})")
            else:
                columns = ", ".join(f'"{field.name}" {field.type}' for field in table.fields)
                self._db.execute(f"CREATE TABLE {table.name} ({columns})")
        self._worked_out: set[str] = set()

    def work_out(self, *names: str) -> None:
        """Work out the derived tables among ``names`` that are not there yet: once an engine, however many ask."""
        for name in names:
            if name in DERIVED and name not in self._worked_out:
                self._db.execute(f"CREATE TEMP TABLE {name} AS {DERIVED[name]}")
                self._worked_out.add(name)

    def keep(self, name: str, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Keep what ``sql`` gives as a table called ``name``, so that several questions can be asked of it."""
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", list(parameters))

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows that ``sql`` gives, as dictionaries. Raises BadInput where DuckDB cannot run it."""
        try:
            cursor = self._db.execute(sql, list(parameters))
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
            raise BadInput(
                f"This definition cannot be computed: {str(error).splitlines()[0]}",
                now="Check its columns against docs/reference/dataset.md.",
            ) from error
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def fill(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Put ``rows`` in an empty table, by column name; for examples, before anything is asked."""
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            self._db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))

    def close(self) -> None:
        """Let go of the files and the memory."""
        self._db.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
