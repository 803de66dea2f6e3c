"""Many rows at once: put them in a temporary table, then let the database compare and insert whole sets.

Two drivers behind one face. SQLite takes prepared inserts into a table kept in memory; PostgreSQL takes COPY.
Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# Our word for a type: (SQLite's affinity, PostgreSQL's type). A moment travels as text: see ``moment``.
_TYPES = {
    "text": ("TEXT", "text"),
    "integer": ("INTEGER", "bigint"),
    "number": ("REAL", "double precision"),
    "moment": ("TEXT", "timestamptz"),
    "boolean": ("INTEGER", "boolean"),
}


def is_postgresql() -> bool:
    """Return whether the place keeps its record in PostgreSQL."""
    return bool(connection.vendor == "postgresql")


def moment(when: datetime | None) -> str | None:
    """Return an instant as both databases read and compare it: UTC, without its offset, as Django writes it."""
    return None if when is None else str(when.astimezone(UTC).replace(tzinfo=None))


def instant(name: str) -> str:
    """Return SQL for the named value, a ``moment``, where a database would else take it for plain text."""
    return f"CAST(%({name})s AS timestamptz)" if is_postgresql() else f"%({name})s"


def stage(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Make the temporary table ``table`` afresh, with ``rows`` in it; it lives as long as the transaction."""
    place = 1 if is_postgresql() else 0
    typed = ", ".join(f"{name} {_TYPES[type_][place]}" for name, type_ in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        if is_postgresql():
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({typed}) ON COMMIT DROP")
            rows = list(rows)  # made first: what makes them may ask the database, which in a COPY does not answer
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            # Only how many there are matters to a plan, not what is in them.
            cursor.execute(f"ANALYZE {table} ({next(iter(columns))})")
            return
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({typed})")
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", cast(Any, rows))  # streamed


def run(sql: str, **values: Any) -> int:
    """Run one statement with its named ``values`` (``%(name)s``) and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.rowcount)


def read(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a question, with its named ``values``."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


def count(table: str, *columns: str) -> None:
    """Have PostgreSQL know how many rows a temporary table has, and what is in ``columns``; SQLite asks nothing."""
    if is_postgresql():
        run(f"ANALYZE {table} ({', '.join(columns)})")


@contextmanager
def probing(*tables: str) -> Iterator[None]:
    """Look staged rows up one by one in the indexes of ``tables``, never by reading a whole table.

    A batch is small and the record is large: what a batch costs must not grow with the record. PostgreSQL
    would choose to read all of a table, because it knows too little of one that is growing now; SQLite looks up.
    """
    if not is_postgresql():
        yield
        return
    _know(tables)
    for way, value in _WAYS.items():
        run(f"SET LOCAL {way} = {value}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            for way in _WAYS:
                run(f"SET LOCAL {way} TO DEFAULT")


def _know(tables: Sequence[str]) -> None:
    """Have PostgreSQL count again what has grown threefold since it last did: it plans by what it last knew."""
    grown = read(
        "SELECT relname FROM pg_class WHERE relname = ANY(%(tables)s) AND relkind = 'r'"
        " AND pg_relation_size(oid) > 3 * 8192 * greatest(relpages, 16)",
        tables=list(tables),
    )
    for (table,) in grown:
        run(f"ANALYZE {table}")


# Write LEFT JOIN from the staged rows, so that these come first; a plan serves one batch, so compiling it never pays.
_WAYS = {
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_material": "off",
    "enable_bitmapscan": "off",
    "join_collapse_limit": "1",
    "jit": "off",
}


def derive(table: str, question: str, **values: Any) -> None:
    """Make the temporary table ``table`` afresh from the answer to ``question``, until the transaction ends."""
    run(f"DROP TABLE IF EXISTS {table}")
    ending = " ON COMMIT DROP" if is_postgresql() else ""
    run(f"CREATE TEMPORARY TABLE {table}{ending} AS {question}", **values)
