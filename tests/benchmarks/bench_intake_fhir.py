"""Resources a second of FHIR: validated, kept whole, indexed, their facts made entries, on both databases."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.benchmarks.fhir_data import write
from tests.benchmarks.intake_run import take_in_apart
from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import available, cluster

PEOPLE = int(os.environ.get("JOINEDUP_BENCH_PEOPLE", "500"))
SQLITE, POSTGRESQL = 1_500, 2_000


def run() -> list[Measured]:
    """Take in the records of some hundreds of made-up people, a hundred resources each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.ndjson"
        count = write(file, PEOPLE)
        found = [_measured("SQLite", SQLITE, file, count, home=Path(folder) / "sqlite")]
        if available():
            with cluster() as url:
                found.append(
                    _measured("PostgreSQL", POSTGRESQL, file, count, home=Path(folder) / "postgresql", url=url)
                )
    return found


def _measured(name: str, target: int, file: Path, count: int, *, home: Path, url: str = "") -> Measured:
    one = take_in_apart([file], sender="ZZ001", feed="fhir", home=home, url=url)
    if one.quarantined or one.rows != count:
        raise AssertionError(f"{one.quarantined} resources of the bench's own did not pass")
    return Measured(
        what=f"resources a second on {name}, validated, indexed, stored",
        value=one.rows / one.seconds,
        unit="resources/s",
        target=target,
        better="higher",
        note=f"{one.rows:,} resources, {one.added:,} entries, {one.megabytes:,.0f} MB",
    )
