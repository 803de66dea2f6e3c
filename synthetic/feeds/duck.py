"""DuckDB as the feed writers use it: one thread, UTC, lives as views, and luck that depends only on seed and key."""

from __future__ import annotations

from pathlib import Path

import duckdb

from joinedup.words.basics import quoting
from synthetic.lives.columns import plain_schema
from synthetic.lives.tables import ALL

# A draw is a hash, so that it needs no order: the same row has the same luck in whatever file it is.
MACROS = """
CREATE MACRO luck(salt, thing) AS hash(thing, salt, getvariable('seed'));
CREATE MACRO u(salt, thing) AS (luck(salt, thing) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO pick(list, salt, thing) AS list[1 + (luck(salt, thing) % len(list))::BIGINT];
CREATE MACRO third(thing) AS (luck('which record', thing) % 3)::INTEGER;
CREATE MACRO id_of(prefix, thing) AS prefix || printf('%016x', luck('id', thing));
CREATE MACRO after_days(moment, salt, thing, most) AS moment + to_minutes((u(salt, thing) * most * 1440)::BIGINT + 1);
CREATE MACRO noon(day) AS timezone('UTC', day::TIMESTAMP + INTERVAL 12 HOUR);
CREATE MACRO london_day(moment) AS timezone('Europe/London', moment)::DATE;
CREATE MACRO spot(text, luck) AS (2 + (luck // 7) % greatest(length(text) - 2, 1))::BIGINT;
CREATE MACRO slip(text, luck) AS CASE
    WHEN length(text) < 4 THEN text
    WHEN luck % 4 = 0 THEN text[:spot(text, luck) - 1] || text[spot(text, luck) + 1] || text[spot(text, luck)]
        || text[spot(text, luck) + 2:]
    WHEN luck % 4 = 1 THEN text[:spot(text, luck) - 1] || text[spot(text, luck) + 1:]
    WHEN luck % 4 = 2 THEN text[:spot(text, luck)] || text[spot(text, luck):]
    ELSE text[:spot(text, luck) - 1] || 'aeiounrs'[1 + ((luck // 31) % 8)::BIGINT] || text[spot(text, luck) + 1:] END;
CREATE MACRO another_digit(number, luck) AS
    number[:(luck % 9)::BIGINT] || ((number[(luck % 9)::BIGINT + 1]::INTEGER + 1 + ((luck // 11) % 9)::INTEGER) % 10)
    || number[(luck % 9)::BIGINT + 2:];
"""


def connect(lives: Path, scratch: Path, *, seed: int, memory: str = "3GB") -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the lives, with the macros. One thread: the same rows in the same order."""
    duck = duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": memory,
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    duck.execute("SET TimeZone = 'UTC'")
    duck.execute("SET partitioned_write_max_open_files = 100000")
    duck.execute("SET VARIABLE seed = ?", [seed])
    duck.execute(MACROS)
    for name, table in ALL.items():
        parts = sorted((lives / name).glob("*.parquet"))
        if parts:
            view(duck, name, parts)
        else:
            duck.register(f"no_{name}", plain_schema(table).empty_table())
            duck.execute(f"CREATE VIEW {name} AS SELECT * FROM no_{name}")
    return duck


def view(duck: duckdb.DuckDBPyConnection, name: str, parts: list[Path]) -> None:
    """Make the Parquet files ``parts``, in their order, readable as ``name``."""
    duck.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoting.each_of(parts)})")
