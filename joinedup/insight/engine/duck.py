"""DuckDB over the Parquet of one release: in this process, nothing to install, bounded memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from joinedup.insight.engine.engine import Engine, Row, cannot_be_computed
from joinedup.insight.engine.helpers import HELPERS
from joinedup.insight.engine.language import written
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.vocabulary.dataset import TABLES


class DuckDB(Engine):
    """The engine of a laptop or one server. ``memory`` is the most a question may use, in DuckDB's words.

    What does not fit is written to a folder that only we can read and that goes when the engine is closed.
    """

    dialect = "duckdb"

    def __init__(self, release: Path | None = None, *, memory: str = "1GB", threads: int = 2) -> None:
        """Open the tables found in ``release``; a table with no file is there, and empty."""
        super().__init__()
        self._spill = tempfile.TemporaryDirectory(prefix="joinedup-engine-")
        self._db = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "temp_directory": self._spill.name,
                "preserve_insertion_order": False,
            }
        )
        self._db.execute("SET TimeZone = 'UTC'")
        for helper in HELPERS.values():
            self._db.execute(helper.macro())
        for table in TABLES.values():
            files = sorted((release / table.name).glob("*.parquet")) if release else []
            columns = ", ".join(f'"{field.name}" {field.type}' for field in table.fields)
            self._db.execute(f"CREATE TABLE {table.name} ({columns})")
            if files:
                names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
                there = {
                    row[0] for row in self._db.execute(f"DESCRIBE SELECT * FROM read_parquet([{names}])").fetchall()
                }
                shown = ", ".join(
                    f'"{f.name}"' if f.name in there else f'CAST(NULL AS {f.type}) AS "{f.name}"' for f in table.fields
                )
                self._db.execute(f"DROP TABLE {table.name}")
                self._db.execute(f"CREATE VIEW {table.name} AS SELECT {shown} FROM read_parquet([{names}])")

    @contextlib.contextmanager
    def _said_of(self, definition: str) -> Iterator[None]:
        try:
            yield
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
            said = str(error).splitlines()[0].partition(": ")[2]
            raise cannot_be_computed(definition, said) from error
        except duckdb.OutOfMemoryException:
            raise CannotProceed(
                "There is not memory enough to compute this.",
                now="Give the engine more memory, or ask for less at once.",
            ) from None
        except duckdb.IOException:
            raise CannotProceed(
                "A file of the release cannot be read, or there is no room for what does not fit in memory.",
                now="Check the release's folder and the free space of the temporary one.",
            ) from None
        except duckdb.Error:  # what it says may hold a value of the data
            raise cannot_be_computed(definition) from None

    def _ask(self, sql: str) -> list[Row]:
        cursor = self._db.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _keep(self, name: str, sql: str) -> None:
        self._ask(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')

    def _see(self, name: str, sql: str) -> None:
        self._ask(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {sql}')

    def _drop(self, name: str) -> None:
        self._db.execute(f'DROP TABLE "{name}"')

    def arrow(self, sql: str) -> pa.Table:
        """Return what ``sql``, in our language, gives as an Arrow table."""
        with self._said_of(""):
            return self._db.sql(written(sql, self.dialect)).to_arrow_table()

    def put(self, name: str, table: pa.Table) -> None:
        """Keep an Arrow table under ``name``."""
        self._db.register("incoming", table)
        self._db.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM incoming')
        self._db.unregister("incoming")
        self._kept.add(name)

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put ``rows`` in an empty table of the dataset, by column name."""
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            self._db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))

    def close(self) -> None:
        """Let go of the files and the memory."""
        self._db.close()
        self._spill.cleanup()
