"""All measures by practice and month, from made-up releases of 100,000 and 500,000 people: 60 seconds, 2 GB.

Then every cut that pages show, as a refresh works them out. MEASURES_PEOPLE="5000" makes it a quick look.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from joinedup.insight.engine import open_release
from joinedup.insight.measures.compute import ask, compute_many
from joinedup.insight.measures.definition import Measure, catalogue
from joinedup.insight.measures.periods import year_to
from joinedup.words.basics.errors import BadInput
from tests.benchmarks.made_up import DATA_DATE, peak_gigabytes, release_of, rows_in
from tests.benchmarks.measured import Measured

SIZES = tuple(map(int, os.environ.get("MEASURES_PEOPLE", "100000 500000").split()))
YEARS, LARGE = 3, 500_000
MEMORY = "1200MB"


def run() -> list[Measured]:
    """Return seconds and memory for each size, the smallest first, so that the peak is that of the size told."""
    found = []
    for people in SIZES:
        release = release_of(people, YEARS)
        seconds, figures = by_practice_and_month(release, catalogue().values())
        what = f"{len(catalogue())} measures by practice and month of a year, {people:,} people"
        note = f"{rows_in(release, 'event'):,} events, {figures:,} figures"
        found += [
            Measured(what, seconds, "s", 60 if people == LARGE else None, note=note),
            Measured(f"{what}: for each 1,000 people", seconds / people * 1000, "s"),
            Measured(f"{what}: peak memory", peak_gigabytes(), "GB", 2 if people == LARGE else None),
        ]
    return found


def by_practice_and_month(release: Path, measures: Iterable[Measure], engine: str = "duckdb") -> tuple[float, int]:
    """Return the seconds it takes to open the release and work everything out, and how many figures that gave."""
    began, figures = time.perf_counter(), 0
    with open_release(release, engine=engine, memory=MEMORY) as opened:
        asks = []
        for measure in measures:
            try:
                asks.append(ask(measure, period=year_to(DATA_DATE), by=("practice", "month"), known_to=DATA_DATE))
            except BadInput as error:
                raise RuntimeError(f"{measure.id} cannot be asked") from error
        for _, found in compute_many(opened, asks):
            figures += len(found)
    return time.perf_counter() - began, figures
