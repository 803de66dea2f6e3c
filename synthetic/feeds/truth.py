"""What was planted, written apart: who each record is of, what is wrong with it, and which rows must be held."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.words.basics import quoting
from synthetic.feeds.extracts import FAULTY, LATE, OLDER, REPEATED, Extract


def write_rows(duck: duckdb.DuckDBPyConnection, made: Extract, files: list[Path], scratch: Path) -> int:
    """Find in the written files of one feed the rows that were tampered with, and return how many rows there are.

    Luck follows from the row's key alone, so only key and times are read. Writes ``rows_<feed>.parquet`` (repeated,
    older and late rows) and ``held_<feed>.parquet`` (file, row from 1, why).
    """
    if not files:
        return 0
    feed = made.feed
    key = " || '|' || ".join(f"{name}::VARCHAR" for name in feed.key)
    happened = feed.entry.happened if feed.entry else "NULL"
    ended = (feed.entry and feed.entry.ended) or "NULL"
    duck.execute(f"""
        CREATE TEMP TABLE written AS
        SELECT file, "row", {key} AS key, TRY_CAST(coalesce({ended}, {happened}) AS TIMESTAMP) AS "on",
               {ended} IS NULL AS open
        FROM ({_read(made, files)})
    """)
    rows = int(duck.execute("SELECT count(*) FROM written").fetchall()[0][0])
    if feed.shape != "reference":
        _copy(duck, _tampered(feed.name), scratch / f"rows_{feed.name}.parquet")
        _copy(duck, _held(made), scratch / f"held_{feed.name}.parquet")
    duck.execute("DROP TABLE written")
    return rows


def _read(made: Extract, files: list[Path]) -> str:
    """Return SQL for every row of the files, with ``file`` (sender/name) and ``row`` from 1."""
    wanted = {*made.feed.key, *((made.feed.entry.happened, made.feed.entry.ended) if made.feed.entry else ())} - {""}
    columns = ", ".join(sorted(wanted))
    if not made.as_text:
        return (
            f"SELECT {columns}, array_to_string(string_split(filename, '/')[-2:], '/') AS file, "
            'file_row_number + 1 AS "row" '
            f"FROM read_parquet({quoting.each_of(files)}, filename = true, file_row_number = true)"
        )
    return " UNION ALL ".join(
        f'SELECT {columns}, {quoting.text(f"{file.parent.name}/{file.name}")} AS file, row_number() OVER () AS "row" '
        f"FROM read_csv({quoting.exactly(file)}, header = true, all_varchar = true)"
        for file in files
    )


def _tampered(feed: str) -> str:
    sent = "TRY_CAST(regexp_extract(file, '-([0-9]{4})[.-]', 1) AS INTEGER)"
    return f"""
        WITH seen AS (
            SELECT *, split_part(file, '/', 1) AS sender,
                   count(*) OVER (PARTITION BY key, split_part(file, '/', 1)) AS times
            FROM written
            WHERE u('repeat {feed}', key) < {REPEATED} OR u('older {feed}', key) < {OLDER}
                OR u('late {feed}', key) < {LATE}
        )
        SELECT '{feed}' AS feed, sender, key, mistake, file, "row" FROM (
            SELECT *, unnest(list_filter([
                CASE WHEN times > 1 AND u('repeat {feed}', key) < {REPEATED} THEN 'repeated'
                     WHEN times > 1 AND open THEN 'older_version' END,
                CASE WHEN year("on") < {sent} THEN 'late' END], lambda m: m IS NOT NULL)) AS mistake FROM seen)
        ORDER BY file, "row", mistake
    """


def _held(made: Extract) -> str:
    feed = made.feed.name
    whys = ", ".join("'" + f"{fault.column}: {fault.why}".replace("'", "''") + "'" for fault in made.faults)
    return f"""
        SELECT '{feed}' AS feed, file, "row", key,
               [{whys}][(luck('which fault', key) % {max(len(made.faults), 1)})::BIGINT + 1] AS why
        FROM written WHERE u('fault {feed}', key) < {FAULTY if made.faults else 0} ORDER BY file, "row"
    """


def _copy(duck: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    duck.execute(f"COPY ({sql}) TO {quoting.written_to(path)} (FORMAT parquet, COMPRESSION zstd)")


def write_planted(held: list[tuple[str, str, int, str]], scratch: Path) -> None:
    """Write which messages must be held, beside what is to be held of the extracts."""
    schema = pa.schema(
        [("feed", pa.string()), ("file", pa.string()), ("row", pa.int64()), ("key", pa.string()), ("why", pa.string())]
    )
    listed = [dict(zip(("feed", "file", "row", "why"), one, strict=True)) | {"key": None} for one in held]
    pq.write_table(pa.Table.from_pylist(listed, schema), scratch / "held_messages.parquet")


def write_truth(scratch: Path, into: Path) -> None:
    """Gather what was planted into ``identities``, ``planted_dirt`` and ``quarantine_expected``."""
    duck = duckdb.connect(config={"threads": 1})
    _copy(
        duck,
        f"""SELECT regexp_extract(filename, 'known_(.*)[.]parquet', 1) AS feed_group, sender, local_id, person_key
            FROM read_parquet({quoting.in_folder(scratch, "known_*.parquet")}, filename = true) ORDER BY ALL""",
        into / "identities.parquet",
    )
    _copy(
        duck,
        f"""SELECT feed_group, NULL::VARCHAR AS feed, sender, local_id, person_key, mistake, NULL::VARCHAR AS file,
                   NULL::BIGINT AS "row" FROM read_parquet({quoting.in_folder(scratch, "mistakes_*.parquet")})
            UNION ALL
            SELECT NULL, feed, sender, NULL, NULL, mistake, file, "row"
            FROM read_parquet({quoting.in_folder(scratch, "rows_*.parquet")})
            ORDER BY ALL""",
        into / "planted_dirt.parquet",
    )
    _copy(
        duck,
        f"""SELECT feed, file, "row", why FROM read_parquet({quoting.in_folder(scratch, "held_*.parquet")})
            ORDER BY feed, file, "row" """,
        into / "quarantine_expected.parquet",
    )
    duck.close()
