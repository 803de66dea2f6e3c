"""A drill into the segments of 500,000 people, as the explorer asks it: 300 ms at the 95th percentile.

DRILL_PEOPLE="5000" makes it a quick look.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from joinedup.insight.disclosure import HOSPITAL_STATISTICS
from joinedup.insight.engine import open_release
from joinedup.insight.segments.definition import catalogue
from joinedup.insight.segments.drill import Ask, columns_for, drill
from joinedup.insight.segments.lines import Dimension, lines
from joinedup.planning.segments import files
from tests.benchmarks.made_up import DATA_DATE, release_of
from tests.benchmarks.measured import Measured

SIZES = tuple(map(int, os.environ.get("DRILL_PEOPLE", "100000 500000").split()))
LARGE, DRILLS, MEMORY = 500_000, 200, "1200MB"


def run() -> list[Measured]:
    """Return the seconds to write what drills read for each size, and how long a drill of it takes."""
    found = []
    for people in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "drill-made.parquet"
            began = time.perf_counter()
            with open_release(release_of(people, 3), memory=MEMORY) as engine:
                files.write_lines(path, lines(engine, catalogue().values(), on=DATA_DATE, secret=b"made up"))
            seconds = time.perf_counter() - began
            took = sorted(_took(path, ask) for ask in _asks(files.dimensions(path)))
        late = took[int(len(took) * 0.95)] * 1000
        found += [
            Measured(f"segments, and the lines that drills read, {people:,} people", seconds, "s"),
            Measured(f"a drill at the 95th percentile, {people:,} people", late, "ms", 300 if people == LARGE else None,
                     note=f"{DRILLS} drills of one to four things; the median {took[len(took) // 2] * 1000:.0f} ms"),
        ]  # fmt: skip
    return found


def _asks(dimensions: dict[str, Dimension]) -> list[Ask]:
    """Return drills by anything, through none to three filters with any of their values."""
    chance, asks = random.Random(4), []  # noqa: S311 (nothing secret)
    for _ in range(DRILLS):
        by, *filters = chance.sample(list(dimensions), chance.randint(1, 4))
        asks.append(Ask({name: chance.choice(list(dimensions[name].values)) for name in filters}, by))
    return asks


def _took(path: Path, ask: Ask) -> float:
    began = time.perf_counter()
    known = files.dimensions(path)
    drill(files.read_lines(path, columns_for(ask, known)), ask, known, policy=HOSPITAL_STATISTICS)
    return time.perf_counter() - began
