"""All measures by practice and month on Apache Spark in this machine, with DuckDB's time beside: 500,000 people.

Both must give as many figures; that each figure is the same is for tests/spark. SPARK_PEOPLE="5000" makes it a quick
look. The first question of a Spark costs what a cluster pays once (Java begins, the release is opened): told apart.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from joinedup.insight.engine import open_release
from joinedup.insight.measures.definition import catalogue
from tests.benchmarks.bench_measures import MEMORY, YEARS, by_practice_and_month
from tests.benchmarks.made_up import peak_gigabytes, release_of, rows_in
from tests.benchmarks.measured import Measured

SIZES = tuple(map(int, os.environ.get("SPARK_PEOPLE", "500000").split()))


def run() -> list[Measured]:
    """Return seconds and memory of both engines for each size; the smallest first, so that peaks are of the size told."""
    found = []
    for people in SIZES:
        release = release_of(people, YEARS)
        what = f"{len(catalogue())} measures by practice and month of a year, {people:,} people"
        began = time.perf_counter()
        with open_release(release, engine="spark", memory=MEMORY) as engine:
            [row] = engine.rows("SELECT count(*) AS events FROM event")
        first = time.perf_counter() - began
        if row["events"] != rows_in(release, "event"):
            raise RuntimeError("Spark does not see every event.")
        on_duck, figures = by_practice_and_month(release, catalogue().values())
        peak = peak_gigabytes()
        on_spark, of_spark = by_practice_and_month(release, catalogue().values(), engine="spark")
        if figures != of_spark:
            raise RuntimeError(f"DuckDB gave {figures} figures and Spark {of_spark}.")
        note = f"{row['events']:,} events, {figures:,} figures from either; Spark local[2], DuckDB 2 threads"
        found += [
            Measured(f"Spark: {what}", on_spark, "s", note=note),
            Measured(f"DuckDB: {what}", on_duck, "s", note=note),
            Measured(f"Spark: peak memory of Java for {people:,} people", _peak_of_java(), "GB"),
            Measured(f"DuckDB: peak memory for {people:,} people", peak, "GB"),
            Measured(f"Spark: until its first answer, {people:,} people", first, "s", note="once in a process"),
        ]
    return found


def _peak_of_java() -> float:
    """Return the most memory that the Java of this process ever had."""
    from pyspark import SparkContext  # noqa: PLC0415 (an extra)

    status = Path(f"/proc/{SparkContext._gateway.proc.pid}/status").read_text(encoding="ascii")
    [kilobytes] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")]
    return kilobytes / 1_048_576
