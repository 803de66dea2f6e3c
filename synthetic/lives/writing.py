"""Writing lives: one Parquet part for each table and chunk, the same bytes for the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from joinedup.words.vocabulary.dataset.tables import Table
from synthetic.lives.columns import arrow_table, plain_schema

# Long strings that differ in every row gain nothing from a dictionary.
_UNLIKE = {"event_id", "nhs_number", "phone", "email"}


def write_part(table: Table, columns: dict[str, Any] | None, folder: Path, part: int) -> int:
    """Write one part of one table (empty where ``columns`` is None) and return how many rows it has.

    Arrow's own types are left out of the file, so that words read back as plain strings everywhere.
    """
    rows = arrow_table(table, columns) if columns is not None else plain_schema(table).empty_table()
    path = folder / table.name / f"part-{part:05d}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        rows,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in table.names if name not in _UNLIKE],
        store_schema=False,
        write_statistics=True,
        row_group_size=1 << 19,
    )
    return int(rows.num_rows)
