"""Apache Spark over the Parquet of one release: for a place that outgrew one machine (``pip install joinedup[spark]``).

Needs Java 17. ``SPARK_MASTER`` names the cluster; without it Spark runs in this machine, which is slower than DuckDB
for all but the largest places and is there so that a cluster can be trusted to give the same answers. See
docs/how-to/run-on-spark.md.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from joinedup.insight.engine.engine import Engine, Row, cannot_be_computed
from joinedup.insight.engine.language import written
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.dataset import TABLES, Table

_TYPES = {"TIMESTAMPTZ": "TIMESTAMP", "VARCHAR": "STRING", "VARCHAR[]": "ARRAY<STRING>", "INTEGER": "INT"}


class Spark(Engine):
    """The engine of a cluster. Every table of the dataset is a view of its files, or empty."""

    dialect = "spark"

    def __init__(self, release: Path | None = None, *, memory: str = "1GB") -> None:
        """Open the tables found in ``release``. Raises CannotProceed where Spark or Java is not installed."""
        super().__init__()
        # A session of its own in the one Spark of this process, so that two releases are never taken for each other.
        self._spark = _session(memory).newSession()
        self._filled: dict[str, list[tuple[Any, ...]]] = {}
        self._views: list[str] = []
        for table in TABLES.values():
            files = sorted(str(path) for path in (release / table.name).glob("*.parquet")) if release else []
            # Its columns are told and not looked for, which would be a job a table; one that no file has is null.
            read = self._spark.read.schema(_schema(table))
            self._show(table.name, read.parquet(*files) if files else self._empty(table))

    def _empty(self, table: Table) -> Any:
        shown = ", ".join(f"CAST(NULL AS {_type(field.type)}) AS `{field.name}`" for field in table.fields)
        return self._spark.sql(f"SELECT {shown} WHERE false")

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
        except (PySparkException, Py4JError) as error:  # what it says may hold a value of the data
            raise _stopped(str(error), definition) from None

    def _ask(self, sql: str) -> list[Row]:
        # By way of Arrow, so that an instant keeps its zone; Spark's own rows would be in this machine's, unsaid.
        rows: list[Row] = self._spark.sql(sql).toArrow().to_pylist()
        return rows

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
        """Let go of this release's tables; Spark itself stays for the next one, and ends with this process."""
        for name in tuple(self._kept):
            self._drop(name)
        for name in dict.fromkeys(self._views):
            self._spark.catalog.dropTempView(name)


class _One:
    """The one Spark of this process: begun when it is first asked for, with the memory of that first time."""

    session: Any = None
    lock = threading.Lock()


def _session(memory: str) -> Any:
    with _One.lock:
        if _One.session is None:
            _One.session = _begun(memory)
        return _One.session


def _begun(memory: str) -> Any:
    """Return a session of a Spark begun now. Raises CannotProceed, saying what to install or what to check."""
    with warnings.catch_warnings():
        # Spark warns of a newer pandas than it knows; nothing here goes through pandas.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            from pyspark import SparkConf, SparkContext  # noqa: PLC0415 (an extra)
            from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
            from pyspark.sql import SparkSession  # noqa: PLC0415
        except ImportError as error:
            raise CannotProceed(
                "Spark is not installed.", now="Install it with: pip install 'joinedup[spark]'."
            ) from error
        if not _java():
            raise CannotProceed(
                "Spark needs Java, and there is none here.",
                now="Install Java 17 (on Debian: apt-get install openjdk-17-jre-headless), "
                "or say in JAVA_HOME where it is.",
            )
        # What was asked and why it failed is in the error that we raise; here it would be told twice, with its values.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL + 1)
        folder = Path(tempfile.mkdtemp(prefix="joinedup-spark-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        conf = SparkConf().setAll(list(_settings(memory, folder).items()))
        try:
            with (folder / "spark.log").open("wb") as log:
                launch: Any = launch_gateway  # it says no types
                gateway = launch(conf, {"stdout": log, "stderr": log})
            session = SparkSession(SparkContext(conf=conf, gateway=gateway))
        except Exception as error:
            raise CannotProceed(
                "Spark could not start.",
                now="Check that Java is of version 17 or 21 (java -version), "
                "and that SPARK_MASTER, if set, is reached from here.",
            ) from error
    atexit.register(session.stop)
    return session


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin") if home else None) is not None


def _settings(memory: str, folder: Path) -> dict[str, str]:
    """Return what we set; all else is Spark's own or that of ``spark-defaults.conf`` in ``SPARK_CONF_DIR``."""
    return {
        "spark.master": os.environ.get("SPARK_MASTER", "local[2]"),
        "spark.app.name": "JoinedUp",
        "spark.driver.memory": _heap(memory),
        # Alike to DuckDB: instants are UTC, and what cannot be computed of one row is nothing, not an end to all.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        # Criteria of many measures in one statement: with it their plan takes minutes, without it seconds.
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.sql.shuffle.partitions": os.environ.get("SPARK_PARTITIONS", "8"),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        **({} if "SPARK_MASTER" in os.environ else _HERE),
    }


def _heap(memory: str) -> str:
    """Return the heap of a Spark that may use ``memory`` (such as 1GB or 500MB) to answer: it needs 1 GB for itself."""
    number, unit = float(memory[:-2]), memory[-2:].upper()
    return f"{int(number * {'GB': 1024, 'MB': 1}[unit]) + 1024}m"


# Without a cluster nothing listens but on this machine.
_HERE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


def _stopped(said: str, definition: str) -> BadInput | CannotProceed:
    """Return what to raise where Spark said this of a question, without its words."""
    if any(sign in said for sign in ("OutOfMemory", "OUT_OF_MEMORY", "Answer from Java side is empty")):
        return CannotProceed(
            "There is not memory enough to compute this.",
            now="Start again and give the engine more memory, or ask for less at once.",
        )
    if any(sign in said for sign in ("FAILED_READ_FILE", "PATH_NOT_FOUND", "java.io.IOException")):
        return CannotProceed(
            "A file of the release cannot be read, or there is no room for what does not fit in memory.",
            now="Check the release's folder, that every worker sees it, and the free space of the temporary one.",
        )
    return cannot_be_computed(definition)


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
