"""The one face of an engine: a release's tables, our helpers, and questions in our language, whoever computes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from joinedup.insight.engine.derived import derived
from joinedup.insight.engine.language import written
from joinedup.words.basics.errors import BadInput

Row = dict[str, Any]


class Engine(ABC):
    """One release, ready to be asked: every table of the dataset by its name, there and empty where it has no file."""

    dialect: str

    def __init__(self) -> None:
        """Begin with nothing worked out."""
        self._kept: set[str] = set()

    @abstractmethod
    def _said_of(self, definition: str) -> AbstractContextManager[None]:
        """Turn what the engine raises into BadInput (or CannotProceed) that speaks of ``definition`` alone."""

    @abstractmethod
    def _ask(self, sql: str) -> list[Row]:
        """Return the rows that ``sql``, in the engine's own dialect, gives."""

    @abstractmethod
    def _keep(self, name: str, sql: str) -> None:
        """Keep what ``sql`` gives as a table, in place of any of that name."""

    @abstractmethod
    def _see(self, name: str, sql: str) -> None:
        """Let ``name`` stand for what ``sql`` gives, worked out each time it is asked."""

    @abstractmethod
    def _drop(self, name: str) -> None:
        """Let go of the table kept under ``name``."""

    @abstractmethod
    def arrow(self, sql: str) -> pa.Table:
        """Return what ``sql``, in our language, gives as columns; for models, which want arrays."""

    @abstractmethod
    def put(self, name: str, table: pa.Table) -> None:
        """Keep columns under ``name`` as a table that later questions may ask; the other way from ``arrow``."""

    @abstractmethod
    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put ``rows`` in an empty table of the dataset, by column name; for examples, before anything is asked."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and memory."""

    def rows(self, sql: str, *, of: str = "") -> list[Row]:
        """Return the rows that ``sql``, in our language, gives: numbers as int or float, dates as dates.

        ``of`` names the definition that asks. Raises BadInput where the engine cannot run it: what it says is of the
        definition, and never of the data. Raises CannotProceed where the engine lacks memory or cannot read a file.
        """
        with self._said_of(of):
            found = self._ask(written(sql, self.dialect))
        return [{name: _plain(value) for name, value in row.items()} for row in found]

    def keep(self, name: str, sql: str, *, of: str = "") -> None:
        """Keep what ``sql``, in our language, gives as a table called ``name`` that later questions may ask.

        Raises as ``rows`` does.
        """
        with self._said_of(of):
            self._keep(name, written(sql, self.dialect))
        self._kept.add(name)

    def keep_once(self, name: str, sql: str) -> None:
        """Keep it as ``keep`` does, unless a table of that name is kept already."""
        if name not in self._kept:
            self.keep(name, sql)

    def drop(self, name: str) -> None:
        """Let go of the table kept under ``name``, where there is one."""
        if name in self._kept:
            self._drop(name)
            self._kept.remove(name)

    def work_out(self, *names: str) -> None:
        """Work out the derived tables among ``names``, and those they need: once an engine, however many ask."""
        for name in names:
            if (table := derived().get(name)) and name not in self._kept:
                self.work_out(*table.after)
                if table.by_row:
                    self._see(name, written(table.sql, self.dialect))
                    self._kept.add(name)
                else:
                    self.keep(name, table.sql)

    def has(self, name: str) -> bool:
        """Return whether a table of that name has been kept."""
        return name in self._kept

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_release(release: Path | None = None, *, engine: str = "duckdb", memory: str = "1GB") -> Engine:
    """Return the engine of that name (duckdb or spark) over ``release``, the folder of a release.

    Raises BadInput for another name, CannotProceed where Spark is asked for and is not installed.
    """
    if engine == "duckdb":
        from joinedup.insight.engine.duck import DuckDB  # noqa: PLC0415 (each engine is loaded when asked for)

        return DuckDB(release, memory=memory)
    if engine == "spark":
        from joinedup.insight.engine.spark import Spark  # noqa: PLC0415

        return Spark(release, memory=memory)
    raise BadInput(f"There is no engine called '{engine}'.", now="Choose duckdb or spark.")


def cannot_be_computed(definition: str, why: str = "") -> BadInput:
    """Return the refusal of ``definition``; ``why`` is what the engine said of its text, which holds no data."""
    what = f"'{definition}'" if definition else "This definition"
    if why:
        return BadInput(f"{what} cannot be computed: {why}", now="Check its columns against docs/reference/dataset.md.")
    return BadInput(
        f"{what} cannot be computed: a value in the data is not of the kind that it takes it for.",
        now="Say in the definition which rows it speaks of, and what to do where a column is empty or is no number.",
    )


def _plain(value: Any) -> Any:
    """Return a number as Python's own, whatever type of number an engine gave."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if hasattr(value, "item") and not isinstance(value, date):
        return value.item()
    return value
