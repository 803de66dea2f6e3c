"""Apache Spark over the Parquet of one release: for a place that outgrew one machine (``pip install joinedup[spark]``).

Needs Java 17. ``SPARK_MASTER`` names the cluster; without it Spark runs in this machine, which is slower than DuckDB
for all but the largest places and is there so that a cluster can be trusted to give the same answers.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from joinedup.insight.engine.engine import Engine, Row, cannot_be_computed
from joinedup.insight.engine.language import written
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.vocabulary.dataset import TABLES, Table

_TYPES = {"TIMESTAMPTZ": "TIMESTAMP", "VARCHAR": "STRING", "VARCHAR[]": "ARRAY<STRING>", "INTEGER": "INT"}


class Spark(Engine):
    """The engine of a cluster. Every table of the dataset is a view of its files, or empty."""

    dialect = "spark"

    def __init__(self, release: Path | None = None, *, memory: str = "1GB") -> None:
        """Open the tables found in ``release``. Raises CannotProceed where Spark or Java is not installed."""
        super().__init__()
        self._spark = _session(memory)
        self._filled: dict[str, list[tuple[Any, ...]]] = {}
        self._views: list[str] = []
        for table in TABLES.values():
            files = sorted(str(path) for path in (release / table.name).glob("*.parquet")) if release else []
            if files:
                frame = self._spark.read.parquet(*files)
                shown = [
                    f"`{f.name}`" if f.name in frame.columns else f"CAST(NULL AS {_type(f.type)}) AS `{f.name}`"
                    for f in table.fields
                ]
                frame = frame.selectExpr(*shown)
            else:
                frame = self._spark.createDataFrame([], _schema(table))
            self._show(table.name, frame)

    def _show(self, name: str, frame: Any) -> None:
        frame.createOrReplaceTempView(name)
        self._views.append(name)

    @contextlib.contextmanager
    def _said_of(self, definition: str) -> Iterator[None]:
        from py4j.protocol import Py4JError  # noqa: PLC0415 (an extra)
        from pyspark.errors import AnalysisException, ParseException, PySparkException  # noqa: PLC0415

        try:
            yield
        except (AnalysisException, ParseException) as error:
            raise cannot_be_computed(definition, str(error).splitlines()[0]) from error
        except (PySparkException, Py4JError):  # what it says may hold a value of the data
            raise cannot_be_computed(definition) from None

    def _ask(self, sql: str) -> list[Row]:
        return [row.asDict() for row in self._spark.sql(sql).collect()]

    def _keep(self, name: str, sql: str) -> None:
        with contextlib.suppress(Exception):
            self._spark.catalog.uncacheTable(name)
        frame = self._spark.sql(sql)
        self._show(name, frame)
        self._spark.sql(f"CACHE LAZY TABLE `{name}`")

    def _see(self, name: str, sql: str) -> None:
        self._show(name, self._spark.sql(sql))

    def _drop(self, name: str) -> None:
        with contextlib.suppress(Exception):
            self._spark.catalog.uncacheTable(name)
        self._spark.catalog.dropTempView(name)

    def arrow(self, sql: str) -> pa.Table:
        """Return what ``sql``, in our language, gives as an Arrow table."""
        with self._said_of(""):
            return self._spark.sql(written(sql, self.dialect)).toArrow()

    def put(self, name: str, table: pa.Table) -> None:
        """Keep an Arrow table under ``name``."""
        self._show(name, self._spark.createDataFrame(table))
        self._kept.add(name)

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put ``rows`` in an empty table of the dataset, by column name."""
        fields = TABLES[table].fields
        sofar = self._filled.setdefault(table, [])
        sofar += [tuple(_typed(row.get(f.name), f.type) for f in fields) for row in rows]
        self._show(table, self._spark.createDataFrame(sofar, _schema(TABLES[table])))

    def close(self) -> None:
        """Let go of this release's tables; Spark itself stays for the next one."""
        self._spark.catalog.clearCache()
        for name in dict.fromkeys(self._views):
            self._spark.catalog.dropTempView(name)


def _session(memory: str) -> Any:
    """Return the session of this process, beginning it where there is none."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise CannotProceed("Spark is not installed.", now="Install it with: pip install 'joinedup[spark]'.") from error
    folder = Path(tempfile.gettempdir()) / f"joinedup-spark-{os.getpid()}"
    builder = (
        SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
        .appName("JoinedUp")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false")
        .config("spark.driver.memory", memory.lower().replace("gb", "g").replace("mb", "m"))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.log.level", "ERROR")
    )
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise CannotProceed("Spark could not start.", now="Check that Java 17 is installed (java -version).") from error


def _type(duckdb: str) -> str:
    return _TYPES.get(duckdb, duckdb)


def _schema(table: Table) -> str:
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in table.fields)


def _typed(value: Any, type_: str) -> Any:
    """Return a value as Spark takes it, from Python's own or from text; for the rows of examples."""
    if value is None:
        return None
    return _MADE.get(type_.partition("(")[0], str)(value)


def _instant(value: Any) -> datetime:
    told = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


_MADE: dict[str, Callable[[Any], Any]] = {
    "TIMESTAMPTZ": _instant,
    "DATE": lambda value: value if isinstance(value, date) else date.fromisoformat(str(value)),
    "DECIMAL": lambda value: Decimal(str(value)),
    "BOOLEAN": lambda value: str(value).lower() == "true",
    "VARCHAR[]": list,
    "DOUBLE": float,
    "INTEGER": int,
    "TINYINT": int,
}
