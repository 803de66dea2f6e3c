"""Everything that pages show of measures, worked out anew: 2,000,000 people and 100 million events, 20 minutes, 12 GB.

REFRESH="5000x3" makes it a quick look.
"""

from __future__ import annotations

import os
import time

from tests.benchmarks.made_up import a_place, peak_gigabytes, release_in_place, rows_in
from tests.benchmarks.measured import Measured

SIZES = os.environ.get("REFRESH", "100000x3 500000x3 2000000x6").split()
LARGE = "2000000x6"
MEMORY = "6GB"


def run() -> list[Measured]:
    """Return the seconds and memory of a refresh for each size, the smallest first."""
    found = []
    with a_place(memory=MEMORY):
        from joinedup.planning.releases import queries as releases  # noqa: PLC0415

        for size in SIZES:
            people, years = map(int, size.split("x"))
            release = release_in_place(people, years)
            began = time.perf_counter()
            _refresh(release)
            seconds = time.perf_counter() - began
            what = f"every measure in every cut that pages show, {people:,} people"
            note = f"{rows_in(releases.folder_of(release), 'event'):,} events over {years} years; 36 months of each"
            found += [
                Measured(what, seconds, "s", 1_200 if size == LARGE else None, note=note),
                Measured(f"{what}: for each 1,000 people", seconds / people * 1000, "s"),
                Measured(f"{what}: peak memory", peak_gigabytes(), "GB", 12 if size == LARGE else None),
            ]
    return found


def _refresh(release: object) -> None:
    from joinedup.planning.results import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from tests.benchmarks.record_data import NOW  # noqa: PLC0415

    actions.refresh(release, by=SYSTEM, at=NOW)  # type: ignore[arg-type]
