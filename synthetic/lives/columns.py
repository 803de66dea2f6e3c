"""Columns of a table as numpy holds them, and how they become Arrow's.

Strings are ``Words``: an integer for each row and the list it points into (-1 is null), so that no Python string
is made for each row. Dates are days and instants are minutes since 1970 (UTC); nulls are ``NO_DATE`` and
``NO_TIME``. Money is whole pence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from joinedup.words.vocabulary.dataset.tables import Table

NO_DATE = np.int64(2**31 - 1)
NO_TIME = np.int64(2**62)
Ints = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: ``codes`` point into ``words``; -1 is null."""

    codes: Ints
    words: Sequence[str] | pa.Array

    def take(self, rows: Ints) -> Words:
        """Return the rows named (by position or by mask)."""
        return Words(self.codes[rows], self.words)


@dataclass(frozen=True, slots=True)
class Lists:
    """A column of lists of words: row ``i`` holds ``values`` from ``offsets[i]`` to ``offsets[i + 1]``."""

    offsets: Ints
    values: Words


def words(codes: Ints, vocabulary: Sequence[str] | pa.Array) -> Words:
    """Return a column of words."""
    return Words(np.asarray(codes, dtype=np.int32), vocabulary)


def same(word: str | None, rows: int) -> Words:
    """Return a column with one word (or null) in every row."""
    return Words(np.full(rows, 0 if word is not None else -1, np.int32), [word or ""])


def join(parts: Sequence[Words]) -> Words:
    """Return columns one after another, with one vocabulary for all of them."""
    vocabulary: dict[str, int] = {}
    codes = []
    for part in parts:
        listed = part.words.to_pylist() if isinstance(part.words, pa.Array) else part.words
        place = np.array([vocabulary.setdefault(word, len(vocabulary)) for word in listed] or [0], np.int32)
        codes.append(np.where(part.codes >= 0, place[part.codes], -1).astype(np.int32))
    return Words(np.concatenate(codes) if codes else np.empty(0, np.int32), list(vocabulary))


def numbered(prefix: str, numbers: Ints, digits: int) -> pa.Array:
    """Return ``prefix`` and each number with leading noughts, as an Arrow array of strings."""
    text = pc.cast(pa.array(np.asarray(numbers, np.int64) + 10**digits), pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(text, 1), "")


def _dictionary(column: Words) -> pa.Array:
    """Return an Arrow dictionary in which each word stands once: Parquet's bytes vary where one stands twice."""
    if not isinstance(column.words, pa.Array) and len(set(column.words)) < len(column.words):
        column = join([column])
    indices = pa.array(column.codes, pa.int32(), mask=column.codes < 0)
    vocabulary = column.words if isinstance(column.words, pa.Array) else pa.array(column.words, pa.string())
    return pa.DictionaryArray.from_arrays(indices, vocabulary)


def _decimal(pence: Ints) -> pa.Array:
    """Return decimals of two places; -1 pence is null (nothing here costs less than nothing)."""
    low = np.where(pence < 0, 0, pence).astype(np.int64)
    both = np.zeros((len(low), 2), np.int64)
    both[:, 0] = low
    valid = pa.array(pence >= 0).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(low), [valid, pa.py_buffer(both.tobytes())])


def _lists(column: Lists) -> pa.Array:
    values = _dictionary(column.values)
    decoded = values.cast(pa.string()) if len(values) else pa.array([], pa.string())
    return pa.ListArray.from_arrays(pa.array(column.offsets, pa.int32()), decoded)


def _arrow(column: Any, type_: str) -> pa.Array:  # noqa: PLR0911 (one for each shape)
    """Return one column in the Arrow type that stands for DuckDB's ``type_``."""
    if isinstance(column, pa.Array):
        return column
    if isinstance(column, Words):
        return _dictionary(column)
    if isinstance(column, Lists):
        return _lists(column)
    if type_ == "DATE":
        return pa.array(column.astype(np.int32), pa.int32(), mask=column >= NO_DATE).view(pa.date32())
    if type_ == "TIMESTAMPTZ":
        missing = column >= NO_TIME
        stamps = np.where(missing, 0, column).astype(np.int64) * 60_000_000
        return pa.array(stamps, pa.int64(), mask=missing).view(pa.timestamp("us", "UTC"))
    if type_.startswith("DECIMAL"):
        return _decimal(column)
    if type_ == "BOOLEAN":
        return pa.array(column.astype(bool))
    if type_ == "DOUBLE":
        return pa.array(column.astype(np.float64), pa.float64(), mask=np.isnan(column))
    small = {"TINYINT": (np.int8, pa.int8()), "INTEGER": (np.int32, pa.int32())}[type_]
    return pa.array(column.astype(small[0]), small[1], mask=column < 0)


_PLAIN = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "TINYINT": pa.int8(),
    "INTEGER": pa.int32(),
    "DECIMAL(12,2)": pa.decimal128(12, 2),
}


def plain_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema that a reader of the table's Parquet sees."""
    return pa.schema([(field.name, _PLAIN[field.type]) for field in table.fields])


def arrow_table(table: Table, columns: dict[str, Any]) -> pa.Table:
    """Return the rows of one table in the declared order of columns. Raises KeyError for one that is missing."""
    arrays = [_arrow(columns[field.name], field.type) for field in table.fields]
    return pa.Table.from_arrays(arrays, names=table.names)
