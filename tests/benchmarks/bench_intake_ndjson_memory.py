"""The most memory that taking in a large ndjson file takes: it is read a piece at a time, whatever its size."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.benchmarks.fhir_data import write
from tests.benchmarks.intake_run import take_in_apart
from tests.benchmarks.measured import Measured

GIGABYTES = float(os.environ.get("JOINEDUP_BENCH_GIGABYTES", "2"))
_PERSON = 1_000_000  # bytes, about: a hundred resources with a note of ten thousand characters each


def run() -> list[Measured]:
    """Take in a file of two gigabytes on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.ndjson"
        count = write(file, int(GIGABYTES * 2**30 / _PERSON), words="Seen at home, comfortable. " * 370)
        size = file.stat().st_size / 2**30
        one = take_in_apart([file], sender="ZZ001", feed="fhir", home=Path(folder) / "place")
    if one.quarantined or one.rows != count:
        raise AssertionError(f"{one.quarantined} resources of the bench's own did not pass")
    return [
        Measured(
            what=f"most memory while taking in {size:.2g} GB of ndjson",
            value=one.megabytes,
            unit="MB",
            target=500,
            note=f"{one.rows:,} resources in {one.seconds:,.0f} s",
        )
    ]
